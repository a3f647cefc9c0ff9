package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Rows that are only needed in their block lie in memory one after the other: then what is behind each other in a row,
// if only the chains, is the vector.

// fewColumns is below what rows are too narrow for that; they keep the order of their axes.
const fewColumns = 4

// layout returns the strides of a root in a block.
func (p *pass) layout(r *expr.Root) []int {
	axis, shape := keptRows(r, p.rows), slices.Clone(r.Shape)
	width := shape.Size() / p.rows
	if width < fewColumns {
		shape[axis] = p.block.size
		return shape.Strides()
	}
	shape[axis] = 1
	strides := shape.Strides()
	strides[axis] = width
	return strides
}

// relayOut makes the views of a nest those of roots as they lie in a block.
func (p *pass) relayOut(n *nest, part *group) {
	p.nest = part
	memo := map[*expr.Node]*expr.Node{}
	for i := range n.stores {
		s := &n.stores[i]
		s.x = p.inBlock(s.x, n.row, memo)
		if strides := p.block.layout[s.to.Root]; strides != nil {
			s.to = s.to.With(nil, strides, nil)
		}
	}
	for i := range n.folds {
		n.folds[i].x = p.inBlock(n.folds[i].x, n.row, memo)
	}
	p.nest = nil
}

// inBlock returns x with its views of roots as these lie in a block, of a nest whose axis row are the rows.
func (p *pass) inBlock(x *expr.Node, row int, memo map[*expr.Node]*expr.Node) *expr.Node {
	if y := memo[x]; y != nil {
		return y
	}
	y := x
	switch {
	case len(x.Shape) == 0:
	case x.Op != loop.Load:
		args := make([]*expr.Node, len(x.Args))
		for i, a := range x.Args {
			args[i] = p.inBlock(a, row, memo)
		}
		if !slices.Equal(args, x.Args) {
			y = x.With(args, x.Strides, x.Terms)
		}
	case p.isNear(x.Root):
		if z := p.inBlock(x.Root.X, row, memo); z != x.Root.X {
			y = z
		}
	case p.block.layout[x.Root] != nil:
		y = x.With(nil, p.strides(x, row), nil)
	case len(x.Terms) > 0:
		terms := slices.Clone(x.Terms)
		for i := range terms {
			terms[i].Index = p.inBlock(terms[i].Index, row, memo)
		}
		if !slices.Equal(terms, x.Terms) {
			y = x.With(nil, x.Strides, terms)
		}
	}
	memo[x] = y
	return y
}

// strides returns those of a view of a root as it lies in a block: sameRow holds for it.
func (p *pass) strides(x *expr.Node, row int) []int {
	layout, own := p.block.layout[x.Root], keptRows(x.Root, p.rows)
	before := p.rows * x.Root.Shape[own+1:].Size() // the stride of the axis before the rows
	strides := slices.Clone(x.Strides)
	for k, s := range strides {
		switch {
		case k == row:
			strides[k] = layout[own]
		case own > 0 && s%before == 0:
			strides[k] = s / before * layout[own-1]
		}
	}
	return strides
}
