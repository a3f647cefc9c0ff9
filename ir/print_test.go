package ir_test

import (
	"fmt"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

func TestOpStringPrintsParameters(t *testing.T) {
	body := parse(t, "{ a:f64[] -> return a }")
	for _, c := range []struct {
		op   ir.Op
		want string
	}{
		{prim.SumOp{Axes: []int{0, 2}}, "sum axes=[0 2]"},
		{prim.SumOp{}, "sum axes=[]"},
		{prim.Convert{To: array.Int32}, "convert to=i32"},
		{prim.TriangularSolve{LowerTriangle: true}, "triangular_solve lowerTriangle=true trans=false unitDiagonal=false"},
		{prim.ReduceOp{Fold: "max"}, "reduce fold=max axes=[]"},
		{prim.StopGradient{}, "stop_gradient"},
		{flow.Checkpoint{Body: body}, "checkpoint body={ a:f64[] ->\n  return a }"},
		{flow.Switch{Branches: []*ir.Program{body, body}}, "switch branches=[{ a:f64[] ->\n  return a } { a:f64[] ->\n  return a }]"},
	} {
		if got := ir.OpString(c.op); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestNamesGoOnAfterZ(t *testing.T) {
	p, _ := ir.TraceFunc([]ir.Type{{DType: array.Float64}}, func(x []ir.Value) []ir.Value {
		v := x[0]
		for range 60 {
			v = prim.Exp(v)
		}
		return []ir.Value{v}
	})
	if got := parse(t, p.String()).String(); got != p.String() {
		t.Errorf("got\n%s", got)
	}
}

func ExampleProgram_String() {
	vector := ir.Type{DType: array.Float64, Shape: array.Shape{3}}
	p, _ := ir.TraceFunc([]ir.Type{vector}, func(x []ir.Value) []ir.Value {
		return []ir.Value{prim.SumAll(prim.Mul(x[0], prim.Scalar(array.Float64, 2)))}
	})
	fmt.Println(p)
	// Output:
	// { a:f64[3] ->
	//   b:f64[3] = mul a 2:f64[]
	//   c:f64[] = sum axes=[0] b
	//   return c }
}

func ExampleParse() {
	p, err := ir.Parse("{ x:f64[2] -> y:f64[2] = square x return y }", prim.Ops())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Eval([]*array.Buffer{array.Of([]float64{3, 4}, array.Shape{2})})[0])
	_, err = ir.Parse("{ x:f64[2] -> y:f64[] = square x return y }", prim.Ops())
	fmt.Println(err)
	// Output:
	// [9 16]
	// equation 0, square: result 0 is f64[] where the op infers f64[2]
}
