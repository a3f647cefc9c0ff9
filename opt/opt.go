// Package opt simplifies programs: it drops dead code, computes constants, merges common subexpressions
// and applies algebra, in the programs that ops hold too. A simplified program means the same, and so do
// its derivatives and batches.
//
// Simplify copies the program equation by equation into a new trace. Each pass looks at an equation whose
// operands are already simplified, and either leaves it or returns other values for its results. That is
// value numbering with rules: one walk does the work of all passes, and the few walks to a fixed point
// cost about as much as tracing the program did.
//
// What may change is the sign and payload of a NaN, and, where a rule says so, the order of the terms of a
// sum, the factors and terms that all of them share, the sign of a sum that is zero, and an overflow on the way to a
// result. All else is the same bit for bit.
package opt

import "github.com/phlox-ppl/phlox/ir"

// Value is an operand or result.
type Value = ir.Value

// pass returns other values for the results of e, of the same types, or nil if it has none. The operands
// of e belong to r's trace or are concrete; the variables e.Out tell the types of the results.
type pass func(r *rewriter, e *ir.Eqn) []Value

// passes are tried on each equation in this order, after dead code is gone. What a pass returns is looked
// at in the next walk.
var passes = []pass{
	inline,     // first: what it brings in, the others work on
	loops,      // operands of ops that hold programs
	broadcasts, // before algebra, which looks for scalar constants
	algebra,    // identities of arithmetic
	movement,   // identities of ops that move elements, and of sums
	fold,       // after algebra, which may leave nothing to compute
	cse,        // last: it compares equations in their final form
}

// maxWalks ends two rules that undo each other. Real programs need three or four walks, the last of which
// finds nothing; a constant that a loop carries inward needs two per level.
const maxWalks = 20

// Simplify returns a program that computes the same with less. It has the same inputs and outputs, though
// an input may be unused. Simplifying again changes nothing.
func Simplify(p *ir.Program) *ir.Program { return newSimplifier(passes).simplify(p) }

// simplifier is what one call of Simplify shares between programs.
type simplifier struct {
	passes  []pass
	done    map[*ir.Program]*ir.Program
	uniform map[Value]Value // for concrete arrays, their element if all are the same, else nil
}

func newSimplifier(passes []pass) *simplifier {
	return &simplifier{passes, map[*ir.Program]*ir.Program{}, map[Value]Value{}}
}

func (s *simplifier) simplify(p *ir.Program) *ir.Program {
	if q, ok := s.done[p]; ok {
		return q
	}
	q := p
	for range maxWalks {
		next := s.walk(q)
		if next == q {
			break
		}
		q = next
	}
	s.done[p], s.done[q] = q, q
	return q
}

// walk drops dead code and tries all passes on what is left. It returns p itself if nothing changes.
func (s *simplifier) walk(p *ir.Program) *ir.Program {
	eqns, changed := deadcode(p, p.Out)
	r, in := s.rewriter(p.InTypes(), len(eqns))
	out := r.copy(p, eqns, p.Out, in)
	if !changed && !r.changed {
		return p
	}
	q, _ := r.trace.Close(out)
	return q
}
