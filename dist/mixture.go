package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// MixtureSameFamily is the mixture of K distributions of one family, which are along the last batch axis of
// component, with the weights of mixing, a Categorical or CategoricalLogits distribution of K categories:
//
//	p(x) = Σ_k w_k p_k(x)
func MixtureSameFamily(mixing, component Dist) Dist {
	f := mixture{Mixing: mixing, Component: component}
	for _, d := range []Dist{mixing, component} {
		if d.err != nil {
			return Dist{Family: f, err: d.err}
		}
	}
	w, ok := mixing.Family.(weights)
	if !ok || mixing.event > 0 {
		return invalid(f, "the mixing distribution is %v, want a Categorical", mixing)
	}
	k, batch := w.logWeights().Dim(-1), component.BatchShape()
	if len(batch) == 0 || batch[len(batch)-1] != k {
		return invalid(f, "component %v does not have %d components along the last batch axis", component, k)
	}
	if err := Try(func() { f.Support(); f.BatchShape() }); err != nil {
		return invalid(f, "%v", err)
	}
	return New(f)
}

// weights are log probabilities along the last axis.
type weights interface{ logWeights() np.Array }

type mixture struct{ Mixing, Component Dist }

func (f mixture) Name() string         { return "MixtureSameFamily(" + f.Component.Name() + ")" }
func (f mixture) Params() []Param      { return nil }
func (f mixture) EventShape() np.Shape { return f.Component.EventShape() }

func (f mixture) BatchShape() np.Shape {
	batch := f.Component.BatchShape()
	return np.BroadcastShapes(batch[:len(batch)-1], f.Mixing.BatchShape())
}

// Support is that of the components, which must have one.
func (f mixture) Support() constraint.Constraint {
	c := f.Component.Support()
	events := c.EventDim() - scalarBase(c).EventDim()
	return tree.Map(c, func(bound np.Array) np.Array {
		axis := bound.Rank() - 1 - events
		if axis < 0 {
			return bound
		}
		if bound.Dim(axis) != 1 {
			panic(ir.Errorf("components with supports that differ: %v", c))
		}
		return bound.Squeeze(axis)
	})
}

// scalarBase returns the constraint inside of Independent.
func scalarBase(c constraint.Constraint) constraint.Constraint {
	if i, ok := c.(constraint.Independent); ok {
		return scalarBase(i.Base)
	}
	return c
}

// log p(x) = log Σ exp(log w_k + log p_k(x))
func (f mixture) LogDensity(x np.Array) np.Array {
	lp := f.Component.LogDensity(f.perComponent(x))
	return np.LogSumExp(lp.Add(f.logWeights()), -1)
}

func (f mixture) logWeights() np.Array { return f.Mixing.Family.(weights).logWeights() }

// perComponent gives x an axis for the components.
func (f mixture) perComponent(x np.Array) np.Array {
	return x.ExpandDims(-1 - f.Component.EventDim())
}

// Draw draws from all components and picks one.
func (f mixture) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	keys := key.Split(2)
	which := f.Mixing.Expand(shape...).Sample(keys[0])
	all := f.Component.unmasked().Expand(append(slices.Clone(shape), f.count())...).Sample(keys[1])
	events := f.Component.EventDim()
	which = expandLast(which, events+1)
	one := slices.Concat(shape, np.Shape{1}, f.EventShape())
	return np.TakeAlongAxis(all, which.BroadcastTo(one), len(shape)).Squeeze(len(shape))
}

func (f mixture) count() int {
	batch := f.Component.BatchShape()
	return batch[len(batch)-1]
}

// average returns Σ w_k y_k over the components' axis of y, of shape [..., K] + event.
func (f mixture) average(y np.Array, events int) np.Array {
	axis := -1 - events
	return expandLast(f.logWeights().Exp(), events).Mul(y).Sum(axis)
}

func (f mixture) Mean() np.Array {
	mean, err := f.Component.Mean()
	if err != nil {
		return np.Array{}
	}
	return f.average(mean, f.Component.EventDim())
}

// Σ w_k (σ_k² + (μ_k - μ)²)
func (f mixture) Variance() np.Array {
	mean, err1 := f.Component.Mean()
	variance, err2 := f.Component.Variance()
	if err1 != nil || err2 != nil {
		return np.Array{}
	}
	return f.average(variance.Add(mean.Sub(f.perComponent(f.Mean())).Square()), f.Component.EventDim())
}

func (f mixture) CDF(x np.Array) np.Array {
	cdf, err := f.Component.CDF(f.perComponent(x))
	if err != nil {
		return np.Array{}
	}
	return f.average(cdf, 0)
}
