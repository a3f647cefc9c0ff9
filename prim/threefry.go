package prim

import (
	"fmt"
	"math/bits"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// ThreefryOp is the block function of Threefry-2x32 with 20 rounds: it maps a key of two words and a
// counter of two words to two words that look random. Operands are uint32: key 0, key 1, counter 0,
// counter 1, of the results' shape or rank 0. JAX's default generator is made of it. Salmon, Moraes,
// Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
type ThreefryOp struct{ flat }

// Threefry returns the two words for a key and a counter.
func Threefry(key, counter [2]Value) [2]Value {
	y := ir.Bind(ThreefryOp{}, key[0], key[1], counter[0], counter[1])
	return [2]Value{y[0], y[1]}
}

func (op ThreefryOp) Name() string { return "threefry" }

func (op ThreefryOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 4 {
		return nil, fmt.Errorf("%d operands, want 4", len(in))
	}
	for _, t := range in {
		if t.DType != array.Uint32 {
			return nil, fmt.Errorf("operands %v, want u32", in)
		}
	}
	shape, err := sameOrScalar(in)
	t := ir.Type{DType: array.Uint32, Shape: shape}
	return []ir.Type{t, t}, err
}

func (op ThreefryOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	words, n := wordsOf(in), out[0].Shape.Size()
	y0, y1 := make([]uint32, n), make([]uint32, n)
	at := func(k, i int) uint32 { return words[k][i*step(len(words[k]), n)] }
	for i := range n {
		y0[i], y1[i] = threefry(at(0, i), at(1, i), at(2, i), at(3, i))
	}
	return []*array.Buffer{array.Of(y0, out[0].Shape), array.Of(y1, out[1].Shape)}
}

func wordsOf(in []*array.Buffer) [4][]uint32 {
	var words [4][]uint32
	for i, b := range in {
		words[i] = array.Data[uint32](b)
	}
	return words
}

// Constants of Threefry-2x32: rotations of the rounds, in turn, and the parity of the key schedule.
var threefryRotations = [8]int{13, 15, 26, 6, 17, 29, 16, 24}

const threefryParity = 0x1BD11BDA

// threefry mixes the counter x0, x1 in 20 rounds, injecting a word of the key schedule before the first
// and after every fourth.
func threefry(k0, k1, x0, x1 uint32) (y0, y1 uint32) {
	keys := [3]uint32{k0, k1, k0 ^ k1 ^ threefryParity}
	x0 += k0
	x1 += k1
	for round := range 20 {
		x0 += x1
		x1 = bits.RotateLeft32(x1, threefryRotations[round%8]) ^ x0
		if round%4 == 3 {
			injection := round/4 + 1
			x0 += keys[injection%3]
			x1 += keys[(injection+1)%3] + uint32(injection)
		}
	}
	return x0, x1
}

func (op ThreefryOp) Batch(n int, x []Value, mapped []bool) []Value {
	return ir.Bind(op, alignBatch(n, x, mapped)...)
}

// Lower is the block function of each element.
func (op ThreefryOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	word := func(c uint32) *expr.Node { return expr.Const(array.Uint32, nil, uint64(c)) }
	add := func(a, b *expr.Node) *expr.Node { return expr.Apply(loop.Add, a, b) }
	xor := func(a, b *expr.Node) *expr.Node { return expr.Apply(loop.Xor, a, b) }
	keys := [3]*expr.Node{x[0], x[1], xor(xor(x[0], x[1]), word(threefryParity))}
	y0, y1 := add(x[2], keys[0]), add(x[3], keys[1])
	for i := range 5 {
		for k := range 4 {
			r := threefryRotations[(4*i+k)%8]
			y0 = add(y0, y1)
			left, right := expr.Apply(loop.Shl, y1, word(uint32(r))), expr.Apply(loop.Shr, y1, word(uint32(32-r)))
			y1 = xor(expr.Apply(loop.Or, left, right), y0)
		}
		y0 = add(y0, keys[(i+1)%3])
		y1 = add(add(y1, keys[(i+2)%3]), word(uint32(i+1)))
	}
	if len(out[0].Shape) > 0 && len(y0.Shape) == 0 {
		y0, y1 = y0.Broadcast(out[0].Shape, nil), y1.Broadcast(out[0].Shape, nil)
	}
	return []*expr.Node{expr.Compute(y0), expr.Compute(y1)}
}
