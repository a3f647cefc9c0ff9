package np

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// promote converts the operands to a common dtype and broadcasts them; see promotedType.
func promote(x ...Array) (v []ir.Value, weak bool) {
	v, weak = convertRaw(x...)
	shape, err := array.Broadcast(shapesOf(x)...)
	if err != nil {
		panic(ir.Errorf("%v", err))
	}
	for i := range v {
		v[i] = broadcastTo(v[i], shape)
	}
	return v, weak
}

// convertRaw converts the operands to a common dtype.
func convertRaw(x ...Array) (v []ir.Value, weak bool) {
	v = make([]ir.Value, len(x))
	for i := range x {
		v[i] = operand(x[i]).v
	}
	d, weak := promotedType(x)
	for i := range v {
		v[i] = prim.ConvertTo(v[i], d)
	}
	return v, weak
}

// convert is convertRaw where bools count as integers.
func convert(x ...Array) (v []ir.Value, weak bool) {
	v, weak = convertRaw(x...)
	for i := range v {
		if v[i].DType() == Bool {
			v[i] = prim.ConvertTo(v[i], Int64)
		}
	}
	return v, weak
}

// promotedType returns the common dtype. Of Go constants only the kind counts: a float makes floats of
// integers, an integer makes integers of bools. weak reports that the dtype is due to constants, so that
// it gives way to the next array's.
func promotedType(x []Array) (d DType, weak bool) {
	var strong, constant DType
	for _, a := range x {
		kind := &strong
		if a.weak {
			kind = &constant
		}
		if *kind == array.Invalid {
			*kind = a.DType()
		} else {
			*kind = array.Promote(*kind, a.DType())
		}
	}
	if strong == array.Invalid || constant.IsFloat() && !strong.IsFloat() || strong == Bool && constant.IsInt() {
		return constant, true
	}
	return strong, false
}

// broadcastTo leaves scalars alone: elementwise ops take them as they are.
func broadcastTo(v ir.Value, shape array.Shape) ir.Value {
	if v.Rank() == 0 {
		return v
	}
	dims := make([]int, v.Rank())
	for i := range dims {
		dims[i] = len(shape) - v.Rank() + i
	}
	return prim.BroadcastTo(v, shape, dims)
}

// binary applies f in the common dtype; bools count as integers.
func binary(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	v, weak := promote(x, y)
	if v[0].DType() == Bool {
		v[0], v[1] = prim.ConvertTo(v[0], Int64), prim.ConvertTo(v[1], Int64)
	}
	return Array{f(v[0], v[1]), weak}
}

// binaryFloat applies f to floats: integers are converted to float64.
func binaryFloat(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	v, weak := promote(x, y)
	if !v[0].DType().IsFloat() {
		v[0], v[1] = prim.ConvertTo(v[0], Float64), prim.ConvertTo(v[1], Float64)
	}
	return Array{f(v[0], v[1]), weak}
}

// binaryRaw applies f in the common dtype, bool included.
func binaryRaw(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	v, weak := promote(x, y)
	z := f(v[0], v[1])
	return Array{z, weak && z.DType() != Bool}
}

// compare applies f in the common dtype; bools are ordered as integers.
func compare(x, y Array, f func(x, y prim.Value) prim.Value) Array {
	z := binary(x, y, f)
	z.weak = false
	return z
}

// ternary applies f to floats.
func ternary(x, y, z Array, f func(x, y, z prim.Value) prim.Value) Array {
	v, weak := promote(x, y, z)
	for i := range v {
		if !v[i].DType().IsFloat() {
			v[i] = prim.ConvertTo(v[i], Float64)
		}
	}
	return Array{f(v[0], v[1], v[2]), weak}
}
