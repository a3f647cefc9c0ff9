package random

import "github.com/phlox-ppl/phlox/np"

// These samplers are quotients of gamma variates. They are taken in logs, where tiny concentrations do not
// underflow, and their derivatives are LogGamma's.

// Beta returns draws from the Beta distribution with concentrations a of 1 and b of 0: A/(A+B) with A and B
// gamma variates.
func Beta(k PRNGKey, a, b np.Array, shape np.Shape) np.Array {
	d := floatType(a, b)
	keys := k.Split(2)
	return np.Logistic(LogGamma(keys[0], a, shape, d).Sub(LogGamma(keys[1], b, shape, d)))
}

// Dirichlet returns draws of vectors of sum 1 along the last axis: gamma variates of the given
// concentrations over their sum. shape includes that axis.
func Dirichlet(k PRNGKey, concentration np.Array, shape np.Shape) np.Array {
	return np.Softmax(LogGamma(k, concentration, shape, floatType(concentration)), -1)
}

// Chisquare returns draws of the sum of df squared normal variates, for df > 0: twice a gamma variate of
// concentration df/2.
func Chisquare(k PRNGKey, df np.Array, shape np.Shape, d np.DType) np.Array {
	return Gamma(k, df.AsType(d).Div(2), shape, d).Mul(2)
}

// StudentT returns draws of a normal variate times √((df/2)/G), G a gamma variate of concentration df/2.
func StudentT(k PRNGKey, df np.Array, shape np.Shape, d np.DType) np.Array {
	keys := k.Split(2)
	half := df.AsType(d).Div(2)
	logScale := half.Log().Sub(LogGamma(keys[1], half, shape, d)).Div(2)
	return Normal(keys[0], shape, d).Mul(logScale.Exp())
}
