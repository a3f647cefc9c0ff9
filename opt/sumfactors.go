package opt

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/prim"
)

// What is the same for all terms of a sum of floats is taken out of it:
//
//	Σ x s = s Σ x,  Σ x/s = (Σ x)/s,  Σ (x s)² = s² Σ x²,  Σ (x ± s) = Σ x ± n s
//
// Squares of float64 only: those of float32 overflow at 1e19, and vanish at 1e-23.
//
// A log density of many values then costs what its terms cost, and sums of the same terms, as in a value and its
// gradient, become one. The same holds for a batch: s is then a broadcast of an array without the axes that are
// summed over.
//
// The rule for x ± s wants x to be products of varying factors or values of functions. Data less their mean stay as
// they are: Σ x - n s would cancel where the terms don't.

// withoutCommon returns a value for Σ x over axes if the terms have a common factor or summand, else nil.
func (r *rewriter) withoutCommon(x Value, axes []int) Value {
	if !x.DType().IsFloat() {
		return nil
	}
	if y, scale := r.factored(x, axes); y != nil {
		return scale(prim.Sum(y, axes))
	}
	for _, op := range []string{"add", "sub"} {
		e := r.def(x, op)
		if e == nil {
			continue
		}
		a, b := e.In[0], e.In[1]
		combine := prim.Add
		if op == "sub" {
			combine = prim.Sub
		}
		n := float64(sizeOf(x.Shape(), axes))
		if s := r.common(b, x, axes); s != nil && r.isMagnitude(a, axes) {
			return combine(prim.Sum(a, axes), prim.Mul(s, prim.Like(s, n))) // Σ (x ± s) = Σ x ± n s
		}
		if s := r.common(a, x, axes); s != nil && r.isMagnitude(b, axes) {
			return combine(prim.Mul(s, prim.Like(s, n)), prim.Sum(b, axes)) // Σ (s ± x) = n s ± Σ x
		}
	}
	return nil
}

// factored returns y and what makes Σ y over axes Σ x, for an x with a factor that is the same for all terms; nil if it has
// none that is seen.
func (r *rewriter) factored(x Value, axes []int) (y Value, scale func(sum Value) Value) {
	if c := r.scalings(x, axes); len(c) > 1 {
		last := c[len(c)-1]
		return last.x, last.scale
	}
	if e := r.def(x, "square"); e != nil && x.DType() == array.Float64 {
		if c := r.scalings(e.In[0], axes); len(c) > 1 {
			last := c[len(c)-1]
			return prim.Square(last.x), func(sum Value) Value { return last.scale(last.scale(sum)) } // Σ (x s)² = s² Σ x²
		}
	}
	e := r.trace.Def(x)
	if e == nil || len(e.In) != 2 || e.In[0].Rank() == 0 || e.In[1].Rank() == 0 {
		return nil, nil
	}
	a := r.scalings(e.In[0], axes)
	switch e.Op.Name() {
	case "mul":
		b := r.scalings(e.In[1], axes)
		i, j := len(a)-1, len(b)-1
		for k := range len(a) { // (l s)(l t) is l² s t, even if l itself has a factor: l² may be had already
			if n := slices.IndexFunc(b, func(s scaling) bool { return s.x == a[k].x }); n >= 0 {
				i, j = k, n
				break
			}
		}
		if i+j > 0 {
			return prim.Mul(a[i].x, b[j].x), func(sum Value) Value { return b[j].scale(a[i].scale(sum)) } // Σ (x s)(y t) = s t Σ x y
		}
	case "div":
		if k := len(a) - 1; k > 0 {
			return prim.Div(a[k].x, e.In[1]), a[k].scale // Σ (x s)/y = s Σ x/y
		}
	}
	return nil, nil
}

// scaling is a way to see a value: as x scaled.
type scaling struct {
	x     Value
	scale func(Value) Value // of what has the shape of a sum
}

// scalings returns how x can be seen, first as itself, last without any factor that is the same for all terms.
func (r *rewriter) scalings(x Value, axes []int) []scaling {
	list := []scaling{{x, func(v Value) Value { return v }}}
	for {
		last := list[len(list)-1]
		y, scale := r.unscaled(last.x, axes)
		if y == nil {
			return list
		}
		list = append(list, scaling{y, func(v Value) Value { return last.scale(scale(v)) }})
	}
}

// unscaled takes one factor from x, if there is one that is the same for all terms.
func (r *rewriter) unscaled(x Value, axes []int) (y Value, scale func(Value) Value) {
	e := r.trace.Def(x)
	if e == nil {
		return nil, nil
	}
	switch e.Op.Name() {
	case "neg":
		return e.In[0], prim.Neg
	case "mul":
		for i, s := range e.In {
			if s := r.common(s, x, axes); s != nil && e.In[1-i].Rank() > 0 {
				return e.In[1-i], func(v Value) Value { return prim.Mul(v, s) }
			}
		}
	case "div":
		if s := r.common(e.In[1], x, axes); s != nil && e.In[0].Rank() > 0 {
			return e.In[0], func(v Value) Value { return prim.Div(v, s) }
		}
	}
	return nil, nil
}

// common returns the value that operand s of x, an elementwise result, has for all terms of a sum over axes, of the
// shape of the sum or rank 0; nil if it is not the same for all.
func (r *rewriter) common(s, x Value, axes []int) Value {
	if s.Rank() == 0 {
		return s
	}
	if !s.Shape().Equal(x.Shape()) {
		return nil
	}
	if y, rest, _ := r.unrepeated(s, axes); y != nil && len(rest) == 0 {
		return y
	}
	return nil
}

// isMagnitude reports whether the terms x of a sum over axes are made of products of varying factors and values of functions.
func (r *rewriter) isMagnitude(x Value, axes []int) bool {
	e := r.trace.Def(x)
	if e == nil {
		return false
	}
	is := func(a Value) bool { return r.isMagnitude(a, axes) }
	varies := func(a Value) bool { return r.common(a, x, axes) == nil }
	switch op := e.Op.Name(); op {
	case "neg":
		return is(e.In[0])
	case "mul", "div":
		a, b := e.In[0], e.In[1]
		return varies(a) && varies(b) || is(a) || is(b)
	case "add", "sub":
		a, b := e.In[0], e.In[1]
		return (!varies(a) || is(a)) && (!varies(b) || is(b))
	default:
		return slices.Contains(magnitudes, op)
	}
}

// magnitudes are the functions whose values are taken for numbers of their own size.
var magnitudes = []string{"square", "exp", "expm1", "log", "log1p", "logistic", "softplus", "lgamma", "log_ndtr", "xlogy", "xlog1py", "pow", "logaddexp"}
