// Package kernel has what is not said element by element, linear algebra and sorting, as loops. Each kernel is a
// function that writes the loops of one op for operands of given shapes; it is called when the op is compiled.
//
// The work of the dense ones is done by tiles of a few rows and columns, whose sums stay in registers (tile.go), on
// copies of the operands that are laid out for them (panels.go). They compute in float64 whatever the operands are.
package kernel

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// kernel is the state of writing one: shorthands for its loops and values.
type kernel struct {
	expr.Emitter
	b  *loop.Builder
	at []*loop.Value // which matrix of a stack is at hand
}

func begin(e expr.Emitter) *kernel { return &kernel{Emitter: e, b: e.Builder()} }

// matrices calls f, which writes loops for one matrix, for each of a stack of the given shape, and says how large they are.
func (k *kernel) matrices(shape array.Shape, f func(rows, cols int)) {
	lead := len(shape) - 2
	if shape.Size() == 0 {
		return
	}
	k.at = make([]*loop.Value, lead)
	expr.Nest(k.b, shape[:lead], k.at, func() { f(shape[lead], shape[lead+1]) })
}

// in returns an element of the matrix at hand of operand i, as a float64.
func (k *kernel) in(i int, index ...sum) *loop.Value {
	return k.b.To(array.Float64, k.At(i, k.index(index)...))
}

// defect is 0 if all elements of a matrix, the one at hand of operand i, are finite; else NaN.
func (k *kernel) defect(i, rows, cols int) *loop.Value {
	return k.fold(number(0), number(rows), k.float(0), func(row sum, bad *loop.Value) *loop.Value {
		one := k.float(1)
		return k.add(bad, k.total(number(0), number(cols), func(col sum) (x, y *loop.Value) {
			x = k.in(i, row, col)
			return k.sub(x, x), one
		}))
	})
}

// out stores a float64 as an element of result i, of type t.
func (k *kernel) out(i int, t array.DType, x *loop.Value, index ...sum) {
	k.Store(i, k.b.To(t, x), k.index(index)...)
}

func (k *kernel) index(index []sum) []*loop.Value {
	at := slices.Clone(k.at)
	for _, s := range index {
		at = append(at, k.value(s))
	}
	return at
}

// each is a loop from lo to hi, in order.
func (k *kernel) each(lo, hi sum, body func(i sum)) {
	k.b.For(k.value(lo), k.value(hi), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		body(index(i))
		return nil
	})
}

// vector is a loop from lo to hi whose iterations are independent.
func (k *kernel) vector(lo, hi sum, body func(i sum)) {
	k.b.Vector(k.value(lo), k.value(hi), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		body(index(i))
		return nil
	})
}

// total is the sum of x·y over a loop from lo to hi, in any order.
func (k *kernel) total(lo, hi sum, xy func(i sum) (x, y *loop.Value)) *loop.Value {
	return k.b.Vector(k.value(lo), k.value(hi), []*loop.Value{k.float(0)}, []loop.Op{loop.Add},
		func(i *loop.Value, acc []*loop.Value) []*loop.Value {
			x, y := xy(index(i))
			return []*loop.Value{k.fma(x, y, acc[0])}
		})[0]
}

func (k *kernel) int(n int) *loop.Value       { return k.b.Int(array.Int64, int64(n)) }
func (k *kernel) float(x float64) *loop.Value { return k.b.Float(array.Float64, x) }

func (k *kernel) neg(x *loop.Value) *loop.Value       { return k.b.Op(loop.Neg, x) }
func (k *kernel) add(x, y *loop.Value) *loop.Value    { return k.b.Op(loop.Add, x, y) }
func (k *kernel) sub(x, y *loop.Value) *loop.Value    { return k.b.Op(loop.Sub, x, y) }
func (k *kernel) mul(x, y *loop.Value) *loop.Value    { return k.b.Op(loop.Mul, x, y) }
func (k *kernel) div(x, y *loop.Value) *loop.Value    { return k.b.Op(loop.Div, x, y) }
func (k *kernel) min(x, y *loop.Value) *loop.Value    { return k.b.Op(loop.Min, x, y) }
func (k *kernel) fma(x, y, z *loop.Value) *loop.Value { return k.b.Op(loop.FMA, x, y, z) }

// fold is a loop from lo to hi, in order, that carries a value.
func (k *kernel) fold(lo, hi sum, x *loop.Value, body func(i sum, x *loop.Value) *loop.Value) *loop.Value {
	return k.b.For(k.value(lo), k.value(hi), []*loop.Value{x}, func(i *loop.Value, carry []*loop.Value) []*loop.Value {
		return []*loop.Value{body(index(i), carry[0])}
	})[0]
}
