package special

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// accuracy is one function of the table testdata/special.json, made with mpmath by
// testdata/make_special.py, and the relative error it is allowed there.
type accuracy struct {
	name string
	tol  float64
	f    func(v []float64) float64
}

func unary(f func(float64) float64) func([]float64) float64 {
	return func(v []float64) float64 { return f(v[0]) }
}

func binary(f func(_, _ float64) float64) func([]float64) float64 {
	return func(v []float64) float64 { return f(v[0], v[1]) }
}

func ternary(f func(_, _, _ float64) float64) func([]float64) float64 {
	return func(v []float64) float64 { return f(v[0], v[1], v[2]) }
}

var accuracies = []accuracy{
	{"Digamma", 1e-14, unary(Digamma)},
	{"Lgamma", 2e-15, unary(Lgamma)},
	{"Polygamma", 1e-13, func(v []float64) float64 { return Polygamma(int(v[0]), v[1]) }},
	{"Erfinv", 1e-14, unary(Erfinv)},
	{"Ndtri", 1e-14, unary(Ndtri)},
	{"LogNdtr", 1e-14, unary(LogNdtr)},
	{"Igamma", 1e-13, binary(Igamma)},
	{"Igammac", 1e-13, binary(Igammac)},
	{"IgammaGradA", 1e-12, binary(IgammaGradA)},
	{"RandomGammaGrad", 1e-12, binary(RandomGammaGrad)},
	{"Betainc", 1e-13, ternary(Betainc)},
	{"BetaincGradA", 1e-12, ternary(BetaincGradA)},
	{"BetaincGradB", 1e-12, ternary(BetaincGradB)},
	{"I0e", 1e-14, unary(I0e)},
	{"I1e", 1e-14, unary(I1e)},
	{"Log1mExp", 1e-15, unary(Log1mExp)},
	{"Logistic", 1e-15, unary(Logistic)},
	{"Softplus", 1e-15, unary(Softplus)},
	{"LogAddExp", 1e-15, binary(LogAddExp)},
	{"Xlogy", 1e-15, binary(Xlogy)},
	{"Xlog1py", 1e-15, binary(Xlog1py)},
}

func TestTable(t *testing.T) {
	data, err := os.ReadFile("testdata/special.json")
	if err != nil {
		t.Fatal(err)
	}
	var table map[string][][]float64
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	if len(table) != len(accuracies) {
		t.Errorf("table has %d functions, want %d", len(table), len(accuracies))
	}
	for _, c := range accuracies {
		worst, at := 0.0, []float64(nil)
		for _, row := range table[c.name] {
			args, want := row[:len(row)-1], row[len(row)-1]
			e, tol := relErr(c.f(args), want), c.tol
			if math.Abs(want) < 1e-150 {
				tol *= 3 // the exponential of -350 to -700 carries so many ulp
			}
			if !(e <= tol) {
				t.Errorf("%s(%v) = %v, want %v (error %.1e)", c.name, args, c.f(args), want, e)
			}
			if !(e <= worst) {
				worst, at = e, args
			}
		}
		t.Logf("%-16s %4d points, worst error %.1e at %v", c.name, len(table[c.name]), worst, at)
	}
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}
