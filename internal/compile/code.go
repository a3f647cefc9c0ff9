package compile

import (
	"errors"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/lanes"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/opt"
)

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

// compile compiles p, with measurements if there is a recorder for them. What native cannot compile, the interpreter runs.
func compile(p *ir.Program, b Backend, r *recorder) (*code, error) {
	if b == Eval {
		return &code{fresh: func() machine { return &evaluator{program: p} }}, nil
	}
	if err := countable(p); err != nil {
		return nil, err
	}
	p = laidOut(p)
	if b == Native {
		c, err := machineCode(p, r)
		if err == nil || !errors.Is(err, native.ErrUnsupported) && !errors.Is(err, exec.ErrUnsupported) {
			return c, err
		}
	}
	f := r.instrument(schedule.Program("program", p, schedule.Machine{Functions: true}), interpretedTick)
	i, err := loop.Interpret(f)
	if err != nil {
		return nil, err
	}
	return &code{func() machine { return r.around(i.Clone()) }, newFootprint(p, f)}, nil
}

// laidOut returns p with its arrays in the order that suits loops.
func laidOut(p *ir.Program) *ir.Program {
	if q := lanes.Inward(p); q != p {
		return opt.Simplify(q) // it joins transpositions that meet
	}
	return p
}

// machineCode compiles p for the processor.
func machineCode(p *ir.Program, r *recorder) (*code, error) {
	cpu, err := exec.Target()
	if err != nil {
		return nil, err
	}
	tick := 0.0
	if r != nil {
		if tick, err = native.Tick(); err != nil {
			return nil, err
		}
	}
	f := r.instrument(schedule.Program("program", p, Machine(cpu)), tick)
	c, err := native.Compile(f, cpu)
	if err != nil {
		return nil, err
	}
	return &code{func() machine { return r.around(c.New()) }, newFootprint(p, f)}, nil
}

// Machine is what programs are scheduled for that package native is to compile for a processor.
func Machine(cpu exec.Features) schedule.Machine {
	bytes, count := native.Vectors(cpu)
	const secondCache = 1 << 20 // of most processors at most
	return schedule.Machine{Vector: bytes, Registers: count, Cache: secondCache}
}
