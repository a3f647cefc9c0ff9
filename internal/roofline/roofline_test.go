package roofline_test

import (
	"errors"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/roofline"
)

// needs skips a test where there is no machine code.
func needs(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, native.ErrUnsupported) || errors.Is(err, exec.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The loops do all of the work that is counted.
func TestLoops(t *testing.T) {
	const n = 4096
	x, z := array.New(array.Float32, array.Shape{n}), array.New(array.Float32, array.Shape{1})
	for i := range n {
		x.SetFloat64(i, 1)
	}
	run, err := roofline.Runner(roofline.Read(array.Float32, n), x, z)
	needs(t, err)
	run()
	if z.Float64(0) != n {
		t.Errorf("the sum is %v, want %d", z.Float64(0), n)
	}
	z = array.New(array.Float64, array.Shape{roofline.Chains})
	run, err = roofline.Runner(roofline.MultiplyAdd(n), array.Of([]float64{0.5, 2}, array.Shape{2}), z)
	needs(t, err)
	run()
	for k := range roofline.Chains {
		if z.Float64(k) != float64(n+k) {
			t.Errorf("chain %d is %v, want %d", k, z.Float64(k), n+k)
		}
	}
}

func TestMeasure(t *testing.T) {
	l, err := roofline.Measure()
	needs(t, err)
	if !(l.Bandwidth > 0 && l.Flops > 0) {
		t.Errorf("limits are %+v", l)
	}
}

// A time is that of what takes longer.
func TestTime(t *testing.T) {
	l := roofline.Limits{Bandwidth: 4, Flops: 8}
	if bytes, flops := l.Time(8, 8), l.Time(4, 24); bytes != 2 || flops != 3 {
		t.Errorf("times are %v and %v, want 2 and 3", bytes, flops)
	}
}
