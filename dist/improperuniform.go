package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// ImproperUniform has log density 0 on a support, for variables of the given batch and event shapes: a flat
// prior, from which nothing can be drawn.
func ImproperUniform(support constraint.Constraint, batch, event np.Shape) Dist {
	f := improperUniform{On: support, Batch: batch, Event: event}
	if len(event) < support.EventDim() {
		return invalid(f, "event shape %v has fewer axes than an event of %v", event, support)
	}
	return New(f)
}

type improperUniform struct {
	On           constraint.Constraint
	Batch, Event np.Shape
}

func (f improperUniform) Name() string         { return "ImproperUniform" }
func (f improperUniform) Params() []Param      { return nil }
func (f improperUniform) BatchShape() np.Shape { return f.Batch }
func (f improperUniform) EventShape() np.Shape { return f.Event }

func (f improperUniform) Support() constraint.Constraint {
	if n := len(f.Event) - f.On.EventDim(); n > 0 {
		return constraint.Independent{Base: f.On, N: n}
	}
	return f.On
}

func (f improperUniform) LogDensity(x np.Array) np.Array {
	return np.ZerosOf(x.DType(), x.Shape()[:x.Rank()-len(f.Event)]...)
}

func (f improperUniform) Draw(random.PRNGKey, np.Shape) np.Array {
	panic(ir.Errorf("ImproperUniform on %v cannot be sampled: give its site a value or an initial value", f.On))
}
