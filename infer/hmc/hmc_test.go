package hmc

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/infer/hmc/internal/recursive"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// 7 samplers, 50 chains of 10 transitions each: 3500 transitions.
func TestHMCIsTheOracles(t *testing.T) {
	const chains, transitions = 50, 10
	accepted, rejected, diverging := 0, 0, 0
	for i, c := range []struct {
		target target
		kernel HMC
		metric recursive.Metric
	}{
		{normal(2), HMC{}, recursive.Identity{}},
		{normal(2), HMC{Config: Config{StepSize: 0.3}, Length: 2}, recursive.Identity{}},
		{normal(2), HMC{Config: Config{StepSize: 1.9}, Steps: 5}, recursive.Identity{}},
		{correlated(), HMC{Config: Config{StepSize: 0.4, InverseMass: diagonal}, Length: 2}, recursive.Diagonal{0.5, 2, 1}},
		{correlated(), HMC{Config: Config{StepSize: 0.4, InverseMass: np.Matrix(dense...)}, Steps: 3}, recursive.Dense(dense)},
		{funnel(), HMC{Config: Config{StepSize: 1.2}, Steps: 4}, recursive.Identity{}},
		{banana(), HMC{Config: Config{StepSize: 0.3}, Length: 1}, recursive.Identity{}},
	} {
		o := recursive.HMC{Potential: c.target.potential, Metric: c.metric,
			StepSize: c.kernel.StepSize, Length: c.kernel.Length, NumSteps: c.kernel.Steps}
		run := lanes(c.kernel, c.target.traced(), 0)
		dim := c.target.dim
		b := begins(key(i), chains, dim)
		s := run.init(b)
		for count := range transitions {
			before := s.Z.Float64s()
			s = run.to(s, count+1)
			for l := range chains {
				transition := lane(b.Key, l).FoldIn(count)
				z := before[l*dim : (l+1)*dim]
				eps := random.Normal(transition.FoldIn(0), np.Shape{dim}, np.Float64).Float64s()
				u := random.Uniform(transition.FoldIn(1), nil, np.Float64).Item()
				want := o.Transition(z, c.metric.Momentum(eps), u)
				switch {
				case want.Diverging:
					diverging++
				case want.Z[0] == z[0]:
					rejected++
				default:
					accepted++
				}
				got := lane(s.Info, l)
				if int(got.Steps.Item()) != want.NumLeapfrog || got.Diverging.Bools()[0] != want.Diverging {
					t.Fatalf("sampler %d, chain %d, transition %d: %+v, want %+v", i, l, count, got, want)
				}
				all := append([]float64{got.LogDensity.Item(), got.Energy.Item(), got.AcceptProb.Item()}, s.Z.At(l).Float64s()...)
				for j, x := range append([]float64{-want.U, want.Energy, want.AcceptProb}, want.Z...) {
					if !(math.Abs(all[j]-x) <= 1e-8*(1+math.Abs(x))) {
						t.Fatalf("sampler %d, chain %d, transition %d: log density, energy, accept and z %v, want %+v", i, l, count, all, want)
					}
				}
			}
		}
	}
	if accepted < 1000 || rejected < 200 || diverging < 10 {
		t.Errorf("too few of some kind: %d accepted, %d rejected, %d diverging", accepted, rejected, diverging)
	}
}

// Steps fill the length: n = ⌈L/ε⌉ of size L/n.
func TestHMCStepsFillTheLength(t *testing.T) {
	for _, c := range []struct {
		kernel HMC
		steps  int
		eps    float64
	}{
		{HMC{}, 7, 2 * math.Pi / 7},
		{HMC{Config: Config{StepSize: 0.3}, Length: 1}, 4, 0.25},
		{HMC{Config: Config{StepSize: 5}, Length: 1}, 1, 1},
		{HMC{Config: Config{StepSize: 0.3}, Steps: 9}, 9, 0.3},
	} {
		run := alone(c.kernel, normal(1).traced(), 0)
		i := run.to(run.init(begin{np.Vec(1), key(1)}), 1).Info
		if int(i.Steps.Item()) != c.steps || i.StepSize.Item() != c.eps {
			t.Errorf("%+v: %v steps of %v, want %d of %g", c.kernel, i.Steps, i.StepSize, c.steps, c.eps)
		}
	}
}
