package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Delta is the distribution of a constant v: log p(v) = 0.
func Delta[A np.Value](v A) Dist { return DeltaWith(v, 0.0, 0) }

// DeltaWith is Delta with log p(v) = logDensity, a point mass of another distribution's density. The last
// eventDim axes of v are the event.
func DeltaWith[A, B np.Value](v A, logDensity B, eventDim int) Dist {
	f := delta{V: count(v), Log: param(logDensity), Events: eventDim}
	if eventDim < 0 || !f.V.IsZero() && f.V.Rank() < eventDim {
		return invalid(f, "v has shape %v, want at least %d axes", f.V.Shape(), eventDim)
	}
	return New(f)
}

type delta struct {
	V, Log np.Array
	Events int
	pathwise
}

func (f delta) Name() string { return "Delta" }

func (f delta) Params() []Param {
	return []Param{{"v", f.V, constraint.Any{Dim: f.Events}}, {"log_density", f.Log, constraint.Any{}}}
}

func (f delta) EventShape() np.Shape { return lastAxes(f.V, f.Events) }

// Support is all reals, as an atom has no unconstrained coordinates; its density is zero but at v.
func (f delta) Support() constraint.Constraint {
	if f.Events == 0 {
		return constraint.Real{}
	}
	return constraint.Independent{Base: constraint.Real{}, N: f.Events}
}

func (f delta) LogDensity(x np.Array) np.Array {
	hit := x.Eq(f.V)
	for range f.Events {
		hit = hit.All(-1)
	}
	return np.Where(hit, f.Log, math.Inf(-1))
}

func (f delta) Draw(_ random.PRNGKey, shape np.Shape) np.Array {
	return f.V.BroadcastTo(append(shape[:len(shape):len(shape)], f.EventShape()...))
}

func (f delta) Mean() np.Array     { return f.V }
func (f delta) Variance() np.Array { return np.ZerosLike(f.V) }
func (f delta) Entropy() np.Array  { return f.Log.Neg() }
