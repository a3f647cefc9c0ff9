package random_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Goodness of fit: every sampler against its exact distribution function. Keys are fixed, so a test either
// always fails or never. A correct sampler fails one for one key in 100,000; with about 120 tests, all pass
// for 99.88% of keys.
const falseAlarm = 1e-5

var inf = math.Inf(1)

// continuous samplers are tested by Kolmogorov and Smirnov's greatest distance.
var continuous = []struct {
	name string
	draw func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array
	cdf  func(x float64) float64
}{
	{"uniform", random.Uniform, func(x float64) float64 { return x }},
	{"normal", random.Normal, normalCDF},
	{"exponential", random.Exponential, func(x float64) float64 { return -math.Expm1(-x) }},
	{"gumbel", random.Gumbel, func(x float64) float64 { return math.Exp(-math.Exp(-x)) }},
	{"logistic", random.Logistic, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
	{"cauchy", random.Cauchy, func(x float64) float64 { return 0.5 + math.Atan(x)/math.Pi }},
	{"laplace", random.Laplace, func(x float64) float64 {
		return 0.5 + math.Copysign(-math.Expm1(-math.Abs(x)), x)/2
	}},
	{"weibull", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.Weibull(k, np.Scalar(1.7), shape, d)
	}, func(x float64) float64 { return -math.Expm1(-math.Pow(x, 1.7)) }},
	{"student t 3", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.StudentT(k, np.Scalar(3.), shape, d)
	}, studentCDF(3)},
	{"student t 0.2", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.StudentT(k, np.Scalar(0.2), shape, d)
	}, studentCDF(0.2)},
	{"chi2 5", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.Chisquare(k, np.Scalar(5.), shape, d)
	}, func(x float64) float64 { return special.Igamma(2.5, x/2) }},
	{"beta 0.5 3", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.Beta(k, np.Scalar(0.5).AsType(d), np.Scalar(3.).AsType(d), shape)
	}, func(x float64) float64 { return special.Betainc(0.5, 3, x) }},
	{"beta 200 300", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.Beta(k, np.Scalar(200.).AsType(d), np.Scalar(300.).AsType(d), shape)
	}, func(x float64) float64 { return special.Betainc(200, 300, x) }},
	{"dirichlet 0.3 of 0.3 1.2 2", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.Dirichlet(k, np.Vec(0.3, 1.2, 2).AsType(d), append(slices.Clone(shape), 3)).Slice(-1, 0, 1)
	}, func(x float64) float64 { return special.Betainc(0.3, 3.2, x) }},
	{"dirichlet 2 of 0.3 1.2 2", func(k random.PRNGKey, shape np.Shape, d np.DType) np.Array {
		return random.Dirichlet(k, np.Vec(0.3, 1.2, 2).AsType(d), append(slices.Clone(shape), 3)).Slice(-1, 2, 3)
	}, func(x float64) float64 { return special.Betainc(2, 1.5, x) }},
}

func TestContinuousFit(t *testing.T) {
	for _, d := range []np.DType{np.Float32, np.Float64} {
		for i, s := range continuous {
			y := s.draw(random.Key(int64(100+i)), np.Shape{3000}, d)
			checkFit(t, fmt.Sprint(s.name, " ", d), y.Float64s(), s.cdf)
		}
	}
}

