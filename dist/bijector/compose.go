package bijector

import (
	"strings"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Compose applies bijectors one after the other, the first part first. Parts may act on different numbers
// of axes: the composition acts on the greatest. No parts are Identity.
type Compose struct{ Parts []Bijector }

func (t Compose) String() string {
	names := make([]string, len(t.Parts))
	for i, p := range t.Parts {
		names[i] = p.String()
	}
	return "Compose(" + strings.Join(names, ", ") + ")"
}

func (t Compose) Forward(x np.Array) np.Array {
	for _, p := range t.Parts {
		x = p.Forward(x)
	}
	return x
}

func (t Compose) Inverse(y np.Array) np.Array {
	for i := len(t.Parts) - 1; i >= 0; i-- {
		y = t.Parts[i].Inverse(y)
	}
	return y
}

// LogDet adds those of the parts, each summed over the axes that are events of the composition but a batch
// to the part.
func (t Compose) LogDet(x, y np.Array) np.Array {
	if len(t.Parts) == 0 {
		return zeros(x, 0)
	}
	var sum np.Array
	events := t.Domain().EventDim()
	for i, p := range t.Parts {
		z := y
		if i < len(t.Parts)-1 {
			z = p.Forward(x)
		}
		more := events - p.Domain().EventDim()
		logDet := sumLast(p.LogDet(x, z), more)
		if i == 0 {
			sum = logDet
		} else {
			sum = sum.Add(logDet)
		}
		x, events = z, p.Codomain().EventDim()+more
	}
	return sum
}

// Domain is that of the first part, lifted to events that are large enough for all parts.
func (t Compose) Domain() constraint.Constraint {
	if len(t.Parts) == 0 {
		return constraint.Real{}
	}
	events := 0
	for i := len(t.Parts) - 1; i >= 0; i-- {
		d := t.Parts[i].Domain().EventDim()
		events = d + max(events-t.Parts[i].Codomain().EventDim(), 0)
	}
	return lift(t.Parts[0].Domain(), events)
}

// Codomain is that of the last part, lifted in the same way.
func (t Compose) Codomain() constraint.Constraint {
	if len(t.Parts) == 0 {
		return constraint.Real{}
	}
	events := 0
	for _, p := range t.Parts {
		d := p.Codomain().EventDim()
		events = d + max(events-p.Domain().EventDim(), 0)
	}
	return lift(t.Parts[len(t.Parts)-1].Codomain(), events)
}

func (t Compose) ForwardShape(shape np.Shape) np.Shape {
	for _, p := range t.Parts {
		shape = p.ForwardShape(shape)
	}
	return shape
}

func (t Compose) InverseShape(shape np.Shape) np.Shape {
	for i := len(t.Parts) - 1; i >= 0; i-- {
		shape = t.Parts[i].InverseShape(shape)
	}
	return shape
}

// lift makes events of c along more axes into one, so that it has the given number of them.
func lift(c constraint.Constraint, events int) constraint.Constraint {
	if n := events - c.EventDim(); n > 0 {
		return constraint.Independent{Base: c, N: n}
	}
	return c
}
