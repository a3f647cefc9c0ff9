package main

import (
	"sync"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Limits where there is no C: what the machine can do, as loops that our own code generator compiles.

// sumLoop adds up n elements: it reads them once.
func sumLoop(dtype array.DType, n int) *loop.Func {
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

// chains is how many sums the loop of multiplications and additions has: with the copies that the code generator
// makes of each they hide the latency and fit the registers.
const chains = 3

// multiplyAddLoop is n iterations of x·y + sum for each chain; n is a multiple of all numbers of lanes.
func multiplyAddLoop(n int) *loop.Func {
	b := loop.NewBuilder("fma")
	x, z := b.Buffer(loop.In, "x", array.Float64, 2), b.Buffer(loop.Out, "z", array.Float64, chains)
	factors := []*loop.Value{b.Load(loop.Address{Buffer: x}), b.Load(loop.Address{Buffer: x, Offset: 1})}
	init, combine := make([]*loop.Value, chains), make([]loop.Op, chains)
	for k := range chains {
		init[k], combine[k] = b.Int(array.Float64, int64(k)), loop.Add
	}
	sums := b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, int64(n)), init, combine, func(_ *loop.Value, sum []*loop.Value) []*loop.Value {
		next := make([]*loop.Value, chains)
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

// runner compiles a loop program and returns what runs it.
func runner(f *loop.Func, params ...*array.Buffer) (func(), error) {
	code, err := machineCode(f)
	if err != nil {
		return nil, err
	}
	m := code.New()
	run := func() {
		if err := m.Run(params, nil); err != nil {
			panic(err) // loads and sums cannot fail
		}
	}
	run()
	return run, nil
}

// readLoop reads an array of n elements with some threads, each its part.
func readLoop(dtype array.DType, n, threads int) (contender, error) {
	part := n / threads
	parts := make([]func(), threads)
	for i := range parts {
		x := array.New(dtype, array.Shape{part})
		for k := range part {
			x.SetFloat64(k, 1)
		}
		var err error
		if parts[i], err = runner(sumLoop(dtype, part), x, array.New(dtype, array.Shape{1})); err != nil {
			return nil, err
		}
	}
	return repeat(func() {
		var wg sync.WaitGroup
		for _, f := range parts[1:] {
			wg.Go(f)
		}
		parts[0]()
		wg.Wait()
	}), nil
}

// fmaLoop returns the contender that runs the loop of multiplications and additions, and the number of
// floating-point operations of a run.
func fmaLoop() (c contender, flops float64, err error) {
	const n = 1 << 20
	run, err := runner(multiplyAddLoop(n), array.Of([]float64{0.999, 1e-3}, array.Shape{2}), array.New(array.Float64, array.Shape{chains}))
	if err != nil {
		return nil, 0, err
	}
	return repeat(run), 2 * chains * n, nil
}
