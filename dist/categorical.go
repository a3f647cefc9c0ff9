package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Categorical is the distribution on 0, ..., K-1 with P(k) = probs[..., k]: the last axis of probs is a
// simplex.
func Categorical(probs np.Array) Dist { return New(categorical{Probs: param(probs)}) }

type categorical struct {
	Probs np.Array
	scalar
}

func (f categorical) Name() string                   { return "Categorical" }
func (f categorical) Params() []Param                { return []Param{{"probs", f.Probs, constraint.Simplex{}}} }
func (f categorical) Support() constraint.Constraint { return categories(f.Probs.Dim(-1)) }
func (f categorical) Values() np.Array               { return np.Arange(f.Probs.Dim(-1)) }

func categories(n int) constraint.Constraint {
	return constraint.IntegerInterval{Low: np.Of(0), High: np.Of(n - 1)}
}

// log P(x) = log p_x: only the log of the one probability is taken, so that the gradient is finite where
// another is 0.
func (f categorical) LogDensity(x np.Array) np.Array { return pick(f.Probs, x).Log() }

// pick returns table[..., x], whose leading axes broadcast with those of x.
func pick(table, x np.Array) np.Array {
	x = x.AsType(np.Int64)
	if table.Rank() == 1 {
		return np.Take(table, x, 0)
	}
	n := table.Dim(-1)
	shape := np.BroadcastShapes(table.Shape()[:table.Rank()-1], x.Shape())
	wide := table.BroadcastTo(append(shape[:len(shape):len(shape)], n))
	return np.TakeAlongAxis(wide, x.BroadcastTo(shape).ExpandDims(-1), -1).Squeeze(-1)
}

func (f categorical) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.CategoricalProbs(key, f.Probs, shape)
}

func (f categorical) Entropy() np.Array { return np.Xlogy(f.Probs, f.Probs).Sum(-1).Neg() }

// logWeights returns the log probabilities along the last axis. That of 0 is taken to be constant.
func (f categorical) logWeights() np.Array {
	possible := f.Probs.Gt(0)
	return np.Where(possible, np.Where(possible, f.Probs, 1.0).Log(), math.Inf(-1))
}

// CategoricalLogits is Categorical with P(k) = e^logits[..., k] / Σ e^logits.
func CategoricalLogits(logits np.Array) Dist { return New(categoricalLogits{Logits: param(logits)}) }

type categoricalLogits struct {
	Logits np.Array
	scalar
}

func (f categoricalLogits) Name() string { return "CategoricalLogits" }

// A logit may be -Inf: the category does not occur.
func (f categoricalLogits) Params() []Param {
	return []Param{{"logits", f.Logits, constraint.Any{Dim: 1}}}
}

func (f categoricalLogits) Support() constraint.Constraint { return categories(f.Logits.Dim(-1)) }
func (f categoricalLogits) Values() np.Array               { return np.Arange(f.Logits.Dim(-1)) }
func (f categoricalLogits) logWeights() np.Array           { return np.LogSoftmax(f.Logits, -1) }
func (f categoricalLogits) Entropy() np.Array              { return xExp(f.logWeights()).Sum(-1).Neg() }

// log P(x) = t_x - log Σ e^t
func (f categoricalLogits) LogDensity(x np.Array) np.Array {
	return pick(f.Logits, x).Sub(np.LogSumExp(f.Logits, -1))
}

func (f categoricalLogits) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Categorical(key, f.Logits, shape)
}
