// Package logspace finds recursions over the logarithms of weights, such as the forward algorithm of a hidden
// Markov model, and runs them over the weights themselves.
//
// A scan whose step is made of log-sum-exp and added numbers,
//
//	a'[j] = log Σ_i exp(a[i] + B[i, j]) + C[j],
//
// is linear in v = exp(a): log-sum-exp of sums is a matrix product in another semiring. With the weights scaled by
// the largest of each step, so that they stay within the range of floats, a step is a product with exp(B), which is
// the same in all steps, and with exp(C), which is computed for all steps at once: no exponential and no logarithm
// is left in the recursion. See Rabiner, "A tutorial on hidden Markov models and selected applications in speech
// recognition", Proc. IEEE 77 (1989), section V.A.
//
// What is lost is range: a weight e^-300 times the largest, say, may matter later, and its products underflow. So
// the scaled program also says whether its results can be trusted: they can if each weight is 0 for log 0 or
// far above the smallest float. Then all products are normal numbers, all sums are of positive terms, and the
// results are as accurate as those of the log space. If not, the caller computes in log space after all.
package logspace

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result.
type Value = ir.Value

// Scale returns p with the scans that are recursions in log space done in scaled linear space, and one more result, a
// bool scalar: whether the other results are those of p up to rounding. It returns nil if there are no such scans at
// the top level of p, which should have been simplified.
func Scale(p *ir.Program) *ir.Program {
	found := make([]*recursion, len(p.Eqns))
	for i, e := range p.Eqns {
		if op, ok := e.Op.(flow.Scan); ok {
			found[i] = recognize(op)
		}
	}
	if !slices.ContainsFunc(found, func(r *recursion) bool { return r != nil }) {
		return nil
	}
	q, _ := ir.TraceFunc(p.InTypes(), func(in []Value) []Value {
		trusted := ir.Concrete(array.Scalar(true))
		s := scope{newEnv(p, in), makers(p)}
		for i, e := range p.Eqns {
			if r := found[i]; r != nil {
				y, ok := r.scaled(e.In, s)
				s.write(e.Out, y)
				trusted = prim.And(trusted, ok)
				continue
			}
			s.write(e.Out, ir.Bind(e.Op, s.read(e.In)...))
		}
		return append(s.read(p.Out), trusted)
	})
	return q
}

// env has the values of a program's variables.
type env struct{ ir.Env[Value] }

func newEnv(p *ir.Program, in []Value) env {
	e := env{ir.NewEnv[Value](p)}
	e.write(p.In, in)
	return e
}

func (e env) write(vars []*ir.Var, values []Value) {
	for i, v := range vars {
		e.Set(v, values[i])
	}
}

func (e env) get(v *ir.Var) Value {
	if v.Buffer() != nil {
		return v
	}
	return e.Get(v)
}

func (e env) read(vars []*ir.Var) []Value {
	values := make([]Value, len(vars))
	for i, v := range vars {
		values[i] = e.get(v)
	}
	return values
}

// makers returns what computes each variable of p, nil for inputs.
func makers(p *ir.Program) ir.Env[*ir.Eqn] {
	made := ir.NewEnv[*ir.Eqn](p)
	for i := range p.Eqns {
		for _, v := range p.Eqns[i].Out {
			made.Set(v, &p.Eqns[i])
		}
	}
	return made
}
