package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Stacked returns n distributions of d's kind, whose arrays are stacked along the leading axis of those of d:
// what a scan leaves of a site. The axis is the first of the batch. along says which of d's arrays are
// stacked, in the order of package tree; the others are the same for all. Without it all are.
func Stacked(d Dist, n int, along ...bool) Dist {
	if d.err != nil {
		return d
	}
	arrays := tree.Arrays(d)
	if len(along) == 0 {
		along = slices.Repeat([]bool{true}, len(arrays))
	}
	if n == 1 {
		for i, a := range arrays {
			if along[i] {
				arrays[i] = a.Squeeze(0)
			}
		}
		along = make([]bool, len(arrays))
	}
	d = tree.With(d, arrays)
	one := d.unmasked()
	one.event = 0 // event axes and mask are those of the result
	k := len(tree.Arrays(one))
	if !d.Masked.IsZero() && along[k] { // align the mask's other axes with the batch's
		rest := d.Masked.Shape()[1:]
		ones := slices.Repeat([]int{1}, len(d.full)-d.inner-len(rest))
		d.Masked = d.Masked.Reshape(slices.Concat(np.Shape{n}, ones, rest)...)
	}
	d.full = d.full.Prepend(n)
	if !slices.Contains(along[:k], true) {
		return d
	}
	f := stacked{D: one, N: n, Along: along[:k]}
	each(f, struct{}{}, func(d Dist, _ struct{}) struct{} { // with the stacked arrays it may seem to be larger
		f.Event = d.EventShape()
		return struct{}{}
	})
	d.Family = f
	return d
}

// unmasked returns d without its mask, which draws do not see.
func (d Dist) unmasked() Dist {
	d.Masked, d.inner = np.Array{}, 0
	return d
}

// stacked is a family of N > 1 distributions of one kind.
type stacked struct {
	D     Dist   // no event axes but the Family's, and no mask
	N     int    // how many
	Along []bool // which of the arrays of D are stacked
	Event np.Shape
}

func (f stacked) Name() string         { return f.D.Name() }
func (f stacked) Params() []Param      { return nil }
func (f stacked) BatchShape() np.Shape { return f.D.full.Prepend(f.N) }
func (f stacked) EventShape() np.Shape { return f.Event }
func (f stacked) Pathwise() bool       { return f.D.IsPathwise() }

// each applies g to every one of the distributions and a slice of x along its leading axis, and stacks the
// results.
func each[X, Y any](f stacked, x X, g func(Dist, X) Y) Y {
	all := tree.Arrays(f.D)
	var mapped []np.Array
	for i, a := range all {
		if f.Along[i] {
			mapped = append(mapped, a)
		}
	}
	return fn.Vmap2(func(mapped []np.Array, x X) Y {
		arrays := slices.Clone(all)
		for i := range arrays {
			if f.Along[i] {
				arrays[i], mapped = mapped[0], mapped[1:]
			}
		}
		return g(tree.With(f.D, arrays), x)
	})(mapped, x)
}

// Support has the bounds of all, each with the axes that it broadcasts to in its own distribution.
func (f stacked) Support() constraint.Constraint {
	if len(tree.Arrays(f.D.Support())) == 0 {
		return f.D.Support()
	}
	return each(f, struct{}{}, func(d Dist, _ struct{}) constraint.Constraint {
		c := d.Support()
		shape := slices.Concat(d.full, d.EventShape())
		shape = shape[:len(shape)-scalarBase(c).EventDim()]
		return tree.Map(c, func(bound np.Array) np.Array { return bound.BroadcastTo(shape) })
	})
}

func (f stacked) LogDensity(x np.Array) np.Array {
	return f.zip(x, len(f.EventShape()), Dist.LogDensity)
}

// zip applies g to each distribution and its part of x, which has the given number of event axes.
func (f stacked) zip(x np.Array, events int, g func(Dist, np.Array) np.Array) np.Array {
	ones := slices.Repeat([]int{1}, len(f.D.full)+events)
	x = x.BroadcastTo(np.BroadcastShapes(x.Shape(), append(np.Shape{f.N}, ones...)))
	lead := x.Rank() - len(ones) - 1
	y := each(f, np.MoveAxis(x, lead, 0), g)
	if y.IsZero() {
		return y
	}
	return np.MoveAxis(y, 0, lead)
}

func (f stacked) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	lead := len(shape) - len(f.D.full) - 1
	x := each(f, key.SplitArray(f.N), func(d Dist, k random.PRNGKey) np.Array {
		return d.Expand(shape[lead+1:]...).Sample(k, shape[:lead]...)
	})
	return np.MoveAxis(x, 0, lead)
}

// known returns what g says of each distribution; the zero Array if it says that it does not know.
func known(y np.Array, err error) np.Array {
	if err != nil {
		return np.Array{}
	}
	return y
}

func (f stacked) Mean() np.Array {
	return each(f, struct{}{}, func(d Dist, _ struct{}) np.Array { return known(d.Mean()) })
}

func (f stacked) Variance() np.Array {
	return each(f, struct{}{}, func(d Dist, _ struct{}) np.Array { return known(d.Variance()) })
}

func (f stacked) Entropy() np.Array {
	return each(f, struct{}{}, func(d Dist, _ struct{}) np.Array { return known(d.Entropy()) })
}

func (f stacked) CDF(x np.Array) np.Array {
	return f.zip(x, 0, func(d Dist, x np.Array) np.Array { return known(d.CDF(x)) })
}

func (f stacked) ICDF(p np.Array) np.Array {
	return f.zip(p, 0, func(d Dist, p np.Array) np.Array { return known(d.ICDF(p)) })
}

// Values are the same for all, since their number is part of the structure.
func (f stacked) Values() np.Array {
	if e, ok := f.D.Family.(Enumerable); ok {
		return e.Values()
	}
	return np.Array{}
}
