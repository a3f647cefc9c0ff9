package main

import (
	"math"
	"slices"
	"strconv"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// deviation is how a log density differs from Stan's, relative to its size.
type deviation struct {
	Value    float64
	Gradient float64 // the largest, over the coordinates
}

// compareGradient compares a posterior's density and gradient with CmdStan's at a point.
func (p posterior) compareGradient(c columns, g gradient) (d deviation, err error) {
	want := make([]float64, len(g.Values))
	for i, s := range g.Values {
		if want[i], err = strconv.ParseFloat(s, 64); err != nil {
			return d, err
		}
	}
	density, err := p.density(p.Bind(c))
	if err != nil {
		return d, err
	}
	var lp, grad np.Array
	q := np.Vec(point(g.Point, len(want)-1)...)
	if err := fn.Try(func() { lp, grad = fn.ValueAndGrad(density)(q) }); err != nil {
		return d, err
	}
	d.Value = relative(lp.Item()-p.Dropped(c), want[0])
	for i, slope := range grad.Float64s() {
		d.Gradient = max(d.Gradient, relative(slope, want[i+1]))
	}
	return d, nil
}

// density returns the log density as a function of Stan's unconstrained vector.
func (p posterior) density(m problem) (func(q np.Array) np.Array, error) {
	if p.Stan != nil {
		return func(q np.Array) np.Array { return stanDensity(p.Stan, m, q) }, nil
	}
	t, err := m.Target()
	if err != nil {
		return nil, err
	}
	places := p.places(t)
	return func(q np.Array) np.Array {
		if q.Len() != t.Dim {
			panic(ir.Errorf("Stan has %d coordinates, the model %d", q.Len(), t.Dim))
		}
		return t.LogDensity(np.Take(q, places, 0))
	}, nil
}

// places returns where each of our coordinates is in Stan's vector.
func (p posterior) places(t infer.Target) np.Array {
	places := make([]int, t.Dim)
	order := p.Order
	for _, v := range t.Variables {
		if p.Order == nil {
			order = append(order, v.Name)
		}
	}
	next := 0
	for _, name := range order {
		v := t.Variables[slices.IndexFunc(t.Variables, func(v infer.Variable) bool { return v.Name == name })]
		for i := v.Lo; i < v.Hi; i++ {
			places[i] = next
			next++
		}
	}
	return np.IntVec(places...)
}

// point returns the database's fixed points.
func point(number, dim int) []float64 {
	q := make([]float64, dim)
	for i := range q {
		switch number {
		case 0:
			q[i] = 0.1 + 0.05*float64(i%7) - 0.15*float64(i%3)
		case 1:
			q[i] = 0.02 * float64(i%5-2)
		}
	}
	return q
}

// relative returns |x - y| / |y|.
func relative(x, y float64) float64 { return math.Abs(x-y) / math.Abs(y) }
