package prim

import (
	"fmt"
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/ir"
)

// Convert changes the dtype. Floats become integers by truncation (saturating; NaN is 0), integers wrap,
// anything nonzero is true.
type Convert struct{ To array.DType }

// ConvertTo applies Convert, or nothing if the dtype is the same.
func ConvertTo(x Value, to array.DType) Value {
	if x.DType() == to {
		return x
	}
	return ir.Bind1(Convert{to}, x)
}

func (op Convert) Name() string { return "convert" }

func (op Convert) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || op.To == array.Invalid {
		return nil, fmt.Errorf("operands %v to %v", in, op.To)
	}
	return []ir.Type{in[0].With(op.To)}, nil
}

func (op Convert) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, y := in[0], array.New(op.To, out[0].Shape)
	switch {
	case op.To == array.Float64:
		fill(array.Data[float64](y), x)
	case op.To == array.Float32:
		fill(array.Data[float32](y), x)
	case op.To == array.Bool:
		for i := range y.Size() {
			y.SetFloat64(i, x.Float64(i))
		}
	case x.DType().IsFloat():
		for i := range y.Size() {
			setInt(y, i, truncate(x.Float64(i), op.To))
		}
	default:
		for i := range y.Size() {
			setInt(y, i, intAt(x, i))
		}
	}
	return []*array.Buffer{y}
}

// fill sets y to x, each element rounded once.
func fill[T float32 | float64](y []T, x *array.Buffer) {
	switch x.DType() {
	case array.Float64:
		round(y, array.Data[float64](x))
	case array.Float32:
		round(y, array.Data[float32](x))
	case array.Int32:
		round(y, array.Data[int32](x))
	case array.Int64:
		round(y, array.Data[int64](x))
	case array.Uint32:
		round(y, array.Data[uint32](x))
	case array.Uint64:
		round(y, array.Data[uint64](x))
	default:
		for i, v := range array.Data[bool](x) {
			y[i] = T(truthInt(v))
		}
	}
}

func round[T float32 | float64, S number](y []T, x []S) {
	for i, v := range x {
		y[i] = T(v)
	}
}

// truncate converts to an integer of the given dtype, saturating.
func truncate(x float64, to array.DType) int64 {
	switch {
	case x != x:
		return 0
	case to == array.Uint64:
		if x >= math.MaxUint64 {
			return -1 // all bits set
		}
		return int64(uint64(max(x, 0)))
	case to == array.Int64:
		if x >= math.MaxInt64 {
			return math.MaxInt64
		}
		return int64(max(x, math.MinInt64))
	case to == array.Int32:
		return int64(max(math.MinInt32, min(math.MaxInt32, x)))
	}
	return int64(max(0, min(math.MaxUint32, x)))
}

func (op Convert) JVP(x, y, dx []Value) []Value {
	if !op.To.IsFloat() {
		return []Value{nil}
	}
	return []Value{ConvertTo(dx[0], op.To)}
}

func (op Convert) Transpose(ct, x []Value, in []ir.Type) []Value {
	if ct[0] == nil {
		return []Value{nil}
	}
	return []Value{ConvertTo(ct[0], in[0].DType)}
}

func (op Convert) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{ConvertTo(x[0], op.To)}
}

// Bitcast reads the bits of its operand as another dtype of the same width.
type Bitcast struct {
	To array.DType
	flat
}

// BitcastTo applies Bitcast.
func BitcastTo(x Value, to array.DType) Value { return ir.Bind1(Bitcast{To: to}, x) }

func (op Bitcast) Name() string { return "bitcast" }

func (op Bitcast) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 1 || op.To.Size() != in[0].DType.Size() || op.To == array.Bool != (in[0].DType == array.Bool) {
		return nil, fmt.Errorf("operands %v read as %v: the widths differ", in, op.To)
	}
	return []ir.Type{in[0].With(op.To)}, nil
}

func (op Bitcast) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, y := in[0], array.New(op.To, out[0].Shape)
	for i := range y.Size() {
		setBits(y, i, bitsAt(x, i))
	}
	return []*array.Buffer{y}
}

func bitsAt(x *array.Buffer, i int) uint64 {
	switch x.DType() {
	case array.Float32:
		return uint64(math.Float32bits(array.Data[float32](x)[i]))
	case array.Float64:
		return math.Float64bits(array.Data[float64](x)[i])
	}
	return uint64(intAt(x, i))
}

func setBits(y *array.Buffer, i int, bits uint64) {
	switch y.DType() {
	case array.Float32:
		array.Data[float32](y)[i] = math.Float32frombits(uint32(bits))
	case array.Float64:
		array.Data[float64](y)[i] = math.Float64frombits(bits)
	default:
		setInt(y, i, int64(bits))
	}
}

func (op Bitcast) Batch(n int, x []Value, mapped []bool) []Value {
	return []Value{BitcastTo(x[0], op.To)}
}

// Lower converts each element.
func (op Convert) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{expr.Convert(op.To, x[0])}
}

// Lower reads each element.
func (op Bitcast) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	return []*expr.Node{expr.Bitcast(op.To, x[0])}
}
