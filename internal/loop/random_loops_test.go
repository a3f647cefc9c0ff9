package loop

import "github.com/phlox-ppl/phlox/array"

// scoped runs f and then forgets the values that it added.
func (g *generator) scoped(f func()) {
	known, inner := len(g.known), len(g.inner)
	g.depth++
	f()
	g.depth--
	g.known, g.inner = g.known[:known], g.inner[:inner]
}

// trip returns a number of iterations, mostly small.
func (g *generator) trip() int {
	n := []int{0, 1, 2, 3, 5, 8}[g.r.IntN(6)]
	if g.owner == nil && g.r.IntN(4) == 0 {
		n = []int{17, 256, 257, 300, 512, 700}[g.r.IntN(6)]
	}
	if n > 0 && g.trips*n > 5000 {
		n = 1
	}
	return n
}

func (g *generator) inits() (init []*Value) {
	for range g.r.IntN(4) {
		init = append(init, g.value(g.someType()))
	}
	return init
}

// nexts returns values of the types of vars, some of them other vars.
func (g *generator) nexts(vars []*Value) (next []*Value) {
	for _, v := range vars {
		next = append(next, g.value(v.Type))
	}
	return next
}

func (g *generator) loop() {
	n := g.trip()
	lo, hi := g.Int(array.Int64, 0), g.Int(array.Int64, int64(n))
	out := g.For(lo, hi, g.inits(), func(i *Value, carry []*Value) (next []*Value) {
		g.scoped(func() {
			g.trips *= max(n, 1)
			g.known = append(append(g.known, i), carry...)
			g.inner = append(g.inner, bounded{i, n})
			g.statements(6)
			next = g.nexts(carry)
			g.trips /= max(n, 1)
		})
		return next
	})
	g.known = append(g.known, out...)
}

func (g *generator) vector() {
	n := g.trip()
	per := 1 + g.r.IntN(max(1, min(8, randomLen/max(n, 1))))
	o := &owner{n: n, stride: per, step: 1, per: per}
	if g.r.IntN(2) == 0 {
		o.stride, o.step = 1, max(n, 1)
	}
	inner := g.inner // their places belong to no iteration
	var init []*Value
	var combine []Op
	for range g.r.IntN(3) {
		op := reductions[g.r.IntN(len(reductions))]
		t := g.someType()
		for info[op].on&kindOf(t) == 0 {
			t = g.someType()
		}
		init, combine = append(init, g.smallInit(op, t)), append(combine, op)
	}
	out := g.Vector(g.Int(array.Int64, 0), g.Int(array.Int64, int64(n)), init, combine, func(i *Value, carry []*Value) (next []*Value) {
		g.scoped(func() {
			o.index, g.owner = i, o
			g.trips *= max(n, 1)
			g.known = append(g.known, i)
			g.statements(8)
			for k, v := range carry {
				next = append(next, g.reduce(combine[k], v))
			}
			g.trips /= max(n, 1)
			g.owner = nil
		})
		return next
	})
	g.inner = inner
	g.known = append(g.known, out...)
}

// innerVector makes a Vector loop in a Vector loop.
func (g *generator) innerVector() {
	n := 1 + g.r.IntN(g.owner.per)
	out := g.Vector(g.Int(array.Int64, 0), g.Int(array.Int64, int64(n)), []*Value{g.value(array.Int64)}, []Op{Add},
		func(i *Value, carry []*Value) (next []*Value) {
			g.scoped(func() {
				g.trips *= n
				g.known = append(g.known, i)
				g.inner = append(g.inner, bounded{i, n})
				g.pair = &bounded{i, n}
				g.statements(4)
				next = []*Value{g.reduce(Add, carry[0])}
				g.pair = nil
				g.trips /= n
			})
			return next
		})
	g.known = append(g.known, out...)
}

// call makes a call that reverses one buffer into another.
func (g *generator) call() {
	t := g.someType()
	k := g.r.IntN(2)
	in := []*Buffer{g.in[t][0], g.mutable[t][1-k]}[g.r.IntN(2)]
	g.Call(&Call{
		Name: "reverse",
		Run:  reverse,
		In:   []Operand{{in, array.Shape{randomLen}}},
		Out:  []Operand{{g.mutable[t][k], array.Shape{10, randomLen / 10}}},
	})
}

func reverse(in, out []*array.Buffer) {
	n := in[0].Size()
	for i := range n {
		out[0].SetBits(i, in[0].Bits(n-1-i))
	}
}

// smallInit returns a start for a reduction that is exact in any order.
func (g *generator) smallInit(op Op, t array.DType) *Value {
	if t.IsFloat() && (op == Add || op == Mul) {
		return g.Int(t, int64(1+g.r.IntN(3)))
	}
	return g.value(t)
}

// reduce returns the Next of a reduction: of floats one that is exact in any order, as the sum of small
// integers is.
func (g *generator) reduce(op Op, v *Value) *Value {
	t := v.Type
	exact := func() *Value { return g.value(t) }
	switch {
	case t.IsFloat() && op == Add:
		exact = func() *Value { return g.To(t, g.Op(And, g.value(array.Int32), g.Int(array.Int32, 15))) }
		if g.r.IntN(2) == 0 {
			return g.Op(FMA, exact(), exact(), v)
		}
	case t.IsFloat() && op == Mul:
		exact = func() *Value { return g.Op(Select, g.value(array.Bool), g.Int(t, 1), g.Int(t, -1)) }
	}
	if g.r.IntN(2) == 0 {
		return g.Op(op, exact(), v)
	}
	return g.Op(op, v, exact())
}

func (g *generator) branch() {
	cond := g.value(array.Bool)
	var t []array.DType
	for range g.r.IntN(3) {
		t = append(t, g.someType())
	}
	side := func() (out []*Value) {
		g.scoped(func() {
			g.statements(4)
			for _, t := range t {
				out = append(out, g.value(t))
			}
		})
		return out
	}
	g.known = append(g.known, g.If(cond, side, side)...)
}

// while counts to some number, or stops when a random condition is false.
func (g *generator) while() {
	n := max(g.trip(), 1)
	init := append([]*Value{g.Int(array.Int64, 0)}, g.inits()...)
	g.trips *= n
	out := g.While(init, func(vars []*Value) (cond *Value) {
		g.scoped(func() {
			g.known = append(g.known, vars...)
			cond = g.Op(Lt, vars[0], g.Int(array.Int64, int64(n)))
			g.statements(2)
			if g.r.IntN(2) == 0 {
				cond = g.Op(And, cond, g.value(array.Bool))
			}
		})
		return cond
	}, func(vars []*Value) (next []*Value) {
		g.scoped(func() {
			g.known = append(g.known, vars...)
			g.statements(4)
			next = append(g.nexts(vars[1:]), nil)
			copy(next[1:], next)
			next[0] = g.Op(Add, vars[0], g.Int(array.Int64, 1))
		})
		return next
	})
	g.trips /= n
	g.known = append(g.known, out...)
}
