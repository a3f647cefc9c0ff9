package loop

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// known are pieces of programs that store x and y to places of a buffer. What they load in the end is wanted to be
// one of these, or to be loaded.
var known = []struct {
	name string
	make func(b *Builder, at addresses, x, y *Value) *Value
	want string
}{
	{"what is stored", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		return b.Load(at(1))
	}, "x"},
	{"a store beside it", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.Store(at(2), y)
		return b.Load(at(1))
	}, "x"},
	{"the last store", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.Store(at(1), y)
		return b.Load(at(1))
	}, "y"},
	{"a store that may be there", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.Store(at(0, index(b, y)), y)
		return b.Load(at(1))
	}, "load"},
	{"a store beside it, at an index", func(b *Builder, at addresses, x, y *Value) *Value {
		i := index(b, x)
		b.Store(at(0, i), x)
		b.Store(at(1, i), y)
		return b.Load(at(0, i))
	}, "x"},
	{"loads at two indices, then a store", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Holds(at(0, index(b, x)), x)
		b.Load(at(1))
		b.Store(at(1), y)
		return b.Load(at(0, index(b, x)))
	}, "load"},
	{"in a loop that stores later", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		var inside *Value
		b.For(b.Int(array.Int64, 0), b.Int(array.Int64, 2), nil, func(*Value, []*Value) []*Value {
			inside = b.Load(at(1))
			b.Store(at(1), y)
			return nil
		})
		return inside
	}, "load"},
	{"after a loop that stores", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.For(b.Int(array.Int64, 0), b.Int(array.Int64, 2), nil, func(*Value, []*Value) []*Value {
			b.Store(at(1), y)
			return nil
		})
		return b.Load(at(1))
	}, "load"},
	{"after a loop that does not store", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.For(b.Int(array.Int64, 0), b.Int(array.Int64, 2), nil, func(*Value, []*Value) []*Value {
			b.Load(at(1))
			return nil
		})
		return b.Load(at(1))
	}, "x"},
	{"in a branch, after the other one stores", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		var inside *Value
		b.If(b.Op(Lt, x, y), func() []*Value { b.Store(at(1), y); return nil }, func() []*Value { inside = b.Load(at(1)); return nil })
		return inside
	}, "x"},
	{"after a branch that stores", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.If(b.Op(Lt, x, y), func() []*Value { b.Store(at(1), y); return nil }, func() []*Value { return nil })
		return b.Load(at(1))
	}, "load"},
	{"after a branch that does not", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.If(b.Op(Lt, x, y), func() []*Value { return nil }, func() []*Value { b.Load(at(0, index(b, y))); return nil })
		return b.Load(at(1))
	}, "x"},
	{"after a call that writes", func(b *Builder, at addresses, x, y *Value) *Value {
		b.Store(at(1), x)
		b.Call(&Call{Out: []Operand{{Buffer: at(0).Buffer, Shape: array.Shape{4}}}})
		return b.Load(at(1))
	}, "load"},
}

// addresses returns the address offset + Σ indices.
type addresses = func(offset int, indices ...*Value) Address

// index returns x as an index.
func index(b *Builder, x *Value) *Value { return b.To(array.Int64, x) }

func TestContents(t *testing.T) {
	for _, c := range known {
		b := NewBuilder("test")
		in := b.Buffer(In, "in", array.Float64, 2)
		buf := b.Buffer(Temp, "t", array.Float64, 4)
		at := func(offset int, indices ...*Value) Address {
			a := Address{Buffer: buf, Offset: offset}
			for _, i := range indices {
				a.Terms = append(a.Terms, Term{i, 1})
			}
			return a
		}
		x, y := b.Load(Address{Buffer: in}), b.Load(Address{Buffer: in, Offset: 1})
		got := "load"
		switch v := c.make(b, at, x, y); {
		case v == x:
			got = "x"
		case v == y:
			got = "y"
		case v.Op != Load:
			got = v.Op.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// An element of a constant buffer is a constant.
func TestLoadOfConstants(t *testing.T) {
	b := NewBuilder("test")
	c := array.New(array.Float64, array.Shape{2})
	c.SetFloat64(1, 7)
	out := b.Buffer(Out, "y", array.Float64, 1)
	b.Store(Address{Buffer: out}, b.Load(Address{Buffer: b.Constant("c", c), Offset: 1}))
	if text := b.Finish().String(); !strings.Contains(text, "const f64 7") || strings.Contains(text, "load") {
		t.Error(text)
	}
}
