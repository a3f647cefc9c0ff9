package opt

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// is reports whether v is the rank-0 constant c, for c other than zero in the case of floats.
func is(v Value, c float64) bool {
	b := v.Buffer()
	return b != nil && v.Rank() == 0 && b.Float64(0) == c
}

// isZero reports whether v is the rank-0 constant +0, or false.
func isZero(v Value) bool { return is(v, 0) && v.Buffer().Bits(0) == 0 }

// isMinusZero reports whether v is the rank-0 constant -0; an integer's zero is both.
func isMinusZero(v Value) bool {
	return is(v, 0) && (math.Signbit(v.Buffer().Float64(0)) || !v.DType().IsFloat())
}

// isAllOnes reports whether v is the rank-0 constant of which all bits are set, or true.
func isAllOnes(v Value) bool {
	b := v.Buffer()
	if b == nil || v.Rank() > 0 || v.DType().IsFloat() {
		return false
	}
	if v.DType() == array.Bool {
		return b.Bits(0) == 1
	}
	return b.Bits(0) == math.MaxUint64>>(64-8*v.DType().Size())
}

// isPowerOfTwo reports whether v is a float rank-0 constant whose reciprocal is exact and not subnormal,
// which a machine might flush to zero.
func isPowerOfTwo(v Value) bool {
	b := v.Buffer()
	if b == nil || v.Rank() > 0 || !v.DType().IsFloat() {
		return false
	}
	most := 1022
	if v.DType() == array.Float32 {
		most = 126
	}
	frac, exp := math.Frexp(b.Float64(0)) // frac 2^exp, and ±1/2 for a power of two
	return math.Abs(frac) == 0.5 && exp-1 <= most && exp-1 >= -most
}

// scaled returns x and c if v is computed as x c with a constant c of rank 0.
func (r *rewriter) scaled(v Value) (x, c Value) {
	e := r.def(v, "mul")
	if e == nil {
		return nil, nil
	}
	for i, c := range e.In {
		if c.Buffer() != nil && c.Rank() == 0 {
			return e.In[1-i], c
		}
	}
	return nil, nil
}

// neverMinusZero reports whether x is computed by an op that has no result -0.
func (r *rewriter) neverMinusZero(x Value) bool {
	for _, op := range []string{"exp", "abs", "square", "logistic", "softplus"} {
		if r.arg(x, op) != nil {
			return true
		}
	}
	from := r.arg(x, "convert")
	return from != nil && !from.DType().IsFloat()
}

// uniformElem returns the element of a concrete array as a rank-0 value if all are the same, else nil.
func uniformElem(v Value) Value {
	b := v.Buffer()
	n := b.Size()
	if n == 0 {
		return nil
	}
	for i := 1; i < n; i++ {
		if b.Bits(i) != b.Bits(0) {
			return nil
		}
	}
	s := array.New(b.DType(), nil)
	array.Copy(s, 0, b, 0, 1)
	return ir.Concrete(s)
}

// like returns the rank-0 constant x, of the type that e's first result has.
func like(e *ir.Eqn, x float64) Value { return prim.Scalar(e.Out[0].DType(), x) }
