package reparam

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// LocScale partly centers a variable x with location μ and scale σ (Gorinova, Moore, Hoffman: "Automatic
// Reparameterisation of Probabilistic Programs", 2020). With centering c in [0, 1],
//
//	x_decentered ~ D(c μ, σ^c),  x = μ + σ^(1-c) (x_decentered - c μ)
//
// c = 0 is the non-centered form, c = 1 the centered one. If Centered is the zero Array, c is a parameter
// name_centered per coordinate, which starts at 1/2.
type LocScale struct{ Centered np.Array }

// Apply implements Strategy.
func (r LocScale) Apply(m *phlox.Msg) np.Array {
	loc, scale, ok := m.Dist.LocScale()
	if !ok {
		panic(m.Errorf("reparam.LocScale: %v has no location and scale on the reals", m.Dist))
	}
	c := r.Centered
	if c.IsZero() {
		c = m.P.Param(m.Name+"_centered", np.FullOf(np.Float64, m.Dist.EventShape(), 0.5), constraint.UnitInterval{})
	}
	d := m.Dist.WithLocScale(loc.Mul(c), scale.Pow(c))
	x := m.P.Sample(m.Name+"_decentered", d)
	return loc.Add(scale.Pow(np.Of(1.0).Sub(c)).Mul(x.Sub(c.Mul(loc))))
}

// Transform samples the base of a dist.Transformed as name_base and transforms it.
type Transform struct{}

// Apply implements Strategy.
func (Transform) Apply(m *phlox.Msg) np.Array {
	base, f, ok := m.Dist.Parts()
	if !ok {
		panic(m.Errorf("reparam.Transform: %v is not a Transformed distribution", m.Dist))
	}
	return f.Forward(m.P.Sample(m.Name+"_base", base))
}

// Explicit samples the variable transformed by F as name_base and transforms it back.
type Explicit struct{ F bijector.Bijector }

// Apply implements Strategy.
func (r Explicit) Apply(m *phlox.Msg) np.Array {
	x := m.P.Sample(m.Name+"_base", dist.Transformed(m.Dist, r.F))
	return r.F.Inverse(x)
}