func TestGammaFit(t *testing.T) {
	for i, a := range []float64{1e-30, 1e-3, 0.1, 0.99, 1, 1.01, 2.5, 50, 1e6} {
		for _, d := range []np.DType{np.Float32, np.Float64} {
			concentration := np.Scalar(a).AsType(d)
			a := concentration.Item()
			k := random.Key(int64(200 + i))
			logs := random.LogGamma(k, concentration, np.Shape{2500}, d)
			if a < 1e5 || d == np.Float64 { // log 1e6 has 1e-6 left in float32, and its deviation is 1e-3
				checkFit(t, fmt.Sprint("log gamma ", a, d), logs.Float64s(), func(y float64) float64 {
					if y < -600 { // P(a, x) = x^a/Γ(a+1) for small x
						return math.Exp(a*y - special.Lgamma(a+1))
					}
					return special.Igamma(a, math.Exp(y))
				})
			}
			y := random.Gamma(k, concentration, np.Shape{2500}, d)
			if a > 0.1 {
				checkFit(t, fmt.Sprint("gamma ", a, d), y.Float64s(), func(x float64) float64 { return special.Igamma(a, x) })
			}
			if !np.IsFinite(logs).All().Bools()[0] || !y.Ge(0).All().Bools()[0] {
				t.Errorf("gamma %v %v: not finite or negative", a, d)
			}
		}
	}
}

func TestTruncatedNormalFit(t *testing.T) {
	for i, c := range []struct{ lo, hi float64 }{
		{-inf, inf}, {-1, 2}, {-2, 1}, {3, 3.001}, {-inf, -4.8}, {5, inf}, {-21, -20}, {39, inf}, {-inf, -500}, {-30, 1}, {-0.1, 40},
	} {
		for _, d := range []np.DType{np.Float32, np.Float64} {
			if d == np.Float32 && (c.hi == -500 || c.hi-c.lo < 0.01) {
				continue // neighboring numbers are too far apart for this test
			}
			a, b := np.Scalar(c.lo).AsType(d).Item(), np.Scalar(c.hi).AsType(d).Item()
			y := random.TruncatedNormal(random.Key(int64(300+i)), c.lo, c.hi, np.Shape{5000}, d)
			checkFit(t, fmt.Sprint("truncated normal ", c, d), y.Float64s(), func(x float64) float64 {
				return truncatedCDF(a, b, x)
			})
			if !y.Gt(a).And(y.Lt(b)).All().Bools()[0] {
				t.Errorf("truncated normal %v %v: a draw is out of bounds", c, d)
			}
		}
	}
}

// truncatedCDF returns (Φ(x)-Φ(a))/(Φ(b)-Φ(a)), in the tail where the interval is.
func truncatedCDF(a, b, x float64) float64 {
	if a+b > 0 {
		return 1 - truncatedCDF(-b, -a, -x)
	}
	top := special.LogNdtr(b)
	below := math.Exp(special.LogNdtr(a) - top)
	return (math.Exp(special.LogNdtr(x)-top) - below) / (1 - below)
}

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// studentCDF returns the distribution function of Student's t: half the tails beyond ±x are
// I_{ν/(ν+x²)}(ν/2, 1/2)/2.
func studentCDF(df float64) func(float64) float64 {
	return func(x float64) float64 {
		tail := special.Betainc(df/2, 0.5, df/(df+x*x)) / 2
		if x > 0 {
			return 1 - tail
		}
		return tail
	}
}

