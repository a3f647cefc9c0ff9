package recursive

import (
	"math"
	"math/rand/v2"
	"testing"
)

// target is a density that can be drawn from exactly.
type target struct {
	name      string
	dim       int
	step      float64 // large: acceptance well below one, so that weights matter
	metric    Metric
	potential Potential
	draw      func(rng *rand.Rand) []float64
	whiten    func(z []float64) []float64 // to independent uniforms on [0, 1]
}

var targets = []target{
	{"standard normal, 2", 2, 1.2, Identity{}, standardNormal, normals(2), normalCDF},
	{"standard normal, 5", 5, 1.1, Diagonal{1, 2, 0.5, 1, 0.7}, standardNormal, normals(5), normalCDF},
	correlated(Identity{}),
	correlated(Dense{{1, 0.5, 0.1}, {0.5, 1, 0}, {0.1, 0, 2}}),
	{"gumbel, 2", 2, 1.5, Identity{}, gumbel, gumbelDraw, gumbelCDF},
}

func standardNormal(z []float64) (float64, []float64) { return dot(z, z) / 2, z }

func normals(dim int) func(*rand.Rand) []float64 {
	return func(rng *rand.Rand) []float64 {
		z := make([]float64, dim)
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		return z
	}
}

func normalCDF(z []float64) []float64 {
	u := make([]float64, len(z))
	for i, x := range z {
		u[i] = math.Erfc(-x/math.Sqrt2) / 2
	}
	return u
}

// correlated is z = A x, x standard normal in three dimensions; the potential
// is |A^-1 z|²/2.
func correlated(m Metric) target {
	unmix := func(z []float64) []float64 {
		x := make([]float64, 3)
		x[0] = z[0]
		x[1] = (z[1] - 0.8*x[0]) / 0.6
		x[2] = (z[2] + 0.5*x[0] - 0.3*x[1]) / 0.8
		return x
	}
	potential := func(z []float64) (float64, []float64) {
		x := unmix(z)
		g2 := x[2] / 0.8
		g1 := (x[1] - 0.3*g2) / 0.6
		return dot(x, x) / 2, []float64{x[0] - 0.8*g1 + 0.5*g2, g1, g2}
	}
	draw := func(rng *rand.Rand) []float64 {
		x := normals(3)(rng)
		return []float64{x[0], 0.8*x[0] + 0.6*x[1], -0.5*x[0] + 0.3*x[1] + 0.8*x[2]}
	}
	whiten := func(z []float64) []float64 { return normalCDF(unmix(z)) }
	name := "correlated normal"
	if _, dense := m.(Dense); dense {
		name += ", dense metric"
	}
	return target{name, 3, 0.6, m, potential, draw, whiten}
}

// gumbel is U = Σ z + e^-z: skew, with a tail the leapfrog diverges on.
func gumbel(z []float64) (float64, []float64) {
	var u float64
	grad := make([]float64, len(z))
	for i, x := range z {
		u += x + math.Exp(-x)
		grad[i] = 1 - math.Exp(-x)
	}
	return u, grad
}

func gumbelDraw(rng *rand.Rand) []float64 {
	return []float64{-math.Log(rng.ExpFloat64()), -math.Log(rng.ExpFloat64())}
}

func gumbelCDF(z []float64) []float64 {
	u := make([]float64, len(z))
	for i, x := range z {
		u[i] = math.Exp(-math.Exp(-x))
	}
	return u
}

