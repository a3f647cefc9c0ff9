package logspace

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// scaling is the scan over weights that a recursion becomes. Before step t the state is M[t] + log v[t], where M[t], one
// number for all elements that meet, is constant to differentiation: the derivative of the state is that of log v.
//
//	v[t+1] = f(v[t]) / z[t],               z[t] = max v[t]
//	M[t+1] = M[t] + log z[t] + Σ top[t],   top: what the factors in f were scaled by
//
// A step is divided by the largest weight before it, not after it, so that no weight has to wait for all others.
type scaling struct {
	*recursion
	scope
	factors  []*factor // in the order of the equations that they are in
	factorOf ir.Env[*factor]
	results  []result // of the step
	weights  Value    // v of each step
	scale    Value    // 1/z of each step
	start    scaled   // the state before the first step: v[0] and M[0]
	gain     Value    // M[t+1] - M[t]
}

// result is x, or log x and the tops of some factors.
type result struct {
	x    Value
	tops []*factor
}

// scaled returns the results of the scan, of operands in, and whether they can be trusted.
func (r *recursion) scaled(in []*ir.Var, around scope) (y []Value, ok Value) {
	s := &scaling{recursion: r, scope: around}
	s.findFactors(in)
	x := s.read(in)
	s.start = scale(x[r.op.Consts], r.mixed, false)
	last := s.scan(x)
	s.gain = s.withTops(prim.Neg(prim.Log(s.scale)), s.results[0])
	m := prim.Add(s.start.top, prim.Sum(s.gain, []int{0}))
	y = append(y, prim.Add(prim.BroadcastTo(m, last.Shape(), r.apart), logOf(last)))
	for i, v := range r.op.Body.Out[1:] {
		y = append(y, s.stack(v, s.results[1+i]))
	}
	return y, s.trusted(last)
}

// scan runs the steps for operands x and returns the last weights.
func (s *scaling) scan(x []Value) (last Value) {
	op := s.op
	operands := slices.Clone(x)
	operands[op.Consts] = s.start.weight
	types := op.Body.InTypes()
	for _, f := range s.factors {
		if f.ahead && f.stacked {
			operands = append(operands, f.weight)
			types = append(types, ir.Type{DType: array.Float64, Shape: f.weight.Shape()[1:]})
		}
	}
	body, captured := ir.TraceFunc(types, s.step)
	n := len(operands)
	body = body.WithInputs(slices.Concat(body.In[n:], body.In[:n]))
	scan := flow.Scan{Consts: op.Consts + len(captured), Carry: 1, Length: op.Length, Reverse: op.Reverse, Body: body}
	out := ir.Bind(scan, slices.Concat(captured, operands)...)
	last, s.weights, s.scale, out = out[0], out[1], out[2], out[3:]
	for _, f := range s.factors {
		if !f.ahead {
			f.top, f.least, out = out[0], prim.ReduceMin(out[1], []int{0}), out[2:]
		}
	}
	for i, y := range out {
		s.results[1+i].x = y
	}
	return last
}

// step returns the next weights, those before it, 1/z, the tops and least weights of the factors that were not computed
// ahead, and what the step returns besides.
func (s *scaling) step(in []Value) []Value {
	body := s.op.Body
	n := len(body.In)
	env := newEnv(body, in[:n])
	weights := in[n:]
	for _, f := range s.factors {
		if f.ahead && f.stacked {
			f.slice, weights = weights[0], weights[1:]
		}
	}
	tops := s.follow(env)
	v, next := in[s.op.Consts], env.get(body.Out[0])
	scale := prim.Reciprocal(top(v, s.mixed))
	all := scale
	if len(s.apart) > 0 {
		all = prim.BroadcastTo(scale, next.Shape(), s.apart)
	}
	out := []Value{prim.Mul(next, all), v, scale}
	for _, f := range s.factors {
		if !f.ahead {
			out = append(out, f.top, f.least)
		}
	}
	for _, y := range body.Out {
		s.results = append(s.results, result{tops: tops.Get(y)})
	}
	return append(out, env.read(body.Out[1:])...)
}

// follow sets the values of the step in env, which has its inputs, weights for those that depend on the state, and
// returns the factors whose tops these lack.
func (s *scaling) follow(env env) (tops ir.Env[[]*factor]) {
	tops = ir.NewEnv[[]*factor](s.op.Body)
	for i := range s.op.Body.Eqns {
		e := &s.op.Body.Eqns[i]
		out := e.Out[0]
		switch t := s.terms.Get(out); {
		case t == nil:
			env.write(e.Out, ir.Bind(e.Op, env.read(e.In)...))
		case t.kind != unknown:
			x := s.carrier(e)
			tops.Set(out, tops.Get(x))
			if f := s.factorOf.Get(out); f != nil {
				tops.Set(out, append(slices.Clip(tops.Get(x)), f))
			}
			env.Set(out, s.weigh(e, env.get(x), env))
		}
	}
	return tops
}

// carrier returns the operand of e that its result, logs or linear, is a function of, others aside.
func (s *scaling) carrier(e *ir.Eqn) *ir.Var {
	return e.In[slices.IndexFunc(e.In, func(v *ir.Var) bool { t := s.terms.Get(v); return t != nil && t.kind != unknown })]
}

// weigh returns the weights that the result of e stands for, from those of its carrier. Exponentials, logarithms and
// what is taken off and comes back do nothing to them.
func (s *scaling) weigh(e *ir.Eqn, x Value, env env) Value {
	switch e.Op.(type) {
	case prim.Broadcast, prim.SumOp:
		return ir.Bind1(e.Op, x)
	}
	f := s.factorOf.Get(e.Out[0])
	if f == nil {
		return x
	}
	w := f.weight
	switch {
	case !f.ahead:
		f.scaled = scale(env.get(f.of), s.meeting(f, f.of.Rank()), f.minus)
		w = f.weight
	case f.stacked:
		w = f.slice
	}
	return prim.Mul(x, prim.BroadcastTo(w, x.Shape(), f.dims))
}
