package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// loops gives ops that hold programs fewer operands, and finds results that are operands. A scalar
// constant moves into the program, where it meets the other passes; an operand that comes twice comes
// once; state that a loop hands on unchanged is constant. What a result no longer needs goes as dead code.
func loops(r *rewriter, e *ir.Eqn) []Value {
	switch op := e.Op.(type) {
	case flow.Scan:
		return simplerScan(r, op, e)
	case flow.While:
		return simplerWhile(r, op, e)
	case flow.Switch:
		return simplerSwitch(r, op, e)
	}
	return nil
}

// operands are those of one kind (consts, state or slices) of an op that is made anew.
type operands struct {
	list    []Value
	changed bool
}

// source is where a program that an op holds finds a value: in a constant, or else in an operand, which
// is broadcast if it stands for uniform slices.
type source struct {
	constant Value
	of       *operands
	at       int
	spread   *prim.Broadcast
}

// add returns a source of v, which is the same in each step.
func (o *operands) add(v Value) source {
	if v.Buffer() != nil && v.Rank() == 0 {
		o.changed = true
		return source{constant: v}
	}
	if i := slices.Index(o.list, v); i >= 0 {
		o.changed = true
		return source{of: o, at: i}
	}
	return o.append(v)
}

func (o *operands) append(v Value) source {
	o.list = append(o.list, v)
	return source{of: o, at: len(o.list) - 1}
}

// read returns the value that s stands for, where the inputs are those of the given lists in a row.
func (s source) read(x []Value, lists ...*operands) Value {
	v := s.constant
	if v == nil {
		at := s.at
		for _, o := range lists[:slices.Index(lists, s.of)] {
			at += len(o.list)
		}
		v = x[at]
	}
	if s.spread != nil {
		v = ir.Bind1(*s.spread, v)
	}
	return v
}

func readAll(sources []source, x []Value, lists ...*operands) []Value {
	v := make([]Value, len(sources))
	for i, s := range sources {
		v[i] = s.read(x, lists...)
	}
	return v
}

// types returns the types of the operands, less the leading axis if they are slices.
func (o *operands) types(slice bool) []ir.Type {
	types := ir.TypesOf(o.list)
	for i := range types {
		if slice {
			types[i].Shape = types[i].Shape[1:]
		}
	}
	return types
}

func simplerScan(r *rewriter, op flow.Scan, e *ir.Eqn) []Value {
	var consts, state, xs operands
	from := make([]source, len(e.In))
	same := make([]bool, op.Carry) // state that no step changes
	for i, v := range e.In {
		k := i - op.Consts
		switch {
		case k < 0:
			from[i] = consts.add(v)
		case k < op.Carry && op.Body.Out[k] == op.Body.In[i]:
			from[i], same[k] = consts.add(v), true
		case k < op.Carry:
			from[i] = state.append(v)
		default:
			from[i] = addSlices(r, &consts, &xs, v)
		}
	}
	y := knownStacks(r, op, e)
	for i := range op.Carry {
		if same[i] {
			y[i] = e.In[op.Consts+i]
		}
	}
	kept := stacksOf(op, y)
	if !kept.changed && !slices.ContainsFunc(y, func(v Value) bool { return v != nil }) && !consts.changed && !xs.changed {
		return nil
	}
	n := flow.Scan{Consts: len(consts.list), Carry: len(state.list), Length: op.Length, Reverse: op.Reverse}
	types := slices.Concat(consts.types(false), state.types(false), xs.types(true))
	n.Body = build(types, func(r *rewriter, x []Value) []Value {
		return r.copy(op.Body, op.Body.Eqns, kept.results, readAll(from, x, &consts, &state, &xs))
	})
	in := slices.Concat(consts.list, state.list, xs.list)
	return kept.fill(r, y, r.trace.Append(ir.Eqn{Op: n, In: in, Out: kept.types(n)}))
}

// addSlices returns a source of the slices of v, a const if all are the same. What is repeated within slices is repeated in
// the step.
func addSlices(r *rewriter, consts, xs *operands, v Value) source {
	each := v.Shape()[1:]
	if s := r.scalarOf(v); s != nil {
		from := consts.add(s)
		xs.changed = true
		if len(each) > 0 {
			from.spread = &prim.Broadcast{Shape: each}
		}
		return from
	}
	if e := r.def(v, "broadcast"); e != nil {
		if op := e.Op.(prim.Broadcast); !slices.Contains(op.Dims, 0) {
			xs.changed = true
			return consts.add(prim.BroadcastTo(e.In[0], each, moved(op.Dims, -1)))
		} else if op.Dims[0] == 0 && e.In[0].Shape()[0] == v.Shape()[0] {
			from := addSlices(r, consts, xs, e.In[0])
			within := prim.Broadcast{Shape: each, Dims: moved(op.Dims[1:], -1)}
			if inner := from.spread; inner != nil {
				within.Dims = at(within.Dims, inner.Dims)
			}
			from.spread, xs.changed = &within, true
			return from
		}
	}
	if i := slices.Index(xs.list, v); i >= 0 {
		xs.changed = true
		return source{of: xs, at: i}
	}
	return xs.append(v)
}

