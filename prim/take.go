package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// TakeOp takes slices of its first operand along Axis at the integer indices of the second. The first
// Shared axes (Shared <= Axis) of both are the same and belong together:
//
//	y[b..., o..., i..., r...] = x[b..., o..., index[b..., i...], r...]
//
// with b the Shared axes, o those between them and Axis, r those after Axis. An index out of range is
// clamped, as in JAX; one below zero too, np counts it from the end before.
type TakeOp struct{ Axis, Shared int }

// Take takes slices of x along axis; the first shared axes of x and index belong together.
func Take(x, index Value, axis, shared int) Value { return ir.Bind1(TakeOp{axis, shared}, x, index) }

func (op TakeOp) Name() string { return "take" }

func (op TakeOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 2 {
		return nil, fmt.Errorf("%d operands, want 2", len(in))
	}
	shape, err := op.result(in[0], in[1])
	return []ir.Type{{DType: in[0].DType, Shape: shape}}, err
}

// result returns the shape of what is taken out of x.
func (op TakeOp) result(x, index ir.Type) (array.Shape, error) {
	if !index.DType.IsInt() || op.Shared < 0 || op.Shared > op.Axis || op.Axis >= len(x.Shape) || op.Shared > len(index.Shape) ||
		!x.Shape[:op.Shared].Equal(index.Shape[:op.Shared]) {
		return nil, fmt.Errorf("operands %v and %v along axis %d with %d shared axes", x, index, op.Axis, op.Shared)
	}
	var shape array.Shape
	shape = append(shape, x.Shape[:op.Axis]...)
	shape = append(shape, index.Shape[op.Shared:]...)
	shape = append(shape, x.Shape[op.Axis+1:]...)
	if x.Shape[op.Axis] == 0 && shape.Size() > 0 {
		return nil, fmt.Errorf("nothing to take along axis %d of %v", op.Axis, x)
	}
	return shape, nil
}

// each calls f for every slice: its position in x and in y, in slices, and whether the index was in range.
func (op TakeOp) each(x array.Shape, index *array.Buffer, f func(from, to int, inside bool)) {
	batch, outer, n := x[:op.Shared].Size(), x[op.Shared:op.Axis].Size(), x[op.Axis]
	count := index.Shape()[op.Shared:].Size()
	to := 0
	for b := range batch {
		for o := range outer {
			for i := range count {
				j := intAt(index, b*count+i)
				if index.DType() == array.Uint64 && j < 0 {
					j = int64(n)
				}
				at := int(max(0, min(j, int64(n-1))))
				f((b*outer+o)*n+at, to, int64(at) == j)
				to++
			}
		}
	}
}

func (op TakeOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	w := in[0].Shape()[op.Axis+1:].Size()
	if y.Size() > 0 {
		op.each(in[0].Shape(), in[1], func(from, to int, _ bool) { array.Copy(y, to*w, in[0], from*w, w) })
	}
	return []*array.Buffer{y}
}

func (op TakeOp) JVP(x, y, dx []Value) []Value { return []Value{ir.Bind1(op, dx[0], x[1])} }

// Transpose adds each cotangent to where its slice was taken. The index is clamped first: Scatter drops
// what is out of range.
func (op TakeOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil, nil}
	}
	index := Max(Min(x[1], Like(x[1], float64(in[0].Shape[op.Axis]-1))), Like(x[1], 0))
	return []Value{ScatterAdd(Zeros(in[0]), index, ct[0], op.Axis, op.Shared), nil}
}

// Batch makes the mapped axis one more Shared axis, or, with the same index for all, one more axis of x.
func (op TakeOp) Batch(n int, x []Value, mapped []bool) []Value {
	if !mapped[1] && op.Shared == 0 {
		return []Value{Take(x[0], x[1], op.Axis+1, 0)}
	}
	x = withBatches(n, x, mapped)
	return []Value{Take(x[0], x[1], op.Axis+1, op.Shared+1)}
}

