package ir

import "fmt"

// Check reports the first thing wrong with p: a variable used before it is computed or computed twice,
// a slot out of range, or results whose types are not what the op infers. Passes are checked with it in
// tests.
func Check(p *Program) error {
	env := NewEnv[*Var](p)
	define := func(v *Var) error {
		if v == nil {
			return fmt.Errorf("a result is missing")
		}
		if v.buf != nil || v.slot < 0 || v.slot >= p.slots {
			return fmt.Errorf("a result of type %v has slot %d of %d", v.typ, v.slot, p.slots)
		}
		if env.Get(v) != nil {
			return fmt.Errorf("slot %d is computed twice", v.slot)
		}
		env.Set(v, v)
		return nil
	}
	use := func(v *Var) error {
		if v == nil {
			return fmt.Errorf("an operand is missing")
		}
		if v.buf == nil && (v.slot >= p.slots || env.Get(v) != v) {
			return fmt.Errorf("slot %d is used before it is computed", v.slot)
		}
		return nil
	}
	for _, v := range p.In {
		if err := define(v); err != nil {
			return fmt.Errorf("inputs: %w", err)
		}
	}
	for i := range p.Eqns {
		if p.Eqns[i].Op == nil {
			return fmt.Errorf("equation %d: the op is missing", i)
		}
		if err := checkEqn(&p.Eqns[i], use, define); err != nil {
			return fmt.Errorf("equation %d, %s: %w", i, p.Eqns[i].Op.Name(), err)
		}
	}
	for _, v := range p.Out {
		if err := use(v); err != nil {
			return fmt.Errorf("outputs: %w", err)
		}
	}
	return nil
}

func checkEqn(e *Eqn, use, define func(*Var) error) error {
	for _, v := range e.In {
		if err := use(v); err != nil {
			return err
		}
	}
	types, err := e.Op.Infer(TypesOf(e.In))
	if err != nil {
		return err
	}
	if len(types) != len(e.Out) {
		return fmt.Errorf("%d results where the op has %d", len(e.Out), len(types))
	}
	for i, v := range e.Out {
		if err := define(v); err != nil {
			return err
		}
		if !v.typ.Equal(types[i]) {
			return fmt.Errorf("result %d is %v where the op infers %v", i, v.typ, types[i])
		}
	}
	for _, sub := range Programs(e.Op) {
		if err := Check(sub); err != nil {
			return err
		}
	}
	return nil
}
