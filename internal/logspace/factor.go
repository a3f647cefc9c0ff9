package logspace

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// factor is what the weights are multiplied by where a number is added to their logarithms.
type factor struct {
	of      *ir.Var // the number, in a step, before it is broadcast
	minus   bool    // it is subtracted
	dims    []int   // where its axes are in what it is added to
	axes    []int   // the axis of the state that each of its axes is, or -1
	ahead   bool    // it is computed before the scan
	stacked bool    // weight and top are, or will be, those of all steps
	slice   Value   // of weight, in the step
	scaled
}

// scaled is e^x as weight e^top.
type scaled struct {
	weight, top Value
	least       Value // the smallest weight that is not e^-Inf = 0
}

// scale returns e^x, or e^-x, with the largest over axes taken out.
func scale(x Value, axes []int, minus bool) scaled {
	if minus {
		x = prim.Neg(x)
	}
	m := top(x, axes)
	w := prim.Exp(prim.Sub(x, prim.BroadcastTo(m, x.Shape(), without(x.Rank(), axes))))
	return scaled{w, m, least(w, prim.Eq(x, prim.Like(x, math.Inf(-1))))}
}

// top returns the maximum over axes, constant to differentiation.
func top(x Value, axes []int) Value { return prim.StopGradientOf(prim.ReduceMax(x, axes)) }

// least returns the smallest of the weights that are not meant to be zero, NaN if one is NaN.
func least(w, zero Value) Value {
	return prim.ReduceMin(prim.Select(zero, prim.Like(w, 1), prim.StopGradientOf(w)), count(w.Rank()))
}

// findFactors finds the factors, and computes those that can be before the scan, of operands in.
func (s *scaling) findFactors(in []*ir.Var) {
	s.factorOf = ir.NewEnv[*factor](s.op.Body)
	for _, e := range s.op.Body.Eqns {
		t, name := s.terms.Get(e.Out[0]), e.Op.Name()
		if t == nil || t.kind != logs || name != "add" && name != "sub" {
			continue
		}
		k := slices.IndexFunc(e.In, func(v *ir.Var) bool { return !s.moves(v) })
		if k < 0 {
			continue // what was taken off comes back
		}
		f := &factor{minus: name == "sub"}
		f.of, f.dims = s.unbroadcast(e.In[k])
		for _, d := range f.dims {
			f.axes = append(f.axes, t.axes[d])
		}
		s.lookAhead(f, in)
		s.factors = append(s.factors, f)
		s.factorOf.Set(e.Out[0], f)
	}
}

// unbroadcast returns what v is a broadcast of, and where its axes are in v.
func (r *recursion) unbroadcast(v *ir.Var) (of *ir.Var, dims []int) {
	e := r.made.Get(v)
	if e == nil {
		return v, count(v.Rank())
	}
	op, ok := e.Op.(prim.Broadcast)
	if !ok {
		return v, count(v.Rank())
	}
	of, at := r.unbroadcast(e.In[0])
	for _, a := range at {
		dims = append(dims, op.Dims[a])
	}
	return of, dims
}

// lookAhead computes a factor before the scan, of operands in, if that takes no more memory than the states of all steps.
func (s *scaling) lookAhead(f *factor, in []*ir.Var) {
	if k := slices.Index(s.op.Body.In, f.of); k >= 0 {
		f.ahead, f.stacked = true, k > s.op.Consts
		f.scaled = s.scalePicked(in[k], s.meeting(f, in[k].Rank()), f.minus)
		return
	}
	p := s.source(f.of)
	mapped := make([]bool, len(in))
	for i := range mapped {
		mapped[i] = i > s.op.Consts
	}
	f.stacked = batch.Mapped(p, mapped)[0]
	if f.ahead = !f.stacked || f.of.Shape().Size() <= s.state().Shape().Size(); f.ahead {
		y, _ := batch.Apply(p, s.op.Length, s.read(in))
		f.scaled = scale(y[0], s.meeting(f, y[0].Rank()), f.minus)
	}
}

// source returns the program of a step's inputs that computes v, which does not depend on the state.
func (r *recursion) source(v *ir.Var) *ir.Program {
	body := r.op.Body
	needed := ir.NewEnv[bool](body)
	needed.Set(v, true)
	for _, e := range slices.Backward(body.Eqns) {
		if slices.ContainsFunc(e.Out, needed.Get) {
			for _, x := range e.In {
				needed.Set(x, true)
			}
		}
	}
	p, _ := ir.TraceFunc(body.InTypes(), func(in []Value) []Value {
		env := newEnv(body, in)
		for _, e := range body.Eqns {
			if slices.ContainsFunc(e.Out, needed.Get) {
				env.write(e.Out, ir.Bind(e.Op, env.read(e.In)...))
			}
		}
		return []Value{env.get(v)}
	})
	return p
}

// meeting returns the axes, of f.of, or of those of all steps, along which factors meet.
func (r *recursion) meeting(f *factor, rank int) (axes []int) {
	extra := rank - len(f.axes)
	for i, a := range f.axes {
		if !slices.Contains(r.apart, a) {
			axes = append(axes, extra+i)
		}
	}
	return axes
}
