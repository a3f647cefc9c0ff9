package ir

import (
	"fmt"
	"sync"

	"github.com/phlox-ppl/phlox/array"
)

// Eval computes a Program equation by equation: its definition. It is safe for concurrent use.
func (p *Program) Eval(in []*array.Buffer) []*array.Buffer {
	if len(in) != len(p.In) {
		panic(fmt.Sprintf("ir: program of %d inputs evaluated on %d buffers", len(p.In), len(in)))
	}
	plan := p.plan.of(p)
	env := make([]*array.Buffer, p.slots)
	for i, v := range p.In {
		env[v.slot] = in[i]
	}
	args := make([]*array.Buffer, plan.maxIn)
	for i := range p.Eqns {
		e := &p.Eqns[i]
		x := args[:len(e.In)]
		for j, v := range e.In {
			if x[j] = v.buf; v.slot >= 0 {
				x[j] = env[v.slot]
			}
		}
		for j, y := range e.Op.Eval(x, plan.types[i]) {
			env[e.Out[j].slot] = y
		}
		for _, s := range plan.dead[i] {
			env[s] = nil
		}
	}
	out := make([]*array.Buffer, len(p.Out))
	for i, v := range p.Out {
		if out[i] = v.buf; v.slot >= 0 {
			out[i] = env[v.slot]
		}
	}
	return out
}

// plan is what Eval needs to know beforehand, made at the first call.
type plan struct {
	once  sync.Once
	types [][]Type // results of each equation
	dead  [][]int  // slots not used after each equation, so that memory is freed early
	maxIn int
}

func (pl *plan) of(p *Program) *plan {
	pl.once.Do(func() {
		pl.types = make([][]Type, len(p.Eqns))
		pl.dead = make([][]int, len(p.Eqns))
		live := make([]bool, p.slots)
		for _, v := range p.Out {
			if v.slot >= 0 {
				live[v.slot] = true
			}
		}
		for i := len(p.Eqns) - 1; i >= 0; i-- {
			e := &p.Eqns[i]
			pl.types[i] = TypesOf(e.Out)
			pl.maxIn = max(pl.maxIn, len(e.In))
			for _, vars := range [][]*Var{e.Out, e.In} {
				for _, v := range vars {
					if v.slot >= 0 && !live[v.slot] {
						live[v.slot] = true
						pl.dead[i] = append(pl.dead[i], v.slot)
					}
				}
			}
		}
	})
	return pl
}
