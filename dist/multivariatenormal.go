package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// MultivariateNormal is the normal distribution of vectors with mean loc and a covariance matrix:
//
//	p(x) = exp(-(x-μ)ᵀ Σ⁻¹ (x-μ) / 2) / √det(2πΣ)
//
// The last axis of loc, which may be a scalar, and the last two of covariance belong to the event. Each
// log density factors the matrix again unless it is known: MultivariateNormalTril takes a factor.
func MultivariateNormal[A np.Value](loc A, covariance np.Array) Dist {
	return gaussian(param(loc), Param{"covariance_matrix", param(covariance), constraint.PositiveDefinite{}}, np.Cholesky)
}

// MultivariateNormalPrecision is MultivariateNormal with the inverse of the covariance matrix.
func MultivariateNormalPrecision[A np.Value](loc A, precision np.Array) Dist {
	return gaussian(param(loc), Param{"precision_matrix", param(precision), constraint.PositiveDefinite{}}, choleskyOfInverse)
}

// MultivariateNormalTril is MultivariateNormal with the covariance L Lᵀ, L lower triangular with a positive
// diagonal.
func MultivariateNormalTril[A np.Value](loc A, scaleTril np.Array) Dist {
	return gaussian(param(loc), Param{"scale_tril", param(scaleTril), constraint.LowerCholesky{}},
		func(l np.Array) np.Array { return l })
}

// gaussian makes the distribution from one of three matrices, of which tril makes L.
func gaussian(loc np.Array, m Param, tril func(np.Array) np.Array) Dist {
	f := multivariateNormal{Loc: loc}
	for _, p := range []Param{{"loc", loc, constraint.Real{}}, m} {
		if err := p.checkShape(f.Name()); err != nil {
			return Dist{Family: f, err: err}
		}
	}
	n := m.Value.Dim(-1)
	if m.Value.Dim(-2) != n || loc.Rank() > 0 && loc.Dim(-1) != n {
		return invalid(f, "shapes do not fit: loc%v %s%v", loc.Shape(), m.Name, m.Value.Shape())
	}
	if err := m.checkDomain(f.Name()); err != nil {
		return Dist{Family: f, err: err}
	}
	if loc.Rank() == 0 {
		f.Loc = loc.BroadcastTo(np.Shape{n})
	}
	f.ScaleTril = tril(m.Value)
	return New(f)
}

// choleskyOfInverse returns the lower L with L Lᵀ = P⁻¹. With the rows and columns of P in reverse order,
// P = U Uᵀ for an upper U, and L = U⁻ᵀ.
func choleskyOfInverse(p np.Array) np.Array {
	lower := np.Flip(np.Cholesky(np.Flip(p, -1, -2)), -1, -2).MT()
	eye := np.Eye(p.Dim(-1)).AsType(p.DType())
	return np.Tril(np.SolveTriangular(lower, eye, np.Triangular{Lower: true}), 0)
}

type multivariateNormal struct {
	Loc, ScaleTril np.Array
	pathwise
}

func (f multivariateNormal) Name() string { return "MultivariateNormal" }

func (f multivariateNormal) Params() []Param {
	return []Param{{"loc", f.Loc, constraint.RealVector{}}, {"scale_tril", f.ScaleTril, constraint.LowerCholesky{}}}
}

func (f multivariateNormal) EventShape() np.Shape           { return lastAxes(f.Loc, 1) }
func (f multivariateNormal) Support() constraint.Constraint { return constraint.RealVector{} }

// logNorm returns log √det(2πΣ) = Σ log L_kk + K log(2π)/2.
func (f multivariateNormal) logNorm() np.Array {
	return np.Diagonal(f.ScaleTril).Log().Sum(-1).Add(float64(f.Loc.Dim(-1)) * logSqrt2Pi)
}

// log p(x) = -|z|²/2 - log √det(2πΣ), z = L⁻¹ (x-μ)
func (f multivariateNormal) LogDensity(x np.Array) np.Array {
	r := x.Sub(f.Loc).ExpandDims(-1)
	z := np.SolveTriangular(f.ScaleTril, r, np.Triangular{Lower: true}).Squeeze(-1)
	return z.Square().Sum(-1).Mul(-0.5).Sub(f.logNorm())
}

// μ + L z, z standard normal
func (f multivariateNormal) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	z := random.Normal(key, slices.Concat(shape, f.EventShape()), floatOf(f.Loc, f.ScaleTril))
	return np.MatMul(f.ScaleTril, z.ExpandDims(-1)).Squeeze(-1).Add(f.Loc)
}

func (f multivariateNormal) Mean() np.Array     { return f.Loc }
func (f multivariateNormal) Variance() np.Array { return f.ScaleTril.Square().Sum(-1) }
func (f multivariateNormal) Entropy() np.Array {
	return f.logNorm().Add(float64(f.Loc.Dim(-1)) / 2)
}
