package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// StudentT is Student's t distribution with df > 0 degrees of freedom, location loc and scale > 0, on the
// reals:
//
//	p(x) = Γ((ν+1)/2) / (Γ(ν/2) σ√(νπ)) (1 + z²/ν)^(-(ν+1)/2), z = (x-μ)/σ
//
// It has a mean if ν > 1 and a finite variance if ν > 2.
func StudentT[A, B, C np.Value](df A, loc B, scale C) Dist {
	return New(studentT{DF: param(df), Loc: param(loc), Scale: param(scale)})
}

type studentT struct {
	DF, Loc, Scale np.Array
	scalar
	pathwise
}

func (f studentT) Name() string { return "StudentT" }

func (f studentT) Params() []Param {
	return []Param{{"df", f.DF, constraint.Positive{}}, {"loc", f.Loc, constraint.Real{}},
		{"scale", f.Scale, constraint.Positive{}}}
}

func (f studentT) Support() constraint.Constraint { return constraint.Real{} }

func (f studentT) half() np.Array { return f.DF.Mul(0.5) }

// log p(x) = log Γ((ν+1)/2) - log Γ(ν/2) - log(νπ)/2 - log σ - (ν+1)/2 log(1 + z²/ν)
func (f studentT) LogDensity(x np.Array) np.Array {
	z := x.Sub(f.Loc).Div(f.Scale.Mul(f.DF.Sqrt()))
	norm := logRising(f.half(), np.Of(0.5)).Sub(f.DF.Log().Add(logPi).Mul(0.5)).Sub(f.Scale.Log())
	return norm.Sub(log1pSquare(z).Mul(f.half().Add(0.5)))
}

func (f studentT) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	d := floatOf(f.DF, f.Loc, f.Scale)
	return random.StudentT(key, f.DF.AsType(d), shape, d).Mul(f.Scale).Add(f.Loc)
}

func (f studentT) Mean() np.Array { return np.Where(f.DF.Gt(1), f.Loc, math.Inf(1)) }

// σ² ν/(ν-2)
func (f studentT) Variance() np.Array {
	finite := f.DF.Gt(2)
	v := f.DF.Div(np.Where(finite, f.DF.Sub(2), 1.0)).Mul(f.Scale.Square())
	return np.Where(finite, v, np.Where(f.DF.Gt(1), math.Inf(1), math.NaN()))
}

// (ν+1)/2 (ψ((ν+1)/2) - ψ(ν/2)) + log(√ν B(ν/2, 1/2) σ)
func (f studentT) Entropy() np.Array {
	a := f.half()
	slope := np.Digamma(a.Add(0.5)).Sub(np.Digamma(a))
	return a.Add(0.5).Mul(slope).Add(f.DF.Log().Mul(0.5)).Add(logBeta(a, np.Of(0.5))).Add(f.Scale.Log())
}

// The distribution function at z <= 0 is I_w(ν/2, ν/2) with w = (1 + z/√(ν+z²))/2, here without
// cancellation; unlike the form with ν/(ν+z²) it is smooth at 0.
func (f studentT) CDF(x np.Array) np.Array {
	z := x.Sub(f.Loc).Div(f.Scale)
	right := z.Gt(0)
	z = np.Where(right, z.Neg(), z)
	r := z.Square().Add(f.DF).Sqrt()
	w := f.DF.Div(r.Mul(r.Sub(z)).Mul(2))
	tail := np.Betainc(f.half(), f.half(), w)
	return np.Where(right, np.Sub(1.0, tail), tail)
}

// z = √ν (2w-1) / (2√(w(1-w))), w = I⁻¹(p) as in CDF
func (f studentT) ICDF(p np.Array) np.Array {
	right := p.Gt(0.5)
	w := np.BetaincInv(f.half(), f.half(), np.Where(right, np.Sub(1.0, p), p))
	rest := np.Sub(1.0, w)
	z := w.Sub(rest).Div(w.Mul(rest).Sqrt()).Mul(f.DF.Sqrt().Mul(0.5))
	return np.Where(right, z.Neg(), z).Mul(f.Scale).Add(f.Loc)
}
