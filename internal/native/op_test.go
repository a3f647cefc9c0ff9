package native

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// specials returns operands of a type in which everything meets that is special.
func specials(t array.DType) []uint64 {
	switch {
	case t == array.Bool:
		return []uint64{0, 1}
	case t == array.Float64:
		var bits []uint64
		for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, 1e10, -1e10, 1e300, -1e300, math.Inf(1), math.Inf(-1),
			math.NaN(), 5e-324, -5e-324, 0x1p-1022, 0x1p31, 0x1p31 - 1, -0x1p31, -0x1p31 - 1, 0x1p32, 0x1p32 - 1, 0x1p63, -0x1p63, 0x1p64, 0x1p52 + 1, math.Pi} {
			bits = append(bits, math.Float64bits(x))
		}
		return bits
	case t == array.Float32:
		var bits []uint64
		for _, b := range specials(array.Float64) {
			bits = append(bits, uint64(math.Float32bits(float32(math.Float64frombits(b)))))
		}
		return append(bits, 1, 0x80000001, uint64(math.Float32bits(0x1.fffffep30)), uint64(math.Float32bits(0x1.fffffep62)))
	}
	ones := uint64(math.MaxUint64)
	bits := []uint64{0, 1, 2, 3, 7, 31, 32, 33, 63, 64, 65, 100, ones, ones - 1, ones - 31, 1 << 31, 1<<31 - 1, 1<<32 - 1, 1 << 32, 1 << 53, 1<<53 + 1, 1<<54 + 3,
		1 << 62, 1 << 63, 1<<63 - 1, 1<<63 + 1, 1<<63 + 1025, 0x0123456789ABCDEF, 0xFEDCBA9876543210, 16777217, 33554435}
	if t.Size() == 4 {
		for i := range bits {
			bits[i] &= math.MaxUint32
		}
	}
	return bits
}

// opCase is an operation on operands of some types.
type opCase struct {
	op  loop.Op
	in  []array.DType
	out array.DType
}

func (c opCase) String() string { return fmt.Sprintf("%v %v to %v", c.op, c.in, c.out) }

func opCases() []opCase {
	var cases []opCase
	for op := loop.Neg; op < loop.Exp; op++ {
		for _, t := range array.DTypes {
			c := opCase{op: op, out: t}
			switch {
			case !takes(op, t):
				continue
			case op == loop.Convert || op == loop.Bitcast:
				for _, to := range array.DTypes {
					if op == loop.Convert || to != array.Bool && to.Size() == t.Size() {
						cases = append(cases, opCase{op, []array.DType{t}, to})
					}
				}
				continue
			case op == loop.Select:
				c.in = []array.DType{array.Bool, t, t}
			default:
				for range op.Arity() {
					c.in = append(c.in, t)
				}
				if isComparison(op) {
					c.out = array.Bool
				}
			}
			cases = append(cases, c)
		}
	}
	return cases
}

// apply adds the operation.
func (c opCase) apply(b *loop.Builder, args ...*loop.Value) *loop.Value {
	switch c.op {
	case loop.Convert:
		return b.To(c.out, args[0])
	case loop.Bitcast:
		return b.Cast(c.out, args[0])
	}
	return b.Op(c.op, args...)
}

// build makes a Func that applies the operation to n elements, in a Vector loop or a serial one. In mixed, there are elements of
// 64 bits too, so that narrower ones do not fill the vectors.
func (c opCase) build(n int, vector, mixed bool) *loop.Func {
	b := loop.NewBuilder(c.String())
	var in []*loop.Buffer
	for i, t := range c.in {
		in = append(in, b.Buffer(loop.In, fmt.Sprintf("x%d", i), t, n))
	}
	out := b.Buffer(loop.Out, "z", c.out, n)
	var x64, z64 *loop.Buffer
	if mixed {
		x64, z64 = b.Buffer(loop.In, "x64", f64, n), b.Buffer(loop.Out, "z64", f64, n)
	}
	body := func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		var args []*loop.Value
		for _, x := range in {
			args = append(args, b.Load(at(x, i)))
		}
		b.Store(at(out, i), c.apply(b, args...))
		if mixed {
			b.Store(at(z64, i), b.Load(at(x64, i)))
		}
		return nil
	}
	if vector {
		b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), nil, nil, body)
	} else {
		b.For(b.Int(i64, 0), b.Int(i64, int64(n)), nil, body)
	}
	return b.Finish()
}

