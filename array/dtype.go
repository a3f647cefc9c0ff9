package array

import "fmt"

// DType is the type of an array's elements.
type DType uint8

// The element types. The zero DType is invalid, so that a forgotten one is noticed.
const (
	Invalid DType = iota
	Bool
	Int32
	Int64
	Uint32
	Uint64
	Float32
	Float64
)

var dtypes = [...]struct {
	name string // as printed in programs
	size int    // bytes
}{
	Invalid: {"invalid", 0},
	Bool:    {"bool", 1},
	Int32:   {"i32", 4},
	Int64:   {"i64", 8},
	Uint32:  {"u32", 4},
	Uint64:  {"u64", 8},
	Float32: {"f32", 4},
	Float64: {"f64", 8},
}

// DTypes lists the valid element types, narrowest kind first.
var DTypes = []DType{Bool, Int32, Int64, Uint32, Uint64, Float32, Float64}

// String returns the name used in printed programs: f64, i32, bool, ...
func (d DType) String() string {
	if int(d) < len(dtypes) {
		return dtypes[d].name
	}
	return fmt.Sprintf("DType(%d)", uint8(d))
}

// ParseDType is the inverse of String.
func ParseDType(s string) (DType, error) {
	for _, d := range DTypes {
		if d.String() == s {
			return d, nil
		}
	}
	return Invalid, fmt.Errorf("unknown dtype %q", s)
}

// Size returns the bytes of one element.
func (d DType) Size() int { return dtypes[d].size }

// IsFloat reports whether d is Float32 or Float64, the types that have derivatives.
func (d DType) IsFloat() bool { return d == Float32 || d == Float64 }

// IsInt reports whether d is a signed or unsigned integer type.
func (d DType) IsInt() bool { return d >= Int32 && d <= Uint64 }

// IsSigned reports whether d is a signed integer type.
func (d DType) IsSigned() bool { return d == Int32 || d == Int64 }

// IsUnsigned reports whether d is an unsigned integer type.
func (d DType) IsUnsigned() bool { return d == Uint32 || d == Uint64 }

// Promote returns the dtype of a binary operation on x and y: a float beats an integer, an integer
// beats bool, and within a kind the wider wins. A mix of signed and unsigned gives int64, as in JAX,
// save that uint64 with a signed type gives float64 as in NumPy.
func Promote(x, y DType) DType {
	if x == y {
		return x
	}
	if x > y {
		x, y = y, x
	}
	switch {
	case y.IsFloat():
		return y
	case x == Bool, x.IsSigned() == y.IsSigned():
		return y
	case y == Uint64:
		return Float64
	}
	return Int64 // signed with uint32
}
