package prim

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// floatValue returns a float64 Value of the given elements.
func floatValue(shape array.Shape, elems ...float64) Value {
	return ir.Concrete(array.Of(elems, shape))
}

// normal returns a float64 Value of standard normal numbers that depend on the seed alone.
func normal(seed uint64, shape ...int) Value {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := array.New(array.Float64, shape)
	for i := range b.Size() {
		b.SetFloat64(i, rng.NormFloat64())
	}
	return ir.Concrete(b)
}

// positive returns stacks of symmetric positive definite matrices A Aᵀ + I.
func positive(seed uint64, shape ...int) Value {
	a := normal(seed, shape...)
	return Add(MatMul(a, MatTranspose(a)), identityLike(a))
}

func assertClose(t *testing.T, what string, got, want Value, tol float64) {
	t.Helper()
	if !got.Type().Equal(want.Type()) {
		t.Fatalf("%s: type %v, want %v", what, got.Type(), want.Type())
	}
	for i := range want.Buffer().Size() {
		g, w := got.Buffer().Float64(i), want.Buffer().Float64(i)
		if g == w || g != g && w != w {
			continue
		}
		if d := math.Abs(g - w); !(d <= tol*(1+math.Abs(w))) {
			t.Fatalf("%s: element %d is %v, want %v\ngot  %v\nwant %v", what, i, g, w, got.Buffer(), want.Buffer())
		}
	}
}

// mustPanic fails unless f panics with an *ir.Error.
func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	err := func() (err error) {
		defer ir.Recover(&err)
		f()
		return nil
	}()
	if err == nil {
		t.Errorf("%s: no error", what)
	}
}
