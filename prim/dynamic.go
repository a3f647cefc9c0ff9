package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// DynamicSlice takes a block of the given Sizes out of its first operand. The others, one integer scalar
// per axis, are where it starts; a start is clamped so that the block fits, as in XLA.
type DynamicSlice struct{ Sizes []int }

// DynSlice takes a block of x that starts at the given indices.
func DynSlice(x Value, start []Value, sizes []int) Value {
	return ir.Bind1(DynamicSlice{sizes}, append([]Value{x}, start...)...)
}

func (op DynamicSlice) Name() string { return "dynamic_slice" }

func (op DynamicSlice) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) == 0 || len(op.Sizes) != len(in[0].Shape) {
		return nil, fmt.Errorf("operands %v for sizes %v", in, op.Sizes)
	}
	for i, n := range op.Sizes {
		if n < 0 || n > in[0].Shape[i] {
			return nil, fmt.Errorf("size %d is out of range for axis %d of %v", n, i, in[0])
		}
	}
	return []ir.Type{{DType: in[0].DType, Shape: op.Sizes}}, checkStarts(in[0], in[1:])
}

func checkStarts(x ir.Type, starts []ir.Type) error {
	if len(starts) != len(x.Shape) {
		return fmt.Errorf("%d start indices for %v", len(starts), x)
	}
	for _, t := range starts {
		if !t.DType.IsInt() || len(t.Shape) != 0 {
			return fmt.Errorf("start index of type %v, want an integer scalar", t)
		}
	}
	return nil
}

// startOf returns the position of the first element of a block, and the strides of x.
func startOf(x *array.Buffer, starts []*array.Buffer, sizes []int) (base int, strides []int) {
	strides = x.Shape().Strides()
	for i, s := range starts {
		at := intAt(s, 0)
		if s.DType() == array.Uint64 && at < 0 {
			at = int64(x.Shape()[i])
		}
		base += int(max(0, min(at, int64(x.Shape()[i]-sizes[i])))) * strides[i]
	}
	return base, strides
}

func (op DynamicSlice) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := array.New(out[0].DType, out[0].Shape)
	base, strides := startOf(in[0], in[1:], op.Sizes)
	strided(y, in[0], strides, base)
	return []*array.Buffer{y}
}

func (op DynamicSlice) JVP(x, y, dx []Value) []Value {
	return []Value{DynSlice(dx[0], x[1:], op.Sizes)}
}

func (op DynamicSlice) Transpose(ct, x []Value, in []ir.Type) []Value {
	cts := make([]Value, len(x))
	if ct[0] != nil {
		cts[0] = DynUpdate(Zeros(in[0]), ct[0], x[1:])
	}
	return cts
}

// Batch with one start for all keeps the op; with a start per example it is a Take of rows.
func (op DynamicSlice) Batch(n int, x []Value, mapped []bool) []Value {
	for _, m := range mapped[1:] {
		if m {
			rows, index := blockRows(n, x[0], mapped[0], x[1:], mapped[1:], op.Sizes)
			taken := Take(rows, index, 1, 1)
			return []Value{Reshape(taken, array.Shape(op.Sizes).Prepend(n))}
		}
	}
	zero := Scalar(array.Int64, 0)
	return []Value{DynSlice(x[0], append([]Value{zero}, x[1:]...), append([]int{n}, op.Sizes...))}
}

// blockRows returns x as [n, rows, elements of a row] and the numbers [n, rows of a block] of those in each example's block. A row is
// of the last axes, which a block has whole.
func blockRows(n int, x Value, xMapped bool, start []Value, mapped []bool, sizes []int) (rows, index Value) {
	x = withBatch(x, n, xMapped)
	shape := x.Shape()[1:]
	outer := len(sizes)
	for outer > 0 && sizes[outer-1] == shape[outer-1] {
		outer--
	}
	strides := shape[:outer].Strides()
	inBlock := walk(sizes[:outer], strides, 0)
	block := array.New(array.Int64, array.Shape{len(inBlock)})
	for i, row := range inBlock {
		array.Data[int64](block)[i] = int64(row)
	}
	index = BroadcastTo(ir.Concrete(block), array.Shape{n, len(inBlock)}, []int{1})
	for i, s := range start[:outer] {
		s = ConvertTo(withBatch(s, n, mapped[i]), array.Int64)
		s = Max(Min(s, Scalar(array.Int64, float64(shape[i]-sizes[i]))), Scalar(array.Int64, 0))
		s = Mul(s, Scalar(array.Int64, float64(strides[i])))
		index = Add(index, BroadcastTo(s, index.Shape(), []int{0}))
	}
	return Reshape(x, array.Shape{n, shape[:outer].Size(), shape[outer:].Size()}), index
}

// DynamicUpdate replaces a block of its first operand by the second. The others, one integer scalar per
// axis, are where the block starts, clamped so that it fits.
type DynamicUpdate struct{}

