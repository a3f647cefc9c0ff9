package prim

import (
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// SumOp adds its operand over Axes, which are in increasing order. It is linear.
type SumOp struct{ Axes []int }

// Sum adds x over axes in [0, rank).
func Sum(x Value, axes []int) Value {
	if len(axes) == 0 {
		return x
	}
	return ir.Bind1(SumOp{sorted(axes)}, x)
}

// SumAll adds all elements.
func SumAll(x Value) Value { return Sum(x, axesFrom(0, x.Rank())) }

func sorted(axes []int) []int {
	axes = slices.Clone(axes)
	slices.Sort(axes)
	return axes
}

func (op SumOp) Name() string { return "sum" }

func (op SumOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) == 1 && in[0].DType == array.Bool {
		return nil, fmt.Errorf("bool operand %v: convert it first", in[0])
	}
	return inferReduce(in, op.Axes)
}

func inferReduce(in []ir.Type, axes []int) ([]ir.Type, error) {
	if len(in) != 1 || !slices.IsSorted(axes) || len(slices.Compact(slices.Clone(axes))) != len(axes) {
		return nil, fmt.Errorf("operands %v, axes %v", in, axes)
	}
	for _, a := range axes {
		if a < 0 || a >= len(in[0].Shape) {
			return nil, fmt.Errorf("axis %d is out of range for %v", a, in[0])
		}
	}
	return []ir.Type{{DType: in[0].DType, Shape: in[0].Shape.Without(axes)}}, nil
}

func (op SumOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	return reduce(in[0], op.Axes, out[0], 0,
		func(x, y float64) float64 { return x + y }, func(x, y int64) int64 { return x + y }, nil)
}

// reduce folds each group of elements that share a place in the result, in row-major order. float32 is
// accumulated in float64.
func reduce(x *array.Buffer, axes []int, out ir.Type, init float64,
	f func(x, y float64) float64, i func(x, y int64) int64, u func(x, y uint64) uint64) []*array.Buffer {
	kept := without(len(x.Shape()), axes)
	strides, shape := x.Shape().Strides(), make(array.Shape, 0, len(axes))
	var inner []int
	for _, a := range axes {
		shape, inner = append(shape, x.Shape()[a]), append(inner, strides[a])
	}
	var outer []int
	for _, a := range kept {
		outer = append(outer, strides[a])
	}
	y := array.New(out.DType, out.Shape)
	group := walk(shape, inner, 0)
	for k, base := range walk(out.Shape, outer, 0) {
		switch {
		case out.DType.IsFloat():
			acc := init
			for _, j := range group {
				acc = f(acc, x.Float64(base+j))
			}
			y.SetFloat64(k, acc)
		default:
			y.SetFloat64(k, init)
			acc := intAt(y, k)
			for _, j := range group {
				if u != nil && out.DType == array.Uint64 {
					acc = int64(u(uint64(acc), uint64(intAt(x, base+j))))
				} else {
					acc = i(acc, intAt(x, base+j))
				}
			}
			setInt(y, k, acc)
		}
	}
	return []*array.Buffer{y}
}

func (op SumOp) JVP(x, y, dx []Value) []Value { return []Value{Sum(dx[0], op.Axes)} }

func (op SumOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	return []Value{op.spread(ct[0], in[0].Shape)}
}

// spread repeats a reduced value back over the axes.
func (op SumOp) spread(v Value, shape array.Shape) Value {
	return BroadcastTo(v, shape, without(len(shape), op.Axes))
}

func (op SumOp) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{Sum(x[0], shifted(op.Axes))}
}

// ReduceOp folds its operand over Axes with the named operation: max, min or prod. On bool, max is any
// and min is all.
type ReduceOp struct {
	Fold string
	Axes []int
}

// ReduceMax returns the greatest element over axes; -Inf (or the least integer) of none; NaN wins.
func ReduceMax(x Value, axes []int) Value { return ir.Bind1(ReduceOp{"max", sorted(axes)}, x) }

// ReduceMin returns the least element over axes; +Inf (or the greatest integer) of none; NaN wins.
func ReduceMin(x Value, axes []int) Value { return ir.Bind1(ReduceOp{"min", sorted(axes)}, x) }

// ReduceProd returns the product over axes; 1 of none.
func ReduceProd(x Value, axes []int) Value { return ir.Bind1(ReduceOp{"prod", sorted(axes)}, x) }

func (op ReduceOp) Name() string { return "reduce" }

