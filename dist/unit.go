package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Unit has an empty event and the given log density, whatever the value: what a factor is made of.
func Unit[A np.Value](logFactor A) Dist { return New(unit{LogFactor: param(logFactor)}) }

type unit struct{ LogFactor np.Array }

func (f unit) Name() string                   { return "Unit" }
func (f unit) Params() []Param                { return []Param{{"log_factor", f.LogFactor, constraint.Any{}}} }
func (f unit) EventShape() np.Shape           { return np.Shape{0} }
func (f unit) Support() constraint.Constraint { return constraint.Any{Dim: 1} }
func (f unit) LogDensity(np.Array) np.Array   { return f.LogFactor }

func (f unit) Draw(_ random.PRNGKey, shape np.Shape) np.Array {
	return np.ZerosOf(floatOf(f.LogFactor), append(slices.Clone(shape), 0)...)
}
