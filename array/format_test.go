package array

import (
	"math"
	"testing"
)

func TestElementsParseBack(t *testing.T) {
	for _, b := range []*Buffer{
		Of([]float64{0, math.Copysign(0, -1), 0.1, -1e300, 5e-324, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}, Shape{9}),
		Of([]float32{0, float32(math.Copysign(0, -1)), 0.1, 1e-45, math.MaxFloat32, float32(math.Inf(-1)), float32(math.NaN())}, Shape{7}),
		Of([]int32{math.MinInt32, -1, 0, math.MaxInt32}, Shape{4}),
		Of([]int64{math.MinInt64, -1, 0, math.MaxInt64}, Shape{4}),
		Of([]uint32{0, math.MaxUint32}, Shape{2}),
		Of([]uint64{0, math.MaxUint64}, Shape{2}),
		Of([]bool{true, false}, Shape{2}),
	} {
		back := New(b.DType(), b.Shape())
		for i := range b.Size() {
			if err := back.ParseElem(i, b.FormatElem(i)); err != nil {
				t.Error(err)
			}
			nan := b.Float64(i) != b.Float64(i) && back.Float64(i) != back.Float64(i)
			if !nan && back.Bits(i) != b.Bits(i) {
				t.Errorf("%v %s reads back as %s", b.DType(), b.FormatElem(i), back.FormatElem(i))
			}
		}
	}
}

func TestParseElemRefuses(t *testing.T) {
	for _, c := range []struct {
		d    DType
		text string
	}{
		{Float64, "1e999"}, {Float64, "x"}, {Float32, "1e39"}, {Int32, "2147483648"}, {Int32, "1.5"}, {Int64, "9223372036854775808"},
		{Uint32, "-1"}, {Uint32, "4294967296"}, {Uint64, "18446744073709551616"}, {Bool, "2"},
	} {
		if err := New(c.d, nil).ParseElem(0, c.text); err == nil {
			t.Errorf("%v accepts %s", c.d, c.text)
		}
	}
}

func TestString(t *testing.T) {
	long := New(Int64, Shape{20})
	for i := range long.Size() {
		long.SetFloat64(i, float64(i))
	}
	for want, b := range map[string]*Buffer{
		"2.5":                       Scalar(2.5),
		"[]":                        New(Float64, Shape{0}),
		"[[1 2] [3 4]]":             Of([]int32{1, 2, 3, 4}, Shape{2, 2}),
		"[true false]":              Of([]bool{true, false}, Shape{2}),
		"[0.333333]":                Of([]float64{1. / 3}, Shape{1}),
		"[0 1 2 3 ... 16 17 18 19]": long,
		"[[] []]":                   New(Float32, Shape{2, 0}),
	} {
		if got := b.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
