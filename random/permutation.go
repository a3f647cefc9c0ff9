package random

import (
	"math"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// Permutation returns 0, ..., n-1 in random order, as int64.
//
// They are sorted by random 32-bit keys, with fresh ones so often that two elements have equal keys each time
// with probability less than 1/n only: 3 log n / log 2³² times, as in JAX.
func Permutation(k PRNGKey, n int) np.Array {
	order := np.Arange(n).IR()
	rounds := math.Ceil(3 * math.Log(float64(max(1, n))) / math.Log(math.MaxUint32))
	for range int(rounds) {
		keys := k.Split(2)
		k = keys[0]
		order = prim.SortBy(0, []prim.Value{keys[1].Bits(np.Uint32, n).IR()}, order)[1]
	}
	return np.FromIR(order)
}

// Shuffle returns x with the slices along its first axis in random order.
func Shuffle(k PRNGKey, x np.Array) np.Array { return np.Take(x, Permutation(k, x.Len()), 0) }

// Choice returns size independent draws from 0, ..., n-1, as int64.
func Choice(k PRNGKey, n, size int) np.Array {
	if n < 1 && size > 0 {
		panic(ir.Errorf("choice of %d out of %d", size, n))
	}
	return Randint(k, np.Shape{size}, 0, n, np.Int64)
}

// ChoiceWithout returns size different ones of 0, ..., n-1, as int64 in random order.
func ChoiceWithout(k PRNGKey, n, size int) np.Array {
	if size > n {
		panic(ir.Errorf("choice of %d out of %d without replacement", size, n))
	}
	return Permutation(k, n).Slice(0, 0, size)
}
