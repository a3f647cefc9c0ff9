package loop

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
)

func (c *checker) forLoop(s *For) error {
	err := first(
		func() error { return c.typed(s.Lo, array.Int64) },
		func() error { return c.typed(s.Hi, array.Int64) },
		func() error { return c.inits(s.Carry) },
		func() error { return c.combines(s) },
	)
	if err != nil {
		return err
	}
	span := between(c.at[s.Lo.ID].span, c.at[s.Hi.ID].span)
	inside := c.inside
	if !span.exact {
		inside = c.maybeInside
	}
	err = inside(
		func() error { return c.bound(s.Index, Index, array.Int64, span) },
		func() error { return c.vars(s.Carry) },
		func() error { return c.block(s.Body) },
		func() error { return c.nexts(s.Carry) },
	)
	if err != nil {
		return err
	}
	return c.outs(s.Carry)
}

// while checks the test and, after the values of it are gone, the body.
func (c *checker) while(s *While) error {
	for _, k := range s.Carry {
		if k.Combine != None {
			return fmt.Errorf("carry %s of a while has Combine %v", ref(k.Var), k.Combine)
		}
	}
	if err := c.inits(s.Carry); err != nil {
		return err
	}
	err := c.inside(
		func() error { return c.vars(s.Carry) },
		func() error {
			return c.inside(
				func() error { return c.block(s.Test) },
				func() error { return c.typed(s.Cond, array.Bool) },
			)
		},
		func() error {
			return c.maybeInside(
				func() error { return c.block(s.Body) },
				func() error { return c.nexts(s.Carry) },
			)
		},
	)
	if err != nil {
		return err
	}
	return c.outs(s.Carry)
}

func (c *checker) branch(s *If) error {
	if err := c.typed(s.Cond, array.Bool); err != nil {
		return err
	}
	for _, r := range s.Results {
		if r.Out == nil {
			return fmt.Errorf("a nil value is defined")
		}
	}
	sides := []struct {
		block Block
		value func(*Choice) *Value
	}{
		{s.Then, func(r *Choice) *Value { return r.Then }},
		{s.Else, func(r *Choice) *Value { return r.Else }},
	}
	for _, side := range sides {
		err := c.maybeInside(
			func() error { return c.block(side.block) },
			func() error {
				for _, r := range s.Results {
					if err := c.typed(side.value(r), r.Out.Type); err != nil {
						return err
					}
				}
				return nil
			},
		)
		if err != nil {
			return err
		}
	}
	for _, r := range s.Results {
		if err := c.bound(r.Out, Result, r.Out.Type, unknown); err != nil {
			return err
		}
	}
	return nil
}

// bound defines a value that belongs to a statement.
func (c *checker) bound(v *Value, op Op, t array.DType, s span) error {
	if v != nil && (v.Op != op || v.Type != t || len(v.Args) > 0) {
		return fmt.Errorf("%s is %v %v, want %v %v", ref(v), v.Op, v.Type, op, t)
	}
	return c.define(v, s)
}

func (c *checker) inits(carry []*Carry) error {
	for _, k := range carry {
		if err := c.use(k.Init); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) vars(carry []*Carry) error {
	for _, k := range carry {
		if err := c.bound(k.Var, Var, k.Init.Type, unknown); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) nexts(carry []*Carry) error {
	for _, k := range carry {
		if err := c.typed(k.Next, k.Var.Type); err != nil {
			return fmt.Errorf("next of %s: %w", ref(k.Var), err)
		}
	}
	return nil
}

func (c *checker) outs(carry []*Carry) error {
	for _, k := range carry {
		if err := c.bound(k.Out, Result, k.Var.Type, unknown); err != nil {
			return err
		}
	}
	return nil
}
