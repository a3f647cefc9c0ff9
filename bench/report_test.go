package main

import (
	"strings"
	"testing"
)

var results = []result{
	{Name: "fast", Phlox: 1.4e-3, Limit: 1e-3, LimitIs: "reading X", Bar: 1.5, Peer: 1.1e-3, PeerIs: "C for all of it", AVX2: 2.8e-3},
	{Name: "slow", Phlox: 1.6e-3, Limit: 1e-3, LimitIs: "C", Bar: 1.5, AVX2: 4e-3},
	{Name: "alone", Phlox: 2e-6, LimitIs: "-", Bar: 1.3, AVX2: 5e-6},
	{Name: "wasteful", Phlox: 1e-9, Limit: 1e-9, LimitIs: "C", Bar: 2, Violated: "3 allocations per draw"},
}

// Cases over their bar, or otherwise wrong, count one each, and all that are too slow without AVX-512 one together.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		of   []int
		want int
	}{{nil, 0}, {[]int{0}, 0}, {[]int{1}, 2}, {[]int{2}, 1}, {[]int{3}, 1}, {[]int{0, 1, 2, 3}, 3}} {
		var cases []result
		for _, i := range c.of {
			cases = append(cases, results[i])
		}
		if got := count(cases); got != c.want {
			t.Errorf("of %v %d are over, want %d", c.of, got, c.want)
		}
	}
}

func TestTable(t *testing.T) {
	r := report{Limits: "hand-written C", Cases: results, Over: count(results)}
	lines := []string{header}
	for _, c := range results {
		lines = append(lines, c.String())
	}
	got := strings.Join(lines, "\n") + "\n" + r.summary()
	const want = `case                           phlox      limit   ratio    bar  AVX2/AVX-512   limit is
fast                         1.40 ms    1.00 ms    1.40   1.50         2.00    reading X; C for all of it: 1.10 ms, 1.10
slow                         1.60 ms    1.00 ms    1.60*  1.50         2.50*   C
alone                        2.00 µs          -       -   1.30         2.50*   -
wasteful                     1.00 ns    1.00 ns    1.00   2.00            -    C; * 3 allocations per draw
AVX2 in place of AVX-512: at most 2.50 times slower (alone), bar 2.20
limits: hand-written C
3 over their bar (*)
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDuration(t *testing.T) {
	for x, want := range map[float64]string{
		0: "-", 1.5e-10: "0.15 ns", 1e-9: "1.00 ns", 12.34e-9: "12.3 ns", 123.4e-9: "123 ns", 999.4e-9: "999 ns", 999.6e-9: "1.00 µs",
		45.67e-6: "45.7 µs", 8.9e-3: "8.90 ms", 0.25: "250 ms", 1.5: "1.50 s", 1234: "1230 s", -3e-9: "-3.00 ns",
	} {
		if got := duration(x); got != want {
			t.Errorf("%v s is %q, want %q", x, got, want)
		}
	}
}
