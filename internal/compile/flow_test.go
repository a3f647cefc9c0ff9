package compile_test

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// inside traces a program of the given inputs: a few steps, and what results makes of the values then.
func (g *generator) inside(in []ir.Type, results func(h *generator) []Value) *ir.Program {
	h := *g
	h.depth++
	h.limit = mostInside
	p, _ := ir.TraceFunc(in, func(x []Value) []Value {
		h.values = slices.Clone(x)
		for range 1 + h.below(4) {
			h.step()
		}
		return results(&h)
	})
	return p
}

// each returns for each type the last value of it, or the last value brought to the type.
func (g *generator) each(types []ir.Type) (out []Value) {
	for _, t := range types {
		last := g.values[len(g.values)-1-g.below(min(2, len(g.values)))]
		for _, v := range g.values {
			if v.Type().Equal(t) && g.oneIn(2) {
				last = v
			}
		}
		out = append(out, g.coerce(last, t))
	}
	return out
}

// some returns lo to hi small values.
func (g *generator) some(lo, hi int) (x []Value) {
	for range lo + g.below(hi-lo+1) {
		x = append(x, g.small(100))
	}
	return x
}

func (g *generator) scan() {
	op := flow.Scan{Length: pick(g.choices, []int{3, 5, 2, 8, 17, 1, 0, 33}), Reverse: g.oneIn(2)}
	if g.depth > 0 {
		op.Length %= 4
	}
	consts, carry := g.some(0, 2), g.some(0, 3)
	op.Consts, op.Carry = len(consts), len(carry)
	x := slices.Concat(consts, carry)
	types := ir.TypesOf(x)
	for range g.below(3) {
		t := g.small(40).Type()
		types = append(types, t)
		t.Shape = t.Shape.Prepend(op.Length)
		x = append(x, g.of(t))
	}
	if len(x) == 0 {
		return
	}
	op.Body = g.inside(types, func(h *generator) []Value {
		out := h.each(ir.TypesOf(carry))
		for range h.below(3) {
			out = append(out, h.small(100))
		}
		return out
	})
	if len(op.Body.Out) > 0 {
		g.bind(op, x...)
	}
}

// while counts, so that it ends, and may end before.
func (g *generator) while() {
	turns := g.coerce(g.value(), ir.Type{DType: array.Int64})
	turns = prim.Min(prim.Max(turns, prim.Scalar(array.Int64, float64(g.below(3)))), prim.Scalar(array.Int64, 6))
	state := append([]Value{prim.Scalar(array.Int64, 0)}, g.some(1, 3)...)
	consts := g.some(0, 2)
	op := flow.While{TestConsts: 1, BodyConsts: len(consts)}
	early := g.oneIn(2)
	op.Test, _ = ir.TraceFunc(ir.TypesOf(append([]Value{turns}, state...)), func(x []Value) []Value {
		go_ := prim.Lt(x[1], x[0])
		if early {
			more := prim.Lt(g.coerce(x[2], ir.Type{DType: array.Float64}), prim.Scalar(array.Float64, 1))
			go_ = ir.Bind1(rowNamed("and"), go_, more)
		}
		return []Value{go_}
	})
	types := slices.Concat(ir.TypesOf(consts), ir.TypesOf(state))
	op.Body = g.inside(types, func(h *generator) []Value {
		count := prim.Add(h.values[len(consts)], prim.Scalar(array.Int64, 1))
		return append([]Value{count}, h.each(ir.TypesOf(state[1:]))...)
	})
	g.bind(op, slices.Concat([]Value{turns}, consts, state)...)
}

func (g *generator) branch() {
	x := g.some(1, 3)
	var types []ir.Type
	for _, v := range g.some(1, 2) {
		types = append(types, v.Type())
	}
	var op flow.Switch
	for range 1 + g.below(3) {
		op.Branches = append(op.Branches, g.inside(ir.TypesOf(x), func(h *generator) []Value { return h.each(types) }))
	}
	index := g.coerce(g.value(), ir.Type{DType: array.Int32})
	g.bind(op, append([]Value{index}, x...)...)
}

func (g *generator) checkpoint() {
	x := g.some(1, 3)
	body := g.inside(ir.TypesOf(x), func(h *generator) []Value { return []Value{h.small(100)} })
	g.bind(flow.Checkpoint{Body: body}, x...)
}
