package opt

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// maxFold is how many elements a folded equation may have, operands and results together: Eval takes some
// 10 ns for each, so one equation costs at most a few microseconds of compile time, and constants don't
// grow into arrays that the program was careful not to make.
const maxFold = 256

// fold computes an equation of concrete operands. Tracing has done that already, but passes and
// transformations bring constants together. Ops that hold programs stay: a loop may be long.
func fold(r *rewriter, e *ir.Eqn) []Value {
	size := 0
	for _, v := range e.In {
		if v.Buffer() == nil {
			return nil
		}
		size += v.Shape().Size()
	}
	for _, v := range e.Out {
		size += v.Shape().Size()
	}
	if size > maxFold || len(ir.Programs(e.Op)) > 0 || e.Op.Name() == "broadcast" {
		return nil // the broadcast of a scalar says more than its elements
	}
	in := make([]*array.Buffer, len(e.In))
	for i, v := range e.In {
		in[i] = v.Buffer()
	}
	y := make([]Value, len(e.Out))
	for i, b := range e.Op.Eval(in, ir.TypesOf(e.Out)) {
		y[i] = ir.Concrete(b)
	}
	return y
}
