package simulate

import (
	"fmt"
	"strings"
)

// Functions of elements, and of the immediate.
type (
	func1 = func(x uint64, imm uint8) uint64
	func2 = func(x, y uint64, imm uint8) uint64
	func3 = func(x, y, z uint64) uint64
	test  = func(x, y uint64, imm uint8) bool
)

// floats has the arithmetic of floats. Of the types PS, PD, SS and SD, PP in an encoding stands for the prefix, and Wt for W.
func floats() (list []definition) {
	four := func(encodings string, single, double func(s lanes) rule) {
		for i, s := range []lanes{ps, pd, ss, sd} {
			f, w := single, "W0"
			if i&1 == 1 {
				f, w = double, "W1"
			}
			text := strings.NewReplacer("PP", []string{"NP", "66", "F3", "F2"}[i], "Wt", w).Replace(encodings)
			list = append(list, definition{text, f(s)})
		}
	}
	for opcode, f := range map[string][2]func2{
		"58": {arithmetic32(add[float32]), arithmetic64(add[float64])},
		"59": {arithmetic32(mul[float32]), arithmetic64(mul[float64])},
		"5C": {arithmetic32(sub[float32]), arithmetic64(sub[float64])},
		"5D": {select32(less), select64(less)},
		"5E": {arithmetic32(div[float32]), arithmetic64(div[float64])},
		"5F": {select32(greater), select64(greater)},
	} {
		four("VEX.PP.0F.WIG "+opcode+" /r, EVEX.PP.0F.Wt "+opcode+" /r", binaries(f[0]), binaries(f[1]))
	}
	four("VEX.PP.0F.WIG 51 /r, EVEX.PP.0F.Wt 51 /r", unaries(sqrt32), unaries(sqrt64))
	four("VEX.PP.0F.WIG C2 /r ib", binaries(ones(compare32)), binaries(ones(compare64)))
	four("EVEX.PP.0F.Wt C2 /r ib", comparisons(compare32), comparisons(compare64))
	for i, s := range []lanes{ps, pd, ss, sd} {
		f := []func1{round32, round64}[i&1]
		list = append(list, definition{fmt.Sprintf("VEX.66.0F3A.WIG %02X /r ib", 8+i), s.unary(f)},
			definition{fmt.Sprintf("EVEX.66.0F3A.W%d %02X /r ib", i&1, 8+i), s.unary(f)})
	}
	return append(list, fused()...)
}

func unaries(f func1) func(s lanes) rule    { return func(s lanes) rule { return s.unary(f) } }
func binaries(f func2) func(s lanes) rule   { return func(s lanes) rule { return s.binary(f) } }
func comparisons(f test) func(s lanes) rule { return func(s lanes) rule { return s.compared(f) } }

// fused has the fused multiplications and additions: of the first, second and last operand, 132 multiplies the first and the last,
// 213 the second and the first, 231 the second and the last.
func fused() (list []definition) {
	for opcode, f := range map[int]func(f func3) func3{
		0x98: func(f func3) func3 { return func(a, b, c uint64) uint64 { return f(a, c, b) } },
		0xA8: func(f func3) func3 { return func(a, b, c uint64) uint64 { return f(b, a, c) } },
		0xB8: func(f func3) func3 { return func(a, b, c uint64) uint64 { return f(b, c, a) } },
	} {
		for i, s := range []lanes{ps, pd, ss, sd} {
			encodings := fmt.Sprintf("VEX.66.0F38.W%[1]d %[2]X /r, EVEX.66.0F38.W%[1]d %[2]X /r", i&1, opcode+i>>1)
			list = append(list, definition{encodings, s.ternary(f([]func3{fma32, fma64}[i&1]))})
		}
	}
	return list
}