// Scatter is the reverse of TakeOp: it puts the slices of its third operand into the first, where
// TakeOp with the same Axis and Shared would take them with the index of the second. Add says whether
// they are added to what is there or replace it; of several that replace the same slice the last wins.
// Slices whose index is out of range are dropped, as in JAX.
type Scatter struct {
	Axis, Shared int
	Add          bool
}

// ScatterAdd returns x with the slices of update added at index along axis.
func ScatterAdd(x, index, update Value, axis, shared int) Value {
	return ir.Bind1(Scatter{axis, shared, true}, x, index, update)
}

// ScatterSet returns x with the slices at index along axis replaced by those of update.
func ScatterSet(x, index, update Value, axis, shared int) Value {
	return ir.Bind1(Scatter{axis, shared, false}, x, index, update)
}

func (op Scatter) Name() string { return "scatter" }

func (op Scatter) take() TakeOp { return TakeOp{op.Axis, op.Shared} }

func (op Scatter) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 3 || in[0].DType != in[2].DType || op.Add && in[0].DType == array.Bool {
		return nil, fmt.Errorf("operands %v", in)
	}
	shape, err := op.take().result(in[0], in[1])
	if err == nil && !shape.Equal(in[2].Shape) {
		err = fmt.Errorf("updates %v where the index asks for %v", in[2], shape)
	}
	return in[:1], err
}

func (op Scatter) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	array.Copy(y, 0, in[0], 0, y.Size())
	w := y.Shape()[op.Axis+1:].Size()
	if in[2].Size() == 0 {
		return []*array.Buffer{y}
	}
	op.take().each(y.Shape(), in[1], func(at, from int, inside bool) {
		switch {
		case !inside:
		case !op.Add:
			array.Copy(y, at*w, in[2], from*w, w)
		default:
			for k := range w {
				addAt(y, at*w+k, in[2], from*w+k)
			}
		}
	})
	return []*array.Buffer{y}
}

// addAt adds element j of x to element i of y.
func addAt(y *array.Buffer, i int, x *array.Buffer, j int) {
	if y.DType().IsFloat() {
		y.SetFloat64(i, y.Float64(i)+x.Float64(j))
	} else {
		setInt(y, i, intAt(y, i)+intAt(x, j))
	}
}

func (op Scatter) JVP(x, y, dx []Value) []Value {
	a, b := dx[0], dx[2]
	if a == nil {
		a = Zeros(x[0].Type())
	}
	if b == nil {
		b = Zeros(x[2].Type())
	}
	return []Value{ir.Bind1(op, a, x[1], b)}
}

// Transpose takes the cotangents of the updates from where they went. Under replacement x gets none
// there, and an update that was overwritten by a later one gets none.
func (op Scatter) Transpose(ct, x []Value, in []ir.Type) []Value {
	cts := make([]Value, 3)
	if ct[0] == nil {
		return cts
	}
	inside := Lt(x[1], Like(x[1], float64(in[0].Shape[op.Axis])))
	if in[1].DType.IsSigned() {
		inside = And(inside, Ge(x[1], Like(x[1], 0)))
	}
	if x[0] == nil {
		cts[0] = ct[0]
		if !op.Add {
			cts[0] = ir.Bind1(op, ct[0], x[1], Zeros(in[2]))
		}
	}
	if x[2] == nil {
		taken := ir.Bind1(op.take(), ct[0], x[1])
		keep := BroadcastTo(inside, in[2].Shape, op.indexAxes(len(in[1].Shape)))
		if !op.Add {
			keep = And(keep, op.winners(x[1], in))
		}
		cts[2] = Select(keep, taken, Like(taken, 0))
	}
	return cts
}

// indexAxes returns the axes of the updates that are those of the index.
func (op Scatter) indexAxes(rank int) []int {
	return append(axesFrom(0, op.Shared), axesFrom(op.Axis, rank-op.Shared)...)
}

