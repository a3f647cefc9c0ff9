package loop

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox/array"
)

// generator makes random Funcs that obey all rules. Each type has an In buffer, which is loaded from anywhere,
// and an Out and a Temp buffer. Inside of a Vector loop, iteration i stores to and loads from these two only
// at the places that belong to it, so that iterations are independent.
type generator struct {
	*Builder
	r       *rand.Rand
	in      map[array.DType][]*Buffer // one In and one Data buffer
	mutable map[array.DType][]*Buffer

	favorites []array.DType
	known     []*Value // visible values
	owner     *owner   // of the Vector loop around
	inner     []bounded
	pair      *bounded // of a Vector loop in a Vector loop: places belong to pairs of iterations
	depth     int
	budget    int // statements
	trips     int // product of the iterations around
	plain     bool
}

// owner says which places an iteration of a Vector loop has: offset + index·stride + 0 ... per-1·step.
type owner struct {
	index        *Value
	n            int
	stride, step int
	per          int
}

// bounded is an index in 0 ... n-1.
type bounded struct {
	index *Value
	n     int
}

const randomLen = 1500 // elements of each buffer: some chunks and a bit

// randomFunc makes a Func. Without control flow in Vector loops if plain.
func randomFunc(seed uint64) *Func {
	g := &generator{
		Builder: NewBuilder(fmt.Sprintf("random%d", seed)),
		r:       rand.New(rand.NewPCG(seed, 1)),
		in:      map[array.DType][]*Buffer{},
		mutable: map[array.DType][]*Buffer{},
		budget:  60,
		trips:   1,
	}
	g.plain = g.r.IntN(3) > 0
	for range 2 {
		g.favorites = append(g.favorites, array.DTypes[g.r.IntN(len(array.DTypes))])
	}
	for _, t := range array.DTypes {
		in := g.Buffer(In, "in_"+t.String(), t, randomLen)
		g.in[t] = []*Buffer{in, g.Constant("data_"+t.String(), g.elements(t, 300))}
		out := g.Buffer(Out, "out_"+t.String(), t, randomLen)
		temp := g.Buffer(Temp, "temp_"+t.String(), t, randomLen)
		g.mutable[t] = []*Buffer{out, temp}
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

// elements returns n random elements.
func (g *generator) elements(t array.DType, n int) *array.Buffer {
	x := array.New(t, array.Shape{n})
	for i := range n {
		x.SetBits(i, g.literalBits(t))
	}
	return x
}

// fill stores x everywhere.
func (g *generator) fill(b *Buffer, x *Value) {
	g.Vector(g.Int(array.Int64, 0), g.Int(array.Int64, int64(b.Len)), nil, nil, func(i *Value, _ []*Value) []*Value {
		g.Store(Address{b, 0, []Term{{i, 1}}}, x)
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
	case k < 16 && g.depth < 3 && g.owner != nil && g.pair == nil && g.r.IntN(3) == 0:
		g.innerVector()
	case k < 16 && g.depth < 3:
		g.loop()
	case k == 17 && g.owner == nil && g.r.IntN(3) == 0:
		g.call()
	case k < 18 && g.depth < 3 && g.owner == nil:
		g.vector()
	case k == 18 && control:
		g.branch()
	case k == 19 && control:
		g.while()
	}
}

// someType prefers the function's favorites, so that statements have to do with each other.
func (g *generator) someType() array.DType {
	if k := g.r.IntN(12); k < len(array.DTypes) {
		return array.DTypes[k]
	}
	return g.favorites[g.r.IntN(len(g.favorites))]
}

var floatLiterals = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 1.5, -2.5, 3, 1e10, -1e300, math.Inf(1), math.NaN(), 0x1p31, 1e-320}

func (g *generator) literal(t array.DType) *Value { return g.Bits(t, g.literalBits(t)) }

func (g *generator) literalBits(t array.DType) uint64 {
	switch {
	case t.IsFloat() && g.r.IntN(2) == 0:
		return toFloat(t, floatLiterals[g.r.IntN(len(floatLiterals))])
	case t.IsFloat():
		return toFloat(t, g.r.NormFloat64())
	case g.r.IntN(2) == 0:
		return wrap(t, int64(g.r.Uint64())>>g.r.IntN(64))
	}
	return wrap(t, int64(g.r.IntN(9)-4))
}

// value returns a value of type t: one that is known, or a new one.
func (g *generator) value(t array.DType) *Value {
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

func (g *generator) load(t array.DType) *Value {
	at := g.anywhere(g.in[t][g.r.IntN(2)])
	if g.r.IntN(2) == 0 {
		at = g.place(g.mutable[t][g.r.IntN(2)])
	}
	if g.r.IntN(4) == 0 {
		g.Fetch(Fetch{1 + g.r.IntN(50), at, g.r.IntN(2000), g.r.IntN(2) == 0})
	}
	return g.Load(at)
}

// anywhere returns an address by some of the indices, or by a value that is brought into the bounds.
func (g *generator) anywhere(b *Buffer) Address {
	a := Address{Buffer: b}
	room := b.Len - 1
	indices := append([]bounded(nil), g.inner...)
	if g.owner != nil {
		indices = append(indices, bounded{g.owner.index, g.owner.n})
	}
	if g.r.IntN(5) == 0 {
		index := g.Op(And, g.value(array.Int64), g.Int(array.Int64, 63))
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
			a.Terms = append(a.Terms, Term{i.index, stride})
		}
	}
	a.Offset += g.r.IntN(room + 1)
	return a
}

func contains(terms []Term, index *Value) bool {
	for _, t := range terms {
		if t.Index == index {
			return true
		}
	}
	return false
}

// place returns an address that may be stored to.
func (g *generator) place(b *Buffer) Address {
	if g.owner == nil {
		return g.anywhere(b)
	}
	o := g.owner
	index := o.index
	if g.r.IntN(6) == 0 { // so that nobody sees it
		index = g.Op(Add, index, g.Int(array.Int64, 0))
	}
	a := Address{Buffer: b, Terms: []Term{{index, o.stride}}}
	if g.pair != nil {
		a.Terms = append(a.Terms, Term{g.pair.index, o.step})
		return a
	}
	if len(g.inner) > 0 {
		if i := g.inner[g.r.IntN(len(g.inner))]; i.n <= o.per && i.index != o.index && g.r.IntN(3) > 0 {
			a.Terms = append(a.Terms, Term{i.index, o.step})
			return a
		}
	}
	a.Offset = o.step * g.r.IntN(o.per)
	return a
}

func (g *generator) operation() {
	op := Neg + Op(g.r.IntN(int(numOps-Neg)))
	if op.IsFunction() && g.r.IntN(4) > 0 {
		op = []Op{Add, Mul, Sub, FMA, Select, Min}[g.r.IntN(6)]
	}
	t := g.someType()
	for info[op].on&kindOf(t) == 0 {
		t = g.someType()
	}
	var v *Value
	switch op {
	case Convert:
		v = g.To(g.someType(), g.value(t))
	case Bitcast:
		v = g.bitcast(g.value(t))
	case Select:
		v = g.Op(op, g.value(array.Bool), g.value(t), g.value(t))
	default:
		var args []*Value
		for range op.Arity() {
			args = append(args, g.value(t))
		}
		v = g.Op(op, args...)
	}
	g.known = append(g.known, v)
}

// bitcast keeps NaN away, whose bits nobody promises.
func (g *generator) bitcast(x *Value) *Value {
	if x.Type.IsFloat() {
		x = g.Op(Select, g.Op(Eq, x, x), x, g.Float(x.Type, 0))
	}
	for {
		if t := g.someType(); t.Size() == x.Type.Size() {
			return g.Cast(t, x)
		}
	}
}
