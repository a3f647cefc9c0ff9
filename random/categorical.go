package random

import (
	"slices"

	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// Bernoulli returns true with probability p, elementwise.
func Bernoulli(k PRNGKey, p np.Array, shape np.Shape) np.Array {
	d := floatType(p)
	return Uniform(k, shape, d).Lt(parameter(p, shape, d))
}

// Categorical returns, as int64, draws of 0, ..., K-1 with probabilities proportional to e^logits. The last
// axis of logits has length K; the others broadcast to shape.
//
// The greatest of logits plus Gumbel variates is at i with the probability of i, so nothing is normalized.
func Categorical(k PRNGKey, logits np.Array, shape np.Shape) np.Array {
	d := floatType(logits)
	wide := append(slices.Clone(shape), logits.Dim(-1))
	noisy := Gumbel(k, wide, d).Add(parameter(logits, wide, d))
	return np.FromIR(prim.Argmax(noisy.IR(), len(shape)))
}

// CategoricalProbs is Categorical for probabilities, which need not sum to 1. It draws one uniform number per
// result and counts the cumulative probabilities below it, as NumPyro does; a category of probability 0
// is never drawn.
func CategoricalProbs(k PRNGKey, probs np.Array, shape np.Shape) np.Array {
	d := floatType(probs)
	cumulative := np.FromIR(prim.Cumsum(probs.AsType(d).IR(), probs.Rank()-1))
	total := cumulative.Slice(-1, probs.Dim(-1)-1, probs.Dim(-1))
	level := positiveUniform(k, shape, d).ExpandDims(-1).Mul(total)
	return cumulative.Lt(level).Sum(-1)
}
