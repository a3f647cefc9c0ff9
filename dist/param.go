package dist

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Param is a parameter of a Family.
type Param struct {
	Name   string
	Value  np.Array
	Domain constraint.Constraint
}

func (p Param) checkShape(family string) error {
	if p.Value.IsZero() {
		return fmt.Errorf("%s: %s is missing", family, p.Name)
	}
	if n := p.Domain.EventDim(); p.Value.Rank() < n {
		return fmt.Errorf("%s: %s has shape %v, want at least %d axes", family, p.Name, p.Value.Shape(), n)
	}
	return nil
}

// checkDomain looks at parameters whose elements are known.
func (p Param) checkDomain(family string) error {
	if !p.Value.IsConcrete() {
		return nil
	}
	if ok := p.Domain.Check(p.Value); ok.IsConcrete() && slices.Contains(ok.Bools(), false) {
		return fmt.Errorf("%s: %s = %v is not %v", family, p.Name, p.Value.Buffer(), p.Domain)
	}
	return nil
}

// param returns a parameter of a constructor: integers become floats. The zero Array stays what it is, for
// New to report.
func param[A np.Value](x A) np.Array {
	a := count(x)
	switch {
	case a.IsZero() || a.DType().IsFloat():
		return a
	case a.IsWeak():
		return a.Mul(1.0)
	}
	return a.AsType(np.Float64)
}

// count is param for a parameter that is an integer.
func count[A np.Value](x A) np.Array {
	if a, ok := any(x).(np.Array); ok {
		return a
	}
	return np.Of(x)
}

// floatOf returns the dtype of draws of a distribution with the given parameters: float32 if all that
// are not Go constants are.
func floatOf(params ...np.Array) np.DType {
	d := np.Float64
	for _, p := range params {
		if p.IsWeak() || !p.DType().IsFloat() {
			continue
		}
		if p.DType() == np.Float64 {
			return np.Float64
		}
		d = np.Float32
	}
	return d
}

// positive lifts draws that were rounded to 0, where the density is not defined, to the least number.
func positive(x np.Array) np.Array {
	if x.DType() == np.Float32 {
		return x.Maximum(0x1p-126)
	}
	return x.Maximum(0x1p-1022)
}
