package prim

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// Value is an operand or result.
type Value = ir.Value

// Elementwise is an op that computes each element of its result from the elements of its operands at
// the same place. It is a row of the table in elementwise_table.go. Operands have the result's shape or
// rank 0; those of rank 0 count for every place.
type Elementwise uint8

// row has all rules of one elementwise op.
type row struct {
	name string
	on   kinds // dtypes of the operands
	to   array.DType

	// The meaning, for one, two or three operands. Floats are computed in float64 and rounded; signed
	// and bool operands are converted to int64, unsigned ones to uint64 if u is there, and the result
	// is wrapped to the dtype.
	f1 func(x float64) float64
	f2 func(x, y float64) float64
	f3 func(x, y, z float64) float64
	g2 func(x, y float32) float32 // for float32, where rounding the float64 result is not the meaning
	i1 func(x int64) int64
	i2 func(x, y int64) int64
	u2 func(x, y uint64) uint64
	w2 func(x, y int64, bits int) int64 // where the width matters: shifts
	w1 func(x uint64, bits int) uint64

	// d[i] returns the tangent of the result y due to the tangent dx of operand i. nil: it is zero
	// everywhere, as for floor.
	d []func(x []Value, y, dx Value) Value

	// t returns the cotangent of operand i of an op that is linear in it. nil: the op is not linear.
	t func(ct Value, x []Value, i int) Value
}

// kinds is a set of dtypes.
type kinds uint8

const (
	onBool kinds = 1 << iota
	onSigned
	onUnsigned
	onFloat
	onInt  = onSigned | onUnsigned
	onBits = onInt | onBool
	onReal = onInt | onFloat
	onAll  = onReal | onBool
)

func (k kinds) has(d array.DType) bool {
	switch {
	case d == array.Bool:
		return k&onBool != 0
	case d.IsFloat():
		return k&onFloat != 0
	case d.IsSigned():
		return k&onSigned != 0
	}
	return k&onUnsigned != 0
}

func (r *row) arity() int {
	switch {
	case r.f1 != nil, r.i1 != nil, r.w1 != nil:
		return 1
	case r.f3 != nil:
		return 3
	}
	return 2
}

func (op Elementwise) row() *row { return &elementwise[op] }

// Name returns the row's name.
func (op Elementwise) Name() string { return op.row().name }

// Infer requires operands of one dtype that the row accepts.
func (op Elementwise) Infer(in []ir.Type) ([]ir.Type, error) {
	r := op.row()
	if len(in) != r.arity() {
		return nil, fmt.Errorf("%d operands, want %d", len(in), r.arity())
	}
	for _, t := range in {
		if t.DType != in[0].DType || !r.on.has(t.DType) {
			return nil, fmt.Errorf("operands %v have dtypes it does not take", in)
		}
	}
	shape, err := sameOrScalar(in)
	if err != nil {
		return nil, err
	}
	t := ir.Type{DType: in[0].DType, Shape: shape}
	if r.to != array.Invalid {
		t.DType = r.to
	}
	return []ir.Type{t}, nil
}

// sameOrScalar returns the shape that all operands have, save those of rank 0.
func sameOrScalar(in []ir.Type) (array.Shape, error) {
	var shape array.Shape
	for _, t := range in {
		switch {
		case len(shape) == 0:
			shape = t.Shape
		case len(t.Shape) > 0 && !t.Shape.Equal(shape):
			return nil, fmt.Errorf("operands %v differ in shape", in)
		}
	}
	return shape, nil
}

// JVP adds up the tangents due to each operand.
func (op Elementwise) JVP(x, y, dx []Value) []Value {
	var dy Value
	for i, d := range op.row().d {
		if d != nil && dx[i] != nil {
			dy = AddTangents(dy, d(x, y[0], dx[i]))
		}
	}
	if dy != nil {
		dy = BroadcastScalar(dy, y[0].Shape())
	}
	return []Value{dy}
}

// Transpose applies the row's rule; the cotangent of an operand of rank 0 is summed.
func (op Elementwise) Transpose(ct, x []Value, in []ir.Type) []Value {
	t := op.row().t
	if t == nil {
		panic(ir.Errorf("%s is not linear", op.Name()))
	}
	cts := make([]Value, len(x))
	for i := range x {
		if x[i] == nil && ct[0] != nil {
			cts[i] = t(ct[0], x, i)
			if len(in[i].Shape) == 0 {
				cts[i] = SumAll(cts[i])
			}
		}
	}
	return cts
}

// Batch lines the operands up and applies the same op.
func (op Elementwise) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(op, alignBatch(n, x, mapped)...)
}

// alignBatch gives operands of an elementwise op, of which the mapped ones have a leading axis of
// length n, the shape of the batched result, or leaves them of rank 0.
func alignBatch(n int, x []Value, mapped []bool) []Value {
	var one array.Shape // the result's shape for one example
	for i, v := range x {
		shape := v.Shape()
		if mapped[i] {
			shape = shape[1:]
		}
		if len(shape) > len(one) {
			one = shape
		}
	}
	out := make([]Value, len(x))
	for i, v := range x {
		switch {
		case mapped[i] && v.Rank() == 1 && len(one) > 0:
			out[i] = BroadcastTo(v, one.Prepend(n), []int{0})
		case !mapped[i] && v.Rank() > 0:
			out[i] = BroadcastTo(v, one.Prepend(n), axesFrom(1, v.Rank()))
		default:
			out[i] = v
		}
	}
	return out
}