// discrete samplers are tested by chi-square.
var discrete = []struct {
	name string
	draw func(k random.PRNGKey, shape np.Shape) np.Array
	cdf  func(k float64) float64
}{
	{"bernoulli 0.3", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.Bernoulli(k, np.Scalar(0.3), shape)
	}, steps(0.7, 0.3)},
	{"categorical", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.Categorical(k, np.Vec(5, -inf, 5+math.Log(3)), shape)
	}, steps(0.25, 0, 0.75)},
	{"categorical probs", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.CategoricalProbs(k, np.Vec(0, 0.2, 0.5, 0, 0.3, 0), shape)
	}, steps(0, 0.2, 0.5, 0, 0.3, 0)},
	{"randint -3 4", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.Randint(k, shape, -3, 4, np.Int32)
	}, func(k float64) float64 { return (k + 4) / 7 }},
	{"randint of all int64", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.Randint(k, shape, math.MinInt64, math.MaxInt64, np.Int64)
	}, func(k float64) float64 { return 0.5 + k/0x1p64 }},
	{"choice", func(k random.PRNGKey, shape np.Shape) np.Array { return random.Choice(k, 10, shape.Size()) },
		func(k float64) float64 { return (k + 1) / 10 }},
	{"geometric 0.2", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.Geometric(k, np.Scalar(0.2), shape)
	}, func(k float64) float64 { return 1 - math.Pow(0.8, k+1) }},
	{"geometric 1e-9", func(k random.PRNGKey, shape np.Shape) np.Array {
		return random.Geometric(k, np.Scalar(1e-9), shape)
	}, func(k float64) float64 { return -math.Expm1(math.Log1p(-1e-9) * (k + 1)) }},
	{"order of 4", func(k random.PRNGKey, shape np.Shape) np.Array { // as a number in base 4
		return fn.Vmap(func(k random.PRNGKey) np.Array {
			return random.Permutation(k, 4).Mul(np.IntVec(64, 16, 4, 1)).Sum()
		})(k.SplitArray(shape.Size()))
	}, ordersCDF},
	{"2 of 3", func(k random.PRNGKey, shape np.Shape) np.Array {
		return fn.Vmap(func(k random.PRNGKey) np.Array {
			return random.ChoiceWithout(k, 3, 2).Mul(np.IntVec(3, 1)).Sum()
		})(k.SplitArray(shape.Size()))
	}, steps(0, 1./6, 1./6, 1./6, 0, 1./6, 1./6, 1./6)},
}

func TestDiscreteFit(t *testing.T) {
	for i, s := range discrete {
		y := s.draw(random.Key(int64(400+i)), np.Shape{6000})
		checkCounts(t, s.name, y.Float64s(), s.cdf)
	}
}

// Rates on both sides of 10, where the method changes.
func TestPoissonFit(t *testing.T) {
	for i, rate := range []float64{1e-12, 1e-3, 0.5, 5, 9.99, 10, 10.5, 30, 50, 1e3, 1e6} {
		y := random.Poisson(random.Key(int64(500+i)), np.Scalar(rate), np.Shape{6000})
		checkCounts(t, fmt.Sprint("poisson ", rate), y.Float64s(), func(k float64) float64 {
			return special.Igammac(k+1, rate)
		})
	}
	for i, rate := range []float64{1e12, 1e17} { // normal but for 1/√rate
		y := random.Poisson(random.Key(int64(550+i)), np.Scalar(rate), np.Shape{6000})
		checkFit(t, fmt.Sprint("poisson ", rate), y.Float64s(), func(k float64) float64 {
			return normalCDF((k - rate) / math.Sqrt(rate))
		})
	}
}

// np and n(1-p) on both sides of 10, where the method changes.
func TestBinomialFit(t *testing.T) {
	for i, c := range []struct{ n, p float64 }{
		{1, 0.3}, {5, 0.5}, {12, 0.5}, {20, 0.5}, {19, 0.5}, {25, 0.45}, {25, 0.55}, {100, 0.099}, {100, 0.101}, {100, 0.95},
		{1000, 0.001}, {1000, 0.3}, {1000, 0.999}, {1e6, 1e-6}, {1e6, 1e-3}, {1e6, 0.5}, {1e15, 1e-15}, {1e9, 2e-8},
	} {
		y := random.Binomial(random.Key(int64(600+i)), np.Scalar(c.n), np.Scalar(c.p), np.Shape{6000})
		checkCounts(t, fmt.Sprint("binomial ", c), y.Float64s(), func(k float64) float64 {
			switch {
			case k < 0:
				return 0
			case k >= c.n:
				return 1
			}
			return special.Betainc(c.n-k, k+1, 1-c.p)
		})
	}
	n := 1e15 // normal but for 1/√n
	y := random.Binomial(random.Key(650), np.Scalar(n), np.Scalar(0.25), np.Shape{5000})
	checkFit(t, "binomial 1e15", y.Float64s(), func(k float64) float64 { return normalCDF((k - n/4) / math.Sqrt(n*3/16)) })
}

