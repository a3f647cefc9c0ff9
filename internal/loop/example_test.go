package loop_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A function that adds up the squares of a buffer, as the builder makes it and the interpreter runs it.
func Example() {
	b := loop.NewBuilder("squares")
	x := b.Buffer(loop.In, "x", array.Float64, 3)
	y := b.Buffer(loop.Out, "y", array.Float64, 1)
	sum := b.Vector(
		b.Int(array.Int64, 0), b.Int(array.Int64, 3),
		[]*loop.Value{b.Float(array.Float64, 0)}, []loop.Op{loop.Add},
		func(i *loop.Value, sum []*loop.Value) []*loop.Value {
			v := b.Load(loop.Address{Buffer: x, Terms: []loop.Term{{Index: i, Stride: 1}}})
			return []*loop.Value{b.Op(loop.FMA, v, v, sum[0])}
		})
	b.Store(loop.Address{Buffer: y}, sum[0])
	f := b.Finish()
	fmt.Print(f)

	p, err := loop.Interpret(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	out := array.New(array.Float64, nil)
	if err := p.Run([]*array.Buffer{array.Of([]float64{1, 2, 3}, array.Shape{3}), out}, nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out.Float64(0))
	// Output:
	// func squares {
	//   in x f64[3]
	//   out y f64[1]
	//   %0 = const i64 0
	//   %1 = const i64 3
	//   %2 = const f64 0
	//   %7 = vector %3 = %0 to %1 carry %4 = %2 add {
	//     %5 = load f64 x[%3]
	//     %6 = fma f64 %5 %5 %4
	//     next %6
	//   }
	//   store y[0] = %7
	// }
	// 14
}

// The text form is for tests and for people.
func ExampleParse() {
	f, err := loop.Parse(`
		func first {
		  in x i32[4]
		  out y i32[1]
		  %0 = load i32 x[4]
		  store y[0] = %0
		}`, loop.Names{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Check())
	// Output: first: %0 = load: elements 4 to 4 of buffer x, which has 4
}
