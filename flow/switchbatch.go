package flow

import (
	"slices"

	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// batchIndex is Batch where each example has its own branch: a branch is computed, for all examples,
// only if some example takes it, and its results are selected where they do.
func (op Switch) batchIndex(n int, x []Value, mapped []bool) []Value {
	last := prim.Like(x[0], float64(len(op.Branches)-1))
	index := prim.Max(prim.Min(x[0], last), prim.Like(x[0], 0))
	c := newChoices(n, x[1:], mapped[1:], op.Branches)
	for _, k := range op.cheapFirst() {
		c.branch(op.Branches[k], prim.Eq(index, prim.Like(index, float64(k))))
	}
	return c.y
}

// cheapFirst returns the numbers of the branches, those without equations first.
func (op Switch) cheapFirst() []int {
	var free, rest []int
	for k, b := range op.Branches {
		if len(b.Eqns) == 0 {
			free = append(free, k)
		} else {
			rest = append(rest, k)
		}
	}
	return append(free, rest...)
}

// choices are the results of a Switch for n examples, while its branches are computed one after the other.
type choices struct {
	n      int
	x      []Value // operands
	mapped []bool
	y      []Value // right for the examples that take one of the branches so far
	from   []int   // for the others y[i] is this operand, or
	open   []bool  // anything
}

// newChoices returns the results before any branch is computed. One that some branch passes on from an operand is that operand: then
// the branch leaves it, and branches that change a part of it, which loops do to what they carry, change it in its place.
func newChoices(n int, x []Value, mapped []bool, branches []*ir.Program) *choices {
	c := &choices{n: n, x: x, mapped: mapped}
	for i, t := range branches[0].OutTypes() {
		from := -1
		for _, b := range branches {
			if from < 0 {
				from = slices.Index(b.In, b.Out[i])
			}
		}
		y := prim.Zeros(ir.Type{DType: t.DType, Shape: t.Shape.Prepend(n)})
		if from >= 0 {
			y = batch.Broadcast(x[from], n, mapped[from])
		}
		c.y, c.from, c.open = append(c.y, y), append(c.from, from), append(c.open, from < 0)
	}
	return c
}

// branch takes the results of a branch for the examples that are marked. It is computed only if there are any.
func (c *choices) branch(b *ir.Program, take Value) {
	kept := c.keeps(b)
	if !slices.Contains(kept, false) {
		return
	}
	x, pass := c.operands(kept)
	held, there := hold(b, pass)
	all := batch.Program(held, c.n, append([]bool{true}, c.mapped...), always(len(c.y)))
	result := func(i int, take, y, before Value) Value {
		switch {
		case kept[i]:
			return before
		case there[i] || c.open[i]:
			return y
		}
		return selectExamples(take, y, before)
	}
	operands := slices.Concat([]Value{take}, x, c.y)
	run := func(in []Value) []Value {
		y := all.Inline(in[:1+len(x)])
		for i, before := range in[1+len(x):] {
			y[i] = result(i, in[0], y[i], before)
		}
		return y
	}
	if len(all.Eqns) == 0 && !slices.Contains(marks.Or(kept, c.open), false) { // nothing to compute
		c.y = run(operands)
	} else {
		types := ir.TypesOf(operands)
		yes, _ := ir.TraceFunc(types, run)
		no, _ := ir.TraceFunc(types, func(in []Value) []Value { return in[1+len(x):] })
		c.y = Cond(prim.ReduceMax(take, []int{0}), yes, no, operands)
	}
	clear(c.open)
}

// keeps marks the results that a branch passes on from where they are.
func (c *choices) keeps(b *ir.Program) []bool {
	kept := make([]bool, len(c.y))
	for i, k := range c.from {
		kept[i] = k >= 0 && b.Out[i] == b.In[k]
	}
	return kept
}

// operands returns those of a branch, and which of them each result may be held back to be. Such an operand is the result so far: for the
// examples that take the branch these are the same.
func (c *choices) operands(kept []bool) (x []Value, pass []int) {
	x, pass = slices.Clone(c.x), slices.Repeat([]int{-1}, len(c.y))
	for i, k := range c.from {
		if !kept[i] && k >= 0 && c.mapped[k] && !slices.Contains(pass, k) {
			x[k], pass[i] = c.y[i], k
		}
	}
	return x, pass
}
