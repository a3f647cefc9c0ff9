package loop

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
)

// fork checks the function inside and that its parameters are what the fork passes.
func (c *checker) fork(s *Fork) error {
	if s.Body == nil || s.N < 0 {
		return fmt.Errorf("%d times %s", s.N, s.name())
	}
	for _, b := range slices.Concat(s.In, s.Out) {
		if err := c.listed(b); err != nil {
			return err
		}
	}
	for i, b := range s.Out {
		if err := writable(b); err != nil {
			return err
		}
		if slices.Contains(s.In, b) || slices.Contains(s.Out[:i], b) {
			return fmt.Errorf("buffer %s is passed twice", b.Name)
		}
	}
	return first(s.parameters, s.alone, s.Body.Check)
}

// alone checks that the function leaves for nothing.
func (s *Fork) alone() (err error) {
	s.Body.Walk(func(inner Stmt) {
		switch inner.(type) {
		case *Call, *Fork:
			err = fmt.Errorf("%s has a call or fork", s.Body.Name)
		}
	})
	return err
}

// name returns that of the function, if there is one.
func (s *Fork) name() string {
	if s.Body == nil {
		return "nothing"
	}
	return s.Body.Name
}

// parameters checks those of the function.
func (s *Fork) parameters() error {
	var params []*Buffer
	for _, b := range s.Body.Buffers {
		if b.Kind == In || b.Kind == Out {
			params = append(params, b)
		}
	}
	want := []*Buffer{{Kind: In, Type: array.Int64, Len: 1}}
	for _, b := range s.In {
		want = append(want, &Buffer{Kind: In, Type: b.Type, Len: b.Len})
	}
	for _, b := range s.Out {
		want = append(want, &Buffer{Kind: Out, Type: b.Type, Len: b.Len})
	}
	if len(params) != len(want) {
		return fmt.Errorf("%d parameters of %s, want %d", len(params), s.Body.Name, len(want))
	}
	for i, b := range params {
		if w := want[i]; b.Kind != w.Kind || b.Type != w.Type || b.Len != w.Len {
			return fmt.Errorf("parameter %s of %s is %s %v[%d], want %s %v[%d]", b.Name, s.Body.Name,
				kindNames[b.Kind], b.Type, b.Len, kindNames[w.Kind], w.Type, w.Len)
		}
	}
	return nil
}
