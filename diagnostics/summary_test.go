package diagnostics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSummarizeRow(t *testing.T) {
	for _, ref := range references(t) {
		x := ref.Draws
		table, err := Summarize([]Site{{Name: ref.Name, Draws: x}}, Config{Divergences: 3})
		if err != nil {
			t.Fatal(err)
		}
		flat := pool(x)
		want := Row{
			Name: ref.Name, Mean: mean(flat), Std: math.Sqrt(variance(flat)), Median: Quantile(flat, 0.5),
			Lower: ref.HPDI[0], Upper: ref.HPDI[1], NEff: ESS(x), RHat: RankRHat(x),
			ESSBulk: ESSBulk(x), ESSTail: ESSTail(x), MCSEMean: MCSEMean(x),
		}
		if len(table.Rows) != 1 || table.Rows[0] != want {
			t.Errorf("%+v\nwant %+v", table.Rows, want)
		}
		if table.Prob != 0.9 || table.Divergences != 3 {
			t.Errorf("prob %v, divergences %d", table.Prob, table.Divergences)
		}
	}
}

func TestSummarizeOrderAndEmptySites(t *testing.T) {
	ten := func(n int) [][]float64 { return ar1(rand.New(rand.NewPCG(21, 22)), 0, 2, 10*n) }
	table, err := Summarize([]Site{
		{Name: "b", Shape: []int{2, 2}, Draws: ten(4)},
		{Name: "nothing", Shape: []int{3, 0}, Draws: ten(0)},
		{Name: "a", Draws: ten(1)},
		{Name: "one", Shape: []int{1}, Draws: ten(1)},
	}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range table.Rows {
		names = append(names, row.Name)
	}
	if got, want := strings.Join(names, " "), "b[0,0] b[0,1] b[1,0] b[1,1] a one[0]"; got != want {
		t.Errorf("rows %s, want %s", got, want)
	}
}

func TestSummarizeNotFinite(t *testing.T) {
	table, err := Summarize([]Site{{Name: "x", Draws: [][]float64{{1, math.NaN(), 3, 4, 5, 6}}}}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := table.Rows[0]
	for i, x := range []float64{r.Mean, r.Std, r.Median, r.Lower, r.Upper, r.NEff, r.RHat, r.ESSBulk, r.ESSTail, r.MCSEMean} {
		if !math.IsNaN(x) {
			t.Errorf("column %d = %v, want NaN", i, x)
		}
	}
}

func TestSummarizeErrors(t *testing.T) {
	good := Site{Name: "x", Draws: [][]float64{{1, 2, 3, 4}}}
	for _, test := range []struct {
		sites  []Site
		config Config
		want   string
	}{
		{[]Site{good, {Name: "y"}}, Config{}, "summarize: site y: no chains; give one slice of draws per chain"},
		{[]Site{good}, Config{Prob: -0.1}, "summarize: probability -0.1 of the interval is outside (0, 1]"},
		{[]Site{good}, Config{Prob: 90}, "summarize: probability 90 of the interval is outside (0, 1]"},
		{[]Site{good}, Config{Prob: math.NaN()}, "summarize: probability NaN of the interval is outside (0, 1]"},
	} {
		if _, err := Summarize(test.sites, test.config); err == nil || err.Error() != test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
}

// BenchmarkSummarize: a row of 4 x 1000 draws.
func BenchmarkSummarize(b *testing.B) {
	site := Site{Name: "x", Draws: ar1(rand.New(rand.NewPCG(23, 24)), 0.5, 4, 1000)}
	for b.Loop() {
		if _, err := Summarize([]Site{site}, Config{}); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleSummarize() {
	rng := rand.New(rand.NewPCG(42, 0))
	mu := make([][]float64, 4)    // scalar
	scale := make([][]float64, 4) // shape [2]: each draw is two numbers
	for c := range mu {
		for range 1000 {
			mu[c] = append(mu[c], 3+rng.NormFloat64())
			scale[c] = append(scale[c], 1e-6*rng.ExpFloat64(), 2e5+1e4*rng.NormFloat64())
		}
	}
	table, err := Summarize([]Site{
		{Name: "mu", Draws: mu},
		{Name: "scale", Shape: []int{2}, Draws: scale},
	}, Config{Divergences: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(table)
	// Output:
	//                 mean        std      median        5.0%       95.0%  n_eff  r_hat  ess_bulk  ess_tail  mcse_mean
	//       mu       2.997      0.991       3.012       1.251       4.531   4412  1.001      4418      3641      0.015
	// scale[0]   1.010e-06   9.96e-07    7.04e-07       1e-10   2.329e-06   3849  1.001      3846      3793    1.6e-08
	// scale[1]  199656      10142      199638      183559      216638       3843  1.000      3922      3813    162
	//
	// Number of divergences: 2
}
