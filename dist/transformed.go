package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Transformed is the distribution of f(x) for x distributed as base:
//
//	log p(y) = log p_base(x) - log |det dy/dx|,  x = f⁻¹(y)
//
// f is the composition of the bijectors, the first being applied first. Batch axes of base that f mixes
// become event axes. A bijector that acts elementwise on a domain of choice, Affine or Exp, whose domain is
// not given acts on what comes before it, so that the support is known.
func Transformed(base Dist, f ...bijector.Bijector) Dist {
	if base.err != nil {
		return base
	}
	f = fitDomains(base.Support(), f)
	var b bijector.Bijector = bijector.Compose{Parts: f}
	if len(f) == 1 {
		b = f[0]
	}
	if n := b.Domain().EventDim() - base.EventDim(); n > 0 {
		base = base.Event(n)
	}
	return New(transformed{base, b})
}

// fitDomains gives the parts that lack one a domain, beginning with the support c.
func fitDomains(c constraint.Constraint, parts []bijector.Bijector) []bijector.Bijector {
	c, parts = scalarBase(c), slices.Clone(parts)
	for i, part := range parts {
		if c.EventDim() > 0 {
			break
		}
		switch f := part.(type) {
		case bijector.Affine:
			if f.Dom == nil {
				f.Dom = c
			}
			parts[i] = f
		case bijector.Exp:
			if f.Dom == nil {
				f.Dom = c
			}
			parts[i] = f
		}
		c = parts[i].Codomain()
	}
	return parts
}

type transformed struct {
	Base Dist
	F    bijector.Bijector
}

func (f transformed) Name() string         { return "Transformed(" + f.Base.Name() + ")" }
func (f transformed) Params() []Param      { return nil }
func (f transformed) BatchShape() np.Shape { return f.Base.BatchShape() }
func (f transformed) Pathwise() bool       { return f.Base.IsPathwise() }

func (f transformed) EventShape() np.Shape {
	shape := f.F.ForwardShape(slices.Concat(f.Base.BatchShape(), f.Base.EventShape()))
	return shape[len(f.Base.BatchShape()):]
}

func (f transformed) Support() constraint.Constraint {
	c := f.F.Codomain()
	if n := len(f.EventShape()) - c.EventDim(); n > 0 {
		return constraint.Independent{Base: c, N: n}
	}
	return c
}

func (f transformed) LogDensity(y np.Array) np.Array {
	x := f.F.Inverse(y)
	logDet := f.F.LogDet(x, y)
	for range f.Base.EventDim() - f.F.Domain().EventDim() {
		logDet = logDet.Sum(-1)
	}
	return f.Base.LogDensity(x).Sub(logDet)
}

func (f transformed) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return f.F.Forward(f.Base.Expand(shape...).Sample(key))
}

// rises returns whether f increases: a monotone function does where it does at the median.
func (f transformed) rises() np.Array {
	median := known(f.Base.ICDF(np.Scalar(0.5)))
	if median.IsZero() || f.F.Domain().EventDim() > 0 || len(f.EventShape()) > 0 {
		return np.Array{}
	}
	_, slope := fn.JVP(f.F.Forward, median, np.OnesLike(median))
	return slope.Gt(0)
}

func (f transformed) CDF(y np.Array) np.Array {
	up, cdf := f.rises(), known(f.Base.CDF(f.F.Inverse(y)))
	if up.IsZero() || cdf.IsZero() {
		return np.Array{}
	}
	return np.Where(up, cdf, np.Sub(1.0, cdf))
}

func (f transformed) ICDF(p np.Array) np.Array {
	up := f.rises()
	if up.IsZero() {
		return up
	}
	return f.F.Forward(known(f.Base.ICDF(np.Where(up, p, np.Sub(1.0, p)))))
}

func (f transformed) Parts() (Dist, bijector.Bijector) { return f.Base, f.F }

// Parts returns the distribution of x and the bijector f of a distribution of f(x); ok is false for any
// other.
func (d Dist) Parts() (base Dist, f bijector.Bijector, ok bool) {
	t, ok := d.Family.(Image)
	if !ok || d.err != nil {
		return Dist{}, nil, false
	}
	base, f = t.Parts()
	return base.Expand(d.full...).Event(d.event), f, true
}
