package compile_test

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// number returns v, or integers if it is of bools.
func number(v Value) Value {
	if v.DType() == array.Bool {
		return prim.ConvertTo(v, array.Int32)
	}
	return v
}

func (g *generator) sum() {
	v := number(g.ranked())
	g.bind(prim.SumOp{Axes: g.axes(v.Rank())}, v)
}

func (g *generator) reduce() {
	v := g.ranked()
	fold := pick(g.choices, []string{"max", "min", "prod"})
	if fold == "prod" {
		v = number(v)
	}
	g.bind(prim.ReduceOp{Fold: fold, Axes: g.axes(v.Rank())}, v)
}

func (g *generator) argReduce() {
	v := g.ranked()
	if axis := g.below(v.Rank()); v.Shape()[axis] > 0 {
		g.bind(prim.ArgReduce{Fold: pick(g.choices, []string{"max", "min"}), Axis: axis}, v)
	}
}

func (g *generator) cumulative() {
	v := number(g.ranked())
	fold := pick(g.choices, []string{"sum", "prod", "max", "min", "logsumexp"})
	if fold == "logsumexp" {
		v = float(v)
	}
	g.bind(prim.Cumulative{Fold: fold, Axis: g.below(v.Rank()), Reverse: g.oneIn(2)}, v)
}

func (g *generator) sort() {
	v := g.ranked()
	x := []Value{v}
	for range g.below(3) {
		x = append(x, g.of(ir.Type{DType: pick(g.choices, g.types), Shape: v.Shape()}))
	}
	g.bind(prim.SortOp{Axis: g.below(v.Rank()), Keys: 1 + g.below(len(x))}, x...)
}

func (g *generator) searchsorted() {
	v := g.ranked()
	list := prim.Sort(v, v.Rank()-1)
	op := prim.SearchsortedOp{Side: pick(g.choices, []string{"left", "right"}), Lead: v.Rank() - 1}
	shape := v.Shape()[:op.Lead].Prepend(1)[1:]
	for range g.below(2) {
		shape = append(shape, pick(g.choices, g.lengths))
	}
	if shape.Size() <= g.limit {
		g.bind(op, list, g.of(ir.Type{DType: v.DType(), Shape: shape}))
	}
}
