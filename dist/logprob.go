package dist

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// LogProb returns the log density at x, which has shape [..., batch, event] or broadcasts to it; -Inf
// outside of the support.
func (d Dist) LogProb(x np.Array) np.Array { return d.logProb(x, true) }

// LogDensity is LogProb for an x that is known to be in the support, which is not checked.
func (d Dist) LogDensity(x np.Array) np.Array { return d.logProb(x, false) }

func (d Dist) logProb(x np.Array, check bool) np.Array {
	shape := d.must().valueBatch(x)
	if !x.DType().IsFloat() {
		x = x.AsType(floatOf(tree.Arrays(d.Family)...))
	}
	if !d.Masked.IsZero() { // what is masked out must not be NaN: the derivative would be
		x = x.BroadcastTo(slices.Concat(shape, d.EventShape()))
		keep := expandLast(d.Masked, d.inner+len(d.Family.EventShape()))
		x = np.Where(keep, x, d.Family.Support().Feasible(x))
	}
	lp := d.restricted(x, shape, check)
	lp = lp.Strong(x.DType()).BroadcastTo(slices.Concat(shape, d.full[len(d.full)-d.event:]))
	lp = sumLast(lp, d.inner)
	if !d.Masked.IsZero() {
		lp = np.Where(d.Masked, lp, 0.0)
	}
	return sumLast(lp, d.event-d.inner)
}

// restricted returns the family's log density at x or, if check is set, -Inf outside of the support. There
// it is taken at another value, as its derivative may be NaN, too.
func (d Dist) restricted(x np.Array, shape np.Shape, check bool) np.Array {
	if !check {
		return d.Family.LogDensity(x)
	}
	support := d.Family.Support()
	ok := support.Check(x)
	if ok.IsConcrete() && !slices.Contains(ok.Bools(), false) {
		return d.Family.LogDensity(x)
	}
	x = x.BroadcastTo(slices.Concat(shape, d.EventShape()))
	inside := np.Where(expandLast(ok, support.EventDim()), x, support.Feasible(x))
	return np.Where(ok, d.Family.LogDensity(inside), math.Inf(-1))
}

// valueBatch returns the shape of the density at x.
func (d Dist) valueBatch(x np.Array) (shape np.Shape) {
	n := x.Rank() - d.EventDim()
	if n < 0 || !x.Shape()[n:].Equal(d.EventShape()) {
		panic(ir.Errorf("%v: a value of shape %v, want [... batch event]", d, x.Shape()))
	}
	if err := Try(func() { shape = np.BroadcastShapes(x.Shape()[:n], d.BatchShape()) }); err != nil {
		panic(ir.Errorf("%v: a value of shape %v does not broadcast with the batch", d, x.Shape()))
	}
	return shape
}

// expandLast appends n axes of length 1.
func expandLast(x np.Array, n int) np.Array {
	if n == 0 {
		return x
	}
	return x.Reshape(slices.Concat(x.Shape(), slices.Repeat([]int{1}, n))...)
}

// sumLast adds over the last n axes.
func sumLast(x np.Array, n int) np.Array {
	if n == 0 {
		return x
	}
	return x.Reshape(append(slices.Clone(x.Shape()[:x.Rank()-n]), x.Shape()[x.Rank()-n:].Size())...).Sum(-1)
}