// params pairs every special value with every other.
func (c opCase) params(n int, mixed bool) []*array.Buffer {
	var params []*array.Buffer
	stride := 1
	for _, t := range c.in {
		values := specials(t)
		p := array.New(t, array.Shape{n})
		for i := range n {
			p.SetBits(i, values[i/stride%len(values)])
		}
		stride *= len(values)
		params = append(params, p)
	}
	params = append(params, array.New(c.out, array.Shape{n}))
	if mixed {
		params = append(params, array.New(f64, array.Shape{n}), array.New(f64, array.Shape{n}))
	}
	return params
}

func TestEveryOperationOnEveryType(t *testing.T) {
	for _, c := range opCases() {
		n := 1
		for _, dt := range c.in[:min(2, len(c.in))] {
			n *= len(specials(dt))
		}
		for _, vector := range []bool{false, true} {
			for _, mixed := range []bool{false, true} {
				if mixed && !vector {
					continue
				}
				f := c.build(n, vector, mixed)
				compare(t, f, func() []*array.Buffer { return c.params(n, mixed) })
			}
		}
	}
}

func TestEveryLength(t *testing.T) {
	for _, c := range []opCase{
		{loop.Add, []array.DType{f64, f64}, f64},
		{loop.Mul, []array.DType{array.Float32, array.Float32}, array.Float32},
		{loop.Lt, []array.DType{f64, f64}, array.Bool},
		{loop.Select, []array.DType{array.Bool, array.Float32, array.Float32}, array.Float32},
		{loop.Convert, []array.DType{array.Float32}, i64},
		{loop.Xor, []array.DType{array.Bool, array.Bool}, array.Bool},
		{loop.Rem, []array.DType{array.Int32, array.Int32}, array.Int32},
	} {
		for n := range 41 {
			f := c.build(n, true, false)
			compare(t, f, func() []*array.Buffer { return c.params(n, false) })
		}
	}
}

// TestLengthsThatAreNotKnown has the bounds of loops in memory.
func TestLengthsThatAreNotKnown(t *testing.T) {
	const n = 100
	for _, dt := range []array.DType{array.Float32, f64, array.Bool, i64} {
		b := loop.NewBuilder("bounds " + dt.String())
		bounds := b.Buffer(loop.In, "bounds", i64, 2)
		x := b.Buffer(loop.In, "x", dt, n)
		z := b.Buffer(loop.Out, "z", dt, n)
		lo, hi := b.Load(loop.Address{Buffer: bounds}), b.Load(loop.Address{Buffer: bounds, Offset: 1})
		op := loop.Max
		top := b.Vector(lo, hi, []*loop.Value{b.Load(loop.Address{Buffer: x})}, []loop.Op{op}, func(i *loop.Value, c []*loop.Value) []*loop.Value {
			v := b.Load(at(x, i))
			b.Store(at(z, i), v)
			return []*loop.Value{b.Op(op, c[0], v)}
		})
		b.Store(loop.Address{Buffer: z, Offset: n - 1}, top[0])
		f := b.Finish()
		for _, lo := range []int{0, 1, 7} {
			for hi := range 60 {
				compare(t, f, func() []*array.Buffer {
					p := randomParams(f, 1)
					p[0].SetFloat64(0, float64(lo))
					p[0].SetFloat64(1, float64(hi))
					return p
				})
			}
		}
	}
}

func TestEveryReduction(t *testing.T) {
	for _, op := range reductions {
		for _, dt := range array.DTypes {
			if !takes(op, dt) {
				continue
			}
			for _, n := range []int{0, 1, 3, 7, 8, 9, 16, 17, 33, 100, 1000} {
				b := loop.NewBuilder(fmt.Sprintf("reduce %v %v", op, dt))
				x := b.Buffer(loop.In, "x", dt, n+1)
				z := b.Buffer(loop.Out, "z", dt, 1)
				init := b.Load(loop.Address{Buffer: x, Offset: n})
				out := b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), []*loop.Value{init}, []loop.Op{op}, func(i *loop.Value, c []*loop.Value) []*loop.Value {
					return []*loop.Value{b.Op(op, b.Load(at(x, i)), c[0])}
				})
				b.Store(loop.Address{Buffer: z}, out[0])
				f := b.Finish()
				for seed := range uint64(3) {
					compare(t, f, func() []*array.Buffer { return reductionParams(f, op, seed) })
				}
			}
		}
	}
}

