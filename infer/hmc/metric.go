package hmc

import (
	"slices"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Metric is the mass matrix M, block by block.
type Metric struct{ Blocks []BlockMetric }

// BlockMetric is a block of the mass matrix: diagonals, of shape [n], or matrices, [n, n].
type BlockMetric struct {
	Inv  np.Array // M⁻¹: an estimate of the posterior's covariance
	Root np.Array // M^{1/2}: lower triangular for a dense block, Root Rootᵀ = M
}

// block is a set of coordinates that the metric treats together.
type block struct {
	ranges []infer.Variable // their coordinates; nil: all
	size   int
	dense  bool
}

// blocks returns the blocks of the metric: those asked for, then one of all other coordinates.
func (c Config) blocks(t infer.Target) []block {
	if len(c.Blocks) == 0 {
		return []block{{size: t.Dim, dense: c.Dense || c.InverseMass.Rank() == 2}}
	}
	var blocks []block
	rest := block{}
	used := map[string]bool{}
	for _, names := range c.Blocks {
		if len(names) == 0 {
			panic(ir.Errorf("hmc: Config.Blocks has an empty list"))
		}
		b := block{dense: true}
		for _, name := range names {
			i := slices.IndexFunc(t.Variables, func(v infer.Variable) bool { return v.Name == name })
			if i < 0 || used[name] {
				panic(ir.Errorf("hmc: Config.Blocks names %q, which is not a latent variable or is there twice", name))
			}
			used[name] = true
			b.add(t.Variables[i])
		}
		blocks = append(blocks, b)
	}
	for _, v := range t.Variables {
		if !used[v.Name] {
			rest.add(v)
		}
	}
	if rest.size > 0 {
		blocks = append(blocks, rest)
	}
	return blocks
}

func (b *block) add(v infer.Variable) {
	b.ranges = append(b.ranges, v)
	b.size += v.Hi - v.Lo
}

// take returns the block's coordinates of x.
func (b block) take(x np.Array) np.Array {
	if b.ranges == nil {
		return x
	}
	parts := make([]np.Array, len(b.ranges))
	for i, v := range b.ranges {
		parts[i] = x.Slice(0, v.Lo, v.Hi)
	}
	return np.Concat(0, parts...)
}

// assemble is the inverse of take for all blocks together.
func assemble(blocks []block, parts []np.Array) np.Array {
	if blocks[0].ranges == nil {
		return parts[0]
	}
	type piece struct {
		lo int
		x  np.Array
	}
	var pieces []piece
	for k, b := range blocks {
		at := 0
		for _, v := range b.ranges {
			n := v.Hi - v.Lo
			pieces = append(pieces, piece{v.Lo, parts[k].Slice(0, at, at+n)})
			at += n
		}
	}
	slices.SortFunc(pieces, func(a, b piece) int { return a.lo - b.lo })
	x := make([]np.Array, len(pieces))
	for i, p := range pieces {
		x[i] = p.x
	}
	return np.Concat(0, x...)
}

// each applies f to each block of x and puts the results together.
func each(blocks []block, x np.Array, f func(k int, x np.Array) np.Array) np.Array {
	parts := make([]np.Array, len(blocks))
	for k, b := range blocks {
		parts[k] = f(k, b.take(x))
	}
	return assemble(blocks, parts)
}

// velocity returns M⁻¹ r.
func (m Metric) velocity(blocks []block, r np.Array) np.Array {
	return each(blocks, r, func(k int, r np.Array) np.Array { return times(m.Blocks[k].Inv, r) })
}

// momentum returns M^{1/2} x: for a standard normal x, a momentum.
func (m Metric) momentum(blocks []block, x np.Array) np.Array {
	return each(blocks, x, func(k int, x np.Array) np.Array { return times(m.Blocks[k].Root, x) })
}

// times multiplies a diagonal or a matrix with a vector.
func times(a, x np.Array) np.Array {
	if a.Rank() == 1 {
		return a.Mul(x)
	}
	return np.MatMul(a, x)
}

func (c Config) newMetric(t infer.Target, blocks []block) Metric {
	m := Metric{}
	if given, n := c.InverseMass.Shape(), t.Dim; !c.InverseMass.IsZero() && !given.Equal(np.Shape{n}) && !given.Equal(np.Shape{n, n}) {
		panic(ir.Errorf("hmc: Config.InverseMass has shape %v, want [%d] or [%d %d] for the model's unconstrained coordinates", given, n, n, n))
	}
	for _, b := range blocks {
		inv := np.FullOf(t.DType, np.Shape{b.size}, 1)
		if b.dense {
			inv = np.Eye(b.size).AsType(t.DType)
		}
		if !c.InverseMass.IsZero() {
			inv = b.part(c.InverseMass.AsType(t.DType))
		}
		m.Blocks = append(m.Blocks, newBlockMetric(inv))
	}
	return m
}

// part returns the block's part of an inverse mass given for all coordinates.
func (b block) part(inv np.Array) np.Array {
	if inv.Rank() == 2 {
		inv = b.take(b.take(inv).T())
		if !b.dense {
			inv = np.Diagonal(inv)
		}
		return inv
	}
	if b.dense {
		return np.Diag(b.take(inv))
	}
	return b.take(inv)
}

// newBlockMetric computes the root. For a dense block M⁻¹ = TᵀT with T lower triangular, which is a
// Cholesky factorization in reversed order, so M^{1/2} = T⁻¹ without inverting M⁻¹.
func newBlockMetric(inv np.Array) BlockMetric {
	if inv.Rank() == 1 {
		return BlockMetric{inv, np.Rsqrt(inv)}
	}
	u := np.Flip(np.Cholesky(np.Flip(inv))) // upper triangular, u uᵀ = inv
	eye := np.Eye(inv.Len()).AsType(inv.DType())
	return BlockMetric{inv, np.SolveTriangular(u.T(), eye, np.Triangular{Lower: true})}
}
