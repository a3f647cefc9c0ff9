package compile_test

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// mostProducts bounds the work of a dot product.
const mostProducts = 400_000

// dot multiplies a value with one that has some of its axes, at other places, and some of its own.
func (g *generator) dot() {
	x := number(g.value())
	var op prim.DotOp
	own := g.perm(x.Rank())
	var places []int // of y: the axis of x, or ^n for one of length n
	for _, k := range own {
		switch g.below(4) {
		case 0, 1:
			op.XSum = append(op.XSum, k)
			places = append(places, k)
		case 2:
			if x.Rank() > 1 {
				op.XBatch = append(op.XBatch, k)
				places = append(places, k)
			}
		}
	}
	work := x.Shape().Size()
	for range g.below(2) {
		n := pick(g.choices, g.lengths)
		places, work = append(places, ^n), work*n
	}
	if work > mostProducts {
		return
	}
	order := g.perm(len(places))
	t := ir.Type{DType: x.DType()}
	at := map[int]int{}
	for i, k := range order {
		if p := places[k]; p < 0 {
			t.Shape = append(t.Shape, ^p)
		} else {
			t.Shape = append(t.Shape, x.Shape()[p])
			at[p] = i
		}
	}
	for _, k := range op.XSum {
		op.YSum = append(op.YSum, at[k])
	}
	for _, k := range op.XBatch {
		op.YBatch = append(op.YBatch, at[k])
	}
	if t.Shape.Size() <= g.limit {
		g.bind(op, x, g.of(t))
	}
}

// matmul multiplies matrices, or a matrix and a vector.
func (g *generator) matmul() {
	d := pick(g.choices, []array.DType{array.Float64, array.Float32, array.Int32})
	m, k, n := pick(g.choices, g.lengths), pick(g.choices, g.lengths), pick(g.choices, g.lengths)
	if m*k > g.limit || k*n > g.limit || m*k*n > mostProducts {
		return
	}
	x, y := ir.Type{DType: d, Shape: array.Shape{m, k}}, ir.Type{DType: d, Shape: array.Shape{k, n}}
	if g.oneIn(3) {
		y.Shape = y.Shape[:1]
	}
	g.bind(prim.DotOp{XSum: []int{1}, YSum: []int{0}}, g.of(x), g.of(y))
}

// square returns a stack of square matrices of floats.
func (g *generator) square() Value {
	n := pick(g.choices, []int{3, 2, 5, 4, 8, 7, 16, 17, 1, 0, 9, 33})
	t := ir.Type{DType: array.Float64, Shape: array.Shape{n, n}}
	if g.depth > 0 {
		t.Shape = array.Shape{n % 6, n % 6}
	}
	if g.oneIn(3) {
		t.DType = array.Float32
	}
	if g.oneIn(3) {
		t.Shape = t.Shape.Prepend(2 + g.below(4))
	}
	return g.of(t)
}

// regular adds a multiple of the identity: a matrix that is not nearly singular if v is not large.
func regular(v Value, by float64) Value {
	n := v.Shape()[v.Rank()-1]
	b := array.New(v.DType(), array.Shape{n, n})
	for i := range n {
		b.SetFloat64(i*n+i, by)
	}
	eye := prim.BroadcastTo(ir.Concrete(b), v.Shape(), []int{v.Rank() - 2, v.Rank() - 1})
	return prim.Add(v, eye)
}

// squashed returns v/(1 + |v|): elements between -1 and 1.
func squashed(v Value) Value {
	return prim.Div(v, prim.Add(prim.Abs(v), prim.Like(v, 1)))
}

func (g *generator) cholesky() {
	a := squashed(g.square())
	g.bind(prim.CholeskyOp{}, regular(prim.MatMul(a, prim.MatTranspose(a)), 1))
}

// system returns a stack of regular matrices and right-hand sides.
func (g *generator) system() (a, b Value) {
	a = squashed(g.square())
	n := a.Shape()[a.Rank()-1]
	a = regular(a, float64(n)+1)
	t := ir.Type{DType: a.DType(), Shape: slices.Clone(a.Shape())}
	t.Shape[a.Rank()-1] = pick(g.choices, []int{1, 2, 3, 5, 9, 0})
	return a, g.of(t)
}

func (g *generator) triangularSolve() {
	a, b := g.system()
	form := g.below(8)
	g.bind(prim.TriangularSolve{LowerTriangle: form&1 != 0, Trans: form&2 != 0, UnitDiagonal: form&4 != 0}, a, b)
}

func (g *generator) solve() {
	a, b := g.system()
	g.bind(prim.SolveOp{Trans: g.oneIn(2)}, a, b)
}

func (g *generator) slogdet() {
	a, _ := g.system()
	g.bind(prim.SlogdetOp{}, a)
}

// eigh has matrices whose eigenvalues are apart: vectors are then determined, save for the sign.
func (g *generator) eigh() {
	a := g.square()
	n := a.Shape()[a.Rank()-1]
	b := array.New(a.DType(), array.Shape{n, n})
	for i := range n {
		b.SetFloat64(i*n+i, float64(3*i))
	}
	apart := prim.BroadcastTo(ir.Concrete(b), a.Shape(), []int{a.Rank() - 2, a.Rank() - 1})
	g.bind(prim.EighOp{}, prim.Add(squashed(a), apart))
}

// qr has matrices of full rank.
func (g *generator) qr() {
	a := squashed(g.square())
	a = regular(a, float64(a.Shape()[a.Rank()-1])+1)
	if n := a.Shape()[a.Rank()-1]; g.oneIn(2) && n > 1 {
		op := prim.SliceOp{Start: make([]int, a.Rank()), Limit: slices.Clone(a.Shape()), Stride: slices.Repeat([]int{1}, a.Rank())}
		op.Limit[a.Rank()-1-g.below(2)] -= 1 + g.below(n-1)
		a = ir.Bind1(op, a)
	}
	g.bind(prim.QROp{}, a)
}
