// Package compile makes programs runnable by the back end of choice. PHLOX_BACKEND selects one for
// debugging: eval, the plain evaluator; interp, the portable interpreter of loops; native, machine code. The
// default is native where there is a code generator for the processor, else interp. PHLOX_EXPLAIN names a
// directory where the stages of each program that is compiled are written.
package compile

import (
	"errors"
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
	backend Backend
	once    sync.Once
	fresh   func() machine
	mu      sync.Mutex
	idle    []machine
}

// machine runs a program for one caller at a time.
type machine interface {
	Run(params []*array.Buffer, poll func() error) error
}

// New returns p as an Executable for a back end. It is compiled when it runs for the first time.
func New(p *ir.Program, b Backend) *Executable { return &Executable{program: p, backend: b} }

// Run computes the program's outputs. Inputs are only read.
func (e *Executable) Run(in []*array.Buffer) []*array.Buffer {
	if e.backend == Eval {
		return e.program.Eval(in)
	}
	e.once.Do(func() {
		explainTo(os.Getenv("PHLOX_EXPLAIN"), e.program)
		e.compile()
	})
	params := make([]*array.Buffer, 0, len(in)+len(e.program.Out))
	params = append(params, in...)
	for _, v := range e.program.Out {
		params = append(params, array.New(v.DType(), v.Shape()))
	}
	m := e.take()
	if err := m.Run(params, nil); err != nil {
		panic(ir.Errorf("%v", err))
	}
	e.give(m)
	return params[len(in):]
}

// compile makes e.fresh. What native cannot compile, the interpreter runs.
func (e *Executable) compile() {
	if e.backend == Native {
		if code, err := machineCode(e.program); err == nil {
			e.fresh = func() machine { return code.New() }
			return
		} else if !errors.Is(err, native.ErrUnsupported) && !errors.Is(err, exec.ErrUnsupported) {
			panic(ir.Errorf("compile: %v", err))
		}
	}
	p, err := loop.Interpret(schedule.Program("program", e.program, schedule.Machine{Functions: true}))
	if err != nil {
		panic(ir.Errorf("compile: %v", err))
	}
	e.fresh = func() machine { return p.Clone() }
}

// machineCode compiles p for the processor.
func machineCode(p *ir.Program) (*native.Code, error) {
	cpu, err := exec.Target()
	if err != nil {
		return nil, err
	}
	return native.Compile(schedule.Program("program", p, schedule.Machine{}), cpu)
}

// take returns a machine that nobody uses.
func (e *Executable) take() machine {
	e.mu.Lock()
	if n := len(e.idle); n > 0 {
		defer e.mu.Unlock()
		m := e.idle[n-1]
		e.idle = e.idle[:n-1]
		return m
	}
	e.mu.Unlock()
	return e.fresh()
}

func (e *Executable) give(m machine) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.idle = append(e.idle, m)
}
