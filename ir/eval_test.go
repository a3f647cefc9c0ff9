package ir_test

import (
	"sync"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

func TestEval(t *testing.T) {
	// An input, a constant and a result used twice as outputs, and a result that nobody uses.
	p := parse(t, "{ x:f64[2] y:f64[] -> a:f64[2] = mul x y b:f64[2] = exp a return a x 7:f64[] a }")
	x := array.Of([]float64{1, 2}, array.Shape{2})
	out := p.Eval([]*array.Buffer{x, array.Scalar(3.0)})
	for i, want := range []string{"[3 6]", "[1 2]", "7", "[3 6]"} {
		if got := out[i].String(); got != want {
			t.Errorf("output %d is %s, want %s", i, got, want)
		}
	}
}

func TestEvalIsSafeForConcurrentUse(t *testing.T) {
	p := parse(t, "{ x:f64[] -> a:f64[] = add x 1:f64[] b:f64[] = mul a a return b }")
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			x := float64(i)
			if got := p.Eval([]*array.Buffer{array.Scalar(x)})[0].Float64(0); got != (x+1)*(x+1) {
				t.Errorf("got %v for %v", got, x)
			}
		})
	}
	wg.Wait()
}

func TestEvalOfTheWrongNumberOfInputsPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	parse(t, "{ x:f64[] -> return x }").Eval(nil)
}
