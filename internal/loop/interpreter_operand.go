package loop

// operand returns the vector register of a value; that of a uniform one is filled.
func (v *vectorizer) operand(code []instr, x *Value) ([]instr, int32) {
	for _, m := range []map[*Value]int32{v.lane, v.always, v.splats} {
		if r, ok := m[x]; ok {
			return code, r
		}
	}
	fill := instr{run: splats[x.Type.Size()], x: v.reg(x)}
	switch {
	case x == v.loop.Index:
		fill.run, fill.z = numberLanes, v.hold()
		v.begin = append(v.begin, fill)
	case x.Op == Const:
		fill.z = v.constant(x)
	case !v.inside[x]:
		fill.z = v.hold()
		v.enter = append(v.enter, fill)
	default:
		fill.z = v.take()
		v.splats[x] = fill.z
		return append(code, fill), fill.z
	}
	v.always[x] = fill.z
	return code, fill.z
}

// constant returns a register that is filled with a constant for ever.
func (c *compiler) constant(x *Value) int32 {
	k := literalKey{x.Type.Size(), x.Bits}
	r, ok := c.literals[k]
	if !ok {
		c.code.consts[c.reg(x)] = constant(x)
		r = c.vector(vectorReg{filled, c.reg(x), x.Type.Size()})
		c.literals[k] = r
	}
	return r
}

// literalKey identifies the lanes of a constant.
type literalKey struct {
	size int
	bits uint64
}

// take returns a free vector register.
func (c *compiler) take() int32 {
	if n := len(c.free); n > 0 {
		r := c.free[n-1]
		c.free = c.free[:n-1]
		return r
	}
	return c.vector(vectorReg{kind: owned})
}

// vector adds a vector register.
func (c *compiler) vector(r vectorReg) int32 {
	c.code.vectors = append(c.code.vectors, r)
	return int32(len(c.code.vectors) - 1)
}

// hold returns a vector register that keeps its lanes for all of the loop.
func (v *vectorizer) hold() int32 {
	r := v.vector(vectorReg{kind: owned})
	v.held = append(v.held, r)
	return r
}

// release frees the register of a value, if it is the value's own.
func (v *vectorizer) release(x *Value) {
	if r, ok := v.lane[x]; ok && !v.kept[x] && v.code.vectors[r].kind == owned {
		v.free = append(v.free, r)
	}
	delete(v.lane, x)
}
