package native

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// generator makes random Funcs that obey all rules. Each type has an In buffer, which is loaded from anywhere,
// and an Out and a Temp buffer. Inside of a Vector loop, iteration i stores to and loads from these two only
// at the places that belong to it, so that iterations are independent.
type generator struct {
	*loop.Builder
	r       *rand.Rand
	in      map[array.DType]*loop.Buffer
	mutable map[array.DType][]*loop.Buffer
	known   []*loop.Value // visible values
	owner   *owner        // of the Vector loop around
	inner   []bounded
	depth   int
	budget  int // statements
	trips   int // product of the iterations around
	plain   bool
}

// owner says which places an iteration of a Vector loop has: offset + index·stride + 0 ... per-1·step.
type owner struct {
	index        *loop.Value
	n            int
	stride, step int
	per          int
}

// bounded is an index in 0 ... n-1.
type bounded struct {
	index *loop.Value
	n     int
}

const randomLen = 1500 // elements of each buffer: some chunks and a bit

// randomFunc makes a Func. Without control flow in Vector loops if plain.
func randomFunc(seed uint64) *loop.Func {
	g := &generator{
		Builder: loop.NewBuilder(fmt.Sprintf("random%d", seed)),
		r:       rand.New(rand.NewPCG(seed, 1)),
		in:      map[array.DType]*loop.Buffer{},
		mutable: map[array.DType][]*loop.Buffer{},
		budget:  60,
		trips:   1,
	}
	g.plain = g.r.IntN(3) > 0
	for _, t := range array.DTypes {
		g.in[t] = g.Buffer(loop.In, "in_"+t.String(), t, randomLen)
		out := g.Buffer(loop.Out, "out_"+t.String(), t, randomLen)
		temp := g.Buffer(loop.Temp, "temp_"+t.String(), t, randomLen)
		g.mutable[t] = []*loop.Buffer{out, temp}
	}
	offset := 0
	for _, t := range array.DTypes {
		temp := g.mutable[t][1]
		temp.Offset = offset
		offset += (temp.Size() + 63) &^ 63
	}
	g.known = append(g.known, g.Bits(array.Bool, 1))
	for _, t := range array.DTypes {
		g.fill(g.mutable[t][0], g.literal(t))
		g.fill(g.mutable[t][1], g.literal(t))
	}
	g.statements(12)
	return g.Finish()
}

// fill stores x everywhere.
func (g *generator) fill(b *loop.Buffer, x *loop.Value) {
	g.Vector(g.Int(array.Int64, 0), g.Int(array.Int64, int64(b.Len)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		g.Store(loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: 1}}}, x)
		return nil
	})
}

func (g *generator) statements(n int) {
	for range 1 + g.r.IntN(n) {
		if g.budget--; g.budget < 0 {
			return
		}
		g.statement()
	}
}

func (g *generator) statement() {
	control := g.depth < 3 && !(g.owner != nil && g.plain)
	switch k := g.r.IntN(20); {
	case k < 9:
		g.operation()
	case k < 11:
		g.known = append(g.known, g.load(g.someType()))
	case k < 14:
		t := g.someType()
		b := g.mutable[t][g.r.IntN(2)]
		g.Store(g.place(b), g.value(t))
	case k < 16 && g.depth < 3:
		g.loop()
	case k < 18 && g.depth < 3 && g.owner == nil:
		g.vector()
	case k == 18 && control:
		g.branch()
	case k == 19 && control:
		g.while()
	}
}

func (g *generator) someType() array.DType { return array.DTypes[g.r.IntN(len(array.DTypes))] }

var floatLiterals = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 1.5, -2.5, 3, 1e10, -1e300, math.Inf(1), math.NaN(), 0x1p31, 1e-320}

func (g *generator) literal(t array.DType) *loop.Value {
	switch {
	case t.IsFloat() && g.r.IntN(2) == 0:
		return g.Float(t, floatLiterals[g.r.IntN(len(floatLiterals))])
	case t.IsFloat():
		return g.Float(t, g.r.NormFloat64())
	case g.r.IntN(2) == 0:
		return g.Int(t, int64(g.r.Uint64())>>g.r.IntN(64))
	}
	return g.Int(t, int64(g.r.IntN(9)-4))
}

