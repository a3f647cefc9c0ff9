package random

import (
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// These samplers apply a quantile function to one uniform number. Their lower bounds for it are JAX's: the
// least numbers for which the quantile is finite.

// Normal returns draws of mean 0 and standard deviation 1: √2 erf⁻¹(u), u in (-1, 1).
func Normal(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	u := UniformIn(k, shape, d, -1+floatOf(d).eps/2, 1)
	return np.Erfinv(u).Mul(math.Sqrt2)
}

// Exponential returns draws of mean 1: -log(1-u).
func Exponential(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	return np.Log1p(Uniform(k, shape, d).Neg()).Neg()
}

// Gumbel returns draws of the greatest of many exponentials, less its location: -log(-log u).
func Gumbel(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	return positiveUniform(k, shape, d).Log().Neg().Log().Neg()
}

// Laplace returns draws of density e^-|x|/2: sign(u) log(1-|u|), u in (-1, 1).
func Laplace(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	u := UniformIn(k, shape, d, -1+floatOf(d).eps/2, 1)
	return np.Sign(u).Mul(np.Log1p(u.Abs().Neg()))
}

// Logistic returns draws of distribution function 1/(1+e^-x): log u - log(1-u).
func Logistic(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	return np.Logit(positiveUniform(k, shape, d))
}

// Cauchy returns draws of density 1/(π(1+x²)): tan(π(u-1/2)).
func Cauchy(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	u := UniformIn(k, shape, d, floatOf(d).eps, 1)
	return np.Tan(u.Sub(0.5).Mul(math.Pi))
}

// Weibull returns draws of scale 1, P(x > t) = exp(-t^c): an exponential to the power 1/c.
func Weibull(k PRNGKey, concentration np.Array, shape np.Shape, d np.DType) np.Array {
	return Exponential(k, shape, d).Pow(np.Reciprocal(parameter(concentration, shape, d)))
}

// Geometric returns, as int64, how many trials of success probability p fail before the first success:
// ⌊log(1-u)/log(1-p)⌋. For p = 0 it is the greatest int64.
func Geometric(k PRNGKey, p np.Array, shape np.Shape) np.Array {
	failures := np.Floor(Exponential(k, shape, np.Float64).Div(successRate(parameter(p, shape, np.Float64))))
	return failures.AsType(np.Int64)
}

// successRate returns λ = -log(1-p): trials fail for an Exponential/λ long, rounded down. It is positive for
// p = 0 too, but so small that no success is seen.
func successRate(p np.Array) np.Array {
	return np.Log1p(p.Neg()).Neg().Maximum(floatOf(p.DType()).tiny)
}

// positiveUniform returns draws from [tiny, 1), the least one in place of 0.
func positiveUniform(k PRNGKey, shape np.Shape, d np.DType) np.Array {
	return UniformIn(k, shape, d, floatOf(d).tiny, 1)
}
