package phlox

import (
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// LogProb returns the log density of a Sample's value, elementwise over the batch, with the site's scale:
// -Inf outside of the support.
func (m *Msg) LogProb() (lp np.Array) {
	m.guard(func() {
		if lp = m.LogLikelihood(); !m.Scale.IsZero() {
			lp = lp.Mul(m.Scale)
		}
	})
	return lp
}

// LogLikelihood is LogProb without the site's scale. An observation outside of a support that does not
// depend on other variables has density zero whatever they are: that is a mistake in the data, so it is
// an error as soon as all is known.
func (m *Msg) LogLikelihood() (lp np.Array) {
	m.guard(func() {
		if m.InSupport {
			lp = m.Dist.LogDensity(m.Value)
			return
		}
		lp = m.Dist.LogProb(m.Value)
		if m.Observed && m.HasFixedSupport() {
			if text := m.misfit(lp); text != "" {
				panic(m.Errorf("%s", text))
			}
		}
	})
	return lp
}

// HasFixedSupport reports whether the support of a Sample has no bounds but Go constants.
func (m *Msg) HasFixedSupport() bool {
	return !slices.ContainsFunc(tree.Arrays(m.Dist.Support()), func(a np.Array) bool { return !a.IsWeak() })
}

// Misfit says which value is outside of the support: `the observed value -1 at [3] is outside of the
// support of Poisson, ...`. It is "" if none is, or if it is not known. What is masked out does not count.
func (m *Msg) Misfit() (text string) {
	m.guard(func() { text = m.misfit(m.Dist.LogProb(m.Value)) })
	return text
}

func (m *Msg) misfit(lp np.Array) string {
	if !lp.IsConcrete() || !m.Value.IsConcrete() {
		return ""
	}
	support, x := m.Dist.Support(), m.Value
	if !x.DType().IsFloat() {
		x = x.AsType(np.Float64)
	}
	bad := support.Check(x).Not().And(lp.Eq(math.Inf(-1)))
	if !bad.IsConcrete() || !slices.Contains(bad.Bools(), true) {
		return ""
	}
	index := unravel(slices.Index(bad.Bools(), true), bad.Shape())
	event := m.Value.Shape()[m.Value.Rank()-m.Dist.EventDim():]
	element := m.Value.BroadcastTo(slices.Concat(bad.Shape(), event)).At(index...)
	text := "the value"
	if m.Observed {
		text = "the observed value"
	}
	text += " " + element.Buffer().String()
	if len(index) > 0 {
		text += fmt.Sprintf(" at %v", np.Shape(index))
	}
	return fmt.Sprintf("%s is outside of the support of %s, %v", text, m.Dist.Name(), support)
}

// unravel returns the index of the i-th element of an array in order.
func unravel(i int, shape np.Shape) []int {
	index := make([]int, len(shape))
	for axis := len(shape) - 1; axis >= 0; axis-- {
		index[axis] = i % shape[axis]
		i /= shape[axis]
	}
	return index
}
