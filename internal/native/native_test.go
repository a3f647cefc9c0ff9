package native

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/simulate"
)

// targets are the processors to compile for: this one, and it with less.
func targets(t testing.TB) map[string]exec.Features {
	m := map[string]exec.Features{}
	for _, level := range []string{"avx512", "avx2"} {
		cpu, err := exec.CPU().Limit(level)
		if err != nil {
			t.Fatal(err)
		}
		if !cpu.AVX2 || !cpu.FMA || level == "avx512" && !cpu.AVX512VL {
			continue
		}
		m[level] = cpu
	}
	return m
}

// compare runs f by the interpreter, by machine code, and by that of a simulated processor with AVX-512, on the same inputs, and
// compares what they write.
func compare(t *testing.T, f *loop.Func, params func() []*array.Buffer) {
	t.Helper()
	if err := f.Check(); err != nil {
		t.Fatalf("%v\n%v", err, f)
	}
	p, err := loop.Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	want := params()
	if err := p.Run(want, nil); err != nil {
		t.Fatal(err)
	}
	same := func(name string, cpu exec.Features, got []*array.Buffer) {
		for i := range got {
			if at := difference(got[i], want[i]); at >= 0 {
				t.Fatalf("%s: parameter %d (%v) element %d of %d is %v (%#x), want %v (%#x)\n%v\n%s", name, i, got[i].DType(), at, got[i].Size(),
					got[i].Float64(at), got[i].Bits(at), want[i].Float64(at), want[i].Bits(at), f, listing(f, cpu))
			}
		}
	}
	same("simulated AVX-512", simulate.CPU(), runSimulated(t, f, simulate.CPU(), params()))
	for name, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatalf("%s: %v\n%v", name, err, f)
		}
		m := c.New()
		for range 2 {
			got := params()
			if err := m.Run(got, nil); err != nil {
				t.Fatalf("%s: %v\n%v", name, err, f)
			}
			same(name, cpu, got)
		}
	}
}

// difference returns the first element that differs, or -1. All NaNs are the same.
func difference(x, y *array.Buffer) int {
	for i := range x.Size() {
		if x.Bits(i) == y.Bits(i) || x.DType().IsFloat() && math.IsNaN(x.Float64(i)) && math.IsNaN(y.Float64(i)) {
			continue
		}
		return i
	}
	return -1
}

func TestAdd(t *testing.T) {
	for _, n := range []int{0, 1, 3, 8, 13, 100, 1000} {
		b := loop.NewBuilder("add")
		x := b.Buffer(loop.In, "x", array.Float64, n)
		y := b.Buffer(loop.In, "y", array.Float64, n)
		z := b.Buffer(loop.Out, "z", array.Float64, n)
		s := b.Buffer(loop.Out, "s", array.Float64, 1)
		zero, end := b.Int(array.Int64, 0), b.Int(array.Int64, int64(n))
		sums := b.Vector(zero, end, []*loop.Value{b.Float(array.Float64, 3)}, []loop.Op{loop.Add}, func(i *loop.Value, c []*loop.Value) []*loop.Value {
			at := func(b *loop.Buffer) loop.Address {
				return loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: 1}}}
			}
			v := b.Op(loop.Add, b.Load(at(x)), b.Load(at(y)))
			b.Store(at(z), v)
			return []*loop.Value{b.Op(loop.Add, c[0], v)}
		})
		b.Store(loop.Address{Buffer: s}, sums[0])
		compare(t, b.Finish(), func() []*array.Buffer {
			p := []*array.Buffer{array.New(array.Float64, array.Shape{n}), array.New(array.Float64, array.Shape{n}),
				array.New(array.Float64, array.Shape{n}), array.New(array.Float64, array.Shape{1})}
			for i := range n {
				p[0].SetFloat64(i, float64(i))
				p[1].SetFloat64(i, float64(2*i))
			}
			return p
		})
	}
}

// randomParams returns what f reads, and room for what it writes.
func randomParams(f *loop.Func, seed uint64) (params []*array.Buffer) {
	r := rand.New(rand.NewPCG(seed, 2))
	for _, b := range f.Buffers {
		if b.Kind != loop.In && b.Kind != loop.Out {
			continue
		}
		x := array.New(b.Type, array.Shape{b.Len})
		for i := range b.Len {
			switch {
			case b.Type.IsFloat() && r.IntN(20) == 0:
				x.SetFloat64(i, floatLiterals[r.IntN(len(floatLiterals))])
			case b.Type.IsFloat():
				x.SetFloat64(i, 3*r.NormFloat64())
			case b.Type == array.Bool:
				x.SetBits(i, uint64(r.IntN(2)))
			default:
				x.SetBits(i, uint64(int64(r.Uint64())>>r.IntN(64)))
			}
		}
		params = append(params, x)
	}
	return params
}

var randomTime = flag.Duration("random", 0, "how long TestRandomFuncsAgreeWithTheInterpreter runs; default: 200 programs")
var randomSeed = flag.Uint64("seed", 0, "first seed of TestRandomFuncsAgreeWithTheInterpreter")

func TestRandomFuncsAgreeWithTheInterpreter(t *testing.T) {
	began, seed := time.Now(), *randomSeed
	for ; seed < *randomSeed+200 || time.Since(began) < *randomTime; seed++ {
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) {
			f := randomFunc(seed)
			compare(t, f, func() []*array.Buffer { return randomParams(f, seed) })
		}) {
			break
		}
	}
	t.Logf("%d programs", seed-*randomSeed)
}

func FuzzNative(f *testing.F) {
	f.Add(uint64(1000))
	f.Fuzz(func(t *testing.T, seed uint64) {
		g := randomFunc(seed)
		compare(t, g, func() []*array.Buffer { return randomParams(g, seed) })
	})
}
