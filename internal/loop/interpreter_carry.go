package loop

// shareCarries gives the Var and the Out of each carry one register, and Next too where it is computed after
// Var is used for the last time, which saves the move at the end of an iteration.
func (c *compiler) shareCarries(carry []*Carry, body Block) {
	for _, k := range carry {
		c.slot[k.Out.ID] = c.reg(k.Var)
	}
	if len(carry) == 0 {
		return
	}
	last := lastUses(carry, body)
	for i, s := range body.List {
		v, ok := s.(*Value)
		if !ok || v.Op == Const || c.slot[v.ID] >= 0 {
			continue
		}
		for _, k := range carry {
			if k.Next == v && last[k.Var] <= i {
				c.slot[v.ID] = c.reg(k.Var)
				break
			}
		}
	}
}

// lastUses returns the position of the last statement of the body that uses each Var, itself or inside of it;
// those that are a Next are used beyond the end.
func lastUses(carry []*Carry, body Block) map[*Value]int {
	last := map[*Value]int{}
	for _, k := range carry {
		last[k.Var] = -1
	}
	for i, s := range body.List {
		eachUse(s, func(v *Value) {
			if _, ok := last[v]; ok {
				last[v] = i
			}
		})
	}
	for _, k := range carry {
		if _, ok := last[k.Next]; ok {
			last[k.Next] = len(body.List)
		}
	}
	return last
}

// enter appends the moves from Init to Var.
func (c *compiler) enter(code []instr, carry []*Carry) []instr {
	for _, k := range carry {
		code = append(code, instr{run: move, z: c.reg(k.Var), x: c.reg(k.Init)})
	}
	return code
}

// next appends the moves from Next to Var, which happen all at once: Vars that are a Next themselves are
// moved out of the way first.
func (c *compiler) next(code []instr, carry []*Carry) []instr {
	vars := map[int32]int32{} // to where they are saved
	for _, k := range carry {
		vars[c.reg(k.Var)] = 0
	}
	var moves []instr
	for _, k := range carry {
		in := instr{run: move, z: c.reg(k.Var), x: c.reg(k.Next)}
		if in.x == in.z {
			continue
		}
		if saved, isVar := vars[in.x]; isVar {
			if saved == 0 {
				saved = c.temp()
				vars[in.x] = saved
				code = append(code, instr{run: move, z: saved, x: in.x})
			}
			in.x = saved
		}
		moves = append(moves, in)
	}
	return append(code, moves...)
}
