package array

import "testing"

func TestPromote(t *testing.T) {
	// Rows and columns in the order of DTypes.
	table := [][]DType{
		{Bool, Int32, Int64, Uint32, Uint64, Float32, Float64},
		{Int32, Int32, Int64, Int64, Float64, Float32, Float64},
		{Int64, Int64, Int64, Int64, Float64, Float32, Float64},
		{Uint32, Int64, Int64, Uint32, Uint64, Float32, Float64},
		{Uint64, Float64, Float64, Uint64, Uint64, Float32, Float64},
		{Float32, Float32, Float32, Float32, Float32, Float32, Float64},
		{Float64, Float64, Float64, Float64, Float64, Float64, Float64},
	}
	for i, x := range DTypes {
		for j, y := range DTypes {
			if got := Promote(x, y); got != table[i][j] {
				t.Errorf("Promote(%v, %v) = %v, want %v", x, y, got, table[i][j])
			}
		}
	}
}

func TestDTypeNamesParseBack(t *testing.T) {
	for _, d := range DTypes {
		if got, err := ParseDType(d.String()); got != d || err != nil {
			t.Errorf("%v: %v, %v", d, got, err)
		}
	}
	for _, s := range []string{"", "invalid", "f16", "F64"} {
		if d, err := ParseDType(s); err == nil {
			t.Errorf("%q is %v", s, d)
		}
	}
	if got := DType(99).String(); got != "DType(99)" {
		t.Errorf("got %s", got)
	}
}

func TestKinds(t *testing.T) {
	for _, d := range DTypes {
		kinds := 0
		for _, is := range []bool{d == Bool, d.IsSigned(), d.IsUnsigned(), d.IsFloat()} {
			if is {
				kinds++
			}
		}
		if kinds != 1 || d.IsInt() != (d.IsSigned() || d.IsUnsigned()) {
			t.Errorf("%v is of %d kinds", d, kinds)
		}
	}
}
