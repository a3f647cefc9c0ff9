// Package compile makes programs runnable by the back end of choice. PHLOX_BACKEND selects one for
// debugging: eval, the plain evaluator; interp, the portable interpreter of loops; native, machine code. The
// default is native where there is a code generator for the processor, else interp. PHLOX_EXPLAIN names a
// directory where the stages of each program that is compiled are written, PHLOX_PROFILE one for where its time goes.
package compile

import (
	"fmt"
	"os"
	"sync"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// Backend is what runs programs.
type Backend string

// The back ends.
const (
	Eval   Backend = "eval"
	Interp Backend = "interp"
	Native Backend = "native"
)

// Selected returns the back end that PHLOX_BACKEND names. It panics with an *ir.Error if there is none of
// that name.
var Selected = sync.OnceValue(func() Backend {
	switch b := Backend(os.Getenv("PHLOX_BACKEND")); b {
	case Eval, Interp, Native:
		return b
	case "":
		return Native
	default:
		panic(ir.Errorf("PHLOX_BACKEND is %q; it can be eval, interp or native", string(b)))
	}
})

// Compilers returns the back ends other than Eval that this machine has.
func Compilers() []Backend { return []Backend{Interp, Native} }

// Executable is a program that can be run. It is safe for concurrent use.
type Executable struct {
	program *ir.Program
	code    func() (*code, error) // compiles when it is first called
	idle    pool
}

// New returns p as an Executable for a back end. It is compiled when it runs for the first time.
func New(p *ir.Program, b Backend) *Executable {
	return &Executable{program: p, code: sync.OnceValues(func() (*code, error) { return see(p, b) })}
}

// Run computes the program's outputs. Inputs are only read. It panics with an *ir.Error if they are not of the program's
// types, or if the program cannot be compiled or run.
func (e *Executable) Run(in []*array.Buffer) []*array.Buffer {
	if err := check("input", in, e.program.In); err != nil {
		panic(ir.Errorf("%v", err))
	}
	w, out := e.take()
	w.params = append(append(w.params[:0], in...), out...)
	if err := w.machine.Run(w.params, nil); err != nil {
		panic(ir.Errorf("%v", err))
	}
	clear(w.params)
	e.idle.give(w)
	return out
}

// take returns a worker that nobody uses, and memory for the results. It panics with an *ir.Error if there is none and none can
// be made.
func (e *Executable) take() (w *worker, out []*array.Buffer) {
	c, err := e.code()
	if err != nil {
		panic(ir.Errorf("%v", err))
	}
	w = e.idle.take()
	need := c.memory.outputs
	if w == nil {
		need += c.memory.arena
	}
	if err := room(need, c.memory.largest); err != nil {
		panic(ir.Errorf("%v", err))
	}
	if w == nil {
		w = &worker{machine: c.fresh()}
	}
	out = make([]*array.Buffer, len(e.program.Out))
	for i, v := range e.program.Out {
		out[i] = array.New(v.DType(), v.Shape())
	}
	return w, out
}

// check compares buffers with the types of the program's variables.
func check(what string, buffers []*array.Buffer, vars []*ir.Var) error {
	if len(buffers) != len(vars) {
		return fmt.Errorf("%d %ss, want %d", len(buffers), what, len(vars))
	}
	for i, b := range buffers {
		if b == nil {
			return fmt.Errorf("%s %d is nil, want %v", what, i, vars[i].Type())
		}
		if b.DType() != vars[i].DType() || !b.Shape().Equal(vars[i].Shape()) {
			return fmt.Errorf("%s %d is %v, want %v", what, i, ir.TypeOf(b), vars[i].Type())
		}
	}
	return nil
}
