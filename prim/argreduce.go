package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// ArgReduce finds the place along Axis, as int64, of the greatest (Fold is max) or least (min) element:
// the first of equal ones; a NaN is both greatest and least, as in NumPy.
type ArgReduce struct {
	Fold string
	Axis int
	flat
}

// Argmax returns the place of the greatest element along axis in [0, rank), which is not empty.
func Argmax(x Value, axis int) Value { return ir.Bind1(ArgReduce{Fold: "max", Axis: axis}, x) }

// Argmin returns the place of the least element along axis in [0, rank), which is not empty.
func Argmin(x Value, axis int) Value { return ir.Bind1(ArgReduce{Fold: "min", Axis: axis}, x) }

func (op ArgReduce) Name() string { return "argreduce" }

func (op ArgReduce) Infer(in []ir.Type) ([]ir.Type, error) {
	if op.Fold != "max" && op.Fold != "min" {
		return nil, fmt.Errorf("unknown fold %q", op.Fold)
	}
	out, err := inferReduce(in, []int{op.Axis})
	if err != nil {
		return nil, err
	}
	if in[0].Shape[op.Axis] == 0 {
		return nil, fmt.Errorf("axis %d of %v is empty", op.Axis, in[0])
	}
	return []ir.Type{out[0].With(array.Int64)}, nil
}

func (op ArgReduce) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, y := in[0], make([]int64, out[0].Shape.Size())
	// NaN is the greatest in this order; it must win for min too.
	better := func(i, j int) bool { return compare(x, i, x, j) > 0 }
	if op.Fold == "min" {
		better = func(i, j int) bool {
			if nan := isNaNAt(x, i); nan || isNaNAt(x, j) {
				return nan && !isNaNAt(x, j)
			}
			return compare(x, i, x, j) < 0
		}
	}
	for line := range lines(x.Shape(), op.Axis) {
		for i := range line.n {
			if best := int(y[line.k]); better(line.at(i), line.at(best)) {
				y[line.k] = int64(i)
			}
		}
	}
	return []*array.Buffer{array.Of(y, out[0].Shape)}
}

func (op ArgReduce) Batch(n int, x []Value, mapped []bool) []Value {
	op.Axis++
	return ir.Bind(op, x...)
}