// steps returns the distribution function of 0, 1, ... with the given probabilities.
func steps(p ...float64) func(float64) float64 {
	return func(k float64) float64 {
		sum := 0.0
		for i, q := range p {
			if float64(i) <= k {
				sum += q
			}
		}
		return sum
	}
}

// ordersCDF is for the permutations of 0, 1, 2, 3 as numbers in base 4.
func ordersCDF(k float64) float64 {
	count := 0
	for code := range 256 {
		digits := []int{code / 64, code / 16 % 4, code / 4 % 4, code % 4}
		slices.Sort(digits)
		if slices.Equal(digits, []int{0, 1, 2, 3}) && float64(code) <= k {
			count++
		}
	}
	return float64(count) / 24
}

// checkFit is the test of Kolmogorov and Smirnov, with Stephens' correction for the number of draws.
func checkFit(t *testing.T, name string, x []float64, cdf func(float64) float64) {
	t.Helper()
	slices.Sort(x)
	n, distance := float64(len(x)), 0.0
	for i, v := range x {
		p := cdf(v)
		if math.IsNaN(p) {
			t.Errorf("%s: draw %v", name, v)
			return
		}
		distance = max(distance, p-float64(i)/n, float64(i+1)/n-p)
	}
	z, p := distance*(math.Sqrt(n)+0.12+0.11/math.Sqrt(n)), 0.0
	for j := 1.0; j < 100; j++ {
		p += 2 * math.Pow(-1, j-1) * math.Exp(-2*j*j*z*z)
	}
	if z > 0.3 && p < falseAlarm {
		t.Errorf("%s: greatest distance of the distribution functions %.4f, p = %.2g", name, distance, p)
	}
}

// checkCounts is the chi-square test. Bins are cut at quantiles, 20 of them and some in the tails, and joined
// until 5 draws are expected in each; where nothing is expected, there must not be any.
func checkCounts(t *testing.T, name string, x []float64, cdf func(float64) float64) {
	t.Helper()
	slices.Sort(x)
	n := float64(len(x))
	var levels []float64
	for j := 1; j < 20; j++ {
		levels = append(levels, float64(j)/20)
	}
	for _, tail := range []float64{1e-3, 1e-2} {
		levels = append(levels, tail, 1-tail)
	}
	slices.Sort(levels)
	chi2, bins, last, seen := 0.0, 0.0, 0.0, 0
	bin := func(p float64, upTo int) {
		expected, got := n*(p-last), float64(upTo-seen)
		chi2 += (got - expected) * (got - expected) / expected
		bins++
		last, seen = p, upTo
	}
	for _, level := range append(levels, 1) {
		edge := quantile(cdf, level)
		if p := cdf(edge); level < 1 && n*(p-last) >= 5 && n*(1-p) >= 5 {
			bin(p, upper(x, edge))
		}
	}
	if last < 1 {
		bin(1, len(x))
	}
	if least, greatest := x[0], x[len(x)-1]; cdf(least) < falseAlarm/n || 1-cdf(greatest-1) < falseAlarm/n {
		t.Errorf("%s: draws from %v to %v", name, least, greatest)
	}
	if p := special.Igammac((bins-1)/2, chi2/2); bins > 1 && p < falseAlarm {
		t.Errorf("%s: chi-square %.1f with %v bins, p = %.2g", name, chi2, bins, p)
	}
}

// quantile returns the least integer k with cdf(k) >= p.
func quantile(cdf func(float64) float64, p float64) float64 {
	lo, hi := -math.Exp2(63), math.Exp2(63)
	for hi-lo > 1 {
		mid := math.Floor(lo + (hi-lo)/2)
		if mid == lo || mid == hi {
			break
		}
		if cdf(mid) >= p {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// upper returns how many of the sorted numbers are at most v.
func upper(x []float64, v float64) int {
	i, _ := slices.BinarySearchFunc(x, v, func(a, b float64) int {
		if a <= b {
			return -1
		}
		return 1
	})
	return i
}
