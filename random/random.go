// Package random has splittable random keys and samplers. There is no global generator: a sampler is a
// function of a key, and a key is used for one purpose and then replaced by keys split from it. So
// draws do not depend on the order in which a program is run, on threads, or on what else is in a batch:
// element i of a sampler's result depends on the key, on i and on element i of the parameters alone.
//
// Keys and bits are those of JAX's default generator, Threefry-2x32 in its partitionable form, and so are
// Uniform, Normal, Randint, Bernoulli, Permutation, Categorical and the inverse-cdf samplers, draw by draw
// (up to rounding of floats). The rejection samplers are While loops in the program; Gamma and what is made
// of it use keys as JAX does, the samplers of counts need not.
//
// The shape of a sampler is that of the whole result, to which its parameters broadcast. Everything works on
// concrete arrays and inside traced functions. Draws that are floats can be differentiated in the parameters,
// Gamma's by implicit reparameterization; counts and categories have no derivative.
//
// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
package random

import (
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// PRNGKey is the key of a random stream: two words, uint32 [2]. Many keys in one array, of shape [n 2], are
// made by SplitArray and used one at a time by fn.Vmap and fn.Scan.
type PRNGKey struct{ Data np.Array }

// Key returns the key for a seed; different seeds have different keys.
func Key(seed int64) PRNGKey {
	return PRNGKey{np.New([]uint32{uint32(uint64(seed) >> 32), uint32(seed)})}
}

// FromData returns the key with the given words, uint32 [2].
func FromData(data np.Array) PRNGKey { return PRNGKey{data} }

// Split returns n keys, independent of each other and of all draws made with k's other children. k itself
// should not be used any more.
func (k PRNGKey) Split(n int) []PRNGKey {
	all := k.SplitArray(n)
	keys := make([]PRNGKey, n)
	for i := range keys {
		keys[i] = PRNGKey{all.Data.At(i)}
	}
	return keys
}

// SplitArray returns the keys of Split in one array of shape [n 2], for fn.Vmap and fn.Scan.
func (k PRNGKey) SplitArray(n int) PRNGKey {
	if n < 0 {
		panic(ir.Errorf("split of a key in %d", n))
	}
	y := k.block(counter(np.Shape{n}))
	return PRNGKey{np.Stack(1, y[0], y[1])}
}

// FoldIn returns the key that belongs to k and a number, an int or an integer scalar np.Array, of which the
// low 32 bits count. FoldIn(i) is Split's i-th key.
func (k PRNGKey) FoldIn(i any) PRNGKey {
	switch i := i.(type) {
	case int:
		return k.child(np.Scalar(uint32(i)))
	case np.Array:
		if i.Rank() == 0 && i.DType().IsInt() {
			return k.child(i.AsType(np.Uint32))
		}
		panic(ir.Errorf("fold_in of an array of type %v, want an integer scalar", i.Type()))
	}
	panic(ir.Errorf("fold_in of a %T, want int or np.Array", i))
}

func (k PRNGKey) child(i np.Array) PRNGKey {
	y := k.block(i)
	return PRNGKey{np.Stack(0, y[0], y[1])}
}

// Bits returns uniformly distributed words, uint32 or uint64.
func (k PRNGKey) Bits(d np.DType, shape ...int) np.Array {
	y := k.block(counter(shape))
	switch d {
	case np.Uint32:
		return y[0].Xor(y[1])
	case np.Uint64:
		return np.ShiftLeft(y[0].AsType(d), 32).Or(y[1].AsType(d))
	}
	panic(ir.Errorf("random bits of dtype %v, want u32 or u64", d))
}

// counter numbers the elements of an array.
func counter(shape np.Shape) np.Array {
	return np.FromIR(prim.Iota(np.Uint32, np.Shape{shape.Size()}, 0)).Reshape(shape...)
}

// block returns the two words for each counter (0, lo). The high word would count arrays of more than 2³²
// elements.
func (k PRNGKey) block(lo np.Array) [2]np.Array {
	if k.Data.DType() != np.Uint32 || !k.Data.Shape().Equal(np.Shape{2}) {
		panic(ir.Errorf("a key is %v, want u32[2]; to use an array of keys, map over it with fn.Vmap", k.Data))
	}
	key := [2]prim.Value{k.Data.At(0).IR(), k.Data.At(1).IR()}
	y := prim.Threefry(key, [2]prim.Value{np.Scalar(uint32(0)).IR(), lo.IR()})
	return [2]np.Array{np.FromIR(y[0]), np.FromIR(y[1])}
}
