package random

import (
	"math"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Int is what bounds of integers can be: an int or an integer array.
type Int interface{ ~int | np.Array }

// Randint returns integers of dtype d from [lo, hi), and lo where hi <= lo. Bounds are limited to the range
// of d, where hi may be one more than its greatest number.
//
// It is JAX's: an offset of twice as many bits as d has is reduced modulo span = hi - lo, as
// ((high mod span) (2^bits mod span) + low mod span) mod span with the sum's overflow ignored. That is not
// quite uniform unless span is a power of 2: off by about span²/2^bits.
func Randint[A, B Int](k PRNGKey, shape np.Shape, lo A, hi B, d np.DType) np.Array {
	if !d.IsInt() {
		panic(ir.Errorf("randint of dtype %v, want integers", d))
	}
	from, to := np.Of(lo).AsType(np.Int64), np.Of(hi).AsType(np.Int64)
	least, greatest := intRange(d)
	bits := unsigned(d)
	pastEnd := to.Gt(greatest)
	from, to = np.Clip(from, least, greatest), np.Clip(to, least, greatest)
	span := to.AsType(bits).Sub(from.AsType(bits)).Add(pastEnd.AsType(bits))
	span = np.Where(to.Gt(from), span, 1).AsType(bits)

	keys := k.Split(2)
	high, low := keys[0].Bits(bits, shape...), keys[1].Bits(bits, shape...)
	half := np.Scalar(int64(1) << (4 * d.Size())).AsType(bits)
	factor := remainder(half, span)
	factor = remainder(factor.Mul(factor), span)
	offset := remainder(remainder(high, span).Mul(factor).Add(remainder(low, span)), span)
	return from.AsType(d).Add(offset.AsType(d)).BroadcastTo(shape)
}

// remainder returns x mod span; x where span is 0, which stands for all numbers of the dtype.
func remainder(x, span np.Array) np.Array {
	return np.Where(span.Eq(0), x, x.Mod(span))
}

// intRange returns the range of d as far as int64 can say it.
func intRange(d np.DType) (least, greatest int) {
	switch d {
	case np.Int32:
		return math.MinInt32, math.MaxInt32
	case np.Uint32:
		return 0, math.MaxUint32
	case np.Uint64:
		return 0, math.MaxInt64
	}
	return math.MinInt64, math.MaxInt64
}

// unsigned returns the unsigned dtype of d's width.
func unsigned(d np.DType) np.DType {
	if d.Size() == 4 {
		return np.Uint32
	}
	return np.Uint64
}