// value returns a value of type t: one that is known, or a new one.
func (g *generator) value(t array.DType) *loop.Value {
	for range 8 {
		if v := g.known[g.r.IntN(len(g.known))]; v.Type == t {
			return v
		}
	}
	switch g.r.IntN(3) {
	case 0:
		return g.literal(t)
	case 1:
		if v := g.known[g.r.IntN(len(g.known))]; g.r.IntN(2) == 0 {
			return g.To(t, v)
		}
	}
	return g.load(t)
}

func (g *generator) load(t array.DType) *loop.Value {
	at := g.anywhere(g.in[t])
	if g.r.IntN(3) == 0 {
		at = g.place(g.mutable[t][g.r.IntN(2)])
	}
	if g.r.IntN(4) == 0 {
		g.Fetch(loop.Fetch{Len: 1 + g.r.IntN(2)*g.r.IntN(50), At: at, Ahead: g.r.IntN(2 * randomLen), Second: g.r.IntN(2) == 0})
	}
	return g.Load(at)
}

// anywhere returns an address by some of the indices, or by a value that is brought into the bounds.
func (g *generator) anywhere(b *loop.Buffer) loop.Address {
	a := loop.Address{Buffer: b}
	room := b.Len - 1
	indices := append([]bounded(nil), g.inner...)
	if g.owner != nil {
		indices = append(indices, bounded{g.owner.index, g.owner.n})
	}
	if g.r.IntN(5) == 0 {
		index := g.Op(loop.And, g.value(array.Int64), g.Int(array.Int64, 63))
		indices = append(indices, bounded{index, 64})
	}
	for _, k := range g.r.Perm(len(indices)) {
		i := indices[k]
		if i.n < 2 || g.r.IntN(4) == 0 || contains(a.Terms, i.index) {
			continue
		}
		if most := room / (i.n - 1); most > 0 {
			stride := 1
			if g.r.IntN(3) == 0 {
				stride = 1 + g.r.IntN(min(most, 5))
			}
			room -= stride * (i.n - 1)
			if g.r.IntN(6) == 0 { // backward
				a.Offset += stride * (i.n - 1)
				stride = -stride
			}
			a.Terms = append(a.Terms, loop.Term{Index: i.index, Stride: stride})
		}
	}
	a.Offset += g.r.IntN(room + 1)
	return a
}

func contains(terms []loop.Term, index *loop.Value) bool {
	for _, t := range terms {
		if t.Index == index {
			return true
		}
	}
	return false
}

// place returns an address that may be stored to.
func (g *generator) place(b *loop.Buffer) loop.Address {
	if g.owner == nil {
		return g.anywhere(b)
	}
	o := g.owner
	a := loop.Address{Buffer: b, Terms: []loop.Term{{Index: o.index, Stride: o.stride}}}
	if len(g.inner) > 0 {
		if i := g.inner[g.r.IntN(len(g.inner))]; i.n <= o.per && i.index != o.index && g.r.IntN(3) > 0 {
			a.Terms = append(a.Terms, loop.Term{Index: i.index, Stride: o.step})
			return a
		}
	}
	a.Offset = o.step * g.r.IntN(o.per)
	return a
}

func (g *generator) operation() {
	op := loop.Neg + loop.Op(g.r.IntN(int(loop.Exp-loop.Neg)))
	t := g.someType()
	for !takes(op, t) {
		t = g.someType()
	}
	var v *loop.Value
	switch op {
	case loop.Convert:
		v = g.To(g.someType(), g.value(t))
	case loop.Bitcast:
		v = g.bitcast(g.value(t))
	case loop.Select:
		v = g.Op(op, g.value(array.Bool), g.value(t), g.value(t))
	default:
		var args []*loop.Value
		for range op.Arity() {
			args = append(args, g.value(t))
		}
		v = g.Op(op, args...)
	}
	g.known = append(g.known, v)
}

// bitcast keeps NaN away, whose bits nobody promises.
func (g *generator) bitcast(x *loop.Value) *loop.Value {
	if x.Type.IsFloat() {
		x = g.Op(loop.Select, g.Op(loop.Eq, x, x), x, g.Float(x.Type, 0))
	}
	for {
		if t := g.someType(); t.Size() == x.Type.Size() {
			return g.Cast(t, x)
		}
	}
}

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

