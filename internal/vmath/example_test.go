package vmath_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/vmath"
)

// z = softplus(2), built from operations that every machine has.
func ExampleApply() {
	b := loop.NewBuilder("softplus")
	out := b.Buffer(loop.Out, "z", array.Float64, 1)
	b.Store(loop.Address{Buffer: out}, vmath.Apply(b, loop.Softplus, b.Float(array.Float64, 2)))

	code, err := loop.Interpret(b.Finish())
	if err != nil {
		panic(err)
	}
	z := array.New(array.Float64, array.Shape{1})
	if err := code.Run([]*array.Buffer{z}, nil); err != nil {
		panic(err)
	}
	fmt.Println(array.Data[float64](z)[0])
	// Output: 2.1269280110429727
}

// A function that was built with log itself.
func ExampleExpand() {
	b := loop.NewBuilder("log")
	x := b.Buffer(loop.In, "x", array.Float32, 1)
	out := b.Buffer(loop.Out, "z", array.Float32, 1)
	b.Store(loop.Address{Buffer: out}, b.Op(loop.Log, b.Load(loop.Address{Buffer: x})))
	f := b.Finish()

	vmath.Expand(f)
	f.Walk(func(s loop.Stmt) {
		if v, ok := s.(*loop.Value); ok && v.Op == loop.Div {
			fmt.Println(v.Op, v.Type)
		}
	})
	// Output: div f32
}
