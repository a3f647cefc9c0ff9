package compile_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// dot is a program of two vectors of n elements.
func dot(n int) *ir.Program {
	v := ir.Type{DType: array.Float64, Shape: array.Shape{n}}
	p, _ := ir.TraceFunc([]ir.Type{v, v}, func(x []ir.Value) []ir.Value {
		return []ir.Value{prim.SumAll(prim.Mul(x[0], x[1]))}
	})
	return p
}

// vector returns 1, 2, ..., n.
func vector(n int) *array.Buffer {
	b := array.New(array.Float64, array.Shape{n})
	for i := range n {
		b.SetFloat64(i, float64(i+1))
	}
	return b
}

// run returns the only result, or the mistake.
func run(e *compile.Executable, in ...*array.Buffer) (y float64, err error) {
	defer ir.Recover(&err)
	return e.Run(in)[0].Float64(0), nil
}

var everyBackend = append(compile.Compilers(), compile.Eval)

// isDot fails the test unless e is the product of two vectors of 3.
func isDot(t *testing.T, e *compile.Executable) {
	t.Helper()
	if y, err := run(e, vector(3), vector(3)); y != 14 || err != nil {
		t.Errorf("got %v, %v, want 14", y, err)
	}
}

func TestOperandsThatDoNotFit(t *testing.T) {
	for _, b := range everyBackend {
		e := compile.New(dot(3), b)
		for want, in := range map[string][]*array.Buffer{
			"1 inputs, want 2":             {vector(3)},
			"input 1 is nil, want f64[3]":  {vector(3), nil},
			"input 0 is f64[4], want":      {vector(4), vector(3)},
			"input 1 is f64[1 3], want":    {vector(3), vector(3).Reshape(array.Shape{1, 3})},
			"input 1 is f32[3], want f64[": {vector(3), array.New(array.Float32, array.Shape{3})},
		} {
			if _, err := run(e, in...); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", b, err, want)
			}
		}
		isDot(t, e)
	}
}

func TestSession(t *testing.T) {
	for _, b := range everyBackend {
		e := compile.New(dot(3), b)
		x, y := vector(3), vector(3)
		s, out := e.Session([]*array.Buffer{x, y})
		for range 3 {
			x.SetFloat64(2, x.Float64(2)+1)
			if err := s.Run(); err != nil {
				t.Fatal(err)
			}
			if want := 5 + 3*x.Float64(2); out[0].Float64(0) != want {
				t.Errorf("%s: %v, want %v", b, out[0], want)
			}
		}
		if err := s.Bind([]*array.Buffer{x, vector(4)}); err == nil {
			t.Errorf("%s: a session took operands that do not fit", b)
		}
		if err := s.Bind([]*array.Buffer{y, y}); err != nil {
			t.Fatal(err)
		}
		if err := s.Run(); err != nil || out[0].Float64(0) != 14 {
			t.Errorf("%s: with other operands %v, %v, want 14", b, out[0], err)
		}
		isDot(t, e)
	}
}

// Without AVX2 programs are interpreted.
func TestLesserProcessor(t *testing.T) {
	t.Setenv("PHLOX_CPU", "none")
	isDot(t, compile.New(dot(3), compile.Native))
}

// A mistake in the environment is an error, each time.
func TestUnknownProcessor(t *testing.T) {
	t.Setenv("PHLOX_CPU", "386")
	e := compile.New(dot(3), compile.Native)
	for range 2 {
		if _, err := run(e, vector(3), vector(3)); err == nil || !strings.Contains(err.Error(), `PHLOX_CPU: level "386"`) {
			t.Errorf("got %v", err)
		}
	}
}