// DynUpdate returns x with the block that begins at start replaced by update.
func DynUpdate(x, update Value, start []Value) Value {
	return ir.Bind1(DynamicUpdate{}, append([]Value{x, update}, start...)...)
}

func (op DynamicUpdate) Name() string { return "dynamic_update" }

func (op DynamicUpdate) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) < 2 || in[0].DType != in[1].DType || len(in[0].Shape) != len(in[1].Shape) {
		return nil, fmt.Errorf("operands %v", in)
	}
	for i, n := range in[1].Shape {
		if n > in[0].Shape[i] {
			return nil, fmt.Errorf("a block %v does not fit in %v", in[1], in[0])
		}
	}
	return []ir.Type{in[0]}, checkStarts(in[0], in[2:])
}

func (op DynamicUpdate) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, block := in[0], in[1]
	y := array.New(out[0].DType, out[0].Shape)
	array.Copy(y, 0, x, 0, x.Size())
	base, strides := startOf(x, in[2:], block.Shape())
	switch rank := len(strides); {
	case block.Size() == 0: // base may be the end of x
	case rank == 0:
		array.Copy(y, base, block, 0, 1)
	default:
		row := block.Shape()[rank-1]
		for i, at := range walk(block.Shape()[:rank-1], strides[:rank-1], base) {
			array.Copy(y, at, block, i*row, row)
		}
	}
	return []*array.Buffer{y}
}

func (op DynamicUpdate) JVP(x, y, dx []Value) []Value {
	a, b := dx[0], dx[1]
	if a == nil {
		a = Zeros(x[0].Type())
	}
	if b == nil {
		b = Zeros(x[1].Type())
	}
	return []Value{DynUpdate(a, b, x[2:])}
}

func (op DynamicUpdate) Transpose(ct, x []Value, in []ir.Type) []Value {
	cts := make([]Value, len(x))
	if ct[0] == nil {
		return cts
	}
	if x[0] == nil {
		cts[0] = DynUpdate(ct[0], Zeros(in[1]), x[2:])
	}
	if x[1] == nil {
		cts[1] = DynSlice(ct[0], x[2:], in[1].Shape)
	}
	return cts
}

func (op DynamicUpdate) Batch(n int, x []Value, mapped []bool) []Value {
	v, block := withBatch(x[0], n, mapped[0]), withBatch(x[1], n, mapped[1])
	for _, m := range mapped[2:] {
		if m {
			rows, index := blockRows(n, v, true, x[2:], mapped[2:], block.Shape()[1:])
			updates := array.Shape{n, index.Shape()[1], rows.Shape()[2]}
			set := ScatterSet(rows, index, Reshape(block, updates), 1, 1)
			return []Value{Reshape(set, v.Shape())}
		}
	}
	zero := Scalar(array.Int64, 0)
	return []Value{DynUpdate(v, block, append([]Value{zero}, x[2:]...))}
}

// startTerms returns the place where a block begins, clamped so that it fits.
func startTerms(shape, sizes array.Shape, starts []*expr.Node) []expr.Term {
	var terms []expr.Term
	strides := shape.Strides()
	for i, s := range starts {
		if room := shape[i] - sizes[i]; room > 0 {
			terms = append(terms, expr.Term{Index: clampIndex(s, room+1), Stride: strides[i]})
		}
	}
	return terms
}

// clampIndex returns the index nearest to x in [0, n), as int64.
func clampIndex(x *expr.Node, n int) *expr.Node {
	if x.Type.IsUnsigned() { // before it is int64, in which it might be negative
		x = expr.Apply(loop.Min, x, expr.Number(x.Type, float64(min(n-1, 1<<31))))
	}
	wide := expr.Convert(array.Int64, x)
	low := expr.Apply(loop.Max, wide, expr.Number(array.Int64, 0))
	return expr.Apply(loop.Min, low, expr.Number(array.Int64, float64(n-1)))
}

// Lower is a view.
func (op DynamicSlice) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	if len(op.Sizes) == 0 {
		return x[:1]
	}
	block := expr.Dense(x[0]).Head(op.Sizes)
	return []*expr.Node{block.Shifted(startTerms(x[0].Shape, op.Sizes, x[1:])...)}
}

// InPlace says that the result may be made from the first operand where that is.
func (op DynamicUpdate) InPlace() {}

// Lower writes the block over the rest.
func (op DynamicUpdate) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	if len(x[1].Shape) == 0 {
		return []*expr.Node{x[1]}
	}
	strides := out[0].Shape.Strides()
	terms := startTerms(x[0].Shape, x[1].Shape, x[2:])
	return []*expr.Node{expr.Assemble(out[0],
		expr.Part{At: expr.Block(out[0], 0, strides), X: x[0]},
		expr.Part{At: expr.Block(ir.Type{DType: x[1].Type, Shape: x[1].Shape}, 0, strides, terms...), X: x[1]})}
}
