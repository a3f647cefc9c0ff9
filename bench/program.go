package main

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/opt"
	"github.com/phlox-ppl/phlox/random"
)

// program is a function as the compiler gets it, with operands to run it on.
type program struct {
	*ir.Program
	Operands []*array.Buffer
}

// newProgram traces f for an argument and simplifies it, as fn.Jit does.
func newProgram[A, B any](f func(A) B, x A) (program, error) {
	p, captured, err := fn.Trace(f, x)
	if err != nil {
		return program{}, err
	}
	return program{opt.Simplify(p), operands(append(tree.Arrays(x), captured...))}, nil
}

// operands returns the buffers of concrete arrays.
func operands(x []np.Array) []*array.Buffer {
	buffers := make([]*array.Buffer, len(x))
	for i, a := range x {
		buffers[i] = a.Buffer()
	}
	return buffers
}

// executable returns the program as machine code.
func (p program) executable() (*compile.Executable, error) {
	if _, err := machineCode(scheduled(p.Program)); err != nil {
		return nil, err // the interpreter would run it
	}
	return compile.New(p.Program, compile.Native), nil
}

// compiled returns what runs the program's machine code. It has run once: nothing is left to be prepared.
func (p program) compiled() (run func(in []*array.Buffer) []*array.Buffer, err error) {
	defer ir.Recover(&err)
	e, err := p.executable()
	if err != nil {
		return nil, err
	}
	e.Run(p.Operands)
	return e.Run, nil
}

// scheduled returns the loops of a program for this processor.
func scheduled(p *ir.Program) *loop.Func {
	cpu, _ := exec.Target() // machineCode tells what is wrong
	return schedule.Program("program", p, compile.Machine(cpu))
}

// machineCode compiles loops for this processor.
func machineCode(f *loop.Func) (*native.Code, error) {
	cpu, err := exec.Target()
	if err != nil {
		return nil, err
	}
	return native.Compile(f, cpu)
}

// timed returns the contender that runs the program. Its results go where they went before, as those of a fn.Runner and of the C
// programs do: fresh memory for a matrix would take longer than some of what is to be measured.
func (p program) timed() (c contender, err error) {
	defer ir.Recover(&err)
	e, err := p.executable()
	if err != nil {
		return nil, err
	}
	s, _ := e.Session(p.Operands)
	return repeat(func() {
		if err := s.Run(); err != nil {
			panic(err) // it is the machine code of a program that cannot fail
		}
	}), s.Run()
}

// at is a place in unconstrained space, of one chain [Dim] or of several [chains, Dim], and data.
type at[D any] struct {
	Z np.Array
	D D
}

// gradient is a log density and its gradient: what a leapfrog step asks for.
type gradient struct{ LogDensity, Grad np.Array }

// density returns the log density of a model with its gradient as a function of the place. The data matters for
// its structure and shapes.
func density[D any](model phlox.Model[D], d D, dtype np.DType) (f func(at[D]) gradient, dim int, err error) {
	p, err := infer.NewPosterior(model, d, random.Key(0), dtype)
	if err != nil {
		return nil, 0, err
	}
	return func(x at[D]) gradient {
		lp, g := fn.ValueAndGrad(p.Target(x.D).LogDensity)(x.Z)
		return gradient{lp, g}
	}, p.Dim, nil
}

// inLanes is f for many chains that share the data.
func inLanes[D any](f func(at[D]) gradient) func(at[D]) gradient {
	return func(x at[D]) gradient {
		return fn.Vmap(func(z np.Array) gradient { return f(at[D]{z, x.D}) })(x.Z)
	}
}

// posterior is a model with data as a program of the unconstrained vector and the data.
func posterior[D any](model phlox.Model[D], d D, z []float64) (program, error) {
	f, _, err := density(model, d, np.Float64)
	if err != nil {
		return program{}, err
	}
	return newProgram(f, at[D]{np.New(z), d})
}
