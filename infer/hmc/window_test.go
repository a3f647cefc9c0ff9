package hmc

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// answers is testdata/windows.json: what NumPyro computes; see make_windows.py beside it.
type answers struct {
	Schedules []struct {
		N       int      `json:"num_steps"`
		Windows [][2]int `json:"windows"`
	} `json:"schedules"`
	DualAveraging []struct {
		T0     float64   `json:"t0"`
		Kappa  float64   `json:"kappa"`
		Gamma  float64   `json:"gamma"`
		Target float64   `json:"target"`
		Center float64   `json:"prox_center"`
		Accept []float64 `json:"accept"`
		X      []float64 `json:"x"`
		XMean  []float64 `json:"x_avg"`
		GMean  []float64 `json:"g_avg"`
	} `json:"dual_averaging"`
	Welford []struct {
		Diagonal   bool      `json:"diagonal"`
		N          int       `json:"n"`
		Dim        int       `json:"dim"`
		Sample     []float64 `json:"sample"`
		Mean       []float64 `json:"mean"`
		M2         []float64 `json:"m2"`
		Regularize bool      `json:"regularize"`
		Cov        []float64 `json:"cov"`
		Root       []float64 `json:"cov_inv_sqrt"`
		TrilInv    []float64 `json:"tril_inv"`
	} `json:"welford"`
	Checkpoints []struct{ Leaf, Min, Max int } `json:"checkpoints"`
}

func readAnswers(t *testing.T) (a answers) {
	t.Helper()
	text, err := os.ReadFile("testdata/windows.json")
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// near compares with a tolerance relative to the greatest element, for sums that cancel.
func near(t *testing.T, what string, got np.Array, want []float64, tol float64) {
	t.Helper()
	x := got.Float64s()
	scale := 1.0
	for _, w := range want {
		scale = max(scale, math.Abs(w))
	}
	if len(x) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(x), len(want))
	}
	for i := range want {
		if !(math.Abs(x[i]-want[i]) <= tol*scale) {
			t.Errorf("%s: element %d is %v, want %v", what, i, x[i], want[i])
		}
	}
}

func TestWindowsAreStans(t *testing.T) {
	for _, c := range readAnswers(t).Schedules {
		var want []Window
		for _, w := range c.Windows {
			want = append(want, Window{w[0], w[1]})
		}
		if got := Windows(c.N); !slices.Equal(got, want) {
			t.Errorf("%d transitions: windows %v, want %v", c.N, got, want)
		}
	}
}

// Only draws of the windows between the first and the last count, and each of these windows ends once.
func TestScheduleFollowsTheWindows(t *testing.T) {
	for _, n := range []int{1, 19, 20, 150, 1000} {
		within, ends := schedule(n)
		windows := Windows(n)
		for i := range n {
			k := slices.IndexFunc(windows, func(w Window) bool { return w.First <= i && i <= w.Last })
			middle := 0 < k && k < len(windows)-1
			if within.Bools()[i] != middle || ends.Bools()[i] != (middle && windows[k].Last == i) {
				t.Errorf("transition %d of %d: within %t, ends %t", i, n, within.Bools()[i], ends.Bools()[i])
			}
		}
	}
}

// Of 1e-10: the sample's means are 1000 times its deviations, which costs three digits, twice.
func TestWelford(t *testing.T) {
	for _, c := range readAnswers(t).Welford {
		b := block{size: c.Dim, dense: !c.Diagonal}
		w := newWelfords(infer.Target{DType: np.Float64}, []block{b})[0]
		for i := range c.N {
			w = w.add(np.Vec(c.Sample[i*c.Dim : (i+1)*c.Dim]...))
		}
		what := fmt.Sprintf("%d draws of %d, dense %t, regularized %t: ", c.N, c.Dim, !c.Diagonal, c.Regularize)
		near(t, what+"mean", w.Mean, c.Mean, 1e-12)
		near(t, what+"M2", w.M2, c.M2, 1e-10)
		m := newBlockMetric(w.covariance(!c.Regularize))
		near(t, what+"covariance", m.Inv, c.Cov, 1e-10)
		near(t, what+"root", m.Root, c.Root, 1e-9)
		inverse := np.Reciprocal(m.Root)
		if !c.Diagonal {
			inverse = np.Inv(m.Root)
		}
		near(t, what+"root's inverse", inverse, c.TrilInv, 1e-9)
	}
}

func ExampleWindows() {
	fmt.Println(Windows(18))
	fmt.Println(Windows(100))
	fmt.Println(Windows(1000))
	// Output:
	// [{0 17}]
	// [{0 14} {15 89} {90 99}]
	// [{0 74} {75 99} {100 149} {150 249} {250 449} {450 949} {950 999}]
}
