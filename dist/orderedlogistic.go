package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// OrderedLogistic is the distribution on 0, ..., K-1 of the place of a logistic variable with mean predictor
// among K-1 cutpoints, which increase along the last axis:
//
//	P(k) = F(c_k - η) - F(c_(k-1) - η), F(t) = 1/(1+e^-t), c_(-1) = -∞, c_(K-1) = ∞
func OrderedLogistic[A np.Value](predictor A, cutpoints np.Array) Dist {
	return New(orderedLogistic{Predictor: param(predictor), Cutpoints: param(cutpoints)})
}

type orderedLogistic struct {
	Predictor, Cutpoints np.Array
	scalar
}

func (f orderedLogistic) Name() string { return "OrderedLogistic" }

func (f orderedLogistic) Params() []Param {
	return []Param{{"predictor", f.Predictor, constraint.Real{}}, {"cutpoints", f.Cutpoints, constraint.Ordered{}}}
}

func (f orderedLogistic) categories() int                { return f.Cutpoints.Dim(-1) + 1 }
func (f orderedLogistic) Support() constraint.Constraint { return categories(f.categories()) }
func (f orderedLogistic) Values() np.Array               { return np.Arange(f.categories()) }

// With a and b the cutpoints around the category, less η,
//
//	F(b) - F(a) = F(b) F(-a) (1 - e^(a-b))
//
// where the factors of the outer categories that have an infinite cutpoint are 1.
func (f orderedLogistic) LogDensity(x np.Array) np.Array {
	c, last := f.Cutpoints, f.categories()-1
	k := x.AsType(np.Int64)
	above := np.Softplus(f.Predictor.Sub(pick(c, k.Minimum(last-1))))
	below := np.Softplus(pick(c, k.Sub(1).Maximum(0)).Sub(f.Predictor))
	gap := np.Expm1(np.Diff(c, -1).Neg()).Neg().Log() // of categories 1 to K-2
	edge := np.ZerosOf(c.DType(), append(slices.Clone(c.Shape()[:c.Rank()-1]), 1)...)
	lp := pick(np.Concat(-1, edge, gap, edge), k)
	return lp.Sub(np.Where(k.Lt(last), above, 0.0)).Sub(np.Where(k.Gt(0), below, 0.0))
}

func (f orderedLogistic) logProbs() np.Array {
	x := expandLast(f.Values(), max(f.Predictor.Rank(), f.Cutpoints.Rank()-1))
	return np.MoveAxis(f.LogDensity(x), 0, -1)
}

func (f orderedLogistic) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return random.Categorical(key, f.logProbs(), shape)
}

func (f orderedLogistic) Entropy() np.Array { return xExp(f.logProbs()).Sum(-1).Neg() }

func (f orderedLogistic) CDF(x np.Array) np.Array {
	last := f.categories() - 1
	k := np.Clip(np.Floor(x), 0.0, float64(last-1))
	cdf := np.Logistic(pick(f.Cutpoints, k).Sub(f.Predictor))
	return np.Where(x.Lt(0), 0.0, np.Where(x.Lt(last), cdf, 1.0))
}
