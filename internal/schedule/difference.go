package schedule

import (
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// An array less a number is the array plus the negative number, bit for bit: a sum can have the array's element in memory
// as an operand, while a difference has there what it takes away.

// subtrahend returns the number that is taken from n, an element of an array, if there is one; else nil.
func subtrahend(n *expr.Node) *expr.Node {
	if n.Op != loop.Sub || !n.Type.IsFloat() || len(n.Args[0].Shape) == 0 {
		return nil
	}
	return number(n.Args[1])
}

// number returns the node of rank 0 that all elements of n are, or nil.
func number(n *expr.Node) *expr.Node {
	if n.Op == loop.None {
		n = n.Args[0]
	}
	if len(n.Shape) > 0 {
		return nil
	}
	return n
}

// negate computes the negative of a number.
func (l *level) negate(n *expr.Node) {
	if l.negative[n] == nil {
		l.negative[n] = l.b.Op(loop.Neg, l.scalar(n))
	}
}
