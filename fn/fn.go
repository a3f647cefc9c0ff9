// Package fn has the transformations of functions: derivatives, vectorization, compilation, and control
// flow that can be traced. Functions take and return trees: arrays, or structs, slices and maps of them.
// A function of several arguments takes a struct.
//
// Transformations compose: Vmap(Grad(f)), Grad of a function that calls Vmap(g) or While, and so on. A
// transformed function traces f when it is called, so it works on concrete arrays and inside another
// traced function alike.
package fn

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// traced is a function as a program. The program's inputs are the arrays of the argument and then the
// captured values; its outputs are the arrays of the result.
type traced[B any] struct {
	program  *ir.Program
	run      *compile.Executable
	captured []ir.Value
	result   B // the result, whose arrays are traced: its structure counts
}

// operands returns the program's operands for an argument.
func (t traced[B]) operands(x []ir.Value) []ir.Value { return append(slices.Clip(x), t.captured...) }

// unflatten puts outputs of the program into a result.
func (t traced[B]) unflatten(out []ir.Value) B { return tree.WithValues(t.result, out) }

// trace traces f for arguments like x whose arrays have the given types.
func trace[A, B any](f func(A) B, x A, types []ir.Type) traced[B] {
	t, in := ir.NewTrace(types)
	y := f(tree.WithValues(x, in))
	p, captured := t.Close(tree.Values(y))
	return traced[B]{program: p, captured: captured, result: y}
}

// Trace returns the program that f is for arguments like x, and the values it uses from outside, which
// are the program's last inputs.
func Trace[A, B any](f func(A) B, x A) (p *ir.Program, captured []np.Array, err error) {
	defer ir.Recover(&err)
	t := trace(f, x, ir.TypesOf(tree.Values(x)))
	for _, v := range t.captured {
		captured = append(captured, np.FromIR(v))
	}
	return t.program, captured, nil
}

// Try calls f and returns the mistake in building a program, if f makes one, as an error.
func Try(f func()) (err error) {
	defer ir.Recover(&err)
	f()
	return nil
}
