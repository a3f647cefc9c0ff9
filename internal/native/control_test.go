package native

import (
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

var (
	f64 = array.Float64
	i64 = array.Int64
)

// values stores vs, all of one type, to an Out buffer of their number.
func storeAll(b *loop.Builder, out *loop.Buffer, vs []*loop.Value) {
	for k, v := range vs {
		b.Store(loop.Address{Buffer: out, Offset: k}, v)
	}
}

func TestCarriesThatChangePlaces(t *testing.T) {
	b := loop.NewBuilder("swap")
	x := b.Buffer(loop.In, "x", f64, 3)
	z := b.Buffer(loop.Out, "z", f64, 6)
	var init []*loop.Value
	for k := range 3 {
		init = append(init, b.Load(loop.Address{Buffer: x, Offset: k}))
	}
	rotate := func(c []*loop.Value) []*loop.Value { return []*loop.Value{c[1], c[2], c[0]} }
	out := b.For(b.Int(i64, 0), b.Int(i64, 1000), init, func(_ *loop.Value, c []*loop.Value) []*loop.Value { return rotate(c) })
	n := b.Int(i64, 0)
	more := b.While(append([]*loop.Value{n}, init...), func(c []*loop.Value) *loop.Value {
		return b.Op(loop.Lt, c[0], b.Int(i64, 77))
	}, func(c []*loop.Value) []*loop.Value {
		return append([]*loop.Value{b.Op(loop.Add, c[0], b.Int(i64, 1))}, rotate(c[1:])...)
	})
	storeAll(b, z, append(out, more[1:]...))
	f := b.Finish()
	compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
}

// The same in lanes, in loops that are written out, in turns, and of an unknown number of iterations.
func TestCarriesThatChangePlacesInLanes(t *testing.T) {
	for _, trips := range []int{1, 3, 7, 50, 0} {
		b := loop.NewBuilder("swap in lanes")
		x := b.Buffer(loop.In, "x", f64, 21)
		z := b.Buffer(loop.Out, "z", f64, 3*21)
		hi := b.Int(i64, int64(trips))
		if trips == 0 {
			hi = b.Op(loop.And, b.To(i64, b.Load(loop.Address{Buffer: x})), b.Int(i64, 15))
		}
		b.Vector(b.Int(i64, 0), b.Int(i64, 21), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			v := b.Load(at(x, i))
			out := b.For(b.Int(i64, 0), hi, []*loop.Value{v, b.Float(f64, 1), v}, func(_ *loop.Value, c []*loop.Value) []*loop.Value {
				return []*loop.Value{c[1], c[0], b.Op(loop.Sub, c[2], b.Op(loop.Mul, c[0], v))}
			})
			for k, v := range out {
				b.Store(loop.Address{Buffer: z, Offset: 21 * k, Terms: []loop.Term{{Index: i, Stride: 1}}}, v)
			}
			return nil
		})
		f := b.Finish()
		compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
	}
}

// Carries of a loop in lanes that are its index in the iteration before, in lanes or as a number.
func TestCarriesThatAreTheLastIndex(t *testing.T) {
	for _, trips := range []int{3, 8, 50} {
		b := loop.NewBuilder("last index")
		z := b.Buffer(loop.Out, "z", i64, 21*trips)
		b.Vector(b.Int(i64, 0), b.Int(i64, 21), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			b.For(b.Int(i64, 0), b.Int(i64, int64(trips)), []*loop.Value{i, b.Int(i64, -1)}, func(j *loop.Value, c []*loop.Value) []*loop.Value {
				v := b.Op(loop.Add, b.Op(loop.Mul, c[0], b.Int(i64, 1000)), c[1])
				b.Store(at2(z, i, 1, j, 21), v)
				return []*loop.Value{j, j}
			})
			return nil
		})
		f := b.Finish()
		compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
	}
}

// pressure makes a Func in which n values of a type live at the same time, in a loop of the given number of iterations.
func pressure(t array.DType, n, trips int, vector bool) *loop.Func {
	b := loop.NewBuilder(fmt.Sprintf("pressure %v %d", t, n))
	x := b.Buffer(loop.In, "x", t, n+trips)
	z := b.Buffer(loop.Out, "z", t, trips+n)
	var before []*loop.Value
	for k := range n / 2 {
		before = append(before, b.Load(loop.Address{Buffer: x, Offset: k}))
	}
	body := func(i *loop.Value, c []*loop.Value) []*loop.Value {
		live := append([]*loop.Value(nil), before...)
		for k := range n / 2 {
			a := at(x, i)
			a.Offset = k
			live = append(live, b.Load(a))
		}
		op := loop.Add
		for len(live) > 1 {
			var half []*loop.Value
			for k := range len(live) / 2 {
				half = append(half, b.Op(op, live[k], live[len(live)-1-k]))
			}
			if len(live)%2 == 1 {
				half = append(half, live[len(live)/2])
			}
			live = half
			op = loop.Add + loop.Mul - op
		}
		b.Store(at(z, i), live[0])
		return c
	}
	lo, hi := b.Int(i64, 0), b.Int(i64, int64(trips))
	if vector {
		b.Vector(lo, hi, nil, nil, body)
	} else {
		b.For(lo, hi, nil, body)
	}
	for k, v := range before { // alive over the loop
		b.Store(loop.Address{Buffer: z, Offset: trips + k}, v)
	}
	return b.Finish()
}