// winners marks the updates that are the last of those with the same index: number them, scatter the
// numbers, and see which come back.
func (op Scatter) winners(index Value, in []ir.Type) Value {
	number := Reshape(Iota(array.Int64, array.Shape{in[2].Shape.Size()}, 0), in[2].Shape)
	there := ir.Bind1(op, Zeros(in[0].With(array.Int64)), index, number)
	return Eq(ir.Bind1(op.take(), there, index), number)
}

func (op Scatter) Batch(n int, x []Value, mapped []bool) []Value {
	v, update := withBatch(x[0], n, mapped[0]), withBatch(x[2], n, mapped[2])
	if !mapped[1] && op.Shared == 0 {
		return []Value{ir.Bind1(Scatter{op.Axis + 1, 0, op.Add}, v, x[1], update)}
	}
	return []Value{ir.Bind1(Scatter{op.Axis + 1, op.Shared + 1, op.Add}, v, withBatch(x[1], n, mapped[1]), update)}
}

// Lower is a view whose place along Axis is computed.
func (op TakeOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	shape, index := out[0].Shape, x[1]
	if x[0].Shape[op.Axis] == 0 || shape.Size() == 0 {
		return []*expr.Node{expr.Const(out[0].DType, shape, 0)}
	}
	own := len(index.Shape) - op.Shared // axes that the index puts in the place of Axis
	place := index.Broadcast(shape, append(axesFrom(0, op.Shared), axesFrom(op.Axis, own)...))
	to := append(axesFrom(0, op.Axis), 0)
	to = append(to, axesFrom(op.Axis+own, len(x[0].Shape)-op.Axis-1)...)
	return []*expr.Node{x[0].Taken(op.Axis, clampIndex(place, x[0].Shape[op.Axis]), to)}
}

// InPlace says that the result may be made from the first operand where that is.
func (op Scatter) InPlace() {}

// Lower copies the operand and then goes through the updates one by one. Updates that are computed from the operand
// are computed before, so that it may be changed in place.
func (op Scatter) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	if slices.ContainsFunc(x[2].Loads(), func(m *expr.Node) bool { return m.Root == x[0].Root }) {
		x[2] = expr.Compute(x[2])
	}
	task := &expr.Task{Name: "scatter", In: x, InPlace: true, Emit: func(e expr.Emitter) { op.emit(e, x) }}
	return task.Results(expr.Loops, out)
}

// emit has the loops over the index outside: an index is looked at once, and updates that follow each other go to
// different places more often.
func (op Scatter) emit(e expr.Emitter, x []*expr.Node) {
	b := e.Builder()
	shape := x[2].Shape
	if shape.Size() == 0 {
		return
	}
	indexAxes := op.indexAxes(len(x[1].Shape))
	own := len(x[1].Shape) - op.Shared
	n := x[0].Shape[op.Axis]
	at := make([]*loop.Value, len(shape))
	expr.NestAxes(b, shape, indexAxes, at, func() {
		var index []*loop.Value
		for _, a := range indexAxes {
			index = append(index, at[a])
		}
		i := e.At(1, index...)
		if never(i, n) {
			return
		}
		inside := b.Op(loop.Lt, i, b.Int(i.Type, int64(n)))
		if i.Type.IsSigned() {
			inside = b.Op(loop.And, inside, b.Op(loop.Le, b.Int(i.Type, 0), i))
		}
		update := func() {
			to := slices.Concat(at[:op.Axis], []*loop.Value{b.To(array.Int64, i)}, at[op.Axis+own:])
			v := e.At(2, at...)
			if op.Add {
				v = b.Op(loop.Add, e.Load(0, to...), v)
			}
			e.Store(0, v, to...)
		}
		b.If(inside, func() []*loop.Value {
			expr.NestVector(b, shape, without(len(shape), indexAxes), at, update)
			return nil
		}, func() []*loop.Value { return nil })
	})
}

// never reports whether an index is a constant outside of 0 ... n-1.
func never(i *loop.Value, n int) bool {
	k := i.Bits
	if i.Type == array.Int32 {
		k = uint64(int64(int32(k)))
	}
	return i.Op == loop.Const && k >= uint64(n)
}
