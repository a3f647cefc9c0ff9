package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// kept is which values a scan's body returns, and how the scan's results are had from them: a stack that comes twice is
// made once, and what is repeated in each step is repeated after the scan.
type kept struct {
	results []*ir.Var         // of the body
	at      []int             // for each result of the scan, its place in results, or -1
	spread  []*prim.Broadcast // how it is broadcast in a step
	carry   int
	changed bool
}

// stacksOf looks for stacks that need not be made as they are among the results of op that are not known as y.
func stacksOf(op flow.Scan, y []Value) kept {
	k := kept{at: make([]int, len(y)), spread: make([]*prim.Broadcast, len(y))}
	for i, v := range op.Body.Out {
		k.at[i] = -1
		if y[i] != nil {
			continue
		}
		place := -1
		if i >= op.Carry {
			if e := definition(op.Body, v); e != nil {
				if b, ok := e.Op.(prim.Broadcast); ok && e.In[0].Buffer() == nil {
					v, k.spread[i], k.changed = e.In[0], &b, true
				}
			}
			if place = slices.Index(k.results[k.carry:], v); place >= 0 {
				place, k.changed = place+k.carry, true
			}
		} else {
			k.carry++
		}
		if place < 0 {
			place = len(k.results)
			k.results = append(k.results, v)
		}
		k.at[i] = place
	}
	return k
}

// definition returns the equation of p that computes v, nil if there is none.
func definition(p *ir.Program, v *ir.Var) *ir.Eqn {
	for i := range p.Eqns {
		if slices.Contains(p.Eqns[i].Out, v) {
			return &p.Eqns[i]
		}
	}
	return nil
}

// types returns variables that say what the results of scan n are.
func (k kept) types(n flow.Scan) []*ir.Var {
	types := ir.TypesOf(k.results)
	for i := range types[k.carry:] {
		types[k.carry+i].Shape = types[k.carry+i].Shape.Prepend(n.Length)
	}
	_, vars := ir.NewTrace(types)
	return vars
}

// fill puts what the scan returned in the places of y that are nil.
func (k kept) fill(r *rewriter, y, got []Value) []Value {
	for i := range y {
		if y[i] != nil {
			continue
		}
		y[i] = got[k.at[i]]
		if b := k.spread[i]; b != nil {
			dims := append([]int{0}, moved(b.Dims, 1)...)
			y[i] = prim.BroadcastTo(y[i], b.Shape.Prepend(y[i].Shape()[0]), dims)
		}
	}
	return y
}
