package loop

// inner appends the code of a loop inside of a chunk, which is executed for all lanes at once.
func (v *vectorizer) inner(code []instr, s *For) []instr {
	var scalars, vectors []*Carry
	for _, k := range s.Carry {
		if v.varying[k.Var] {
			vectors = append(vectors, k)
		} else {
			scalars = append(scalars, k)
		}
	}
	v.shareCarries(scalars, s.Body)
	code = v.enterLanes(code, vectors, s.Body)
	code = v.compiler.enter(code, scalars)
	l := &forLoop{index: v.reg(s.Index), lo: v.reg(s.Lo), hi: v.reg(s.Hi)}
	l.body = v.compiler.next(v.block(s.Body, vectors), scalars)
	l.cost = cost(s.Body) * chunk / 8
	return append(code, instr{run: l.run})
}

// enterLanes gives carries their registers, which Out keeps, and Next shares if it can. It appends the moves
// from Init.
func (v *vectorizer) enterLanes(code []instr, carry []*Carry, body Block) []instr {
	if len(carry) == 0 {
		return code
	}
	for _, k := range carry {
		r := v.take()
		code = v.moveLanes(code, r, k.Init)
		v.lane[k.Var], v.lane[k.Out] = r, r
		v.kept[k.Var] = true
	}
	last := lastUses(carry, body)
	for i, s := range body.List {
		next, ok := s.(*Value)
		if !ok || next.Op == Load || !v.varying[next] {
			continue
		}
		for _, k := range carry {
			if k.Next == next && last[k.Var] <= i {
				v.lane[next], v.kept[next] = v.lane[k.Var], true
				break
			}
		}
	}
	return code
}

// moveLanes appends a copy of x, or of its lanes, to a register.
func (v *vectorizer) moveLanes(code []instr, z int32, x *Value) []instr {
	size := x.Type.Size()
	if !v.varying[x] {
		return append(code, instr{run: splats[size], z: z, x: v.reg(x)})
	}
	code, r := v.operand(code, x)
	if r == z {
		return code
	}
	return append(code, instr{run: runKernel, kernel: copies[size], z: z, x: r})
}

var copies = map[int]kernel{1: copyN[uint8], 4: copyN[uint32], 8: copyN[uint64]}

// nextLanes appends the moves from Next to Var, all at once: lanes that are overwritten before they are read
// are copied first.
func (v *vectorizer) nextLanes(code []instr, carry []*Carry) []instr {
	vars := map[int32]bool{}
	for _, k := range carry {
		vars[v.lane[k.Var]] = true
	}
	var temps []int32
	var moves []instr
	for _, k := range carry {
		z := v.lane[k.Var]
		r, isLane := v.lane[k.Next]
		if isLane && vars[r] && r != z {
			t := v.take()
			code = v.moveLanes(code, t, k.Next)
			temps = append(temps, t)
			moves = append(moves, instr{run: runKernel, kernel: copies[k.Next.Type.Size()], z: z, x: t})
		} else {
			moves = v.moveLanes(moves, z, k.Next)
		}
	}
	v.free = append(v.free, temps...)
	return append(code, moves...)
}
