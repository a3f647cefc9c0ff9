package compile_test

import (
	"slices"

	"github.com/phlox-ppl/phlox/prim"
)

// step is what a generator may do next, and how often it stands in the list of all.
type step struct {
	places int
	do     func(g *generator)
}

// steps returns all.
func steps() []step {
	return []step{
		{24, (*generator).elementwise},
		{3, func(g *generator) { g.row(rowNamed("add")) }},
		{4, func(g *generator) { g.row(rowNamed("mul")) }},
		{2, func(g *generator) { g.row(rowNamed("div")) }},
		{3, (*generator).convert},
		{1, (*generator).bitcast},
		{3, (*generator).choose},
		{1, (*generator).polygamma},
		{1, (*generator).threefry},
		{1, func(g *generator) { g.bind(prim.StopGradient{}, g.value()) }},
		{1, func(g *generator) { g.values = append(g.values, g.elements(g.value().Type())) }},

		{2, (*generator).broadcast},
		{2, (*generator).reshape},
		{2, (*generator).permute},
		{2, (*generator).reverse},
		{2, (*generator).slice},
		{2, (*generator).pad},
		{2, (*generator).concat},
		{2, (*generator).dynamicSlice},
		{2, (*generator).dynamicUpdate},
		{2, (*generator).take},
		{2, (*generator).scatter},

		{6, (*generator).sum},
		{4, (*generator).reduce},
		{2, (*generator).argReduce},
		{3, (*generator).cumulative},
		{2, (*generator).sort},
		{1, (*generator).searchsorted},

		{5, (*generator).dot},
		{3, (*generator).matmul},
		{1, (*generator).cholesky},
		{1, (*generator).triangularSolve},
		{1, (*generator).solve},
		{1, (*generator).slogdet},
		{1, (*generator).eigh},
		{1, (*generator).qr},

		{3, (*generator).scan},
		{3, (*generator).while},
		{3, (*generator).branch},
		{1, (*generator).checkpoint},
	}
}

// places returns the steps, each at its number of places.
func places() (list []func(*generator)) {
	for _, s := range steps() {
		list = append(list, slices.Repeat([]func(*generator){s.do}, s.places)...)
	}
	return list
}
