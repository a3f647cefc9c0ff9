package diagnostics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestRHatClosedForms(t *testing.T) {
	for _, test := range []struct {
		name   string
		chains [][]float64
		want   float64
	}{
		// W = 2.5, B/N = 0: only the factor (N-1)/N is left.
		{"equal chains", [][]float64{{1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}}, math.Sqrt(4.0 / 5)},
		// W = 2.5, B/N = var(3, 13) = 50.
		{"10 apart", [][]float64{{1, 2, 3, 4, 5}, {11, 12, 13, 14, 15}}, math.Sqrt(4.0/5 + 50/2.5)},
		{"stuck apart", [][]float64{{0.1, 0.1, 0.1}, {0.2, 0.2, 0.2}}, math.Inf(1)},
		{"one chain", [][]float64{{1, 2, 3, 4}}, math.NaN()},
	} {
		if got := RHat(test.chains); !near(got, test.want, 1e-14) {
			t.Errorf("RHat of %s = %v, want %v", test.name, got, test.want)
		}
	}
}

// TestWhatEachRHatSees: the reason for each refinement. 1.05 is far above the
// noise of 4 x 500 independent draws, about 0.005.
func TestWhatEachRHatSees(t *testing.T) {
	iid := func() [][]float64 { return ar1(rand.New(rand.NewPCG(7, 8)), 0, 4, 500) }
	trend := iid()
	for _, chain := range trend {
		for i := range chain {
			chain[i] += float64(i) / 250
		}
	}
	wide := iid()
	for i := range wide[0] {
		wide[0][i] *= 5
	}
	heavy := iid() // Cauchy in three chains, shifted by 10 in one
	for c, chain := range heavy {
		for i, x := range chain {
			chain[i] = math.Tan(math.Pi / 2 * math.Erf(x/math.Sqrt2))
			if c == 0 {
				chain[i] += 10
			}
		}
	}
	for _, test := range []struct {
		name              string
		chains            [][]float64
		plain, half, rank bool // does it exceed 1.05?
	}{
		{"independent draws", iid(), false, false, false},
		{"a trend common to all", trend, false, true, true},
		{"one chain wider", wide, false, false, true},
		{"a shift under heavy tails", heavy, false, false, true},
	} {
		for _, r := range []struct {
			name  string
			value float64
			sees  bool
		}{
			{"RHat", RHat(test.chains), test.plain},
			{"SplitRHat", SplitRHat(test.chains), test.half},
			{"RankRHat", RankRHat(test.chains), test.rank},
		} {
			if (r.value > 1.05) != r.sees {
				t.Errorf("%s: %s = %v; must it exceed 1.05? %t", test.name, r.name, r.value, r.sees)
			}
		}
	}
}

func TestRankRHatWithoutFold(t *testing.T) {
	x := [][]float64{{0, 1, 0, 1, 1, 0, 1, 0}, {1, 0, 0, 1, 0, 1, 1, 0}} // |x - 1/2| is constant
	if got, want := RankRHat(x), SplitRHat(rankNormalize(x)); !near(got, want, 1e-14) {
		t.Errorf("RankRHat = %v, want the bulk's %v", got, want)
	}
}

func ExampleRHat() {
	apart := [][]float64{{1, 2, 3, 4, 5}, {11, 12, 13, 14, 15}}
	fmt.Printf("%.3f\n", RHat(apart))
	// Output:
	// 4.561
}

func ExampleSplitRHat() {
	trend := [][]float64{{1, 2, 3, 4, 5, 6, 7, 8}}
	fmt.Printf("%.3f\n", SplitRHat(trend))
	// Output:
	// 2.356
}

func ExampleRankRHat() {
	oneWider := [][]float64{
		{0.1, -0.2, 0.3, -0.1, 0.2, -0.3, 0.1, -0.1},
		{10, -20, 30, -10, 20, -30, 10, -10},
	}
	fmt.Printf("split %.2f, rank-normalized %.2f\n", SplitRHat(oneWider), RankRHat(oneWider))
	// Output:
	// split 0.88, rank-normalized 1.84
}
