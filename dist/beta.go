package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Beta is the beta distribution with concentrations of 1 and 0, both > 0, on the unit interval:
//
//	p(x) = x^(α-1) (1-x)^(β-1) / B(α, β)
func Beta[A, B np.Value](concentration1 A, concentration0 B) Dist {
	return New(beta{Concentration1: param(concentration1), Concentration0: param(concentration0)})
}

type beta struct {
	Concentration1, Concentration0 np.Array
	scalar
	pathwise
}

func (f beta) Name() string { return "Beta" }

func (f beta) Params() []Param {
	return []Param{{"concentration1", f.Concentration1, constraint.Positive{}},
		{"concentration0", f.Concentration0, constraint.Positive{}}}
}

func (f beta) Support() constraint.Constraint { return constraint.UnitInterval{} }

// log p(x) = (α-1) log x + (β-1) log(1-x) - log B(α, β)
func (f beta) LogDensity(x np.Array) np.Array {
	kernel := np.Xlogy(f.Concentration1.Sub(1), x).Add(np.Xlog1py(f.Concentration0.Sub(1), x.Neg()))
	return kernel.Sub(logBeta(f.Concentration1, f.Concentration0))
}

// Draw takes the first coordinate of a Dirichlet variable, as NumPyro does, so that seeded draws agree. It keeps
// off 0 and 1, where the density may be infinite.
func (f beta) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	d := floatOf(f.Concentration1, f.Concentration0)
	concentration := np.Stack(-1, f.Concentration1.AsType(d), f.Concentration0.AsType(d))
	pair := random.Dirichlet(key, concentration, slices.Concat(shape, np.Shape{2}))
	x := positive(np.Take(pair, np.Scalar(int64(0)), -1))
	if d == np.Float32 {
		return x.Minimum(1 - 0x1p-24)
	}
	return x.Minimum(1 - 0x1p-53)
}

func (f beta) Mean() np.Array { return f.Concentration1.Div(f.Concentration1.Add(f.Concentration0)) }

// αβ / (n²(n+1)), n = α+β
func (f beta) Variance() np.Array {
	n := f.Concentration1.Add(f.Concentration0)
	return f.Concentration1.Div(n).Mul(f.Concentration0.Div(n)).Div(n.Add(1))
}

func (f beta) CDF(x np.Array) np.Array {
	return np.Betainc(f.Concentration1, f.Concentration0, np.Clip(x, 0.0, 1.0))
}

func (f beta) ICDF(p np.Array) np.Array { return np.BetaincInv(f.Concentration1, f.Concentration0, p) }

// log B(α, β) - (α-1) ψ(α) - (β-1) ψ(β) + (n-2) ψ(n), n = α+β
func (f beta) Entropy() np.Array {
	a, b := f.Concentration1, f.Concentration0
	n := a.Add(b)
	h := logBeta(a, b).Sub(a.Sub(1).Mul(np.Digamma(a))).Sub(b.Sub(1).Mul(np.Digamma(b)))
	return h.Add(n.Sub(2).Mul(np.Digamma(n)))
}
