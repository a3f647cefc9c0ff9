package schedule

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A division takes as long as a dozen products, and models divide by scales. An array is divided by a number by products with
// its inverse, which is computed once. The quotient is corrected, so that it rounds as division does; but not the terms of a
// sum, which rounds anyway.

// manyQuotients is the size of arrays from which on that is done.
const manyQuotients = 32

// inverse is what is known of a divisor y: with a power s of 2 for which neither 1/(s y) nor s x is out of range if x/y
// isn't,
type inverse struct {
	s, minus, r *loop.Value // s, -s y, 1/(s y)
	whole       *loop.Value // s/(s y), which is 1/y
}

// divisor returns the number that n, an element of an array, is divided by, if an inverse is worth while; else nil.
func divisor(n *expr.Node) *expr.Node {
	if n.Op != loop.Div || !n.Type.IsFloat() || len(n.Args[0].Shape) == 0 || n.Shape.Size() < manyQuotients {
		return nil
	}
	return number(n.Args[1])
}

// invert computes the inverse of a number.
func (l *level) invert(node *expr.Node) {
	if _, done := l.inverses[node]; done {
		return
	}
	b, y := l.b, l.scalar(node)
	tiny, huge, up, down := 0x1p-1000, 0x1p1000, 0x1p600, 0x1p-600
	if y.Type == array.Float32 {
		tiny, huge, up, down = 0x1p-120, 0x1p120, 0x1p64, 0x1p-64
	}
	number := func(x float64) *loop.Value { return b.Float(y.Type, x) }
	size := b.Op(loop.Abs, y)
	s := b.Op(loop.Select, b.Op(loop.Lt, size, number(tiny)), number(up), number(1))
	s = b.Op(loop.Select, b.Op(loop.Lt, number(huge), size), number(down), s)
	y = b.Op(loop.Mul, y, s)
	r := b.Op(loop.Div, number(1), y)
	l.inverses[node] = inverse{s: s, minus: b.Op(loop.Neg, y), r: r, whole: b.Op(loop.Mul, r, s)}
}

// quotient returns x/y for a y whose inverse is known.
//
// With r = 1/y rounded and q = x r, the fused q + r (x - q y) is x/y correctly rounded, if nothing is subnormal: Markstein,
// "Computation of elementary functions on the IBM RISC System/6000", 1990, theorem 1. A subnormal x/y, or the quotient of a
// subnormal x, may be a unit in the last place off.
func (l *level) quotient(x *loop.Value, y inverse) *loop.Value {
	b := l.b
	if l.rough {
		return b.Op(loop.Mul, x, y.whole)
	}
	x = b.Op(loop.Mul, x, y.s)
	q := b.Op(loop.Mul, x, y.r)
	rest := b.Op(loop.FMA, q, y.minus, x)
	exact := b.Op(loop.FMA, rest, y.r, q)
	sure := b.Op(loop.Lt, b.Float(x.Type, 0), b.Op(loop.Abs, exact)) // it is NaN where q is infinite, and 0 for -0
	return b.Op(loop.Select, sure, exact, q)
}

// inSum makes what f computes terms of a sum of floats.
func (l *level) inSum(f func()) {
	l.rough = true
	f()
	l.rough = false
}