// Eval applies the row's function to each place.
func (op Elementwise) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	r := op.row()
	y := array.New(out[0].DType, out[0].Shape)
	switch in[0].DType() {
	case array.Float64:
		mapFloats[float64](r, y, in)
	case array.Float32:
		if r.g2 != nil {
			mapBinary(array.Data[float32](y), array.Data[float32](in[0]), array.Data[float32](in[1]), r.g2)
		} else {
			mapFloats[float32](r, y, in)
		}
	case array.Int32:
		mapInts[int32](r, y, in)
	case array.Int64:
		mapInts[int64](r, y, in)
	case array.Uint32:
		mapInts[uint32](r, y, in)
	case array.Uint64:
		mapInts[uint64](r, y, in)
	default:
		mapBools(r, y, in)
	}
	return []*array.Buffer{y}
}

// step is how far to move in an operand of length n for each place of the result: 0 for rank 0.
func step(n, places int) int {
	if n == places {
		return 1
	}
	return 0
}

func mapFloats[T float32 | float64](r *row, y *array.Buffer, in []*array.Buffer) {
	a := array.Data[T](in[0])
	switch {
	case r.f1 != nil:
		z := array.Data[T](y)
		for i, v := range a {
			z[i] = T(r.f1(float64(v)))
		}
	case r.f3 != nil:
		z, b, c := array.Data[T](y), array.Data[T](in[1]), array.Data[T](in[2])
		sa, sb, sc := step(len(a), len(z)), step(len(b), len(z)), step(len(c), len(z))
		for i := range z {
			z[i] = T(r.f3(float64(a[i*sa]), float64(b[i*sb]), float64(c[i*sc])))
		}
	case y.DType() == array.Bool:
		z, b := array.Data[bool](y), array.Data[T](in[1])
		sa, sb := step(len(a), len(z)), step(len(b), len(z))
		for i := range z {
			z[i] = r.f2(float64(a[i*sa]), float64(b[i*sb])) != 0
		}
	default:
		z, b := array.Data[T](y), array.Data[T](in[1])
		sa, sb := step(len(a), len(z)), step(len(b), len(z))
		for i := range z {
			z[i] = T(r.f2(float64(a[i*sa]), float64(b[i*sb])))
		}
	}
}

func mapBinary[T array.Elem](y, a, b []T, f func(x, y T) T) {
	sa, sb := step(len(a), len(y)), step(len(b), len(y))
	for i := range y {
		y[i] = f(a[i*sa], b[i*sb])
	}
}

// integer is the meaning of a row for integers of the given width, as a function of two: of one if the row
// has one operand.
func (r *row) integer(bits int, unsigned bool) func(x, y int64) int64 {
	switch {
	case r.w1 != nil:
		return func(x, _ int64) int64 { return int64(r.w1(uint64(x), bits)) }
	case r.i1 != nil:
		return func(x, _ int64) int64 { return r.i1(x) }
	case unsigned && r.u2 != nil:
		return func(x, y int64) int64 { return int64(r.u2(uint64(x), uint64(y))) }
	case r.w2 != nil:
		return func(x, y int64) int64 { return r.w2(x, y, bits) }
	}
	return r.i2
}

func mapInts[T int32 | int64 | uint32 | uint64](r *row, y *array.Buffer, in []*array.Buffer) {
	f := r.integer(8*in[0].DType().Size(), in[0].DType().IsUnsigned())
	a, n := array.Data[T](in[0]), y.Size()
	b := a
	if len(in) > 1 {
		b = array.Data[T](in[1])
	}
	sa, sb := step(len(a), n), step(len(b), n)
	if y.DType() == array.Bool {
		for i := range n {
			array.Data[bool](y)[i] = f(int64(a[i*sa]), int64(b[i*sb])) != 0
		}
		return
	}
	z := array.Data[T](y)
	for i := range z {
		z[i] = T(f(int64(a[i*sa]), int64(b[i*sb])))
	}
}

func mapBools(r *row, y *array.Buffer, in []*array.Buffer) {
	f := r.integer(8, false)
	z, a, b := array.Data[bool](y), array.Data[bool](in[0]), array.Data[bool](in[len(in)-1])
	sa, sb := step(len(a), len(z)), step(len(b), len(z))
	for i := range z {
		z[i] = f(truthInt(a[i*sa]), truthInt(b[i*sb])) != 0
	}
}

// intAt returns element i of an integer or bool buffer; uint64 wraps.
func intAt(b *array.Buffer, i int) int64 {
	switch b.DType() {
	case array.Int32:
		return int64(array.Data[int32](b)[i])
	case array.Int64:
		return array.Data[int64](b)[i]
	case array.Uint32:
		return int64(array.Data[uint32](b)[i])
	case array.Uint64:
		return int64(array.Data[uint64](b)[i])
	}
	if array.Data[bool](b)[i] {
		return 1
	}
	return 0
}

// setInt stores x, wrapped to the dtype, as element i; for bool, whether it is not zero.
func setInt(b *array.Buffer, i int, x int64) {
	switch b.DType() {
	case array.Int32:
		array.Data[int32](b)[i] = int32(x)
	case array.Int64:
		array.Data[int64](b)[i] = x
	case array.Uint32:
		array.Data[uint32](b)[i] = uint32(x)
	case array.Uint64:
		array.Data[uint64](b)[i] = uint64(x)
	default:
		array.Data[bool](b)[i] = x != 0
	}
}
