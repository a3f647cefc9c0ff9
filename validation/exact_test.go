package main

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
)

var small = regression{
	X: np.Matrix([]float64{1, 0.5}, []float64{1, 1.5}, []float64{1, 2}, []float64{1, 4}, []float64{1, 5}, []float64{1, 7}, []float64{1, 7.5}),
	Y: np.Vec(1, 3, 2, 5, 4, 8, 6),
}

func newGaussianLinear(precision float64, sigma dist.Dist) gaussianLinear {
	return gaussianLinear{
		Data: small, Names: numbered("beta", 2), Sigma: sigma,
		Loc: []float64{0.5, -1}, Precision: []float64{precision, precision},
	}
}

// With flat priors σ² ~ InverseGamma(ν/2, S/2), ν = n-k-1, and β given σ is normal around the fit b:
//
//	E σ = √(S/2) Γ((ν-1)/2)/Γ(ν/2),  E σ² = S/(ν-2),  E β = b,  E β_j² = b_j² + E σ² (XᵀX)⁻¹_jj
func TestFlatPriorsHaveClosedForm(t *testing.T) {
	got := newGaussianLinear(0, flatSigma.Dist).moments()
	fit := newLeastSquares(small)
	nu := float64(small.Y.Len() - 2 - 1)
	square := fit.residual / (nu - 2)
	covariance := np.Inv(np.MatMul(small.X.T(), small.X))
	want := map[string]moments{"sigma": {
		Mean:   math.Sqrt(fit.residual/2) * math.Exp(logGamma((nu-1)/2)-logGamma(nu/2)),
		Square: square,
	}}
	for j, name := range numbered("beta", 2) {
		b := fit.b.AtVec(j)
		want[name] = moments{Mean: b, Square: b*b + square*covariance.At(j, j).Item()}
	}
	for name, w := range want {
		if g := got[name]; !(relative(g.Mean, w.Mean) < 1e-10) || !(relative(g.Square, w.Square) < 1e-10) {
			t.Errorf("%s: %+v, want %+v", name, g, w)
		}
	}
}

// Priors that are very narrow decide alone.
func TestNarrowPriorsDecide(t *testing.T) {
	got := newGaussianLinear(1e12, flatSigma.Dist).moments()
	for name, want := range map[string]float64{"beta[1]": 0.5, "beta[2]": -1} {
		if g := got[name]; math.Abs(g.Mean-want) > 1e-6 || math.Abs(g.Square-want*want) > 1e-6 {
			t.Errorf("%s: %+v, want mean %v", name, g, want)
		}
	}
}

// HalfCauchy(s) for s → ∞ is flat.
func TestWidePriorIsFlat(t *testing.T) {
	flat := newGaussianLinear(0, flatSigma.Dist).moments()
	wide := newGaussianLinear(0, dist.HalfCauchy(1e8)).moments()
	for name, w := range flat {
		if g := wide[name]; !(relative(g.Square, w.Square) < 1e-8) {
			t.Errorf("%s: %+v, want %+v", name, g, w)
		}
	}
}

// The reference draws of the database agree with the exact expectations.
func TestReferencesAgreeWithExact(t *testing.T) {
	db := openOrSkip(t)
	var scores zScores
	for _, p := range suite {
		if p.Exact == nil {
			continue
		}
		c, err := db.data(p.dataName())
		if err != nil {
			t.Fatal(err)
		}
		exact := p.Exact(c)
		for name, r := range db.references[p.Key].Params {
			x, ok := exact[name]
			if !ok {
				t.Errorf("%s %s: no exact moments", p.Name, name)
			}
			scores.add(p.Name+" "+name, comparison{
				ZMean: (r.Mean - x.Mean) / r.MeanError, ZSquare: (r.Square - x.Square) / r.SquareError,
			})
		}
	}
	for _, v := range scores.violations() {
		t.Error(v)
	}
}