func TestMoreValuesThanRegisters(t *testing.T) {
	for _, dt := range array.DTypes[1:] {
		for _, n := range []int{10, 30, 50, 100, 200} {
			for _, trips := range []int{1, 5, 100} {
				for _, vector := range []bool{false, true} {
					f := pressure(dt, n, trips, vector)
					compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
				}
			}
		}
	}
}

// callFunc counts to n, and calls a function of the host in every iteration, with values in registers.
func callFunc(n int) *loop.Func {
	b := loop.NewBuilder("call")
	x := b.Buffer(loop.In, "x", f64, 4)
	t := b.Buffer(loop.Temp, "t", f64, 4)
	c := b.Constant("c", array.Of([]float64{1, 2, 3, 4}, array.Shape{4}))
	z := b.Buffer(loop.Out, "z", f64, 4)
	sum := b.For(b.Int(i64, 0), b.Int(i64, int64(n)), []*loop.Value{b.Float(f64, 0)}, func(i *loop.Value, s []*loop.Value) []*loop.Value {
		b.Call(&loop.Call{
			Name: "twice",
			Run: func(in, out []*array.Buffer) {
				p, q, r := array.Data[float64](in[0]), array.Data[float64](in[1]), array.Data[float64](out[0])
				runtime.Gosched()
				for k := range r {
					r[k] = 2*p[k] + q[k]
				}
			},
			In:  []loop.Operand{{Buffer: x, Shape: array.Shape{2, 2}}, {Buffer: c, Shape: array.Shape{2, 2}}},
			Out: []loop.Operand{{Buffer: t, Shape: array.Shape{4}}},
		})
		v := b.Load(loop.Address{Buffer: t, Offset: 3})
		return []*loop.Value{b.Op(loop.Add, b.Op(loop.Add, s[0], v), b.To(f64, i))}
	})
	storeAll(b, z, []*loop.Value{sum[0], sum[0], sum[0], sum[0]})
	return b.Finish()
}

func TestCallsOfTheHost(t *testing.T) {
	for _, n := range []int{1, 10, 1000} {
		f := callFunc(n)
		compare(t, f, func() []*array.Buffer { return ordinaryParams(f) })
	}
}

func TestPollsLetTheCollectorIn(t *testing.T) {
	f := pressure(f64, 60, 300_000, false)
	var stop atomic.Bool
	defer stop.Store(true)
	go func() {
		for !stop.Load() {
			runtime.GC()
			time.Sleep(time.Millisecond)
		}
	}()
	p, err := loop.Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	want := ordinaryParams(f)
	if err := p.Run(want, nil); err != nil {
		t.Fatal(err)
	}
	for name, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		polls := 0
		for runs := 0; runs < 5 || polls == 0 && runs < 1000; runs++ { // some milliseconds each; now and then no collection falls in five
			got := ordinaryParams(f)
			if err := c.New().Run(got, func() error { polls++; return nil }); err != nil {
				t.Fatal(err)
			}
			for k := range got {
				if at := difference(got[k], want[k]); at >= 0 {
					t.Errorf("%s: parameter %d element %d", name, k, at)
				}
			}
		}
		if polls == 0 {
			t.Errorf("%s: no poll", name)
		}
	}
}

func TestPollErrorEndsTheRun(t *testing.T) {
	b := loop.NewBuilder("forever")
	z := b.Buffer(loop.Out, "z", i64, 1)
	one := b.Int(i64, 1)
	out := b.While([]*loop.Value{b.Int(i64, 0)}, func(c []*loop.Value) *loop.Value { return b.Op(loop.Ne, c[0], b.Int(i64, -1)) },
		func(c []*loop.Value) []*loop.Value { return []*loop.Value{b.Op(loop.Add, c[0], one)} })
	b.Store(loop.Address{Buffer: z}, out[0])
	f := b.Finish()
	enough := errors.New("enough")
	for name, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		polls := 0
		err = c.New().Run(ordinaryParams(f), func() error {
			if polls++; polls == 3 {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWrongParametersAreErrors(t *testing.T) {
	f := sumFunc(10)
	for _, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		m := c.New()
		x, z := array.New(f64, array.Shape{10}), array.New(f64, nil)
		for _, params := range [][]*array.Buffer{{x}, {x, x}, {z, z}, {array.New(array.Float32, array.Shape{10}), z}} {
			if err := m.Run(params, nil); err == nil {
				t.Error("no error")
			}
		}
		if err := m.Run([]*array.Buffer{x, z}, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestRotations(t *testing.T) {
	for _, dt := range []array.DType{array.Uint32, array.Uint64} {
		b := loop.NewBuilder("rotate")
		x := b.Buffer(loop.In, "x", dt, 50)
		z := b.Buffer(loop.Out, "z", dt, 52)
		width := int64(8 * dt.Size())
		rotate := func(v *loop.Value, n int64) *loop.Value {
			return b.Op(loop.Or, b.Op(loop.Shl, v, b.Int(dt, n)), b.Op(loop.Shr, v, b.Int(dt, width-n)))
		}
		b.Vector(b.Int(i64, 0), b.Int(i64, 50), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
			v := b.Load(at(x, i))
			b.Store(at(z, i), b.Op(loop.Xor, rotate(v, 13), rotate(b.Op(loop.Add, v, v), 1)))
			return nil
		})
		for k := range 2 {
			b.Store(loop.Address{Buffer: z, Offset: 50 + k}, rotate(b.Load(loop.Address{Buffer: x, Offset: k}), 7))
		}
		f := b.Finish()
		compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
	}
}
