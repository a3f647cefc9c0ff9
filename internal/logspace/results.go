package logspace

import (
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// stack returns the stack of result y of the step, where r is what the scan has stacked in its place.
func (s *scaling) stack(y *ir.Var, r result) Value {
	t := s.terms.Get(y)
	if t == nil {
		return r.x
	}
	dims := []int{0}
	for _, k := range s.apart {
		dims = append(dims, 1+slices.Index(t.axes, k))
	}
	m := s.withTops(s.scales(), r)
	return prim.Add(prim.BroadcastTo(m, r.x.Shape(), dims), logOf(r.x))
}

// scales returns M before each step.
func (s *scaling) scales() Value {
	gain := s.gain
	if s.op.Reverse {
		gain = prim.Reverse(gain, []int{0})
	}
	m := prim.Sub(prim.Cumsum(gain, 0), gain)
	if s.op.Reverse {
		m = prim.Reverse(m, []int{0})
	}
	first := s.start.top
	return prim.Add(m, prim.BroadcastTo(first, m.Shape(), shifted(count(first.Rank()))))
}

// withTops returns x, a number for all elements that meet in each step, and the tops that r lacks.
func (s *scaling) withTops(x Value, r result) Value {
	for _, f := range r.tops {
		var dims []int
		if f.stacked {
			dims = append(dims, 0)
		}
		for _, a := range f.axes {
			if k := slices.Index(s.apart, a); k >= 0 {
				dims = append(dims, 1+k)
			}
		}
		x = prim.Add(x, prim.BroadcastTo(f.top, x.Shape(), dims))
	}
	return x
}

// trusted reports whether no weight is so small that a product of it and the factors underflows, NaN or infinite.
func (s *scaling) trusted(last Value) Value {
	smallest := prim.Min(least(s.weights, isZero(s.weights)), least(last, isZero(last)))
	smallest = prim.Min(smallest, s.start.least)
	for _, f := range s.factors {
		smallest = prim.Min(smallest, f.least)
	}
	// In a step meet two weights, of which one is z, and each factor at most once; normal numbers are 2^-1022 and more.
	bound := math.Ldexp(1, -1000/(2+len(s.factors)))
	return prim.Ge(smallest, prim.Like(smallest, bound))
}

func isZero(x Value) Value { return prim.Eq(x, prim.Like(x, 0)) }

// logOf returns log x, whose derivative is zero where x is zero.
func logOf(x Value) Value {
	zero := isZero(x)
	return prim.Select(zero, prim.Like(x, math.Inf(-1)), prim.Log(prim.Select(zero, prim.Like(x, 1), x)))
}

// without returns the axes in [0, n) that are not among axes.
func without(n int, axes []int) []int {
	return slices.DeleteFunc(count(n), func(i int) bool { return slices.Contains(axes, i) })
}

// shifted returns axes moved by one.
func shifted(axes []int) []int {
	out := make([]int, len(axes))
	for i, a := range axes {
		out[i] = a + 1
	}
	return out
}
