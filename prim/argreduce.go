package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
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

// Lower keeps the best element so far and its place.
func (op ArgReduce) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	task := &expr.Task{Name: "argreduce", In: x, Emit: func(e expr.Emitter) { op.emit(e, x[0]) }}
	return task.Results(expr.Loops, out)
}

func (op ArgReduce) emit(e expr.Emitter, x *expr.Node) {
	b := e.Builder()
	outer := x.Shape.Without([]int{op.Axis})
	at := make([]*loop.Value, len(outer))
	expr.Nest(b, outer, at, func() {
		element := func(i *loop.Value) *loop.Value { return e.At(0, slices.Insert(slices.Clone(at), op.Axis, i)...) }
		zero := b.Int(array.Int64, 0)
		best := b.For(b.Int(array.Int64, 1), b.Int(array.Int64, int64(x.Shape[op.Axis])), []*loop.Value{element(zero), zero},
			func(i *loop.Value, carry []*loop.Value) []*loop.Value {
				v, top := element(i), carry[0]
				less, more := top, v
				if op.Fold == "min" {
					less, more = v, top
				}
				better := b.Op(loop.Lt, less, more)
				if v.Type.IsFloat() { // a NaN beats all but a NaN
					better = b.Op(loop.Or, better, b.Op(loop.And, b.Op(loop.Ne, v, v), b.Op(loop.Eq, top, top)))
				}
				return []*loop.Value{b.Op(loop.Select, better, v, top), b.Op(loop.Select, better, i, carry[1])}
			})
		e.Store(0, best[1], at...)
	})
}
