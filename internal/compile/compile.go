// Package compile makes programs runnable by the back end of choice. PHLOX_BACKEND selects one for
// debugging: eval, the plain evaluator; interp, the portable interpreter of loops; native, machine code. The
// default is native where there is a code generator for the processor, else interp. PHLOX_EXPLAIN names a
// directory where the stages of each program that is compiled are written.
package compile

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
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

// code is what a program was compiled to.
type code struct {
	fresh  func() machine
	memory footprint // of a machine, and of the outputs
}

// machine runs a program for one caller at a time: on parameters, or again and again on the ones it is bound to.
type machine interface {
	Run(params []*array.Buffer, poll func() error) error
	Bind(params []*array.Buffer) error
	Execute(poll func() error) error
}

// New returns p as an Executable for a back end. It is compiled when it runs for the first time.
func New(p *ir.Program, b Backend) *Executable {
	return &Executable{program: p, code: sync.OnceValues(func() (*code, error) {
		explainTo(os.Getenv("PHLOX_EXPLAIN"), p)
		return compiled.get(p, b)
	})}
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

// compile compiles p. What native cannot compile, the interpreter runs.
func compile(p *ir.Program, b Backend) (*code, error) {
	if b == Eval {
		return &code{fresh: func() machine { return &evaluator{program: p} }}, nil
	}
	if err := countable(p); err != nil {
		return nil, err
	}
	if b == Native {
		c, err := machineCode(p)
		if err == nil || !errors.Is(err, native.ErrUnsupported) && !errors.Is(err, exec.ErrUnsupported) {
			return c, err
		}
	}
	f := schedule.Program("program", p, schedule.Machine{Functions: true})
	i, err := loop.Interpret(f)
	if err != nil {
		return nil, err
	}
	return &code{func() machine { return i.Clone() }, newFootprint(p, f)}, nil
}

// machineCode compiles p for the processor.
func machineCode(p *ir.Program) (*code, error) {
	cpu, err := exec.Target()
	if err != nil {
		return nil, err
	}
	f := schedule.Program("program", p, Machine(cpu))
	c, err := native.Compile(f, cpu)
	if err != nil {
		return nil, err
	}
	return &code{func() machine { return c.New() }, newFootprint(p, f)}, nil
}

// Machine is what programs are scheduled for that package native is to compile for a processor.
func Machine(cpu exec.Features) schedule.Machine {
	bytes, count := native.Vectors(cpu)
	return schedule.Machine{Vector: bytes, Registers: count}
}
