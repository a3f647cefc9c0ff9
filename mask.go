package phlox

import (
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Mask returns a P whose sites count only where mask is true.
func (p *P) Mask(mask np.Array) *P { return p.With(maskHandler(mask)) }

// maskHandler takes elements of the batch where mask is false out of the log density.
func maskHandler(mask np.Array) Handler {
	if mask.DType() != np.Bool {
		panic(ir.Errorf("a mask of type %v, want bool", mask.DType()))
	}
	return func(m *Msg, next func(*Msg)) {
		switch m.Kind {
		case Sample:
			m.Dist = m.Dist.Mask(mask)
			if err := m.Dist.Err(); err != nil {
				panic(m.Errorf("%v", err))
			}
		case Inspect:
			if m.Value.IsZero() {
				m.Value = mask
			} else {
				m.Value = m.Value.And(mask)
			}
		}
		next(m)
	}
}

// Scale returns a P whose sites' log densities are multiplied by s > 0, which broadcasts to their batch
// shapes.
func (p *P) Scale(s np.Array) *P { return p.With(scaleHandler(s)) }

// scaleHandler multiplies the log density of sites by s.
func scaleHandler(s np.Array) Handler {
	if s.IsZero() || s.IsConcrete() && slices.Contains(s.Gt(0).Bools(), false) {
		panic(ir.Errorf("the scale of a log density must be positive, not %v", s))
	}
	return func(m *Msg, next func(*Msg)) {
		if m.Kind == Sample || m.Kind == Param {
			m.AddScale(s)
		}
		next(m)
	}
}
