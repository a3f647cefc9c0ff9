// Package dist has probability distributions: densities, samplers, moments and distribution functions,
// with NumPyro's algebra of shapes.
//
// A distribution has a batch shape, of independent but not identical variables, and an event shape, of
// the coordinates of one variable. Expand repeats the batch, Event makes its last axes coordinates, Mask
// takes elements of the batch out. A density has the batch shape, or that of the value's leading axes
// broadcast with it; a draw has shape sample + batch + event.
//
// A Dist is one concrete struct around a Family, which is what a kind of distribution has to say: its
// parameters, support, density and sampler, and whichever of moments, distribution functions and the like
// it knows. A new distribution is one file with a Family and a constructor.
package dist

import (
	"fmt"
	"slices"
	"strings"

	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Family is what a kind of distribution provides. It is a plain struct whose parameters are exported
// np.Array (or Dist) fields, so that it can be taken apart and put together again around other arrays.
type Family interface {
	// Name is the constructor's name.
	Name() string
	// Params lists the parameters. Their constraints' event dimensions say which of their trailing axes
	// are not batch axes.
	Params() []Param
	// EventShape is the shape of one draw of one variable; nil for a scalar.
	EventShape() np.Shape
	// Support is where the density is not zero. Its bounds may be parameters.
	Support() constraint.Constraint
	// LogDensity is the log density at x, which is in the support, has shape [..., event] and is of floats
	// for a discrete distribution, too.
	LogDensity(x np.Array) np.Array
	// Draw returns independent draws of shape shape + event. The batch shape broadcasts to shape. Draws of
	// a discrete distribution are int64.
	Draw(key random.PRNGKey, shape np.Shape) np.Array
}

// What a Family may provide besides. A method that returns the zero Array says that the property is not
// known after all, for the Dist that the Family is made of.
type (
	// Moments are those of the distribution, of shape batch + event.
	Moments interface {
		Mean() np.Array
		Variance() np.Array
	}
	// CDF is the distribution function, elementwise.
	CDF interface{ CDF(x np.Array) np.Array }
	// ICDF is the quantile function, elementwise.
	ICDF interface{ ICDF(p np.Array) np.Array }
	// Entropy is the differential (or Shannon) entropy, in nats, of the batch shape.
	Entropy interface{ Entropy() np.Array }
	// Enumerable is a discrete distribution with a finite support: Values lists it along the leading
	// axis, the other axes being the event's.
	Enumerable interface{ Values() np.Array }
	// Pathwise is a distribution whose draws are differentiable functions of all its parameters.
	Pathwise interface{ Pathwise() bool }
	// Image is a distribution that is that of f(x), x distributed as base.
	Image interface {
		Parts() (base Dist, f bijector.Bijector)
	}
	// Batched is a Family whose batch shape does not follow from its Params.
	Batched interface{ BatchShape() np.Shape }
)

// scalar is embedded by families whose event is a scalar.
type scalar struct{}

func (scalar) EventShape() np.Shape { return nil }

// pathwise is embedded by families whose draws can be differentiated.
type pathwise struct{}

func (pathwise) Pathwise() bool { return true }

// Dist is a distribution. Its methods return new ones. A mistake in the parameters is kept in it and
// reported where the distribution is used, since only there is the site known.
type Dist struct {
	Family Family
	Masked np.Array // bool, broadcasts to the batch shape that Mask saw; zero if there is no mask
	full   np.Shape // the Family's batch shape after expansion: batch and reinterpreted axes
	event  int      // how many trailing axes of full belong to the event
	inner  int      // how many of them did when Mask was called
	err    error
}

// New returns the distribution of a family. Parameters that are known and violate their constraints are
// an error, as are those that do not broadcast.
func New(f Family) Dist {
	d := Dist{Family: f}
	d.err = func() (err error) {
		defer ir.Recover(&err)
		params := f.Params()
		for _, p := range params {
			if err := p.checkShape(f.Name()); err != nil {
				return err
			}
		}
		if d.full, err = familyBatch(f); err != nil {
			return err
		}
		for _, p := range params {
			if err := p.checkDomain(f.Name()); err != nil {
				return err
			}
		}
		return nil
	}()
	return d
}

// invalid returns the distribution of a family that cannot be made.
func invalid(f Family, format string, args ...any) Dist {
	return Dist{Family: f, err: fmt.Errorf("%s: %s", f.Name(), fmt.Sprintf(format, args...))}
}

// familyBatch broadcasts the parameters' batch axes.
func familyBatch(f Family) (batch np.Shape, err error) {
	if b, ok := f.(Batched); ok {
		return b.BatchShape(), nil
	}
	var shapes []np.Shape
	var text []string
	for _, p := range f.Params() {
		s := p.Value.Shape()
		shapes = append(shapes, s[:len(s)-p.Domain.EventDim()])
		text = append(text, fmt.Sprintf("%s%v", p.Name, s))
	}
	if err := Try(func() { batch = np.BroadcastShapes(shapes...) }); err != nil {
		return nil, fmt.Errorf("%s %s: shapes do not broadcast", f.Name(), strings.Join(text, " "))
	}
	return batch, nil
}

// Err returns what is wrong with the parameters, or nil.
func (d Dist) Err() error { return d.err }

// must panics with the Dist's error, if it has one.
func (d Dist) must() Dist {
	if d.err != nil {
		panic(ir.Errorf("%v", d.err))
	}
	if d.Family == nil {
		panic(ir.Errorf("the zero Dist is no distribution"))
	}
	return d
}

// Name returns the family's name.
func (d Dist) Name() string {
	if d.Family == nil {
		return "(no distribution)"
	}
	return d.Family.Name()
}

// String returns the name with the batch and event shapes: Normal(batch [8], event []).
func (d Dist) String() string {
	return fmt.Sprintf("%s(batch %v, event %v)", d.Name(), d.BatchShape(), d.EventShape())
}

// BatchShape returns the shape of the independent variables.
func (d Dist) BatchShape() np.Shape { return d.full[:len(d.full)-d.event] }

// EventShape returns the shape of one variable.
func (d Dist) EventShape() np.Shape {
	if d.Family == nil {
		return nil
	}
	return slices.Concat(d.full[len(d.full)-d.event:], d.Family.EventShape())
}

// EventDim returns the number of axes of the event.
func (d Dist) EventDim() int { return len(d.EventShape()) }

// Support returns where the density is not zero.
func (d Dist) Support() constraint.Constraint {
	c := d.must().Family.Support()
	if d.event == 0 {
		return c
	}
	return constraint.Independent{Base: c, N: d.event}
}

// IsDiscrete reports whether the distribution is one of integers.
func (d Dist) IsDiscrete() bool { return d.must().Family.Support().IsDiscrete() }

// IsPathwise reports whether draws are differentiable functions of the parameters (NumPyro's has_rsample).
func (d Dist) IsPathwise() bool {
	p, ok := d.must().Family.(Pathwise)
	return ok && p.Pathwise()
}

// Expand repeats the distribution to a batch shape that its own broadcasts to. Draws of the copies are
// independent.
func (d Dist) Expand(batch ...int) Dist {
	if d.err != nil {
		return d
	}
	if np.Shape(batch).Equal(d.BatchShape()) {
		return d
	}
	old := d.BatchShape()
	var shape np.Shape
	err := Try(func() { shape = np.BroadcastShapes(old, batch) })
	if err != nil || !shape.Equal(batch) {
		d.err = fmt.Errorf("%s: batch shape %v does not expand to %v", d.Name(), old, np.Shape(batch))
		return d
	}
	d.full = slices.Concat(batch, d.full[len(d.full)-d.event:])
	return d
}

// Event makes the last n axes of the batch part of the event (NumPyro's to_event): their densities add up.
func (d Dist) Event(n int) Dist {
	if d.err != nil || n == 0 {
		return d
	}
	if n < 0 || n > len(d.BatchShape()) {
		d.err = fmt.Errorf("%s: Event(%d) of batch shape %v", d.Name(), n, d.BatchShape())
		return d
	}
	d.event += n
	return d
}

// Mask takes the elements of the batch where mask, a bool array that broadcasts to the batch shape, is
// false out of the density: their log probability is 0, whatever the value.
func (d Dist) Mask(mask np.Array) Dist {
	if d.err != nil {
		return d
	}
	var shape np.Shape
	if err := Try(func() { shape = np.BroadcastShapes(mask.Shape(), d.BatchShape()) }); err != nil {
		d.err = fmt.Errorf("%s: a mask of shape %v for batch shape %v", d.Name(), mask.Shape(), d.BatchShape())
		return d
	}
	d = d.Expand(shape...)
	if d.Masked.IsZero() {
		d.Masked, d.inner = mask, d.event
		return d
	}
	d.Masked = d.Masked.And(expandLast(mask, d.event-d.inner))
	return d
}

// Try calls f and returns the mistake in building a program, if f makes one, as an error.
func Try(f func()) (err error) {
	defer ir.Recover(&err)
	f()
	return nil
}

// Sample returns draws of shape sample + batch + event.
func (d Dist) Sample(key random.PRNGKey, sample ...int) np.Array {
	return d.must().Family.Draw(key, slices.Concat(sample, d.full))
}

// Mean returns the mean, of shape batch + event; an error if the family has none.
func (d Dist) Mean() (np.Array, error) {
	m, ok := d.Family.(Moments)
	return d.property("a mean", ok, d.EventShape(), func() np.Array { return m.Mean() })
}

// Variance returns the variance of each coordinate, of shape batch + event; an error if the family has none.
func (d Dist) Variance() (np.Array, error) {
	m, ok := d.Family.(Moments)
	return d.property("a variance", ok, d.EventShape(), func() np.Array { return m.Variance() })
}

// Entropy returns the entropy in nats, of the batch shape; an error if the family does not know it.
func (d Dist) Entropy() (np.Array, error) {
	e, ok := d.Family.(Entropy)
	h, err := d.property("an entropy", ok, d.full[len(d.full)-d.event:], func() np.Array { return e.Entropy() })
	if err != nil {
		return np.Array{}, err
	}
	return sumLast(h, d.event), nil
}

// CDF returns the distribution function at x; an error if the family has none or the event is not a scalar.
func (d Dist) CDF(x np.Array) (np.Array, error) {
	c, ok := d.Family.(CDF)
	y, err := d.property("a distribution function", ok && d.EventDim() == 0, nil, func() np.Array { return c.CDF(x) })
	return y, err
}

// ICDF returns the quantile function at p; an error if the family has none or the event is not a scalar.
func (d Dist) ICDF(p np.Array) (np.Array, error) {
	c, ok := d.Family.(ICDF)
	return d.property("a quantile function", ok && d.EventDim() == 0, nil, func() np.Array { return c.ICDF(p) })
}

// property returns what f does, broadcast to at least batch + event, or the error that d lacks it.
func (d Dist) property(what string, ok bool, event np.Shape, f func() np.Array) (y np.Array, err error) {
	if d.err != nil || !ok {
		return np.Array{}, d.lacks(what)
	}
	defer ir.Recover(&err)
	if y = f(); y.IsZero() {
		return np.Array{}, d.lacks(what)
	}
	return y.BroadcastTo(np.BroadcastShapes(y.Shape(), slices.Concat(d.BatchShape(), event))), nil
}

// Values returns the support of a discrete distribution along the leading axis; the batch axes have
// length 1. An error if the support is not finite.
func (d Dist) Values() (np.Array, error) {
	e, ok := d.Family.(Enumerable)
	if d.err != nil || !ok || d.event > 0 {
		return np.Array{}, d.lacks("a finite support that can be listed")
	}
	v := e.Values()
	if v.IsZero() {
		return np.Array{}, d.lacks("a finite support that can be listed")
	}
	shape := slices.Concat(v.Shape()[:1], slices.Repeat([]int{1}, len(d.full)), v.Shape()[1:])
	return v.Reshape(shape...), nil
}

func (d Dist) lacks(what string) error {
	if d.err != nil {
		return d.err
	}
	return fmt.Errorf("%v does not have %s", d, what)
}

// Strong returns d with parameters that were Go constants made arrays of the given float dtype.
func (d Dist) Strong(float np.DType) Dist {
	return tree.Map(d, func(a np.Array) np.Array { return a.Strong(float) })
}
