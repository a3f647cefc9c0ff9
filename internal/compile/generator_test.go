package compile_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result.
type Value = ir.Value

// choices are the decisions of a generator, a byte or two each. When they are used up, all are 0.
type choices struct{ bytes []byte }

func (c *choices) more() bool { return len(c.bytes) > 0 }

func (c *choices) next() int {
	if !c.more() {
		return 0
	}
	b := c.bytes[0]
	c.bytes = c.bytes[1:]
	return int(b)
}

// below returns a number in 0 ... n-1.
func (c *choices) below(n int) int {
	k := c.next()
	if n > 256 {
		k = k<<8 | c.next()
	}
	return k % max(n, 1)
}

func (c *choices) oneIn(n int) bool { return c.below(n) == n-1 }

func pick[T any](c *choices, list []T) T { return list[c.below(len(list))] }

// generator makes a program of choices. Each step applies an op to values that are there, brought to the types
// that it takes. Shapes are made of a few lengths, so that many fit.
type generator struct {
	*choices
	lengths  []int
	types    []array.DType
	specials bool // elements are also infinite, NaN, subnormal or huge
	limit    int  // elements of a value
	depth    int  // of programs held by ops
	values   []Value
	steps    []func(*generator)
}

// step does one of steps.
func (g *generator) step() { pick(g.choices, g.steps)(g) }

// most elements of a value; fewer in programs that ops hold, which run many times.
const most, mostInside = 40000, 600

// lengths around those of vectors, primes, and the exceptional 0 and 1.
var lengths = []int{2, 3, 4, 5, 7, 8, 9, 3, 11, 13, 15, 16, 17, 23, 31, 32, 33, 37, 53, 63, 64, 65, 70, 1, 1, 0}

// program returns a program, of values of at most limit elements, and inputs for it.
func program(bytes []byte, limit int) (*ir.Program, []Value) {
	g := &generator{choices: &choices{bytes}, limit: limit, steps: places()}
	form := g.next()
	g.specials = form&3 == 3
	for range 3 {
		g.lengths = append(g.lengths, pick(g.choices, lengths))
	}
	if form>>2&7 == 7 { // rows enough for passes in blocks, and threads
		if g.lengths[0] = 4000 + g.below(6000); g.oneIn(4) {
			g.lengths[0] = 5*1024 + 1 // one more than full blocks
		}
		g.lengths[1], g.lengths[2] = g.lengths[1]%4+1, g.lengths[2]%7+1
	}
	g.types = append(g.types, array.Float64)
	for range 2 {
		g.types = append(g.types, pick(g.choices, array.DTypes))
	}
	var x []Value
	for range 1 + g.below(4) {
		x = append(x, g.elements(ir.Type{DType: pick(g.choices, g.types), Shape: g.shape()}))
	}
	p, _ := ir.TraceFunc(ir.TypesOf(x), func(in []Value) []Value {
		g.values = in
		for steps := 0; g.more() && steps < 30; steps++ {
			g.step()
		}
		return g.results()
	})
	return p, x
}

// results are the values that nothing uses, and some others.
func (g *generator) results() []Value {
	out := g.values[max(0, len(g.values)-2):]
	for _, v := range g.values[:len(g.values)-len(out)] {
		if v.Buffer() == nil && len(out) < 8 && g.oneIn(3) {
			out = append(out, v)
		}
	}
	return slices.Clone(out)
}

// shape returns a shape of rank 0 to 3.
func (g *generator) shape() (s array.Shape) {
	first := g.below(3) // long axes are the leading ones
	for k := range pick(g.choices, []int{1, 2, 2, 1, 3, 0}) {
		n := g.lengths[(first+k)%3]
		if s.Size()*n > g.limit {
			break
		}
		s = append(s, n)
	}
	return s
}

// value returns one of the values, more often a late one.
func (g *generator) value() Value {
	k := min(g.below(len(g.values)+3), g.below(len(g.values)+3))
	return g.values[len(g.values)-1-min(k, len(g.values)-1)]
}

// where returns a value that satisfies ok; nil if there is none.
func (g *generator) where(ok func(Value) bool) Value {
	start := g.below(len(g.values))
	for i := range g.values {
		if v := g.values[(start+i)%len(g.values)]; ok(v) {
			return v
		}
	}
	return nil
}

