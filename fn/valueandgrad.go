package fn

import (
	"math"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/logspace"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/opt"
	"github.com/phlox-ppl/phlox/prim"
)

// valueAndGrad returns the value of p, a float scalar, at x and its gradient in the first n inputs. If p has recursions
// in log space, they are done in scaled linear space, and again in log space if the result cannot be trusted.
func valueAndGrad(p *ir.Program, x []ir.Value, n int) (y ir.Value, g []ir.Value) {
	scaled := scale(p)
	if scaled == nil {
		out, g := pulledBack(p, x, n)
		return out[0], g
	}
	out, g := pulledBack(scaled, x, n)
	trusted := out[1]
	results := append([]ir.Value{out[0]}, g...)
	for _, v := range results {
		if v.DType().IsFloat() {
			trusted = prim.And(trusted, isFinite(v))
		}
	}
	types := ir.TypesOf(append(results, x...))
	keep, _ := ir.TraceFunc(types, func(in []ir.Value) []ir.Value { return in[:1+n] })
	exact, _ := ir.TraceFunc(types, func(in []ir.Value) []ir.Value {
		out, g := pulledBack(p, in[1+n:], n)
		return append(out, g...)
	})
	results = flow.Cond(trusted, keep, exact, append(results, x...))
	return results[0], results[1:]
}

// scale returns p with its recursions in log space scaled, or nil if it has none.
func scale(p *ir.Program) *ir.Program {
	for _, e := range p.Eqns {
		if len(ir.Programs(e.Op)) > 0 {
			if q := logspace.Scale(opt.Simplify(p)); q != nil {
				return opt.Simplify(q)
			}
			break
		}
	}
	return nil
}

// pulledBack returns the results of p at x and the gradient of the first in the first n inputs.
func pulledBack(p *ir.Program, x []ir.Value, n int) (y, g []ir.Value) {
	active := make([]bool, len(x))
	for i := range n {
		active[i] = true
	}
	y, d := ad.Linearize(p, x, active)
	ct := make([]ir.Value, len(y))
	ct[0] = ad.Seed(y[0].Type())
	return y, zeroFill(d.Pullback(ct)[:n], ir.TypesOf(x[:n]))
}

// isFinite reports whether all elements of x are.
func isFinite(x ir.Value) ir.Value {
	finite := prim.Lt(prim.Abs(x), prim.Like(x, math.Inf(1)))
	axes := make([]int, x.Rank())
	for i := range axes {
		axes[i] = i
	}
	return prim.ReduceMin(finite, axes)
}
