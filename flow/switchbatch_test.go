package flow

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// switches makes random ones of two matrices, a row and an integer, whose branches pass operands on, change rows of them, or
// compute something else.
type switches struct{ *rand.Rand }

var switchTypes = []ir.Type{
	{DType: array.Float64, Shape: array.Shape{4, 2}}, {DType: array.Float64, Shape: array.Shape{4, 2}},
	{DType: array.Float64, Shape: array.Shape{1, 2}}, {DType: array.Int32},
}

func (s switches) op(branches, results int) Switch {
	var op Switch
	for range branches {
		p, _ := ir.TraceFunc(switchTypes, func(in []Value) []Value {
			out := make([]Value, results)
			for i := range out {
				out[i] = s.result(in, i%2)
			}
			return out
		})
		op.Branches = append(op.Branches, p)
	}
	return op
}

// result is more often than not made of matrix k.
func (s switches) result(in []Value, k int) Value {
	if s.IntN(4) == 0 {
		k = 1 - k
	}
	x := in[k]
	update := func() { x = prim.DynUpdate(x, in[2], []Value{in[3], prim.Scalar(array.Int32, 0)}) }
	switch s.IntN(6) {
	case 0, 1:
	case 2:
		update()
	case 3:
		update()
		x = prim.DynUpdate(x, prim.Neg(in[2]), []Value{prim.Scalar(array.Int32, 1), in[3]})
	case 4:
		x = prim.BroadcastScalar(prim.Like(x, float64(s.IntN(3))), x.Shape())
	default:
		x = prim.Sub(in[0], prim.Mul(in[1], in[1]))
	}
	return x
}

// operand is one for n examples, or one for all.
func (s switches) operand(t ir.Type, n int, mapped bool) *array.Buffer {
	shape := t.Shape
	if mapped {
		shape = shape.Prepend(n)
	}
	b := array.New(t.DType, shape)
	for k := range b.Size() {
		if t.DType == array.Int32 {
			b.SetFloat64(k, float64(s.IntN(7)-2)) // some are out of range
		} else {
			b.SetFloat64(k, s.NormFloat64())
		}
	}
	return b
}

// Each example has what the Switch has for it alone.
func TestSwitchBatchIsEachExample(t *testing.T) {
	s := switches{rand.New(rand.NewPCG(3, 4))}
	types := append([]ir.Type{{DType: array.Int32}}, switchTypes...)
	const n = 5
	for round := range 400 {
		op := s.op(1+s.IntN(4), 1+s.IntN(4))
		mapped := []bool{true}
		for range switchTypes {
			mapped = append(mapped, s.IntN(4) > 0)
		}
		in := make([]*array.Buffer, len(types))
		x := make([]Value, len(types))
		for i, typ := range types {
			in[i] = s.operand(typ, n, mapped[i])
			x[i] = ir.Concrete(in[i])
		}
		got := op.Batch(n, x, mapped)
		for e := range n {
			one := make([]*array.Buffer, len(in))
			for i, b := range in {
				if one[i] = b; mapped[i] {
					one[i] = array.New(types[i].DType, types[i].Shape)
					array.Copy(one[i], 0, b, e*one[i].Size(), one[i].Size())
				}
			}
			for i, want := range op.Eval(one, op.Branches[0].OutTypes()) {
				y := array.New(want.DType(), want.Shape())
				array.Copy(y, 0, got[i].Buffer(), e*y.Size(), y.Size())
				if y.String() != want.String() {
					t.Fatalf("round %d, operands for each example %v, example %d, result %d: %v, want %v\n%v",
						round, mapped, e, i, y, want, op.Branches)
				}
			}
		}
	}
}

// What a branch changes rows of is changed in its place where another passes it on: no matrix is selected whole.
func TestSwitchBatchChangesInPlace(t *testing.T) {
	pass, _ := ir.TraceFunc(switchTypes, func(in []Value) []Value { return []Value{in[0], prim.Neg(in[2])} })
	change, _ := ir.TraceFunc(switchTypes, func(in []Value) []Value {
		return []Value{prim.DynUpdate(in[0], in[2], []Value{in[3], prim.Scalar(array.Int32, 0)}), in[2]}
	})
	const n = 7
	mapped := marks.Not(make([]bool, 5))
	var types []ir.Type
	for _, typ := range append([]ir.Type{{DType: array.Int32}}, switchTypes...) {
		types = append(types, ir.Type{DType: typ.DType, Shape: typ.Shape.Prepend(n)})
	}
	for _, op := range []Switch{{[]*ir.Program{pass, change}}, {[]*ir.Program{change, pass}}, {[]*ir.Program{change, pass, change}}} {
		p, _ := ir.TraceFunc(types, func(x []Value) []Value { return op.Batch(n, x, mapped) })
		for line := range strings.SplitSeq(p.String(), "\n") {
			if strings.Contains(line, ":f64[7 4 2] = select") {
				t.Errorf("%s\nin %v", line, p)
			}
		}
	}
}
