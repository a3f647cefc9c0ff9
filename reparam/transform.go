package reparam

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/np"
)

// Transform samples the base of a dist.Transformed as name_base and transforms it.
type Transform struct{}

// Apply implements Strategy.
func (Transform) Apply(m *phlox.Msg) np.Array {
	base, f, ok := m.Dist.Parts()
	if !ok {
		panic(m.Errorf("reparam.Transform: %v is not a Transformed distribution", m.Dist))
	}
	return f.Forward(m.P.Sample(m.Name+"_base", masked(base, m.Dist.Masked)))
}

// Explicit samples the variable transformed by F as name_base and transforms it back.
type Explicit struct{ F bijector.Bijector }

// Apply implements Strategy.
func (r Explicit) Apply(m *phlox.Msg) np.Array {
	d := m.Dist
	d.Masked = np.Array{} // the Jacobian is masked, too
	x := m.P.Sample(m.Name+"_base", masked(dist.Transformed(d, r.F), m.Dist.Masked))
	return r.F.Inverse(x)
}

// masked returns d with a mask, if there is one.
func masked(d dist.Dist, mask np.Array) dist.Dist {
	if mask.IsZero() {
		return d
	}
	return d.Mask(mask)
}
