package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Bernoulli is the distribution on 0 and 1 with P(1) = probs in [0, 1]:
//
//	P(x) = p^x (1-p)^(1-x)
func Bernoulli[A np.Value](probs A) Dist { return New(bernoulli{Probs: param(probs)}) }

type bernoulli struct {
	Probs np.Array
	scalar
}

func (f bernoulli) Name() string                   { return "Bernoulli" }
func (f bernoulli) Params() []Param                { return []Param{{"probs", f.Probs, constraint.UnitInterval{}}} }
func (f bernoulli) Support() constraint.Constraint { return constraint.Boolean{} }

// log P(x) = x log p + (1-x) log(1-p)
func (f bernoulli) LogDensity(x np.Array) np.Array {
	return np.Xlogy(x, f.Probs).Add(np.Xlog1py(np.Sub(1.0, x), f.Probs.Neg()))
}

func (f bernoulli) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Bernoulli(key, f.Probs, shape).AsType(np.Int64)
}

func (f bernoulli) Mean() np.Array     { return f.Probs }
func (f bernoulli) Variance() np.Array { return f.Probs.Mul(np.Sub(1.0, f.Probs)) }
func (f bernoulli) Values() np.Array   { return np.Arange(2) }

func (f bernoulli) CDF(x np.Array) np.Array {
	return np.Where(x.Lt(0), 0.0, np.Where(x.Lt(1), np.Sub(1.0, f.Probs), 1.0))
}

func (f bernoulli) ICDF(p np.Array) np.Array { return p.Gt(np.Sub(1.0, f.Probs)).AsType(np.Int64) }

// -p log p - (1-p) log(1-p)
func (f bernoulli) Entropy() np.Array {
	rest := np.Sub(1.0, f.Probs)
	return np.Xlogy(f.Probs, f.Probs).Add(np.Xlog1py(rest, f.Probs.Neg())).Neg()
}

// BernoulliLogits is Bernoulli with p = 1/(1+e^-logits), without rounding of p:
//
//	log P(x) = -log(1+e^-t) if x = 1, -log(1+e^t) if x = 0
func BernoulliLogits[A np.Value](logits A) Dist { return New(bernoulliLogits{Logits: param(logits)}) }

type bernoulliLogits struct {
	Logits np.Array
	scalar
}

func (f bernoulliLogits) probs() bernoulli { return bernoulli{Probs: np.Logistic(f.Logits)} }

func (f bernoulliLogits) Name() string                   { return "BernoulliLogits" }
func (f bernoulliLogits) Params() []Param                { return []Param{{"logits", f.Logits, constraint.Real{}}} }
func (f bernoulliLogits) Support() constraint.Constraint { return constraint.Boolean{} }

// log P(x) = -log(1 + e^((1-2x) t))
func (f bernoulliLogits) LogDensity(x np.Array) np.Array {
	return np.Softplus(np.Sub(1.0, x.Mul(2)).Mul(f.Logits)).Neg()
}

func (f bernoulliLogits) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return f.probs().Draw(key, shape)
}

func (f bernoulliLogits) Mean() np.Array     { return f.probs().Mean() }
func (f bernoulliLogits) Variance() np.Array { return f.Mean().Mul(np.Logistic(f.Logits.Neg())) }
func (f bernoulliLogits) Values() np.Array   { return np.Arange(2) }
func (f bernoulliLogits) ICDF(p np.Array) np.Array {
	return p.Gt(np.Logistic(f.Logits.Neg())).AsType(np.Int64)
}

func (f bernoulliLogits) CDF(x np.Array) np.Array {
	return np.Where(x.Lt(0), 0.0, np.Where(x.Lt(1), np.Logistic(f.Logits.Neg()), 1.0))
}

// p log(1+e^-t) + (1-p) log(1+e^t)
func (f bernoulliLogits) Entropy() np.Array {
	t, minus := f.Logits, f.Logits.Neg()
	return np.Logistic(t).Mul(np.Softplus(minus)).Add(np.Logistic(minus).Mul(np.Softplus(t)))
}
