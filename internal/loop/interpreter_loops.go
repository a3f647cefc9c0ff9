package loop

// forLoop is a For with sequential code. The moves of its carries are part of the code.
type forLoop struct {
	index, lo, hi int32
	body          []instr
	cost          int
}

func (l *forLoop) run(m *machine, _ *instr) {
	hi := *reg[int64](m, l.hi)
	for i := *reg[int64](m, l.lo); i < hi; i++ {
		*reg[int64](m, l.index) = i
		m.exec(l.body)
		m.clock.burn(l.cost)
	}
}

// whileLoop is a While.
type whileLoop struct {
	test, body []instr
	cond       int32
	cost       int
}

func (l *whileLoop) run(m *machine, _ *instr) {
	for {
		m.exec(l.test)
		if *reg[uint8](m, l.cond) == 0 {
			return
		}
		m.exec(l.body)
		m.clock.burn(l.cost)
	}
}

// branch is an If.
type branch struct {
	cond      int32
	then, els []instr
}

func (b *branch) run(m *machine, _ *instr) {
	if *reg[uint8](m, b.cond) != 0 {
		m.exec(b.then)
	} else {
		m.exec(b.els)
	}
}

// runCall runs call number x. Nobody knows how long that takes, so the clock is read next.
func runCall(m *machine, in *instr) {
	c := m.calls[in.x]
	c.Run(c.in, c.out)
	m.clock.fuel = 0
}
