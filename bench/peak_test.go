package main

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// The loops that stand in for C do all of the work that is counted.
func TestLoops(t *testing.T) {
	needsMachineCode(t)
	const n = 4096
	x, z := array.New(array.Float32, array.Shape{n}), array.New(array.Float32, array.Shape{1})
	for i := range n {
		x.SetFloat64(i, 1)
	}
	run, err := runner(sumLoop(array.Float32, n), x, z)
	if err != nil {
		t.Fatal(err)
	}
	run()
	near(t, "the sum", z.Float64(0), n, 0)

	z = array.New(array.Float64, array.Shape{chains})
	run, err = runner(multiplyAddLoop(n), array.Of([]float64{0.5, 2}, array.Shape{2}), z)
	if err != nil {
		t.Fatal(err)
	}
	run()
	for k := range chains {
		near(t, "a chain", z.Float64(k), float64(n+k), 0)
	}
}
