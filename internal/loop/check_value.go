package loop

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
)

// value checks the operands of v by the table of ops, and defines it.
func (c *checker) value(v *Value) error {
	if v.Op >= numOps || v.Op < Neg && v.Op != Const && v.Op != Load && v.Op != Clock {
		return fmt.Errorf("this op is no statement")
	}
	if len(v.Args) != v.Op.Arity() {
		return fmt.Errorf("%d operands, want %d", len(v.Args), v.Op.Arity())
	}
	for _, x := range v.Args {
		if err := c.use(x); err != nil {
			return err
		}
	}
	if err := c.typeOf(v); err != nil {
		return err
	}
	s := unknown
	if v.Op == Const && v.Type == array.Int64 {
		s = exactly(int(v.Bits))
	}
	return c.define(v, s)
}

func (c *checker) typeOf(v *Value) error {
	switch v.Op {
	case Const:
		if size := v.Type.Size(); size < 8 && v.Bits>>(8*size) != 0 || v.Type == array.Bool && v.Bits > 1 {
			return fmt.Errorf("%#x is no element of %v", v.Bits, v.Type)
		}
		return nil
	case Clock:
		if v.Type != array.Int64 {
			return fmt.Errorf("a time of %v", v.Type)
		}
		return nil
	case Load:
		if err := c.address(v.At); err != nil {
			return err
		}
		if v.Type != v.At.Buffer.Type {
			return fmt.Errorf("%v from a buffer of %v", v.Type, v.At.Buffer.Type)
		}
		return nil
	}
	want, err := resultType(v)
	if err == nil && v.Type != want {
		err = fmt.Errorf("a result of %v, want %v", v.Type, want)
	}
	return err
}

// resultType returns the type that the operands give an operation.
func resultType(v *Value) (array.DType, error) {
	args := v.Args
	kind := info[v.Op].typing
	if kind == selection {
		if args[0].Type != array.Bool {
			return 0, fmt.Errorf("a condition of %v", args[0].Type)
		}
		args = args[1:]
	}
	t := args[0].Type
	if info[v.Op].on&kindOf(t) == 0 {
		return 0, fmt.Errorf("operands of %v", t)
	}
	for _, x := range args {
		if x.Type != t {
			return 0, fmt.Errorf("operands of %v and %v", t, x.Type)
		}
	}
	switch {
	case kind == comparison:
		return array.Bool, nil
	case v.Op == Bitcast && (v.Type.Size() != t.Size() || v.Type == array.Bool):
		return 0, fmt.Errorf("from %v to %v, which differ in width", t, v.Type)
	case kind == free:
		return v.Type, nil
	}
	return t, nil
}

func kindOf(t array.DType) types {
	switch {
	case t == array.Bool:
		return onBool
	case t.IsInt():
		return onInt
	}
	return onFloat
}
