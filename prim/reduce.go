package prim

import (
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
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
	return []*array.Buffer{reduce("sum", in[0], op.Axes, out[0])}
}

// reduce folds each group of elements that share a place in the result, in row-major order. float32 is
// accumulated in float64, integers in 64 bits.
func reduce(name string, x *array.Buffer, axes []int, out ir.Type) *array.Buffer {
	f, y := folds[name], array.New(out.DType, out.Shape)
	if f.u == nil {
		f.u = func(x, y uint64) uint64 { return uint64(f.i(int64(x), int64(y))) }
	}
	g, x := groupsOf(x, axes)
	signed := func(least, greatest int64) int64 { return start(name, least, greatest) }
	switch x.DType() {
	case array.Float64:
		foldGroups(g, array.Data[float64](y), array.Data[float64](x), start(name, math.Inf(-1), math.Inf(1)), f.f)
	case array.Float32:
		foldGroups(g, array.Data[float32](y), array.Data[float32](x), start(name, math.Inf(-1), math.Inf(1)), f.f)
	case array.Int32:
		foldGroups(g, array.Data[int32](y), array.Data[int32](x), signed(math.MinInt32, math.MaxInt32), f.i)
	case array.Int64:
		foldGroups(g, array.Data[int64](y), array.Data[int64](x), signed(math.MinInt64, math.MaxInt64), f.i)
	case array.Uint32:
		foldGroups(g, array.Data[uint32](y), array.Data[uint32](x), start(name, 0, uint64(math.MaxUint32)), f.u)
	case array.Uint64:
		foldGroups(g, array.Data[uint64](y), array.Data[uint64](x), start(name, 0, uint64(math.MaxUint64)), f.u)
	default:
		foldBools(g, array.Data[bool](y), array.Data[bool](x), start(name, 0, int64(1)), f.i)
	}
	return y
}

// start is what a fold of nothing gives.
func start[T int64 | uint64 | float64](name string, least, greatest T) T {
	switch name {
	case "max":
		return least
	case "min":
		return greatest
	case "prod":
		return 1
	}
	return 0
}

// groups says where the elements of an array go that is reduced over its middle axis: outer × n × inner.
type groups struct{ outer, n, inner int }

// groupsOf takes axes that are neighbors as one; others are brought to the end first.
func groupsOf(x *array.Buffer, axes []int) (groups, *array.Buffer) {
	shape := x.Shape()
	lo, hi := 0, len(axes)
	if hi > 0 {
		lo, hi = axes[0], axes[0]+len(axes)
		if axes[len(axes)-1] != hi-1 {
			kept := without(len(shape), axes)
			x = permuted(x, append(kept, axes...))
			shape, lo, hi = x.Shape(), len(kept), len(shape)
		}
	}
	return groups{shape[:lo].Size(), shape[lo:hi].Size(), shape[hi:].Size()}, x
}

// number is an element type that is accumulated as A.
type number interface {
	int32 | int64 | uint32 | uint64 | float32 | float64
}

func foldGroups[T, A number](g groups, y, x []T, init A, f func(x, y A) A) {
	if g.inner == 1 {
		for o := range y {
			acc := init
			for _, v := range x[o*g.n : (o+1)*g.n] {
				acc = f(acc, A(v))
			}
			y[o] = T(acc)
		}
		return
	}
	acc := make([]A, g.inner)
	for o := range g.outer {
		for j := range acc {
			acc[j] = init
		}
		for k := range g.n {
			at := (o*g.n + k) * g.inner
			for j, v := range x[at : at+g.inner] {
				acc[j] = f(acc[j], A(v))
			}
		}
		for j, v := range acc {
			y[o*g.inner+j] = T(v)
		}
	}
}

func foldBools(g groups, y, x []bool, init int64, f func(x, y int64) int64) {
	for k := range y {
		acc := init
		for i := range g.n {
			acc = f(acc, truthInt(x[(k/g.inner*g.n+i)*g.inner+k%g.inner]))
		}
		y[k] = acc != 0
	}
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
	return []*array.Buffer{reduce(op.Fold, in[0], op.Axes, out[0])}
}

// JVP of max and min averages the tangents of the elements that attain it; that of prod is
// Σ_i dx_i Π_{j≠i} x_j, by a product of sums with dual numbers, so that zeros are no trouble.
func (op ReduceOp) JVP(x, y, dx []Value) []Value {
	if op.Fold == "prod" {
		return []Value{prodTangent(x[0], dx[0], op.Axes)}
	}
	if x[0].Shape().Size() == 0 {
		return []Value{nil} // the extremum of none does not move
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

// Lower is a loop that adds.
func (op SumOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{expr.Fold(loop.Add, x[0], op.Axes)}
}

// Lower is a loop that folds.
func (op ReduceOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	fold := map[string]loop.Op{"max": loop.Max, "min": loop.Min, "prod": loop.Mul}[op.Fold]
	return []*expr.Node{expr.Fold(fold, x[0], op.Axes)}
}
