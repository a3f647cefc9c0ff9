package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// PadOp puts its second operand, of rank 0, around and between the elements of the first: per axis Low
// copies before, High after and Interior between neighbors. Negative Low or High cut elements off.
type PadOp struct{ Low, High, Interior []int }

// Pad applies PadOp, or nothing if there is nothing to add. A nil interior is 0 on all axes.
func Pad(x, fill Value, low, high, interior []int) Value {
	if interior == nil {
		interior = make([]int, x.Rank())
	}
	none := make([]int, x.Rank())
	if slices.Equal(low, none) && slices.Equal(high, none) && slices.Equal(interior, none) {
		return x
	}
	return ir.Bind1(PadOp{low, high, interior}, x, fill)
}

func (op PadOp) shape(in array.Shape) array.Shape {
	shape := make(array.Shape, len(in))
	for i, n := range in {
		shape[i] = op.Low[i] + n + max(n-1, 0)*op.Interior[i] + op.High[i]
	}
	return shape
}

func (op PadOp) Name() string { return "pad" }

func (op PadOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 2 || len(in[1].Shape) != 0 || in[0].DType != in[1].DType ||
		len(op.Low) != len(in[0].Shape) || len(op.High) != len(op.Low) || len(op.Interior) != len(op.Low) {
		return nil, fmt.Errorf("operands %v with low %v", in, op.Low)
	}
	shape := op.shape(in[0].Shape)
	for i, n := range shape {
		if n < 0 || op.Interior[i] < 0 {
			return nil, fmt.Errorf("axis %d of %v would have length %d", i, in[0], n)
		}
	}
	return []ir.Type{{DType: in[0].DType, Shape: shape}}, nil
}

func (op PadOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, fill := in[0], in[1]
	y := array.New(out[0].DType, out[0].Shape)
	strided(y, fill, make([]int, len(y.Shape())), 0)
	strides := y.Shape().Strides()
	for i, at := range indices(x.Shape()) {
		pos, inside := 0, true
		for k, j := range at {
			j = op.Low[k] + j*(op.Interior[k]+1)
			inside = inside && j >= 0 && j < y.Shape()[k]
			pos += j * strides[k]
		}
		if inside {
			array.Copy(y, pos, x, i, 1)
		}
	}
	return []*array.Buffer{y}
}

// indices yields all indices of shape in row-major order, with their number. The slice is reused.
func indices(shape array.Shape) func(yield func(int, []int) bool) {
	return func(yield func(int, []int) bool) {
		at := make([]int, len(shape))
		for i := range shape.Size() {
			if !yield(i, at) {
				return
			}
			for k := len(shape) - 1; k >= 0; k-- {
				if at[k]++; at[k] < shape[k] {
					break
				}
				at[k] = 0
			}
		}
	}
}

func (op PadOp) JVP(x, y, dx []Value) []Value {
	dv, dfill := dx[0], dx[1]
	if dv == nil {
		dv = Zeros(x[0].Type())
	}
	if dfill == nil {
		dfill = Like(x[1], 0)
	}
	return []Value{ir.Bind1(op, dv, dfill)}
}

// Transpose takes the elements back out; the fill gets the sum of the others.
func (op PadOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil, nil}
	}
	kept := op.unpad(ct[0], in[0].Shape)
	cts := []Value{kept, nil}
	if x[1] == nil {
		cts[1] = Sub(SumAll(ct[0]), SumAll(kept))
	}
	return cts
}

// unpad is the slice that undoes the padding; elements that were cut off are zero.
func (op PadOp) unpad(y Value, shape array.Shape) Value {
	rank := len(shape)
	if y.Shape().Size() == 0 {
		return Zeros(ir.Type{DType: y.DType(), Shape: shape})
	}
	grow, growHigh := make([]int, rank), make([]int, rank)
	start, limit, stride := make([]int, rank), make([]int, rank), make([]int, rank)
	for i, n := range shape {
		grow[i], growHigh[i] = max(0, -op.Low[i]), max(0, -op.High[i])
		start[i], stride[i] = max(0, op.Low[i]), op.Interior[i]+1
		limit[i] = start[i]
		if n > 0 {
			limit[i] += (n-1)*stride[i] + 1
		}
	}
	return Slice(Pad(y, Like(y, 0), grow, growHigh, nil), start, limit, stride)
}

func (op PadOp) Batch(n int, x []Value, mapped []bool) []Value {
	zero := func(list []int) []int { return append([]int{0}, list...) }
	batched := PadOp{zero(op.Low), zero(op.High), zero(op.Interior)}
	v := withBatch(x[0], n, mapped[0])
	if !mapped[1] {
		return []Value{ir.Bind1(batched, v, x[1])}
	}
	// One fill per example: pad a mask, and select.
	inside := ir.Bind1(batched, Full(v.Type().With(array.Bool), 1), Scalar(array.Bool, 0))
	padded := ir.Bind1(batched, v, Like(v, 0))
	return []Value{Select(inside, padded, BroadcastTo(x[1], padded.Shape(), []int{0}))}
}

// Lower fills the result and then writes what is left of the operand over it.
func (op PadOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	shape := out[0].Shape
	strides := shape.Strides()
	kept, start, one := slices.Clone(x[0].Shape), make([]int, len(shape)), make([]int, len(shape))
	offset, steps := 0, make([]int, len(shape))
	for k, n := range kept { // elements i with 0 <= Low + i·step < length
		step := op.Interior[k] + 1
		if op.Low[k] < 0 {
			start[k] = (-op.Low[k] + step - 1) / step
		}
		end := n
		if last := shape[k] - 1 - op.Low[k]; last < 0 {
			end = 0
		} else {
			end = min(end, last/step+1)
		}
		kept[k], one[k] = max(0, end-start[k]), 1
		steps[k] = strides[k] * step
		offset += strides[k] * (op.Low[k] + start[k]*step)
	}
	whole := expr.Part{At: expr.Block(out[0], 0, strides), X: x[1].Broadcast(shape, nil)}
	if kept.Size() == 0 {
		return []*expr.Node{x[1].Broadcast(shape, nil)}
	}
	inner := ir.Type{DType: out[0].DType, Shape: kept}
	return []*expr.Node{expr.Assemble(out[0], whole,
		expr.Part{At: expr.Block(inner, offset, steps), X: x[0].Slice(kept, start, one)})}
}
