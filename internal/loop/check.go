package loop

import (
	"fmt"
	"slices"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// Check reports what is wrong with f, or nil. It finds uses of values where they are not defined, types that
// do not fit, stores to what is only read, carries of Vector loops that are not reductions, and
// addresses that are outside of their buffer for sure, as far as bounds follow from constants.
func (f *Func) Check() error {
	c := &checker{f: f, at: make([]place, f.Values)}
	if err := c.buffers(); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	if err := c.block(f.Body); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return nil
}

type checker struct {
	f     *Func
	at    []place  // by ID
	trail []*Value // those that are visible
	maybe int      // how many of the statements around may not execute what is in them
}

// place is what is known of a value.
type place struct {
	v       *Value // nil: there is none of this ID so far
	visible bool
	span    span
}

func (c *checker) buffers() error {
	for i, b := range c.f.Buffers {
		switch {
		case b.ID != i:
			return fmt.Errorf("buffer %d is %s, which says its ID is %d", i, b.Name, b.ID)
		case strings.ContainsAny(b.Name, " \t\n()[],=@#*"):
			return fmt.Errorf("buffer %d has the name %q, which cannot be printed", i, b.Name)
		case b.Type.Size() == 0 || b.Len < 0:
			return fmt.Errorf("buffer %s is %v[%d]", b.Name, b.Type, b.Len)
		case b.Kind > Data:
			return fmt.Errorf("buffer %s is of kind %d", b.Name, b.Kind)
		case b.Kind == Temp && (b.Offset < 0 || b.Offset%b.Type.Size() != 0):
			return fmt.Errorf("buffer %s of %v is at byte %d of the arena", b.Name, b.Type, b.Offset)
		case (b.Kind == Data) != (b.Elems != nil):
			return fmt.Errorf("buffer %s: a Data buffer has Elems, others don't", b.Name)
		case b.Kind == Data && (b.Elems.DType() != b.Type || b.Elems.Size() != b.Len):
			return fmt.Errorf("buffer %s is %v[%d] but its elements are %v[%d]", b.Name, b.Type, b.Len, b.Elems.DType(), b.Elems.Size())
		}
	}
	return nil
}

// define makes v visible to what follows.
func (c *checker) define(v *Value, s span) error {
	switch {
	case v == nil:
		return fmt.Errorf("a nil value is defined")
	case v.ID < 0 || v.ID >= len(c.at):
		return fmt.Errorf("%s: there are %d values", ref(v), len(c.at))
	case c.at[v.ID].v != nil:
		return fmt.Errorf("%s is defined twice", ref(v))
	case v.Type.Size() == 0:
		return fmt.Errorf("%s is of type %v", ref(v), v.Type)
	}
	c.at[v.ID] = place{v, true, s}
	c.trail = append(c.trail, v)
	return nil
}

// use checks that v is visible.
func (c *checker) use(v *Value) error {
	switch {
	case v == nil:
		return fmt.Errorf("an operand is nil")
	case v.ID < 0 || v.ID >= len(c.at) || c.at[v.ID].v == nil:
		return fmt.Errorf("%s is used before it is defined", ref(v))
	case c.at[v.ID].v != v:
		return fmt.Errorf("%s is used, but another value has this ID", ref(v))
	case !c.at[v.ID].visible:
		return fmt.Errorf("%s is used outside of its block", ref(v))
	}
	return nil
}

// typed checks that v is visible and of type t.
func (c *checker) typed(v *Value, t array.DType) error {
	if err := c.use(v); err != nil {
		return err
	}
	if v.Type != t {
		return fmt.Errorf("%s is %v, want %v", ref(v), v.Type, t)
	}
	return nil
}

// maybeInside is inside for what may not be executed.
func (c *checker) maybeInside(checks ...func() error) error {
	c.maybe++
	defer func() { c.maybe-- }()
	return c.inside(checks...)
}

// inside runs checks; the values defined meanwhile are not visible afterwards.
func (c *checker) inside(checks ...func() error) error {
	mark := len(c.trail)
	err := first(checks...)
	for _, v := range c.trail[mark:] {
		c.at[v.ID].visible = false
	}
	c.trail = c.trail[:mark]
	return err
}

// first runs checks until one fails.
func first(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) block(b Block) error {
	for _, s := range b.List {
		if err := c.stmt(s); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) stmt(s Stmt) (err error) {
	switch s := s.(type) {
	case *Value:
		if err = c.value(s); err != nil {
			return fmt.Errorf("%s = %v: %w", ref(s), s.Op, err)
		}
	case *Store:
		if err = c.store(s); err != nil {
			return fmt.Errorf("store of %s: %w", ref(s.X), err)
		}
	case *Fetch:
		if err = c.fetch(s); err != nil {
			return fmt.Errorf("fetch: %w", err)
		}
	case *For:
		if err = c.forLoop(s); err != nil {
			return fmt.Errorf("loop %s: %w", ref(s.Index), err)
		}
	case *While:
		if err = c.while(s); err != nil {
			return fmt.Errorf("while: %w", err)
		}
	case *If:
		if err = c.branch(s); err != nil {
			return fmt.Errorf("if %s: %w", ref(s.Cond), err)
		}
	case *Call:
		if err = c.call(s); err != nil {
			return fmt.Errorf("call %s: %w", s.Name, err)
		}
	case *Fork:
		if err = c.fork(s); err != nil {
			return fmt.Errorf("fork: %w", err)
		}
	default:
		return fmt.Errorf("%T is no statement", s)
	}
	return nil
}

func (c *checker) store(s *Store) error {
	return first(
		func() error { return c.address(s.At) },
		func() error { return writable(s.At.Buffer) },
		func() error { return c.typed(s.X, s.At.Buffer.Type) },
	)
}

func (c *checker) fetch(s *Fetch) error {
	if s.Len < 1 || s.Ahead < 0 {
		return fmt.Errorf("%d elements %d ahead", s.Len, s.Ahead)
	}
	return c.address(s.At)
}

func writable(b *Buffer) error {
	if b.Kind == In || b.Kind == Data {
		return fmt.Errorf("buffer %s is only read", b.Name)
	}
	return nil
}

func (c *checker) listed(b *Buffer) error {
	if b == nil || b.ID < 0 || b.ID >= len(c.f.Buffers) || c.f.Buffers[b.ID] != b {
		return fmt.Errorf("the buffer is not one of the function")
	}
	return nil
}

func (c *checker) call(s *Call) error {
	if s.Run == nil {
		return fmt.Errorf("nothing to run")
	}
	for _, o := range slices.Concat(s.In, s.Out) {
		if err := c.listed(o.Buffer); err != nil {
			return err
		}
		if o.Shape.Size() != o.Buffer.Len {
			return fmt.Errorf("buffer %s of %d elements as %v", o.Buffer.Name, o.Buffer.Len, o.Shape)
		}
	}
	for _, o := range s.Out {
		if err := writable(o.Buffer); err != nil {
			return err
		}
	}
	return nil
}

// address checks terms and bounds.
func (c *checker) address(a Address) error {
	if err := c.listed(a.Buffer); err != nil {
		return err
	}
	where := exactly(a.Offset)
	seen := map[*Value]bool{}
	for _, t := range a.Terms {
		if err := c.typed(t.Index, array.Int64); err != nil {
			return fmt.Errorf("address in %s: %w", a.Buffer.Name, err)
		}
		if t.Stride == 0 || seen[t.Index] {
			return fmt.Errorf("address in %s: %s has stride 0 or comes twice", a.Buffer.Name, ref(t.Index))
		}
		seen[t.Index] = true
		where = where.plus(c.at[t.Index.ID].span.times(t.Stride))
	}
	if c.outside(where, a.Buffer.Len) {
		return fmt.Errorf("elements %v of buffer %s, which has %d", where, a.Buffer.Name, a.Buffer.Len)
	}
	return nil
}

// outside reports whether some of the elements in s are surely beyond those of a buffer: all of them, or the
// first or last if the access is sure to happen with those.
func (c *checker) outside(s span, n int) bool {
	if !s.known || s.min > s.max {
		return false
	}
	if s.exact && c.maybe == 0 {
		return s.min < 0 || s.max >= n
	}
	return s.max < 0 || s.min >= n
}