// reductionParams returns random operands, but for sums and products of floats such that the order does not matter.
func reductionParams(f *loop.Func, op loop.Op, seed uint64) []*array.Buffer {
	params := randomParams(f, seed)
	x := params[0]
	if !x.DType().IsFloat() {
		return params
	}
	for i := range x.Size() {
		switch {
		case op == loop.Add && seed == 0:
			x.SetFloat64(i, math.Copysign(0, -1))
		case op == loop.Add:
			x.SetFloat64(i, float64(i%17-8))
		case op == loop.Mul:
			x.SetFloat64(i, float64(1-2*(i%2)))
		case seed == 0: // zeros of both signs
			x.SetFloat64(i, math.Copysign(0, float64(i%3)-1))
		case seed == 1 && math.IsNaN(x.Float64(i)):
			x.SetFloat64(i, 7)
		}
	}
	return params
}

// TestStrides loads and stores with strides, backward, and at indices from memory.
func TestStrides(t *testing.T) {
	const n = 30
	for _, dt := range array.DTypes {
		for _, stride := range []int{1, 2, 3, 7, 16, -1, -2, -5, 0} {
			b := loop.NewBuilder(fmt.Sprintf("stride %v %d", dt, stride))
			x := b.Buffer(loop.In, "x", dt, n*16)
			index := b.Buffer(loop.In, "index", i64, n)
			z := b.Buffer(loop.Out, "z", dt, n*16)
			w := b.Buffer(loop.Out, "w", dt, 3*n)
			b.Vector(b.Int(i64, 0), b.Int(i64, n), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
				from := loop.Address{Buffer: x}
				if stride != 0 {
					from.Terms = []loop.Term{{Index: i, Stride: stride}}
				}
				if stride < 0 {
					from.Offset = -stride * (n - 1)
				}
				to := from
				to.Buffer = z
				if stride == 0 {
					to.Terms = []loop.Term{{Index: i, Stride: 1}}
				}
				b.Store(to, b.Load(from))
				k := b.Op(loop.And, b.Load(at(index, i)), b.Int(i64, 15))
				b.Store(loop.Address{Buffer: w, Terms: []loop.Term{{Index: i, Stride: 3}}}, b.Load(at2(x, k, 3, i, 5)))
				b.Store(loop.Address{Buffer: w, Offset: 1, Terms: []loop.Term{{Index: i, Stride: 3}}}, b.Load(at(x, k)))
				back := loop.Address{Buffer: x, Offset: 15, Terms: []loop.Term{{Index: k, Stride: -1}}}
				b.Store(loop.Address{Buffer: w, Offset: 2, Terms: []loop.Term{{Index: i, Stride: 3}}}, b.Load(back))
				return nil
			})
			f := b.Finish()
			compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
		}
	}
}

// TestStridesOfBools loads bools that are not side by side, and none behind the last one, beside elements of either size.
func TestStridesOfBools(t *testing.T) {
	for _, dt := range []array.DType{array.Bool, array.Float32, f64} {
		for _, stride := range []int{2, 3, -1, -4} {
			for _, n := range []int{1, 2, 4, 7, 8, 16, 30, 33, 64, 100} {
				b := loop.NewBuilder(fmt.Sprintf("bools %v %d", dt, stride))
				step := max(stride, -stride)
				x, y := b.Buffer(loop.In, "x", array.Bool, (n-1)*step+1), b.Buffer(loop.In, "y", dt, n)
				index, z := b.Buffer(loop.In, "index", i64, n), b.Buffer(loop.Out, "z", dt, n)
				b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
					from := loop.Address{Buffer: x, Terms: []loop.Term{{Index: i, Stride: stride}}}
					if stride < 0 {
						from.Offset = step * (n - 1)
					}
					k := b.Op(loop.Min, b.Op(loop.And, b.Load(at(index, i)), b.Int(i64, 7)), b.Int(i64, int64((n-1)*step)))
					c := b.Op(loop.Xor, b.Load(from), b.Load(at(x, k)))
					b.Store(at(z, i), b.Op(loop.Select, c, b.Load(at(y, i)), b.Int(dt, 1)))
					return nil
				})
				f := b.Finish()
				compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
			}
		}
	}
}
