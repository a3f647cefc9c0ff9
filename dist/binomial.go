package dist

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Binomial is the distribution of the number of successes in totalCount trials that succeed with
// probability probs in [0, 1] each:
//
//	P(x) = n! / (x! (n-x)!) p^x (1-p)^(n-x)
func Binomial[A, B np.Value](totalCount A, probs B) Dist {
	return New(binomial{TotalCount: count(totalCount), Probs: param(probs)})
}

type binomial struct {
	TotalCount, Probs np.Array
	scalar
}

func (f binomial) Name() string { return "Binomial" }

func (f binomial) Params() []Param {
	return []Param{{"total_count", f.TotalCount, constraint.NonnegativeInteger{}}, {"probs", f.Probs, constraint.UnitInterval{}}}
}

func (f binomial) Support() constraint.Constraint { return countsTo(f.TotalCount) }

func countsTo(n np.Array) constraint.Constraint {
	return constraint.IntegerInterval{Low: np.Of(0), High: n}
}

// log P(x) = log C(n, x) + x log p + (n-x) log(1-p)
func (f binomial) LogDensity(x np.Array) np.Array {
	fail := f.TotalCount.Sub(x)
	lp := np.Xlogy(x, f.Probs).Add(np.Xlog1py(fail, f.Probs.Neg()))
	return lp.Add(logChoose(f.TotalCount, x))
}

// logChoose returns log C(n, x) = log (n-x+1)⋯n - log x!.
func logChoose(n, x np.Array) np.Array {
	return logRising(n.Sub(x).Add(1.0), x).Sub(np.Lgamma(x.Add(1)))
}

func (f binomial) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Binomial(key, f.TotalCount, f.Probs, shape)
}

func (f binomial) Mean() np.Array     { return f.Probs.Mul(f.TotalCount) }
func (f binomial) Variance() np.Array { return f.Mean().Mul(np.Sub(1.0, f.Probs)) }

// P(X <= k) = I_(1-p)(n-k, k+1), computed as 1 - I_p(k+1, n-k)
func (f binomial) CDF(x np.Array) np.Array {
	return binomialCDF(x, f.TotalCount, f.Probs, np.Sub(1.0, f.Probs))
}

func binomialCDF(x, n, p, rest np.Array) np.Array {
	inside := x.Ge(0).And(x.Lt(n))
	k := np.Where(inside, np.Floor(x), 0.0)
	left := np.Where(inside, n.Sub(k), 1.0)
	// I_w(a, b) takes the w that is not near 1.
	small := p.Lt(0.5)
	up := np.Sub(1.0, np.Betainc(k.Add(1), left, np.Where(small, p, 0.5)))
	down := np.Betainc(left, k.Add(1), np.Where(small, 0.5, rest))
	return np.Where(inside, np.Where(small, up, down), np.Where(x.Lt(0), 0.0, 1.0))
}

// Values lists 0, ..., n if all trials are known to have the same n.
func (f binomial) Values() np.Array { return listTo(f.TotalCount) }

func listTo(n np.Array) np.Array {
	if !n.IsConcrete() || n.Size() == 0 {
		return np.Array{}
	}
	counts := n.Ints()
	if slices.Max(counts) != slices.Min(counts) {
		return np.Array{}
	}
	return np.Arange(counts[0] + 1)
}

// Entropy sums over the support, if the number of trials is known.
func (f binomial) Entropy() np.Array { return sumEntropy(f.TotalCount, f) }

// sumEntropy returns -Σ P log P over 0, ..., n of each variable.
func sumEntropy(n np.Array, f Family) np.Array {
	if !n.IsConcrete() || n.Size() == 0 {
		return np.Array{}
	}
	rank := len(New(f).BatchShape())
	x := expandLast(np.Arange(slices.Max(n.Ints())+1), rank).AsType(np.Float64)
	inside := x.Le(n)
	lp := f.LogDensity(np.Where(inside, x, 0.0))
	return np.Where(inside, xExp(lp), 0.0).Sum(0).Neg()
}

// xExp returns y e^y, 0 at y = -Inf.
func xExp(y np.Array) np.Array {
	possible := y.Gt(math.Inf(-1))
	safe := np.Where(possible, y, 0.0)
	return np.Where(possible, safe.Mul(safe.Exp()), 0.0)
}

// BinomialLogits is Binomial with p = 1/(1+e^-logits), without rounding of p.
func BinomialLogits[A, B np.Value](totalCount A, logits B) Dist {
	return New(binomialLogits{TotalCount: count(totalCount), Logits: param(logits)})
}

type binomialLogits struct {
	TotalCount, Logits np.Array
	scalar
}

func (f binomialLogits) probs() binomial {
	return binomial{TotalCount: f.TotalCount, Probs: np.Logistic(f.Logits)}
}

func (f binomialLogits) Name() string { return "BinomialLogits" }

func (f binomialLogits) Params() []Param {
	return []Param{{"total_count", f.TotalCount, constraint.NonnegativeInteger{}}, {"logits", f.Logits, constraint.Real{}}}
}

func (f binomialLogits) Support() constraint.Constraint { return countsTo(f.TotalCount) }

// log P(x) = log C(n, x) - x log(1+e^-t) - (n-x) log(1+e^t)
func (f binomialLogits) LogDensity(x np.Array) np.Array {
	t := f.Logits
	lp := x.Mul(np.Softplus(t.Neg())).Add(f.TotalCount.Sub(x).Mul(np.Softplus(t))).Neg()
	return lp.Add(logChoose(f.TotalCount, x))
}

func (f binomialLogits) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return f.probs().Draw(key, shape)
}

func (f binomialLogits) Mean() np.Array     { return f.probs().Mean() }
func (f binomialLogits) Variance() np.Array { return f.Mean().Mul(np.Logistic(f.Logits.Neg())) }
func (f binomialLogits) Values() np.Array   { return listTo(f.TotalCount) }
func (f binomialLogits) Entropy() np.Array  { return sumEntropy(f.TotalCount, f) }

func (f binomialLogits) CDF(x np.Array) np.Array {
	return binomialCDF(x, f.TotalCount, np.Logistic(f.Logits), np.Logistic(f.Logits.Neg()))
}
