package phlox

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Frame is a plate: a batch axis whose elements are independent given what is outside.
type Frame struct {
	Name      string
	Size      int // of the whole
	Subsample int // of the part that is used; equal to Size unless the plate is subsampled
	Dim       int // the axis, counted from the right: -1 is the last batch axis
}

// Plate returns a P for sites that are repeated size times, independently, along one batch axis: the
// rightmost one that no plate around it has.
func (p *P) Plate(name string, size int) *Plated { return p.PlateWith(Frame{Name: name, Size: size}) }

// PlateWith is Plate with a subsample or a given axis. A Subsample of 0 is the whole, a Dim of 0 the
// rightmost free axis. A subsample is drawn anew each time the model runs; densities are scaled by
// Size/Subsample.
func (p *P) PlateWith(f Frame) *Plated {
	m := &Msg{Kind: Plate, Name: f.Name}
	if f.Subsample == 0 {
		f.Subsample = f.Size
	}
	f.Dim = p.axisFor(m, f)
	m.Frame = f
	indices := p.send(m).Value
	if indices.Rank() != 1 || indices.Len() < 1 || indices.Len() > f.Size || indices.DType().IsFloat() {
		panic(m.Errorf("indices of type %v are given to a plate of size %d", indices.Type(), f.Size))
	}
	f.Subsample = indices.Len() // a handler may have given others
	open := openPlate{f, indices}
	q := p.With(open.handle)
	q.plates = append(slices.Clone(p.plates), open)
	return &Plated{P: q, indices: indices}
}

// axisFor returns the axis of a plate that is opened in p.
func (p *P) axisFor(m *Msg, f Frame) int {
	taken := func(dim int) bool {
		return slices.ContainsFunc(p.plates, func(g openPlate) bool { return g.Dim == dim })
	}
	switch {
	case f.Size < 1 || f.Subsample < 0 || f.Subsample > f.Size:
		panic(m.Errorf("a plate of size %d with a subsample of %d", f.Size, f.Subsample))
	case f.Dim > 0:
		panic(m.Errorf("a plate's axis is counted from the right, so negative; not %d", f.Dim))
	case f.Dim < 0 && taken(f.Dim):
		panic(m.Errorf("axis %d belongs to another plate already", f.Dim))
	case slices.ContainsFunc(p.plates, func(g openPlate) bool { return g.Name == f.Name }):
		panic(m.Errorf("a plate inside of a plate of the same name"))
	case f.Dim < 0:
		return f.Dim
	}
	dim := -1
	for taken(dim) {
		dim--
	}
	return dim
}

// PlateStack returns a P inside of plates prefix_0, prefix_1, ... of the given sizes, on contiguous axes
// of which that of the last size is rightmost. prefix_0 is that one, as in NumPyro.
func (p *P) PlateStack(prefix string, sizes []int, rightmost int) *P {
	if rightmost >= 0 {
		panic((&Msg{Name: prefix}).Errorf("a plate's axis is counted from the right, so negative; not %d", rightmost))
	}
	for i := range sizes {
		name := fmt.Sprintf("%s_%d", prefix, i)
		p = p.PlateWith(Frame{Name: name, Size: sizes[len(sizes)-1-i], Dim: rightmost - i}).P
	}
	return p
}

// Plated is a P inside of a plate.
type Plated struct {
	*P
	indices np.Array
}

// Indices returns the elements of the plate that are used: 0, 1, ... or the subsample.
func (p *Plated) Indices() np.Array { return p.indices }

// Subsample returns the part of data that belongs to the subsamples of all plates around. A plate's axis
// is the same as for sites, counted left of eventDim axes; data without that axis, or where it has length
// 1, is the same for all elements.
func (p *P) Subsample(data np.Array, eventDim int) np.Array {
	for _, f := range slices.Backward(p.plates) {
		data = f.slice(&Msg{Name: f.Name}, data, eventDim)
	}
	return data
}

// openPlate is a plate together with the elements that are used.
type openPlate struct {
	Frame
	indices np.Array
}

// draw returns the indices: all, or a random subset without replacement.
func (f Frame) draw(m *Msg) np.Array {
	if f.Subsample == f.Size {
		return np.Arange(f.Size)
	}
	if m.Key.Data.IsZero() {
		panic(m.Errorf("nothing gives a key to draw the subsample with; use handler.Seed"))
	}
	return random.ChoiceWithout(m.Key, f.Size, f.Subsample)
}

// slice takes the subsample out of data along the plate's axis, if data has it. m is to blame.
func (f openPlate) slice(m *Msg, data np.Array, eventDim int) np.Array {
	axis := data.Rank() + f.Dim - eventDim
	if axis < 0 || data.Dim(axis) == 1 {
		return data
	}
	if data.Dim(axis) != f.Size {
		panic(m.Errorf("shape %v with %d event axes does not fit plate %q: axis %d has length %d, want %d",
			data.Shape(), eventDim, f.Name, axis, data.Dim(axis), f.Size))
	}
	if f.Subsample == f.Size {
		return data
	}
	return np.Take(data, f.indices, axis)
}

// handle is the plate's effect on the sites inside.
func (f openPlate) handle(m *Msg, next func(*Msg)) {
	switch m.Kind {
	case ControlFlow:
		panic(m.Errorf("a scan or cond inside of plate %q; put the plate inside of it", f.Name))
	case Sample:
		f.expand(m)
		f.scale(m)
		m.Plates = append(m.Plates, f.Frame)
	case Param, Deterministic, Plate:
		m.Plates = append(m.Plates, f.Frame)
	}
	next(m)
	if m.Kind == Param && m.EventDim >= 0 {
		m.Value = f.slice(m, m.Value, m.EventDim)
	}
}

// expand gives the site's batch the plate's axis.
func (f Frame) expand(m *Msg) {
	batch := m.Dist.BatchShape()
	axis := len(batch) + f.Dim
	if axis >= 0 && batch[axis] != 1 && batch[axis] != f.Subsample {
		panic(m.Errorf("%v does not fit plate %q, whose size at axis %d is %d", m.Dist, f.Name, f.Dim, f.Subsample))
	}
	plate := make(np.Shape, -f.Dim)
	for i := range plate {
		plate[i] = 1
	}
	plate[0] = f.Subsample
	m.Dist = m.Dist.Expand(np.BroadcastShapes(batch, plate)...)
	if err := m.Dist.Err(); err != nil {
		panic(m.Errorf("%v", err))
	}
}

// scale makes up for the elements that are left out.
func (f Frame) scale(m *Msg) {
	if f.Subsample != f.Size {
		m.AddScale(np.Of(float64(f.Size) / float64(f.Subsample)))
	}
}
