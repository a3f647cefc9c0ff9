package loop

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
)

// Fork adds a Fork that executes the statements of body n times. They are written as those of a loop would be, with
// the values and buffers that there are. Temps that body adds become the function's own; they must have their
// Offset when body returns. What the function needs of the values goes through buffers that temp makes.
func (b *Builder) Fork(name string, n int, temp func(t array.DType, n int) *Buffer, body func(k *Value)) {
	buffers, values := len(b.f.Buffers), b.f.Values
	index := b.Buffer(In, "k", array.Int64, 1)
	var block Block
	b.looping(func() {
		block = b.block(func() { body(b.Load(Address{Buffer: index})) })
	})
	o := outline{f: &Func{Name: name, Body: block}, known: map[*Value]*Value{}, inner: map[*Buffer]*Buffer{}}
	own := b.f.Buffers[buffers:]
	b.f.Buffers, b.memory, b.f.Values = b.f.Buffers[:buffers:buffers], b.memory[:buffers:buffers], values
	s := o.fork(own)
	s.N = n
	for t, list := range o.captured {
		if len(list) == 0 {
			continue
		}
		to := temp(array.DType(t), len(list))
		for i, v := range list {
			b.Store(Address{Buffer: to, Offset: i}, v)
		}
		s.In = append(s.In, to)
	}
	b.add(s)
}

// outline makes a block that stands among others a function.
type outline struct {
	f        *Func
	known    map[*Value]*Value   // what stands in the function for a value
	inner    map[*Buffer]*Buffer // likewise
	outer    [Data + 1][]*Buffer // buffers of outside, by their kind inside
	first    []Stmt              // what the function begins with
	captured [array.Float64 + 1][]*Value
	captures [array.Float64 + 1]*Buffer // parameters with the captured values, by type
}

// fork returns the Fork, without the operands that are captured values. Own is k and the buffers of the function.
func (o *outline) fork(own []*Buffer) *Fork {
	writes := map[*Buffer]bool{}
	for _, b := range own {
		o.inner[b] = b
	}
	o.f.Walk(func(s Stmt) {
		definitions(s, func(v *Value) { o.known[v] = v })
		buffersAt(s, func(b **Buffer, written bool) { writes[*b] = writes[*b] || written })
	})
	o.f.Walk(func(s Stmt) {
		ownTerms(s)
		usesAt(s, func(v **Value) { *v = o.value(*v) })
		buffersAt(s, func(b **Buffer, _ bool) { *b = o.buffer(*b, writes[*b]) })
	})
	o.f.Body.List = append(o.first, o.f.Body.List...)
	o.number(own)
	return &Fork{Body: o.f, In: o.outer[In], Out: o.outer[Out]}
}

// ownTerms gives s terms that it does not share with other statements.
func ownTerms(s Stmt) {
	switch s := s.(type) {
	case *Value:
		s.At.Terms = slices.Clone(s.At.Terms)
	case *Store:
		s.At.Terms = slices.Clone(s.At.Terms)
	case *Fetch:
		s.At.Terms = slices.Clone(s.At.Terms)
	}
}

// value returns what stands for v: itself, a constant, or what is loaded from the captured ones.
func (o *outline) value(v *Value) *Value {
	if w := o.known[v]; w != nil {
		return w
	}
	w := &Value{Op: v.Op, Type: v.Type, Bits: v.Bits}
	if v.Op != Const {
		from := o.captures[v.Type]
		if from == nil {
			from = &Buffer{Kind: In, Name: "captured_" + v.Type.String(), Type: v.Type}
			o.captures[v.Type] = from
		}
		w.Op, w.Bits, w.At = Load, 0, Address{Buffer: from, Offset: from.Len}
		from.Len++
		o.captured[v.Type] = append(o.captured[v.Type], v)
	}
	o.known[v] = w
	o.first = append(o.first, w)
	return w
}

// buffer returns what stands for b: itself, a parameter, or the same constant.
func (o *outline) buffer(b *Buffer, written bool) *Buffer {
	if w := o.inner[b]; w != nil {
		return w
	}
	w := *b
	switch w.Offset = 0; {
	case written:
		w.Kind = Out
	case b.Kind != Data:
		w.Kind = In
	}
	o.inner[b] = &w
	o.outer[w.Kind] = append(o.outer[w.Kind], b)
	return &w
}

// number lists the buffers of the function, parameters first, and numbers them and the values.
func (o *outline) number(own []*Buffer) {
	add := func(list ...*Buffer) {
		for _, b := range list {
			b.ID = len(o.f.Buffers)
			o.f.Buffers = append(o.f.Buffers, b)
		}
	}
	inside := func(k Kind) {
		for _, b := range o.outer[k] {
			add(o.inner[b])
		}
	}
	add(own[0])
	inside(In)
	for _, b := range o.captures {
		if b != nil {
			add(b)
		}
	}
	inside(Out)
	add(own[1:]...)
	inside(Data)
	o.f.Walk(func(s Stmt) {
		definitions(s, func(v *Value) {
			v.ID = o.f.Values
			o.f.Values++
		})
	})
}
