// Package roofline measures what no code gets past on this machine: how fast memory can be read, and how many
// floating-point operations there are in a second. Both are measured with loops that our own code generator compiles. With them a
// loop that moves some bytes and does some operations has a time that it takes at least: the roofline model.
//
// Reference: Williams, Waterman, Patterson, Roofline, Communications of the ACM 52(4), 2009.
package roofline

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
)

// Limits are those of one thread.
type Limits struct {
	Bandwidth float64 // bytes a second, from memory
	Flops     float64 // operations of float64 a second
}

// Time returns the seconds that it takes at least to move so many bytes and to do so many operations.
func (l Limits) Time(bytes, flops float64) float64 { return max(bytes/l.Bandwidth, flops/l.Flops) }

// Measure returns the limits of this machine: the best of several measurements, of which the first call makes some
// 100 ms. It returns an error where there is no machine code.
var Measure = sync.OnceValues(measure)

func measure() (l Limits, err error) {
	const n, iterations = 8 << 20, 1 << 18 // 64 MB, more than caches hold
	x := array.New(array.Float64, array.Shape{n})
	for i := 0; i < n; i += 512 {
		x.SetFloat64(i, 1) // so that the system gives each page memory of its own
	}
	read, err := Runner(Read(array.Float64, n), x, array.New(array.Float64, array.Shape{1}))
	if err != nil {
		return l, err
	}
	add, err := Runner(MultiplyAdd(iterations), Factors, array.New(array.Float64, array.Shape{Chains}))
	if err != nil {
		return l, err
	}
	return Limits{8 * n / best(read), 2 * Chains * iterations / best(add)}, nil
}

// best returns the shortest time of some calls.
func best(f func()) float64 {
	t := math.Inf(1)
	for range 7 {
		begun := time.Now()
		f()
		t = min(t, time.Since(begun).Seconds())
	}
	return t
}

// Read adds up n elements: it reads them once.
func Read(dtype array.DType, n int) *loop.Func {
	b := loop.NewBuilder("read")
	x, z := b.Buffer(loop.In, "x", dtype, n), b.Buffer(loop.Out, "z", dtype, 1)
	sum := b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(n)), []*loop.Value{b.Int(dtype, 0)}, []loop.Op{loop.Add},
		func(i *loop.Value, sum []*loop.Value) []*loop.Value {
			e := b.Load(loop.Address{Buffer: x, Terms: []loop.Term{{Index: i, Stride: 1}}})
			return []*loop.Value{b.Op(loop.Add, sum[0], e)}
		})
	b.Store(loop.Address{Buffer: z}, sum[0])
	return b.Finish()
}

// Chains is how many sums the loop of multiplications and additions has: with the copies that the code generator
// makes of each they hide the latency and fit the registers.
const Chains = 3

// Factors is what that loop reads.
var Factors = array.Of([]float64{0.999, 1e-3}, array.Shape{2})

// MultiplyAdd is n iterations of x·y + sum for each chain; n is a multiple of all numbers of lanes.
func MultiplyAdd(n int) *loop.Func {
	b := loop.NewBuilder("fma")
	x, z := b.Buffer(loop.In, "x", array.Float64, 2), b.Buffer(loop.Out, "z", array.Float64, Chains)
	factors := []*loop.Value{b.Load(loop.Address{Buffer: x}), b.Load(loop.Address{Buffer: x, Offset: 1})}
	init, combine := make([]*loop.Value, Chains), make([]loop.Op, Chains)
	for k := range Chains {
		init[k], combine[k] = b.Int(array.Float64, int64(k)), loop.Add
	}
	sums := b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(n)), init, combine, func(_ *loop.Value, sum []*loop.Value) []*loop.Value {
		next := make([]*loop.Value, Chains)
		for k := range next {
			next[k] = b.Op(loop.FMA, factors[0], factors[1], sum[k])
		}
		return next
	})
	for k, s := range sums {
		b.Store(loop.Address{Buffer: z, Offset: k}, s)
	}
	return b.Finish()
}

// Runner compiles a loop program for this processor, and returns what runs it. It has run once: nothing is left to be
// prepared.
func Runner(f *loop.Func, params ...*array.Buffer) (run func(), err error) {
	cpu, err := exec.Target()
	if err != nil {
		return nil, err
	}
	code, err := native.Compile(f, cpu)
	if err != nil {
		return nil, err
	}
	m := code.New()
	if err := m.Run(params, nil); err != nil {
		return nil, fmt.Errorf("measuring the machine: %w", err)
	}
	return func() {
		if err := m.Run(params, nil); err != nil {
			panic(err) // it did run
		}
	}, nil
}
