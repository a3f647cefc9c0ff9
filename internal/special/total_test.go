package special

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Every function returns, without a panic, for every float; and what it returns is
// in range.
func TestTotal(t *testing.T) {
	if testing.Short() {
		t.Skip("2 s")
	}
	good := []float64{
		0, 5e-324, 1e-310, 1e-300, 1e-150, 1e-16, 1e-3, 0.5, 1 - 1.2e-16, 1, 2, 20, 1e6, 1e16, 1e100, 1e155, 1e300, math.MaxFloat64,
	}
	bad := []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), -5e-324, -0.5, -1, -1e-10, -20, -1e16, -math.MaxFloat64}
	for _, x := range good {
		for _, y := range good {
			for _, z := range good[4:10:10] {
				checkRange(t, x, y, z)
			}
		}
		for _, y := range bad {
			checkRange(t, x, y, 0.5)
			checkRange(t, y, x, 0.5)
			checkRange(t, x, x, y)
			checkRange(t, y, y, y)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	float := func() float64 { return math.Float64frombits(r.Uint64()) }
	tame := func() float64 { return math.Exp(r.NormFloat64() * 20) }
	for range 800 {
		checkRange(t, float(), float(), float())
		checkRange(t, tame(), tame(), r.Float64())
		checkRange(t, tame(), tame(), math.Min(1, tame()))
	}
}

func checkRange(t *testing.T, x, y, z float64) {
	t.Helper()
	inside := func(name string, v, lo, hi float64) {
		if !(math.IsNaN(v) || v >= lo && v <= hi) {
			t.Errorf("%s(%v, %v, %v) = %v outside [%v, %v]", name, x, y, z, v, lo, hi)
		}
	}
	inf := math.Inf(1)
	gamma := x > 0 && y >= 0 && !math.IsInf(x, 1)
	beta := x > 0 && y > 0 && x+y < inf && z >= 0 && z <= 1
	for _, v := range []float64{Igamma(x, y), Igammac(x, y), IgammaGradA(x, y), RandomGammaGrad(x, y)} {
		if gamma && math.IsNaN(v) {
			t.Errorf("gamma function at (%v, %v) is NaN", x, y)
		}
	}
	for _, v := range []float64{Betainc(x, y, z), BetaincGradA(x, y, z), BetaincGradB(x, y, z), BetaincInv(x, y, z)} {
		if beta && math.IsNaN(v) {
			t.Errorf("beta function at (%v, %v, %v) is NaN", x, y, z)
		}
	}
	inside("Igamma", Igamma(x, y), 0, 1)
	inside("Igammac", Igammac(x, y), 0, 1)
	inside("IgammaInv", IgammaInv(x, z), 0, inf)
	inside("IgammaGradA", IgammaGradA(x, y), -inf, 0)
	inside("RandomGammaGrad", RandomGammaGrad(x, y), 0, inf)
	inside("Betainc", Betainc(x, y, z), 0, 1)
	inside("BetaincInv", BetaincInv(x, y, z), 0, 1)
	inside("BetaincGradA", BetaincGradA(x, y, z), -inf, 0)
	inside("BetaincGradB", BetaincGradB(x, y, z), 0, inf)
	inside("Ndtri", Ndtri(x), -inf, inf)
	inside("LogNdtr", LogNdtr(x), -inf, 0)
	inside("I0e", I0e(x), 0, 1)
	inside("I1e", I1e(x), -1, 1)
	inside("Log1mExp", Log1mExp(x), -inf, 0)
	inside("Logistic", Logistic(x), 0, 1)
	inside("Softplus", Softplus(x), 0, inf)
	Erfinv(x)
	Lgamma(x)
	Digamma(x)
	for _, n := range []int{-1, 1, 2, 170, 171, 1000000, math.MaxInt} {
		Polygamma(n, x)
	}
	LogAddExp(x, y)
	Xlogy(x, y)
	Xlog1py(x, y)
}
