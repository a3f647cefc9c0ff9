package compile_test

import (
	"math/rand/v2"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// ranked returns a value of at least one axis.
func (g *generator) ranked() Value {
	if v := g.where(func(v Value) bool { return v.Rank() > 0 }); v != nil {
		return v
	}
	return prim.BroadcastScalar(g.value(), array.Shape{g.lengths[0] % 100})
}

// axes returns some of n axes, in order.
func (g *generator) axes(n int) (axes []int) {
	set := 1 + g.below(1<<n-1)
	for k := range n {
		if set>>k&1 == 1 {
			axes = append(axes, k)
		}
	}
	return axes
}

// perm returns n axes in any order.
func (g *generator) perm(n int) []int {
	return rand.New(rand.NewPCG(uint64(g.next()), 4)).Perm(n)
}

func (g *generator) broadcast() {
	v := g.value()
	shape, dims := array.Shape{}, []int{}
	for k := 0; k < v.Rank() || g.oneIn(3) && len(shape) < 4; {
		if k < v.Rank() && !g.oneIn(4) {
			dims = append(dims, len(shape))
			n := v.Shape()[k]
			if n == 1 && g.oneIn(2) {
				n = pick(g.choices, g.lengths)
			}
			shape = append(shape, n)
			k++
		} else {
			shape = append(shape, pick(g.choices, g.lengths))
		}
		if !g.more() && len(shape) > 4 {
			return
		}
	}
	g.bind(prim.Broadcast{Shape: shape, Dims: dims}, v)
}

func (g *generator) reshape() {
	v := g.value()
	n := v.Shape().Size()
	shapes := []array.Shape{{n}, {1, n}, {n, 1}}
	for _, k := range []int{2, 3, 5, 7} {
		if n%k == 0 && n > 0 {
			shapes = append(shapes, array.Shape{k, n / k}, array.Shape{n / k, k}, array.Shape{n / k, 1, k})
		}
	}
	g.bind(prim.ReshapeOp{Shape: pick(g.choices, shapes)}, v)
}

func (g *generator) permute() {
	v := g.ranked()
	g.bind(prim.Permute{Perm: g.perm(v.Rank())}, v)
}

func (g *generator) reverse() {
	v := g.ranked()
	g.bind(prim.ReverseOp{Axes: g.axes(v.Rank())}, v)
}

func (g *generator) slice() {
	v := g.ranked()
	op := prim.SliceOp{Start: make([]int, v.Rank()), Limit: slices.Clone(v.Shape()), Stride: slices.Repeat([]int{1}, v.Rank())}
	for _, k := range g.axes(v.Rank()) {
		op.Start[k] = g.below(v.Shape()[k] + 1)
		op.Limit[k] = op.Start[k] + g.below(v.Shape()[k]-op.Start[k]+1)
		if g.oneIn(3) {
			op.Limit[k] = v.Shape()[k]
		}
		op.Stride[k] = 1 + g.below(6)/3
	}
	g.bind(op, v)
}

func (g *generator) pad() {
	v := g.ranked()
	zeros := func() []int { return make([]int, v.Rank()) }
	op := prim.PadOp{Low: zeros(), High: zeros(), Interior: zeros()}
	for _, k := range g.axes(v.Rank()) {
		op.Low[k], op.High[k] = g.below(7)-2, g.below(7)-2
		if g.oneIn(3) {
			op.Interior[k] = 1 + g.below(2)
		}
		n := v.Shape()[k]
		if op.Low[k]+op.High[k]+n+max(n-1, 0)*op.Interior[k] < 0 {
			op.Low[k], op.High[k] = 1, 0
		}
	}
	g.bind(op, v, g.of(ir.Type{DType: v.DType()}))
}

func (g *generator) concat() {
	v := g.ranked()
	axis := g.below(v.Rank())
	x := []Value{v}
	for range 1 + g.below(2) {
		t := ir.Type{DType: v.DType(), Shape: slices.Clone(v.Shape())}
		t.Shape[axis] = pick(g.choices, []int{v.Shape()[axis], 1, 2, 0, 5})
		if t.Shape.Size() > g.limit {
			return
		}
		x = append(x, g.of(t))
	}
	g.bind(prim.ConcatOp{Axis: axis}, x...)
}

func (g *generator) dynamicSlice() {
	v := g.ranked()
	op := prim.DynamicSlice{Sizes: make([]int, v.Rank())}
	for k, n := range v.Shape() {
		op.Sizes[k] = g.below(n + 1)
	}
	g.bind(op, append([]Value{v}, g.starts(v.Rank())...)...)
}

func (g *generator) dynamicUpdate() {
	v := g.ranked()
	t := ir.Type{DType: v.DType(), Shape: make(array.Shape, v.Rank())}
	for k, n := range v.Shape() {
		if t.Shape[k] = g.below(n + 1); g.oneIn(3) {
			t.Shape[k] = min(n, 1)
		}
	}
	g.bind(prim.DynamicUpdate{}, append([]Value{v, g.of(t)}, g.starts(v.Rank())...)...)
}

// starts returns n integers of rank 0.
func (g *generator) starts(n int) (x []Value) {
	d := g.integer()
	for range n {
		if v := g.of(ir.Type{DType: d}); g.oneIn(3) {
			x = append(x, prim.Scalar(d, float64(g.below(5))))
		} else {
			x = append(x, v)
		}
	}
	return x
}

func (g *generator) integer() array.DType {
	return pick(g.choices, []array.DType{array.Int64, array.Int32, array.Uint32, array.Uint64})
}

// index returns integers of a shape, many of them below n.
func (g *generator) index(shape array.Shape, n int) Value {
	t := ir.Type{DType: g.integer(), Shape: shape}
	v := g.of(t)
	if g.oneIn(4) || n == 0 {
		return v
	}
	return ir.Bind1(rowNamed("mod"), v, prim.Scalar(t.DType, float64(n)))
}

func rowNamed(name string) ir.Op {
	for _, op := range elementwiseOps {
		if op.Name() == name {
			return op
		}
	}
	panic("generator: no row " + name)
}

func (g *generator) take() {
	v := g.ranked()
	op := prim.TakeOp{Axis: g.below(v.Rank())}
	op.Shared = g.below(op.Axis + 1)
	if v.Shape()[op.Axis] == 0 {
		return
	}
	shape := slices.Clone(v.Shape()[:op.Shared])
	for range g.below(3) {
		shape = append(shape, pick(g.choices, g.lengths))
	}
	if shape.Size() > g.limit {
		return
	}
	g.bind(op, v, g.index(shape, v.Shape()[op.Axis]))
}

func (g *generator) scatter() {
	v := g.ranked()
	axis := g.below(v.Rank())
	shared := g.below(axis + 1)
	n := v.Shape()[axis]
	op := prim.Scatter{Axis: axis, Shared: shared, Add: v.DType() != array.Bool && g.oneIn(2)}
	inner := array.Shape{}
	for range g.below(2) {
		inner = append(inner, pick(g.choices, []int{n, 3, 1, 9, 0}))
	}
	index := slices.Concat(v.Shape()[:shared], inner)
	update := ir.Type{DType: v.DType(), Shape: slices.Concat(v.Shape()[:axis], inner, v.Shape()[axis+1:])}
	if update.Shape.Size() > g.limit || n == 0 && update.Shape.Size() > 0 {
		return
	}
	g.bind(op, v, g.index(index, n), g.of(update))
}