func (op ReduceOp) Infer(in []ir.Type) ([]ir.Type, error) {
	switch op.Fold {
	case "max", "min":
	case "prod":
		if len(in) == 1 && in[0].DType == array.Bool {
			return nil, fmt.Errorf("bool operand %v: convert it first", in[0])
		}
	default:
		return nil, fmt.Errorf("unknown fold %q", op.Fold)
	}
	return inferReduce(in, op.Axes)
}

func (op ReduceOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x := in[0]
	switch op.Fold {
	case "prod":
		return reduce(x, op.Axes, out[0], 1,
			func(x, y float64) float64 { return x * y }, func(x, y int64) int64 { return x * y }, nil)
	case "max":
		return reduce(x, op.Axes, out[0], lowest(x.DType()), maxNaN,
			func(x, y int64) int64 { return max(x, y) }, func(x, y uint64) uint64 { return max(x, y) })
	}
	if d := x.DType(); d == array.Int64 || d == array.Uint64 { // the greatest has no exact float64
		y := reduce(flip(x), op.Axes, out[0], lowest(d), nil,
			func(x, y int64) int64 { return max(x, y) }, func(x, y uint64) uint64 { return max(x, y) })
		return []*array.Buffer{flip(y[0])}
	}
	return reduce(x, op.Axes, out[0], highest(x.DType()), minNaN,
		func(x, y int64) int64 { return min(x, y) }, nil)
}

// flip returns the bitwise complement of integers, which reverses their order.
func flip(x *array.Buffer) *array.Buffer {
	y := array.New(x.DType(), x.Shape())
	for i := range y.Size() {
		setInt(y, i, ^intAt(x, i))
	}
	return y
}

func lowest(d array.DType) float64 {
	switch d {
	case array.Int32:
		return math.MinInt32
	case array.Int64:
		return math.MinInt64
	case array.Float32, array.Float64:
		return math.Inf(-1)
	}
	return 0
}

func highest(d array.DType) float64 {
	switch d {
	case array.Bool:
		return 1
	case array.Int32:
		return math.MaxInt32
	case array.Uint32:
		return math.MaxUint32
	}
	return math.Inf(1)
}

// JVP of max and min averages the tangents of the elements that attain it; that of prod is
// Σ_i dx_i Π_{j≠i} x_j, by a product of sums with dual numbers, so that zeros are no trouble.
func (op ReduceOp) JVP(x, y, dx []Value) []Value {
	if op.Fold == "prod" {
		return []Value{prodTangent(x[0], dx[0], op.Axes)}
	}
	back := SumOp{op.Axes}
	hit := ConvertTo(Eq(x[0], back.spread(y[0], x[0].Shape())), x[0].DType())
	return []Value{Div(Sum(Mul(dx[0], hit), op.Axes), Sum(hit, op.Axes))}
}

// prodTangent multiplies pairs (p, dp) = (p1 p2, p1 dp2 + dp1 p2) along the reduced elements, halving
// their number each time.
func prodTangent(x, dx Value, axes []int) Value {
	kept := without(x.Rank(), axes)
	perm := append(slices.Clone(kept), axes...)
	shape := x.Shape().Without(axes)
	n := x.Shape().Size() / max(shape.Size(), 1)
	if x.Shape().Size() == 0 {
		return Zeros(ir.Type{DType: x.DType(), Shape: shape})
	}
	flatten := func(v Value) Value {
		return Reshape(Transpose(v, perm), append(slices.Clone(shape), n))
	}
	p, dp := flatten(x), flatten(dx)
	axis := len(shape)
	for n > 1 {
		half := n / 2
		p1, p2, pr := cut(p, axis, 0, half), cut(p, axis, half, 2*half), cut(p, axis, 2*half, n)
		d1, d2, dr := cut(dp, axis, 0, half), cut(dp, axis, half, 2*half), cut(dp, axis, 2*half, n)
		p = Concat(axis, Mul(p1, p2), pr)
		dp = Concat(axis, Add(Mul(p1, d2), Mul(d1, p2)), dr)
		n -= half
	}
	return Reshape(dp, shape)
}

// cut returns x[lo:hi] along axis.
func cut(x Value, axis, lo, hi int) Value {
	start, limit := make([]int, x.Rank()), slices.Clone(x.Shape())
	start[axis], limit[axis] = lo, hi
	return Slice(x, start, limit, nil)
}

func (op ReduceOp) Transpose([]Value, []Value, []ir.Type) []Value {
	return notLinear{}.Transpose(nil, nil, nil)
}

func (op ReduceOp) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{ir.Bind1(ReduceOp{op.Fold, shifted(op.Axes)}, x[0])}
}
