package reparam

import (
	"slices"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// LocScale partly centers a variable x with location μ and scale σ (Gorinova, Moore, Hoffman: "Automatic
// Reparameterisation of Probabilistic Programs", 2020). With centering c in [0, 1],
//
//	x_decentered ~ D(c μ, σ^c),  x = μ + σ^(1-c) (x_decentered - c μ)
//
// c = 0 is the non-centered form, c = 1 the centered one, which leaves the site as it is. If Centered is the
// zero Array, c is a parameter name_centered per coordinate, which starts at 1/2.
type LocScale struct{ Centered np.Array }

// Apply implements Strategy.
func (r LocScale) Apply(m *phlox.Msg) np.Array {
	loc, scale, ok := m.Dist.LocScale()
	if !ok {
		panic(m.Errorf("reparam.LocScale: %v has no location and scale on the reals", m.Dist))
	}
	c := r.Centered
	switch {
	case isAll(c, 0):
		x := m.P.Sample(m.Name+"_decentered", m.Dist.WithLocScale(constant(0, loc), constant(1, scale)))
		return loc.Add(scale.Mul(x))
	case isAll(c, 1):
		return np.Array{}
	case c.IsConcrete() && slices.Contains(c.Ge(0).And(c.Le(1)).Bools(), false):
		panic(m.Errorf("reparam.LocScale: Centered is %v, want numbers in [0, 1]", c))
	case c.IsZero():
		c = m.P.Param(m.Name+"_centered", np.FullOf(np.Float64, m.Dist.EventShape(), 0.5), constraint.UnitInterval{})
	}
	d := m.Dist.WithLocScale(loc.Mul(c), scale.Pow(c))
	x := m.P.Sample(m.Name+"_decentered", d)
	return loc.Add(scale.Pow(np.Of(1.0).Sub(c)).Mul(x.Sub(c.Mul(loc))))
}

// constant returns the scalar c of the dtype of like.
func constant(c float64, like np.Array) np.Array {
	if like.IsWeak() {
		return np.Of(c)
	}
	return np.FullOf(like.DType(), nil, c)
}

// isAll reports whether c is known to be x everywhere.
func isAll(c np.Array, x float64) bool {
	return c.IsConcrete() && !slices.Contains(c.Eq(x).Bools(), false)
}