func (g *generator) inits() (init []*loop.Value) {
	for range g.r.IntN(4) {
		init = append(init, g.value(g.someType()))
	}
	return init
}

// nexts returns values of the types of vars, some of them other vars.
func (g *generator) nexts(vars []*loop.Value) (next []*loop.Value) {
	for _, v := range vars {
		next = append(next, g.value(v.Type))
	}
	return next
}

func (g *generator) loop() {
	n := g.trip()
	lo, hi := g.Int(array.Int64, 0), g.Int(array.Int64, int64(n))
	out := g.For(lo, hi, g.inits(), func(i *loop.Value, carry []*loop.Value) (next []*loop.Value) {
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
	var init []*loop.Value
	var combine []loop.Op
	for range g.r.IntN(3) {
		op := reductions[g.r.IntN(len(reductions))]
		t := g.someType()
		for !takes(op, t) {
			t = g.someType()
		}
		init, combine = append(init, g.smallInit(op, t)), append(combine, op)
	}
	out := g.Vector(g.Int(array.Int64, 0), g.Int(array.Int64, int64(n)), init, combine, func(i *loop.Value, carry []*loop.Value) (next []*loop.Value) {
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

// smallInit returns a start for a reduction that is exact in any order.
func (g *generator) smallInit(op loop.Op, t array.DType) *loop.Value {
	if t.IsFloat() && (op == loop.Add || op == loop.Mul) {
		return g.Int(t, int64(1+g.r.IntN(3)))
	}
	return g.value(t)
}

// reduce returns the Next of a reduction: of floats one that is exact in any order, as the sum of small
// integers is.
func (g *generator) reduce(op loop.Op, v *loop.Value) *loop.Value {
	t := v.Type
	exact := func() *loop.Value { return g.value(t) }
	switch {
	case t.IsFloat() && op == loop.Add:
		exact = func() *loop.Value { return g.To(t, g.Op(loop.And, g.value(array.Int32), g.Int(array.Int32, 15))) }
		if g.r.IntN(2) == 0 {
			return g.Op(loop.FMA, exact(), exact(), v)
		}
	case t.IsFloat() && op == loop.Mul:
		exact = func() *loop.Value { return g.Op(loop.Select, g.value(array.Bool), g.Int(t, 1), g.Int(t, -1)) }
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
	side := func() (out []*loop.Value) {
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
	init := append([]*loop.Value{g.Int(array.Int64, 0)}, g.inits()...)
	g.trips *= n
	out := g.While(init, func(vars []*loop.Value) (cond *loop.Value) {
		g.scoped(func() {
			g.known = append(g.known, vars...)
			cond = g.Op(loop.Lt, vars[0], g.Int(array.Int64, int64(n)))
			g.statements(2)
			if g.r.IntN(2) == 0 {
				cond = g.Op(loop.And, cond, g.value(array.Bool))
			}
		})
		return cond
	}, func(vars []*loop.Value) (next []*loop.Value) {
		g.scoped(func() {
			g.known = append(g.known, vars...)
			g.statements(4)
			next = append(g.nexts(vars[1:]), nil)
			copy(next[1:], next)
			next[0] = g.Op(loop.Add, vars[0], g.Int(array.Int64, 1))
		})
		return next
	})
	g.trips /= n
	g.known = append(g.known, out...)
}

// takes reports whether operands of an operation, other than the condition of a Select, can have a type.
func takes(op loop.Op, t array.DType) bool {
	switch op {
	case loop.Sqrt, loop.Floor, loop.Ceil, loop.Round, loop.Trunc, loop.FMA:
		return t.IsFloat()
	case loop.Popcount, loop.Rem, loop.Shl, loop.Shr:
		return t.IsInt()
	case loop.Neg, loop.Abs, loop.Add, loop.Sub, loop.Mul, loop.Div, loop.Bitcast:
		return t != array.Bool
	case loop.Not, loop.And, loop.Or, loop.Xor:
		return !t.IsFloat()
	}
	return true
}

var reductions = []loop.Op{loop.Add, loop.Mul, loop.Min, loop.Max, loop.And, loop.Or, loop.Xor}
