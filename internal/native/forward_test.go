package native

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// packedFunc stores four numbers, takes the square roots of them in lanes, and loads these one by one. Between
// is what else happens before the loads of both kinds.
func packedFunc(between func(b *loop.Builder, packed *loop.Buffer)) *loop.Func {
	b := loop.NewBuilder("packed")
	in, out := b.Buffer(loop.In, "x", array.Float64, 8), b.Buffer(loop.Out, "y", array.Float64, 4)
	packed, roots := b.Buffer(loop.Temp, "p", array.Float64, 4), b.Buffer(loop.Temp, "r", array.Float64, 4)
	roots.Offset = 64
	for i := range 4 {
		x := b.Load(loop.Address{Buffer: in, Offset: 2 * i})
		b.Store(loop.Address{Buffer: packed, Offset: i}, b.Op(loop.Mul, x, x))
	}
	between(b, packed)
	b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, 4), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		b.Store(at(roots, i), b.Op(loop.Sqrt, b.Load(at(packed, i))))
		return nil
	})
	between(b, roots)
	for i := range 4 {
		b.Store(loop.Address{Buffer: out, Offset: 3 - i}, b.Load(loop.Address{Buffer: roots, Offset: i}))
	}
	return b.Finish()
}

// between are statements after which memory or the registers may hold something else.
var between = map[string]func(b *loop.Builder, packed *loop.Buffer){
	"nothing": func(*loop.Builder, *loop.Buffer) {},
	"a store at a place that is computed": func(b *loop.Builder, packed *loop.Buffer) {
		i := b.To(array.Int64, b.Load(loop.Address{Buffer: packed, Offset: 1}))
		b.Store(at(packed, b.Op(loop.And, i, b.Int(array.Int64, 3))), b.Float(array.Float64, 7))
	},
	"a store of a number": func(b *loop.Builder, packed *loop.Buffer) {
		b.Store(loop.Address{Buffer: packed, Offset: 2}, b.Float(array.Float64, 9))
	},
	"a branch that stores": func(b *loop.Builder, packed *loop.Buffer) {
		x := b.Load(loop.Address{Buffer: packed, Offset: 3})
		b.If(b.Op(loop.Lt, x, b.Float(array.Float64, 1)), func() []*loop.Value {
			b.Store(loop.Address{Buffer: packed}, x)
			return nil
		}, func() []*loop.Value { return nil })
	},
	"a loop that stores": func(b *loop.Builder, packed *loop.Buffer) {
		b.For(b.Int(array.Int64, 0), b.Int(array.Int64, 100), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			b.Store(at(packed, b.Op(loop.And, i, b.Int(array.Int64, 3))), b.To(array.Float64, i))
			return nil
		})
	},
	"a call that writes": func(b *loop.Builder, packed *loop.Buffer) {
		o := []loop.Operand{{Buffer: packed, Shape: array.Shape{4}}}
		b.Call(&loop.Call{Name: "fill", Out: o, Run: func(_, out []*array.Buffer) {
			for i := range 4 {
				out[0].SetFloat64(i, float64(i+2))
			}
		}})
	},
}

func TestForwarded(t *testing.T) {
	for name, f := range between {
		t.Run(name, func(t *testing.T) {
			p := packedFunc(f)
			compare(t, p, func() []*array.Buffer { return wholeParams(p) })
		})
	}
}

// Elements of vectors of all widths are found again where they are.
func TestForwardedOfEveryWidth(t *testing.T) {
	for _, n := range []int{2, 3, 4, 5, 8, 11, 16, 24} {
		b := loop.NewBuilder("widths")
		x, y, roots := b.Buffer(loop.In, "x", f64, n), b.Buffer(loop.Out, "y", f64, n), b.Buffer(loop.Temp, "r", f64, n)
		b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			b.Store(at(roots, i), b.Op(loop.Abs, b.Load(at(x, i))))
			return nil
		})
		for i := range n {
			b.Store(loop.Address{Buffer: y, Offset: n - 1 - i}, b.Load(loop.Address{Buffer: roots, Offset: i}))
		}
		f := b.Finish()
		compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
	}
}

// A carry that is computed in place of the last turn's is not taken for that when it is loaded in lanes.
func TestForwardedCarry(t *testing.T) {
	b := loop.NewBuilder("carry")
	out, packed := b.Buffer(loop.Out, "y", array.Float64, 4), b.Buffer(loop.Temp, "p", array.Float64, 4)
	first := []*loop.Value{b.Float(array.Float64, 1), b.Float(array.Float64, 2)}
	b.For(b.Int(array.Int64, 0), b.Int(array.Int64, 1000), first, func(_ *loop.Value, v []*loop.Value) []*loop.Value {
		for i := range 4 {
			b.Store(loop.Address{Buffer: packed, Offset: i}, v[i%2])
		}
		next := []*loop.Value{b.Op(loop.Mul, v[0], b.Float(array.Float64, 1.01)), b.Op(loop.Sub, v[1], b.Float(array.Float64, 0.5))}
		b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, 4), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			b.Store(at(out, i), b.Op(loop.Add, b.Load(at(packed, i)), b.Float(array.Float64, 1)))
			return nil
		})
		return next
	})
	f := b.Finish()
	compare(t, f, func() []*array.Buffer { return wholeParams(f) })
}

// Neither kind of load is left, with AVX-512 either.
func TestForwardedListing(t *testing.T) {
	avx2 := exec.Features{AVX: true, AVX2: true, FMA: true, BMI1: true, BMI2: true, POPCNT: true, LZCNT: true}
	avx512 := avx2
	avx512.AVX512F, avx512.AVX512CD, avx512.AVX512BW, avx512.AVX512DQ, avx512.AVX512VL = true, true, true, true, true
	for want, cpu := range map[string]exec.Features{"vinsertf128.y": avx2, "vinsertf64x2.y": avx512} {
		text, err := Listing(packedFunc(between["nothing"]), cpu)
		if err != nil {
			t.Fatal(err)
		}
		w, err := translate(packedFunc(between["nothing"]), cpu)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.asm.Bytes(); err != nil {
			t.Error(err)
		}
		if strings.Count(text, want) != 1 || strings.Count(text, "vextract") != 2 || strings.Contains(text, "vmovupd.y V0, [arena") {
			t.Errorf("want one %s and two extractions:\n%s", want, text)
		}
	}
}
