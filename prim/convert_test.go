package prim_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	. "github.com/phlox-ppl/phlox/prim"
)

func TestConvertEdges(t *testing.T) {
	for _, c := range []struct {
		from, to array.DType
		x, want  string
	}{
		{array.Float64, array.Int32, "2.9", "2"},
		{array.Float64, array.Int32, "-2.9", "-2"},
		{array.Float64, array.Int32, "NaN", "0"},
		{array.Float64, array.Int32, "1e10", "2147483647"},
		{array.Float64, array.Int32, "-Inf", "-2147483648"},
		{array.Float64, array.Int64, "1e300", "9223372036854775807"},
		{array.Float64, array.Int64, "-1e300", "-9223372036854775808"},
		{array.Float64, array.Uint32, "-1", "0"},
		{array.Float64, array.Uint32, "4294967295", "4294967295"},
		{array.Float64, array.Uint64, "1e19", "10000000000000000000"},
		{array.Float64, array.Uint64, "Inf", "18446744073709551615"},
		{array.Float64, array.Bool, "NaN", "true"},
		{array.Float64, array.Bool, "-0", "false"},
		{array.Float64, array.Bool, "1e-320", "true"},
		{array.Float32, array.Int64, "16777216", "16777216"},
		{array.Float64, array.Float32, "1e40", "+Inf"},
		{array.Int64, array.Int32, "4294967297", "1"},
		{array.Int64, array.Uint64, "-1", "18446744073709551615"},
		{array.Uint64, array.Int64, "18446744073709551615", "-1"},
		{array.Int64, array.Bool, "9007199254740993", "true"},
		{array.Int64, array.Float64, "9007199254740993", "9.007199254740992e+15"},
		// Rounded once: by way of float64 it would be a tie and become 2^60.
		{array.Int64, array.Float32, "1152921573326323713", "1.1529216e+18"},
		{array.Bool, array.Float32, "true", "1"},
		{array.Bool, array.Int64, "true", "1"},
		{array.Uint64, array.Float64, "18446744073709551615", "1.8446744073709552e+19"},
	} {
		if got := ConvertTo(parsed(t, c.from, c.x), c.to).Buffer().FormatElem(0); got != c.want {
			t.Errorf("%s:%v to %v is %s, want %s", c.x, c.from, c.to, got, c.want)
		}
	}
}

func TestBitcast(t *testing.T) {
	for _, c := range []struct {
		from, to array.DType
		x, want  string
	}{
		{array.Float64, array.Uint64, "1", "4607182418800017408"},
		{array.Uint64, array.Float64, "4607182418800017408", "1"},
		{array.Float32, array.Int32, "-0", "-2147483648"},
		{array.Int32, array.Uint32, "-1", "4294967295"},
		{array.Uint32, array.Float32, "1065353216", "1"},
	} {
		if got := BitcastTo(parsed(t, c.from, c.x), c.to).Buffer().FormatElem(0); got != c.want {
			t.Errorf("bits of %s:%v as %v are %s, want %s", c.x, c.from, c.to, got, c.want)
		}
	}
	if b := BitcastTo(Scalar(array.Float64, math.NaN()), array.Uint64).Buffer(); b.FormatElem(0) != "9221120237041090561" {
		t.Errorf("bits of NaN are %s", b.FormatElem(0))
	}
}
