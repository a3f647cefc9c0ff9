package np

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/prim"
)

// maxProducts is the greatest power of floats that is made of products. Each product doubles the rounding
// error so far, and 8 keeps it at a few units in the last place.
const maxProducts = 8

func pow(x, y Array) Array {
	n, constant := y.goInt()
	switch {
	case !constant || n < 0 && !x.DType().IsFloat():
	case !x.DType().IsFloat() && !x.weak:
		return x.integerPower(n)
	case n >= -maxProducts && n <= maxProducts && n != 0:
		p := x.float().integerPower(max(n, -n))
		if n < 0 {
			return Reciprocal(p)
		}
		return p
	}
	return binaryFloat(x, y, prim.Pow)
}

// goInt returns the Go int that y was made of.
func (x Array) goInt() (n int, ok bool) {
	if b := x.Buffer(); b != nil && x.weak && x.Rank() == 0 && x.DType() == Int64 {
		return int(array.Data[int64](b)[0]), true
	}
	return 0, false
}

// integerPower returns x^n for n >= 0 by repeated squaring.
func (x Array) integerPower(n int) Array {
	if x.DType() == Bool {
		x = x.AsType(Int64)
	}
	z := OnesLike(x)
	for first := true; n > 0; n >>= 1 {
		if n&1 != 0 && first {
			z, first = x, false
		} else if n&1 != 0 {
			z = z.Mul(x)
		}
		if n > 1 {
			x = x.Square()
		}
	}
	return z
}
