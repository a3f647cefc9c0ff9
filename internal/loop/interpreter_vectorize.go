package loop

import "maps"

// vectorizer compiles one Vector loop to chunks. Values that are the same in all iterations stay scalar; the
// others have vector registers, which are free for another value after the last use.
type vectorizer struct {
	*compiler
	loop    *For
	varying map[*Value]bool
	inside  map[*Value]bool   // values that the loop defines
	reduced map[*Value]*Carry // by Next
	lane    map[*Value]int32  // vector registers
	kept    map[*Value]bool   // values in the register of a Var, which is free when Out is not needed any more
	splats  map[*Value]int32  // vector registers with copies of uniform values, in this block
	always  map[*Value]int32  // likewise, everywhere in the loop
	enter   []instr
	begin   []instr // of each chunk
	held    []int32 // registers that nothing else may use in the loop
}

// vectorLoop compiles s to chunks, or returns false if it cannot be or should not.
func (c *compiler) vectorLoop(code []instr, s *For) ([]instr, bool) {
	if !chunkable(s) {
		return code, false
	}
	v := &vectorizer{
		compiler: c,
		loop:     s,
		varying:  map[*Value]bool{},
		inside:   map[*Value]bool{},
		reduced:  map[*Value]*Carry{},
		lane:     map[*Value]int32{},
		kept:     map[*Value]bool{},
		splats:   map[*Value]int32{},
		always:   map[*Value]int32{},
	}
	if !v.classify() {
		return code, false
	}
	for _, k := range s.Carry {
		if _, _, ok := k.Reduced(); !ok {
			return code, false
		}
		c.slot[k.Out.ID] = c.reg(k.Var)
		v.reduced[k.Next] = k
	}
	l := &vectorLoop{index: c.reg(s.Index), lo: c.reg(s.Lo), hi: c.reg(s.Hi)}
	body := v.block(s.Body, nil)
	l.body, l.enter = append(v.begin, body...), v.enter
	l.cost = cost(s.Body)
	c.free = append(c.free, v.held...)
	return append(c.enter(code, s.Carry), instr{run: l.run}), true
}

// chunkable reports whether all statements of s have a form for vectors, and that is worth it: a kernel takes
// about as long to start as two scalar instructions, and no loop inside is a better one.
func chunkable(s *For) bool {
	ok := trips(s) > 2
	s.Body.Walk(func(inner Stmt) {
		switch inner := inner.(type) {
		case *Value:
			ok = ok && (inner.Op == Const || inner.Op == Load || kernelOf(inner) != nil)
		case *While, *If, *Call, *Fork:
			ok = false
		case *For:
			if inner.Vector && (trips(inner) >= 32 || trips(inner) >= trips(s)) {
				ok = false
			}
		}
	})
	return ok
}

// trips returns how many iterations a loop has; many, if that is not known.
func trips(s *For) int64 {
	if s.Lo.Op == Const && s.Hi.Op == Const {
		return int64(s.Hi.Bits) - int64(s.Lo.Bits)
	}
	return 1 << 20
}

// classify finds the values that vary over the iterations. It returns false if bounds of an inner loop are
// among them.
func (v *vectorizer) classify() bool {
	v.varying[v.loop.Index] = true
	for more := true; more; {
		more = false
		mark := func(x *Value, varies bool) {
			v.inside[x] = true
			if varies && !v.varying[x] {
				v.varying[x], more = true, true
			}
		}
		v.loop.Body.Walk(func(s Stmt) {
			switch s := s.(type) {
			case *Value:
				mark(s, false)
				Uses(s, func(x *Value) { mark(s, v.varying[x]) })
			case *For:
				mark(s.Index, false)
				for _, k := range s.Carry {
					mark(k.Var, v.varying[k.Init] || v.varying[k.Next])
					mark(k.Out, v.varying[k.Var])
				}
			}
		})
	}
	uniform := true
	v.loop.Body.Walk(func(s Stmt) {
		if s, ok := s.(*For); ok {
			uniform = uniform && !v.varying[s.Lo] && !v.varying[s.Hi]
		}
	})
	return uniform
}

// block compiles a block, of an inner loop with the given carries.
func (v *vectorizer) block(b Block, carry []*Carry) (code []instr) {
	outer := v.splats
	v.splats = maps.Clone(outer)
	life := livesIn(b, carry)
	for i, s := range b.List {
		code = v.stmt(code, s, lifetime{life, i, b.List})
	}
	code = v.nextLanes(code, carry)
	for _, x := range life.dying[len(b.List)] {
		v.release(x)
	}
	for x, r := range v.splats {
		if _, before := outer[x]; !before {
			v.free = append(v.free, r)
		}
	}
	v.splats = outer
	return code
}

// stmt appends the code of a statement and frees the registers that are not needed after it.
func (v *vectorizer) stmt(code []instr, s Stmt, life lifetime) []instr {
	switch s := s.(type) {
	case *Value:
		code = v.value(code, s, life)
	case *Store:
		code = v.store(code, s)
	case *For:
		code = v.inner(code, s)
	}
	for _, x := range life.dying[life.at] {
		v.release(x)
	}
	return code
}

func (v *vectorizer) value(code []instr, s *Value, life lifetime) []instr {
	if k := v.reduced[s]; k != nil {
		return v.reduce(code, k)
	}
	if !v.varying[s] {
		return v.compiler.value(code, s)
	}
	if s.Op == Load {
		return v.load(code, s, life)
	}
	in, args := instr{run: runKernel, kernel: kernelOf(s)}, s.Args
	uniform, ordered := v.uniformForm(s)
	if uniform != nil {
		in.kernel, args = uniform, ordered
	}
	for i, r := range in.operands(len(args)) {
		if i == 1 && uniform != nil {
			*r = v.alias(args[i])
		} else {
			code, *r = v.operand(code, args[i])
		}
	}
	for _, x := range life.dying[life.at] { // z may be an operand that is not narrower
		if x != s && x.Type.Size() >= s.Type.Size() {
			v.release(x)
		}
	}
	in.z = v.result(s)
	return append(code, in)
}

// result returns the register for the value of an op: that of the Var it follows, or a free one.
func (v *vectorizer) result(s *Value) int32 {
	if _, ok := v.lane[s]; !ok {
		v.lane[s] = v.take()
	}
	return v.lane[s]
}

func (v *vectorizer) reduce(code []instr, k *Carry) []instr {
	x, y, _ := k.Reduced()
	in := instr{run: runReduction, z: v.reg(k.Var), kernel: folds[k.Combine][x.Type]}
	code, in.x = v.operand(code, x)
	if y != nil {
		in.kernel = folds[FMA][x.Type]
		code, in.y = v.operand(code, y)
	}
	return append(code, in)
}