// of returns a value of type t, often one that is there, else another brought to the type, or a literal.
func (g *generator) of(t ir.Type) Value {
	if v := g.where(func(v Value) bool { return v.Type().Equal(t) }); v != nil && !g.oneIn(8) {
		return v
	}
	if g.oneIn(5) {
		return g.elements(t)
	}
	return g.coerce(g.value(), t)
}

// coerce makes a value of type t of v's elements.
func (g *generator) coerce(v Value, t ir.Type) Value {
	n, size := t.Shape.Size(), v.Shape().Size()
	switch {
	case v.Shape().Equal(t.Shape):
	case v.Rank() == 0:
		v = prim.BroadcastScalar(v, t.Shape)
	case size == 0:
		return g.elements(t)
	case size >= n:
		from := g.below(size - n + 1)
		v = prim.Reshape(v, array.Shape{size})
		v = ir.Bind1(prim.SliceOp{Start: []int{from}, Limit: []int{from + n}, Stride: []int{1}}, v)
		v = prim.Reshape(v, t.Shape)
	default:
		at := make([]int64, n)
		for i := range at {
			at[i] = int64(i % size)
		}
		v = prim.Take(prim.Reshape(v, array.Shape{size}), ir.Concrete(array.Of(at, t.Shape)), 0, 0)
	}
	return prim.ConvertTo(v, t.DType)
}

// small returns a value of at most n elements.
func (g *generator) small(n int) Value {
	v := g.value()
	if size := v.Shape().Size(); size > n {
		v = g.coerce(v, ir.Type{DType: v.DType(), Shape: array.Shape{n}})
	}
	return v
}

// float returns v, or v as float64 if it is not a float.
func float(v Value) Value {
	if v.DType().IsFloat() {
		return v
	}
	return prim.ConvertTo(v, array.Float64)
}

// elements returns a concrete value: what its elements are like is a choice.
func (g *generator) elements(t ir.Type) Value {
	b := array.New(t.DType, t.Shape)
	kind, rng := g.below(8), rand.New(rand.NewPCG(uint64(g.next()), 3))
	for i := range b.Size() {
		x := 1.5 * rng.NormFloat64()
		switch kind {
		case 1:
			x = float64(rng.IntN(8) - 3)
		case 2:
			x = rng.Float64()
		case 3:
			x = math.Exp(3 * rng.NormFloat64())
		case 4:
			x = 2
		case 5:
			x = float64(i)
		case 6:
			x = 100 * rng.NormFloat64()
		}
		if t.DType.IsUnsigned() || t.DType == array.Bool {
			x = math.Floor(math.Abs(x))
		}
		if b.SetFloat64(i, x); g.specials && rng.IntN(6) == 0 {
			setSpecial(rng, b, i)
		}
	}
	return ir.Concrete(b)
}

var specialFloats = []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64,
	-math.MaxFloat64, 0x1p-1074, -0x1p-1060, 0x1p-1022, 0x1p31, -0x1p63, 0x1p64, 0x1p53, 1 + 0x1p-52, 1e300, 1e-300, 0x1p-149, 0x1p-126,
	0x1.fffffep127, 0.5, 2.5, 710, -745, 88.7, -104, math.Pi, 1e15}

// setSpecial makes element i an extreme one.
func setSpecial(rng *rand.Rand, b *array.Buffer, i int) {
	switch {
	case b.DType().IsFloat():
		b.SetFloat64(i, specialFloats[rng.IntN(len(specialFloats))])
	case b.DType() != array.Bool:
		b.SetBits(i, []uint64{0, 1, 1 << 31, 1<<31 - 1, 1 << 63, 1<<63 - 1, math.MaxUint64, rng.Uint64()}[rng.IntN(8)]&(math.MaxUint64>>(64-8*b.DType().Size())))
	}
}

// bind applies op if its results are not too large, and keeps them.
func (g *generator) bind(op ir.Op, x ...Value) []Value {
	types, err := op.Infer(ir.TypesOf(x))
	if err != nil {
		panic("generator: " + op.Name() + ": " + err.Error())
	}
	for _, t := range types {
		if t.Shape.Size() > g.limit {
			return nil
		}
	}
	y := ir.Bind(op, x...)
	g.values = append(g.values, y...)
	return y
}