// testInvariance starts each of 10000 independent replicates from an exact draw
// and applies the kernel three times; what comes out must be exact again (Gandy
// and Scott, arXiv:2001.06465). Replicates being independent, each statistic
// below is a mean of independent terms with known mean and variance, so its z
// is standard normal: |z| < 4 fails a right kernel once in 16000 statistics.
// The generator is fixed, so a pass stays a pass.
func testInvariance(t *testing.T, target target, kernel func(rng *rand.Rand, z, r []float64) []float64) {
	const replicates, thin = 10000, 3
	rng := rand.New(rand.NewPCG(7, uint64(target.dim)))
	stats := make([]float64, 5*target.dim)
	for range replicates {
		z := target.draw(rng)
		for range thin {
			z = kernel(rng, z, target.metric.Momentum(normals(target.dim)(rng)))
		}
		for i, u := range target.whiten(z) {
			for j, x := range uniformStatistics(u) {
				stats[5*i+j] += x
			}
		}
	}
	for i, sum := range stats {
		if z := sum / math.Sqrt(replicates); math.Abs(z) > 4 {
			t.Errorf("dimension %d, statistic %d: z = %.1f", i/5, i%5, z)
		}
	}
}

// uniformStatistics have mean 0 and variance 1 for uniform u: the first two
// Legendre polynomials, for location and scale, and the counts below three
// quantiles, for the shape.
func uniformStatistics(u float64) [5]float64 {
	x := 2*u - 1
	s := [5]float64{x * math.Sqrt(3), (3*x*x - 1) / 2 * math.Sqrt(5)}
	for j, p := range []float64{0.05, 0.5, 0.95} {
		below := 0.0
		if u < p {
			below = 1
		}
		s[2+j] = (below - p) / math.Sqrt(p*(1-p))
	}
	return s
}

func TestNUTSLeavesTheTargetInvariant(t *testing.T) {
	for _, target := range targets {
		for name, c := range map[string]Criterion{"generalized": Generalized, "stan": Stan} {
			t.Run(target.name+", "+name, func(t *testing.T) {
				kernel := NUTS{Potential: target.potential, Metric: target.metric, StepSize: target.step, Criterion: c}
				testInvariance(t, target, func(rng *rand.Rand, z, r []float64) []float64 {
					return kernel.Transition(z, r, stream{rng}).Z
				})
			})
		}
	}
}

// A chain far from stationarity gets there: mean and variance of 5000 draws
// after 200, with the variance of the mean by batches of 100 draws, which are
// much longer than the autocorrelation. 50 batches: Student's t with 49 degrees
// of freedom exceeds 4.5 once in 20000.
func TestNUTSConverges(t *testing.T) {
	const batches, size = 50, 100
	for _, c := range []Criterion{Generalized, Stan} {
		rng := rand.New(rand.NewPCG(9, 9))
		target := correlated(Identity{})
		kernel := NUTS{Potential: target.potential, StepSize: 0.3, Criterion: c}
		z := []float64{30, -20, 10}
		next := func() { z = kernel.Transition(z, normals(3)(rng), stream{rng}).Z }
		for range 200 {
			next()
		}
		// Var z₁ = 0.8² + 0.6² = 1; Var z₂ = 0.5² + 0.3² + 0.8² = 0.98;
		// Cov(z₁, z₂) = -0.8·0.5 + 0.6·0.3 = -0.22.
		want := []float64{0, 0, 0, 1, 1, 0.98, -0.22}
		means := make([][]float64, batches)
		for b := range means {
			means[b] = make([]float64, len(want))
			for range size {
				next()
				x := []float64{z[0], z[1], z[2], z[0] * z[0], z[1] * z[1], z[2] * z[2], z[1] * z[2]}
				means[b] = axpy(1.0/size, x, means[b])
			}
		}
		for i := range want {
			if s := studentT(means, i, want[i]); math.Abs(s) > 4.5 {
				t.Errorf("criterion %d, moment %d: t = %.1f", c, i, s)
			}
		}
	}
}

func studentT(batches [][]float64, i int, want float64) float64 {
	n := float64(len(batches))
	var sum, sumSq float64
	for _, b := range batches {
		sum += b[i]
	}
	for _, b := range batches {
		sumSq += (b[i] - sum/n) * (b[i] - sum/n)
	}
	return (sum/n - want) / math.Sqrt(sumSq/(n-1)/n)
}
