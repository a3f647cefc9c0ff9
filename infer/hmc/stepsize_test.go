package hmc

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/np"
)

func TestDualAveraging(t *testing.T) {
	tested := 0
	for _, c := range readAnswers(t).DualAveraging {
		if c.T0 != daDelay || c.Kappa != daDecay || c.Gamma != daGain {
			continue // phlox has Stan's constants only
		}
		tested++
		a := newDualAverage(np.Scalar(math.Exp(c.Center) / 10))
		near(t, "center", a.Center, []float64{c.Center}, 1e-14)
		for i, accept := range c.Accept {
			a = a.add(np.Scalar(c.Target - accept))
			near(t, fmt.Sprintf("x after %d", i+1), a.X, c.X[i:i+1], 1e-11)
			near(t, fmt.Sprintf("x̄ after %d", i+1), a.XMean, c.XMean[i:i+1], 1e-11)
			near(t, fmt.Sprintf("ḡ after %d", i+1), a.GMean, c.GMean[i:i+1], 1e-12)
		}
		last := len(c.X) - 1
		near(t, "step size", a.stepSize(np.Scalar(false)), []float64{math.Exp(c.X[last])}, 1e-10)
		near(t, "last step size", a.stepSize(np.Scalar(true)), []float64{math.Exp(c.XMean[last])}, 1e-10)
	}
	if tested < 3 {
		t.Errorf("only %d cases have Stan's constants", tested)
	}
}

// However far x goes, the step size stays a positive number that leapfrog can use.
func TestStepSizeStaysPositiveAndFinite(t *testing.T) {
	for _, d := range []np.DType{np.Float64, np.Float32} {
		for _, x := range []float64{-2000, 2000} {
			a := newDualAverage(np.OnesOf(d))
			a.X = np.FullOf(d, nil, x)
			got := a.stepSize(np.Scalar(false))
			if got.DType() != d || !(got.Item() > 0) || math.IsInf(got.Item(), 0) {
				t.Errorf("%v: e^%g is %v", d, x, got)
			}
		}
	}
}

// On a standard normal one step of size ε from z = 1 is accepted with more than 0.8 up to some ε near 1 in
// most directions. From below as from above the search ends within a factor of two of the crossing, and it
// moves by powers of two exactly.
func TestFindStepSize(t *testing.T) {
	tg := normal(1).traced()
	for _, start := range []float64{0x1p-20, 0.5, 1, 0x1p12} {
		for seed := range 5 {
			k := NUTS{Config: Config{StepSize: start, FindStepSize: true}}
			s := k.Init(tg, np.Vec(1), key(seed), 10)
			eps := s.Private.(nutsState).Chain.StepSize.Item()
			if exponent, _ := math.Frexp(eps / start); exponent != 0.5 {
				t.Errorf("from %g: %g is not it by a power of two", start, eps)
			}
			if eps < 0.25 || eps > 8 {
				t.Errorf("from %g, seed %d: found %g", start, seed, eps)
			}
		}
	}
	fixed := NUTS{Config: Config{StepSize: 0x1p-20, FindStepSize: true, FixStepSize: true}}
	if eps := fixed.Init(tg, np.Vec(1), key(0), 10).Info.StepSize.Item(); eps != 0x1p-20 {
		t.Errorf("the step size that should not be adapted became %g", eps)
	}
}
