package native

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// What is fetched ahead is asked for once a line, wherever it is, and changes nothing.
func TestFetchAhead(t *testing.T) {
	for _, dt := range []array.DType{array.Float32, f64} {
		for k, ahead := range []int{1, 512, 1 << 20, 512} {
			const n = 1000
			second, op := k == 3, "prefetcht0"
			if second {
				op = "prefetcht1"
			}
			b := loop.NewBuilder("ahead")
			x, z := b.Buffer(loop.In, "x", dt, n), b.Buffer(loop.Out, "z", dt, n)
			b.Vector(b.Int(i64, 0), b.Int(i64, n), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
				v := b.LoadAhead(at(x, i), ahead, second)
				b.Store(at(z, i), b.Op(loop.Mul, v, v))
				return nil
			})
			f := b.Finish()
			compare(t, f, func() []*array.Buffer { return wholeParams(f) })
			for level, want := range map[string]int{"avx2": maxCopies / 2, "avx512": maxCopies} {
				text := listing(f, levels()[level])
				turn := firstLoop(text)
				if n := strings.Count(turn, op); n != want || strings.Count(turn, "prefetch") != want {
					t.Errorf("%s %v: %d lines are fetched in a turn with %s, want %d, in\n%s", level, dt, n, op, want, text)
				}
			}
		}
	}
}

// firstLoop returns the lines of the first loop of a listing.
func firstLoop(text string) string {
	begin := strings.Index(text, "label")
	return text[begin : begin+strings.Index(text[begin:], "jl ")]
}

// Rows are fetched a line at a time and in order, all of them, with something else between two lines.
func TestFetchRows(t *testing.T) {
	for _, width := range []int{5, 8, 54} {
		const n, ahead = 32, 1000
		b := loop.NewBuilder("rows")
		x, y, z := b.Buffer(loop.In, "x", f64, n*width), b.Buffer(loop.In, "y", f64, n), b.Buffer(loop.Out, "z", f64, n)
		b.Vector(b.Int(i64, 0), b.Int(i64, n), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			v := b.Load(at(y, i))
			for k := range 150 {
				v = b.Op(loop.FMA, v, v, b.Float(f64, float64(k)))
			}
			b.Store(at(z, i), v)
			b.Fetch(loop.Fetch{Len: width, At: loop.Address{Buffer: x, Terms: []loop.Term{{Index: i, Stride: width}}}, Ahead: ahead})
			return nil
		})
		f := b.Finish()
		compare(t, f, func() []*array.Buffer { return wholeParams(f) })
		for level, lanes := range map[string]int{"avx2": 4, "avx512": 8} {
			text := listing(f, levels()[level])
			lines := strings.Split(firstLoop(text), "\n")
			next, fetched := 8*ahead, 0
			for k, line := range lines {
				m := regexp.MustCompile(`prefetcht0 .* \+ (\d+)\]`).FindStringSubmatch(line)
				if m == nil {
					continue
				}
				if at, _ := strconv.Atoi(m[1]); at != next {
					t.Errorf("%s: byte %d is fetched after byte %d", level, at, next-loop.LineBytes)
				}
				if strings.Contains(lines[k-1], "prefetch") {
					t.Errorf("%s: nothing between %s\nand %s", level, lines[k-1], line)
				}
				next += loop.LineBytes
				fetched++
			}
			if want := (lanes*width*8-1)/loop.LineBytes + 1; fetched != want {
				t.Errorf("%s: %d lines of %d rows of %d are fetched, want %d, in\n%s", level, fetched, lanes, width, want, text)
			}
		}
	}
}
