package hmc

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// kernels are the samplers with a configuration.
func kernels(c Config) map[string]infer.Kernel {
	return map[string]infer.Kernel{"nuts": NUTS{Config: c, MaxDepth: 5}, "hmc": HMC{Config: c, Length: 1.5}}
}

func chainOf(s infer.State) chain { return report(s).Chain }

// What is to be fixed stays, what is not is adapted.
func TestFixed(t *testing.T) {
	tg := correlated().traced()
	for _, c := range []Config{
		{StepSize: 0.3, InverseMass: diagonal, FixStepSize: true, FixMetric: true},
		{StepSize: 0.3, InverseMass: diagonal, FixStepSize: true},
		{StepSize: 0.3, InverseMass: diagonal, FixMetric: true},
		{StepSize: 0.3, InverseMass: np.Matrix(dense...), FixMetric: true, FindStepSize: true},
		{StepSize: 0.3, InverseMass: diagonal},
	} {
		for name, k := range kernels(c) {
			run := jitted(k, tg, 40)
			s := run.to(run.init(begin{np.Zeros(3), key(1)}), 40)
			after := chainOf(s)
			if fixed := after.StepSize.Item() == 0.3; fixed != c.FixStepSize {
				t.Errorf("%s, %+v: the step size is %v", name, c, after.StepSize)
			}
			same := equal(bits(after.Metric.Blocks[0].Inv), bits(c.InverseMass))
			if same != c.FixMetric {
				t.Errorf("%s, %+v: the inverse mass is %v", name, c, after.Metric.Blocks[0].Inv)
			}
			later := chainOf(run.to(s, 45))
			sameBits(t, name+", after warm-up", later.Metric, after.Metric)
			sameBits(t, name+", after warm-up", later.StepSize, after.StepSize)
		}
	}
}

// Warm-up finds the scale of each coordinate, and a step size whose acceptance probability is that asked for.
// Of 200 draws 50 + 75 estimate the metric, the last 75 alone in the end: a variance of 75 draws that are
// worth 20 is off by a factor of 3 with probability 1e-3 or less, one of 12 here. The average of the step
// size's log over the last 20 transitions leaves the acceptance probability above the target rather than
// below, as it falls ever faster in the step size.
func TestWarmupAdapts(t *testing.T) {
	scales := np.Vec(5, 1, 0.2)
	tg := infer.Target{Dim: 3, DType: np.Float64, LogDensity: func(z np.Array) np.Array {
		x := z.Div(scales)
		return x.Mul(x).Sum().Mul(-0.5)
	}}
	for _, target := range []float64{0, 0.6} {
		for name, k := range kernels(Config{TargetAccept: target}) {
			const chains, warmup, draws = 4, 200, 50
			run := lanes(k, tg, warmup)
			s := run.to(run.init(begins(key(3), chains, 3)), warmup)
			for i, v := range chainOf(s).Metric.Blocks[0].Inv.Div(scales.Mul(scales)).Float64s() {
				if name == "nuts" && (v < 1.0/3 || v > 3) { // short trajectories do not cross the scales in 75 draws
					t.Errorf("%s: chain %d's inverse mass of coordinate %d is %g times the variance", name, i/3, i%3, v)
				}
			}
			mean := 0.0
			for n := range draws {
				s = run.to(s, warmup+n+1)
				mean += s.Info.AcceptProb.Sum().Item() / (chains * draws)
			}
			if want := (Config{TargetAccept: target}).targetAccept(); mean < want-0.1 || mean > want+0.2 {
				t.Errorf("%s: mean acceptance probability %g, want %g", name, mean, want)
			}
		}
	}
}

// The gradient of forward mode is that of reverse mode up to rounding, which the trajectories of a normal do
// not amplify.
func TestForwardMode(t *testing.T) {
	tg := correlated().traced()
	for name, reverse := range kernels(Config{}) {
		forward := kernels(Config{ForwardMode: true})[name]
		b := begins(key(4), 4, 3)
		x, y := lanes(reverse, tg, 20), lanes(forward, tg, 20)
		sx, sy := x.init(b), y.init(b)
		for count := range 30 {
			sx, sy = x.to(sx, count+1), y.to(sy, count+1)
			near(t, name, sy.Z, sx.Z.Float64s(), 1e-9)
			near(t, name+" steps", sy.Info.Steps, sx.Info.Steps.Float64s(), 0)
		}
	}
}

// In float32 the whole state is float32, but counts and keys, and the sampler samples: the mean of 16 chains
// of 40 draws of |z|² is 2; its variance is 4 per independent draw, so 0.5 is 5 standard errors if there are
// at least 400 of these.
func TestFloat32(t *testing.T) {
	tg := normal(2).traced()
	tg.DType = np.Float32
	for name, k := range kernels(Config{}) {
		b := begins(key(6), 16, 2)
		b.Z = b.Z.AsType(np.Float32)
		run := lanes(k, tg, 100)
		s := run.to(run.init(b), 100)
		mean := 0.0
		for n := range 40 {
			s = run.to(s, 101+n)
			mean += s.Z.Mul(s.Z).Sum().Item() / (16 * 40)
		}
		for _, l := range tree.Leaves(s) {
			if l.Array.DType() == np.Float64 {
				t.Errorf("%s: %s is %v", name, l.Path, l.Array.DType())
			}
		}
		if math.Abs(mean-2) > 0.5 {
			t.Errorf("%s: the mean of |z|² is %g, want 2", name, mean)
		}
	}
}
