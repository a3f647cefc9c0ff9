package amd64

import (
	"fmt"
	"strings"
)

var sizes = [...]Size{Byte, Word, Dword, Qword}

// integers samples every integer instruction in every form.
func (s *sampler) integers() {
	for op := range Op(len(integerTable)) {
		row := op.row()
		if row.alone != "" {
			s.add(row.name, func(Label) { s.a.Emit(op) })
		}
		for _, size := range sizes {
			switch {
			case row.bmi != 0 && size >= Dword:
				s.bmi(op, size)
			case row.has(size):
				s.unary(op, size)
				s.binary(op, size)
				s.immediate(op, size)
			}
		}
	}
	for c := CondO; c <= CondG; c++ {
		s.conditional(c)
	}
}

// withMemory adds an instruction with a random memory operand, which text is given in writing.
func (s *sampler) withMemory(bytes int, text func(m string) string, write func(m Mem)) {
	m := s.memory()
	s.add(text(memoryText(m, bytes, 0)), func(start Label) {
		if m.Label != 0 {
			m.Label = start
		}
		write(m)
	})
}

func (s *sampler) unary(op Op, size Size) {
	row, r := op.row(), s.reg()
	if row.unary == 0 {
		return
	}
	if row.unary&memoryOnly == 0 {
		s.add(fmt.Sprintf("%s %s", row.name, regNames[size][r]), func(Label) { s.a.R(op, size, r) })
	}
	s.withMemory(int(size), func(m string) string { return row.name + " " + m }, func(m Mem) { s.a.M(op, size, m) })
}

func (s *sampler) binary(op Op, size Size) {
	row, d, r := op.row(), s.reg(), s.reg()
	dst, source := size, size
	switch op {
	case MOVZX8, MOVSX8:
		source = Byte
	case MOVZX16, MOVSX16:
		source = Word
	case MOVSXD:
		source = Dword
	case MOVZX32:
		dst, source = Dword, Dword
	}
	if op == IMUL && size == Byte || row.load|row.store|row.byCL == 0 {
		return
	}
	if row.byCL != 0 {
		r, source = RCX, Byte
	}
	if row.load&memoryOnly == 0 {
		s.add(fmt.Sprintf("%s %s, %s", row.name, regNames[dst][d], regNames[source][r]), func(Label) { s.a.RR(op, size, d, r) })
	}
	if row.load != 0 {
		bytes := int(source)
		if op == LEA {
			bytes = 0
		}
		s.withMemory(bytes, func(m string) string { return fmt.Sprintf("%s %s, %s", row.name, regNames[dst][d], m) },
			func(m Mem) { s.a.RM(op, size, d, m) })
	}
	if row.store|row.byCL != 0 {
		s.withMemory(int(size), func(m string) string { return fmt.Sprintf("%s %s, %s", row.name, m, regNames[source][r]) },
			func(m Mem) { s.a.MR(op, size, m, r) })
	}
}

// constant is a number of a size, often a small one.
func (s *sampler) constant(size Size) int64 {
	v := int64(s.Uint64()) >> (64 - min(8*uint(size), 32))
	switch {
	case size == Byte:
		v = int64(uint8(v)) // as disassemblers show it
	case s.often():
		v = int64(int8(v))
	}
	return v
}

func (s *sampler) immediate(op Op, size Size) {
	row, d, v := op.row(), s.reg(), s.constant(size)
	if row.byCL != 0 {
		v = int64(s.pick(8 * int(size)))
	}
	if row.imm != 0 {
		s.withMemory(int(size), func(m string) string { return fmt.Sprintf("%s %s, %d", row.name, m, v) }, func(m Mem) { s.a.MI(op, size, m, v) })
		s.add(movText(op, size, d, v), func(Label) { s.a.RI(op, size, d, v) })
	}
	if op == MOV && size == Qword {
		v = int64(s.Uint64() >> s.pick(64))
		s.add(movText(op, size, d, v), func(Label) { s.a.RI(op, size, d, v) })
	}
	if row.threeOp != 0 && size != Byte {
		r := s.reg()
		s.add(fmt.Sprintf("%s %s, %s, %d", row.name, regNames[size][d], regNames[size][r], v), func(Label) { s.a.RRI(op, size, d, r, v) })
		s.add(fmt.Sprintf("%s %s, %s, %d", row.name, regNames[size][d], regNames[size][d], v), func(Label) { s.a.RI(op, size, d, v) })
		s.withMemory(int(size), func(m string) string {
			return fmt.Sprintf("%s %s, %s, %d", row.name, regNames[size][d], m, v)
		},
			func(m Mem) { s.a.RMI(op, size, d, m, v) })
	}
}

// movText is op d, v, where a MOV of a constant without sign to 64 bits is one to 32 bits.
func movText(op Op, size Size, d Reg, v int64) string {
	name := op.String()
	switch {
	case op == MOV && size == Qword && v == int64(uint32(v)):
		size = Dword
	case op == MOV && size == Qword && v != int64(int32(v)):
		name = "movabs"
	}
	return fmt.Sprintf("%s %s, %d", name, regNames[size][d], v)
}

func (s *sampler) bmi(op Op, size Size) {
	row, names := op.row(), regNames[size]
	d, r, r2, count := s.reg(), s.reg(), s.reg(), int64(s.pick(8*int(size)))
	if row.bmi&takesImm == 0 {
		s.add(fmt.Sprintf("%s %s, %s, %s", row.name, names[d], names[r], names[r2]), func(Label) { s.a.RRR(op, size, d, r, r2) })
		return
	}
	s.add(fmt.Sprintf("%s %s, %s, %d", row.name, names[d], names[r], count), func(Label) { s.a.RRI(op, size, d, r, count) })
	s.withMemory(int(size), func(m string) string { return fmt.Sprintf("%s %s, %s, %d", row.name, names[d], m, count) },
		func(m Mem) { s.a.RMI(op, size, d, m, count) })
}

func (s *sampler) conditional(c Cond) {
	d, r := s.reg(), s.reg()
	s.add(fmt.Sprintf("set%s %s", c, names8[d]), func(Label) { s.a.Set(c, d) })
	for _, size := range sizes[1:] {
		s.add(fmt.Sprintf("cmov%s %s, %s", c, regNames[size][d], regNames[size][r]), func(Label) { s.a.Cmov(c, size, d, r) })
		s.withMemory(int(size), func(m string) string {
			return strings.Join([]string{"cmov" + c.String() + " " + regNames[size][d], m}, ", ")
		},
			func(m Mem) { s.a.CmovM(c, size, d, m) })
	}
}
