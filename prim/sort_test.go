package prim

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

func TestSortOrdersEachLine(t *testing.T) {
	x := normal(1, 3, 7, 2)
	y := array.Data[float64](Sort(x, 1).Buffer())
	for line := range lines(x.Shape(), 1) {
		var want, got []float64
		for i := range line.n {
			want = append(want, x.Buffer().Float64(line.at(i)))
			got = append(got, y[line.at(i)])
		}
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("line %d: %v, want %v", line.k, got, want)
		}
	}
	assertClose(t, "argsort takes to sort", takeAlong(x, Argsort(x, 1), 1), Sort(x, 1), 0)
}

func TestSortTiesAndNaN(t *testing.T) {
	nan, shape := math.NaN(), array.Shape{5}
	x := floatValue(shape, 2, nan, 1, 2, math.Inf(1))
	assertClose(t, "sort", Sort(x, 0), floatValue(shape, 1, 2, 2, math.Inf(1), nan), 0)
	assertClose(t, "argsort", Argsort(x, 0), ir.Concrete(array.Of([]int64{2, 0, 3, 4, 1}, shape)), 0)

	u := ir.Concrete(array.Of([]uint64{math.MaxUint64, 0, 1 << 63}, array.Shape{3}))
	assertClose(t, "uint64", Argsort(u, 0), ir.Concrete(array.Of([]int64{1, 2, 0}, array.Shape{3})), 0)

	first, second := floatValue(shape, 1, 0, 1, 0, 1), floatValue(shape, 5, 4, 3, 2, 1)
	y := SortBy(0, []Value{first, second}, Iota(array.Int32, shape, 0))
	assertClose(t, "two keys", y[2], ir.Concrete(array.Of([]int32{3, 1, 4, 2, 0}, shape)), 0)
}

func TestSortErrors(t *testing.T) {
	mustPanic(t, "no keys", func() { SortBy(0, nil, normal(1, 3)) })
	mustPanic(t, "shapes", func() { SortBy(0, []Value{normal(1, 3)}, normal(1, 2)) })
}
