package main

import (
	"sync"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/roofline"
)

// Limits where there is no C: what the machine can do, as loops that our own code generator compiles.

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
		if parts[i], err = roofline.Runner(roofline.Read(dtype, part), x, array.New(dtype, array.Shape{1})); err != nil {
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
	run, err := roofline.Runner(roofline.MultiplyAdd(n), roofline.Factors, array.New(array.Float64, array.Shape{roofline.Chains}))
	if err != nil {
		return nil, 0, err
	}
	return repeat(run), 2 * roofline.Chains * n, nil
}
