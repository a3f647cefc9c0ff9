package native

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// rowSums is z = x·y for a matrix of n columns, four rows at a time, or, if init is not 0, z = init + x·y. Sums go to z in some order.
func rowSums(t array.DType, n int, init float64, order [4]int) *loop.Func {
	const rows = 12
	b := loop.NewBuilder(fmt.Sprintf("%v sums of %d", t, n))
	x, y := b.Buffer(loop.In, "x", t, rows*n), b.Buffer(loop.In, "y", t, n)
	z := b.Buffer(loop.Out, "z", t, rows)
	zero := b.Int(i64, 0)
	b.For(zero, b.Int(i64, rows/together), nil, func(r *loop.Value, _ []*loop.Value) []*loop.Value {
		first := b.Float(t, init)
		sums := b.Vector(zero, b.Int(i64, int64(n)), []*loop.Value{first, first, first, first}, []loop.Op{loop.Add, loop.Add, loop.Add, loop.Add},
			func(j *loop.Value, sums []*loop.Value) (next []*loop.Value) {
				for k, s := range sums {
					e := b.Load(loop.Address{Buffer: x, Offset: k * n, Terms: []loop.Term{{Index: r, Stride: together * n}, {Index: j, Stride: 1}}})
					next = append(next, b.Op(loop.FMA, e, b.Load(at(y, j)), s))
				}
				return next
			})
		for _, k := range order {
			b.Store(loop.Address{Buffer: z, Offset: k, Terms: []loop.Term{{Index: r, Stride: together}}}, sums[k])
		}
		return nil
	})
	return b.Finish()
}

// Four sums go to memory together if they can, with every number of columns.
func TestSumsSideBySide(t *testing.T) {
	inOrder, swapped := [4]int{0, 1, 2, 3}, [4]int{0, 2, 1, 3}
	for _, dt := range []array.DType{array.Float32, f64} {
		for n := 1; n <= 70; n++ {
			for _, f := range []*loop.Func{rowSums(dt, n, 0, inOrder), rowSums(dt, n, 2, inOrder), rowSums(dt, n, 0, swapped)} {
				compare(t, f, func() []*array.Buffer { return wholeParams(f) })
			}
		}
	}
	for level, cpu := range levels() {
		for _, dt := range []array.DType{array.Float32, f64} {
			single := func(f *loop.Func) int {
				text := listing(f, cpu)
				return strings.Count(text, "vmovss [") + strings.Count(text, "vmovsd [")
			}
			if n := single(rowSums(dt, 54, 0, inOrder)); n > 0 {
				t.Errorf("%s %v: %d sums are stored one by one", level, dt, n)
			}
			if n := single(rowSums(dt, 54, 0, swapped)); n != together {
				t.Errorf("%s %v: %d sums in another order are stored one by one, want %d", level, dt, n, together)
			}
		}
	}
}

// A sum from zero is 0 where all it adds is -0, in lanes that count and those that do not.
func TestSumsOfNegativeZeros(t *testing.T) {
	for _, n := range []int{3, 8, 13, 100} {
		f := rowSums(f64, n, 0, [4]int{0, 1, 2, 3})
		compare(t, f, func() []*array.Buffer {
			params := wholeParams(f)
			for k := range params[0].Size() {
				params[0].SetFloat64(k, 0)
			}
			for k := range n {
				params[1].SetFloat64(k, -1)
			}
			return params
		})
	}
}

// Lanes that do not count add nothing to products with an infinity either.
func TestSumsOfInfinities(t *testing.T) {
	for _, n := range []int{3, 7, 13, 101} {
		b := loop.NewBuilder(fmt.Sprintf("infinities%d", n))
		x, y, z := b.Buffer(loop.In, "x", f64, 1), b.Buffer(loop.In, "y", f64, n), b.Buffer(loop.Out, "z", f64, 1)
		sum := b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), []*loop.Value{b.Int(f64, 0)}, []loop.Op{loop.Add},
			func(i *loop.Value, sum []*loop.Value) []*loop.Value {
				return []*loop.Value{b.Op(loop.FMA, b.Load(loop.Address{Buffer: x}), b.Load(at(y, i)), sum[0])}
			})
		b.Store(loop.Address{Buffer: z}, sum[0])
		f := b.Finish()
		compare(t, f, func() []*array.Buffer {
			params := wholeParams(f)
			params[0].SetFloat64(0, math.Inf(1))
			for k := range n {
				params[1].SetFloat64(k, 1)
			}
			return params
		})
	}
}