// knownStacks returns, in the places of stacks of what each step has from outside, those stacks: slices
// that were operands, or repeated consts.
func knownStacks(r *rewriter, op flow.Scan, e *ir.Eqn) []Value {
	y := make([]Value, len(e.Out))
	for k := op.Carry; k < len(e.Out); k++ {
		v := op.Body.Out[k]
		i := slices.Index(op.Body.In, v)
		switch {
		case v.Buffer() != nil && v.Rank() == 0:
			y[k] = r.stack(v, e.Out[k])
		case i >= op.Consts+op.Carry:
			y[k] = e.In[i]
		case i >= 0 && (i < op.Consts || op.Body.Out[i-op.Consts] == v):
			y[k] = r.stack(e.In[i], e.Out[k])
		}
	}
	return y
}

func simplerWhile(r *rewriter, op flow.While, e *ir.Eqn) []Value {
	var testConsts, bodyConsts, state operands
	n := op.TestConsts + op.BodyConsts
	test, body := make([]source, 0, len(op.Test.In)), make([]source, 0, len(op.Body.In))
	for _, v := range e.In[:op.TestConsts] {
		test = append(test, testConsts.add(v))
	}
	for _, v := range e.In[op.TestConsts:n] {
		body = append(body, bodyConsts.add(v))
	}
	same := make([]bool, len(e.Out))
	for i, v := range e.In[n:] {
		if same[i] = op.Body.Out[i] == op.Body.In[op.BodyConsts+i]; same[i] {
			test, body = append(test, testConsts.add(v)), append(body, bodyConsts.add(v))
		} else {
			s := state.append(v)
			test, body = append(test, s), append(body, s)
		}
	}
	if !slices.Contains(same, true) && !testConsts.changed && !bodyConsts.changed {
		return nil
	}
	w := flow.While{TestConsts: len(testConsts.list), BodyConsts: len(bodyConsts.list)}
	w.Test = build(slices.Concat(testConsts.types(false), state.types(false)), func(r *rewriter, x []Value) []Value {
		return r.inline(op.Test, readAll(test, x, &testConsts, &state))
	})
	w.Body = build(slices.Concat(bodyConsts.types(false), state.types(false)), func(r *rewriter, x []Value) []Value {
		return marks.Pick(r.inline(op.Body, readAll(body, x, &bodyConsts, &state)), marks.Not(same))
	})
	in := slices.Concat(testConsts.list, bodyConsts.list, state.list)
	y := marks.Place(marks.Pick(e.In[n:], same), same)
	return fill(y, r.trace.Append(ir.Eqn{Op: w, In: in, Out: marks.Pick(e.Out, marks.Not(same))}))
}

func simplerSwitch(r *rewriter, op flow.Switch, e *ir.Eqn) []Value {
	var list operands
	from := make([]source, len(e.In)-1)
	for i, v := range e.In[1:] {
		from[i] = list.add(v)
	}
	same := make([]bool, len(e.Out))
	y := make([]Value, len(e.Out))
	for i := range y {
		y[i] = agreed(op, e.In[1:], i)
		same[i] = y[i] != nil
	}
	if !list.changed && !slices.Contains(same, true) {
		return nil
	}
	n := flow.Switch{}
	for _, b := range op.Branches {
		n.Branches = append(n.Branches, build(list.types(false), func(r *rewriter, x []Value) []Value {
			return marks.Pick(r.inline(b, readAll(from, x, &list)), marks.Not(same))
		}))
	}
	in := append([]Value{e.In[0]}, list.list...)
	return fill(y, r.trace.Append(ir.Eqn{Op: n, In: in, Out: marks.Pick(e.Out, marks.Not(same))}))
}

// fill puts the values of rest in the places of y that are nil.
func fill(y, rest []Value) []Value {
	for i := range y {
		if y[i] == nil {
			y[i], rest = rest[0], rest[1:]
		}
	}
	return y
}

// agreed returns result i of a switch if all branches return the same operand or scalar constant there,
// else nil.
func agreed(op flow.Switch, x []Value, i int) Value {
	var y Value
	for _, b := range op.Branches {
		v := b.Out[i]
		if at := slices.Index(b.In, v); at >= 0 {
			v = x[at]
		} else if v.Buffer() == nil || v.Rank() > 0 {
			return nil
		}
		if y != nil && !sameValue(y, v) {
			return nil
		}
		y = v
	}
	return y
}

// stack returns v repeated along a new leading axis, as a value of out's type.
func (r *rewriter) stack(v Value, out *ir.Var) Value {
	dims := make([]int, v.Rank())
	for i := range dims {
		dims[i] = i + 1
	}
	op := prim.Broadcast{Shape: out.Shape(), Dims: dims}
	return r.trace.Append(ir.Eqn{Op: op, In: []Value{v}, Out: []*ir.Var{out}})[0]
}

// moved returns axes moved by n.
func moved(axes []int, n int) []int {
	out := make([]int, len(axes))
	for i, a := range axes {
		out[i] = a + n
	}
	return out
}
