package simulate

import (
	"fmt"
	"math"
)

// masks has the instructions on mask registers. Each is there for 8, 16, 32 and 64 bits; the bits above become zero.
func masks() (list []definition) {
	for i, kind := range []string{"66.0F.W0", "NP.0F.W0", "66.0F.W1", "NP.0F.W1"} {
		bytes := 1 << i
		low := uint64(math.MaxUint64) >> (64 - 8*bytes)
		add := func(encoding string, r rule) { list = append(list, definition{fmt.Sprintf(encoding, kind), r}) }
		for opcode, f := range map[string]func(x, y uint64) uint64{
			"41": func(x, y uint64) uint64 { return x & y },
			"42": func(x, y uint64) uint64 { return ^x & y },
			"45": func(x, y uint64) uint64 { return x | y },
			"46": func(x, y uint64) uint64 { return ^(x ^ y) },
			"47": func(x, y uint64) uint64 { return x ^ y },
		} {
			add("VEX.L1.%s "+opcode+" /r", rule{usesV: true, maskReg: true, maskV: true, maskRM: true,
				do: func(m *Machine, in *instruction) { m.K[in.reg] = f(m.K[in.v], m.K[in.rm]) & low }})
		}
		add("VEX.L0.%s 44 /r", rule{maskReg: true, maskRM: true,
			do: func(m *Machine, in *instruction) { m.K[in.reg] = ^m.K[in.rm] & low }})
		memory := func(*instruction) int { return bytes }
		add("VEX.L0.%s 90 /r", rule{maskReg: true, maskRM: true, takesMemory: true, memory: memory, do: func(m *Machine, in *instruction) {
			if in.inMemory {
				m.K[in.reg] = m.load(m.address(in), bytes)
			} else {
				m.K[in.reg] = m.K[in.rm] & low
			}
		}})
		add("VEX.L0.%s 91 /r", rule{maskReg: true, takesMemory: true, onlyMemory: true, memory: memory, stores: true,
			do: func(m *Machine, in *instruction) { m.store(m.address(in), bytes, m.K[in.reg]) }})
		general := []string{"66.0F.W0", "NP.0F.W0", "F2.0F.W0", "F2.0F.W1"}[i]
		list = append(list,
			definition{"VEX.L0." + general + " 92 /r", rule{maskReg: true,
				do: func(m *Machine, in *instruction) { m.K[in.reg] = m.R[in.rm] & low }}},
			definition{"VEX.L0." + general + " 93 /r", rule{maskRM: true,
				do: func(m *Machine, in *instruction) { m.R[in.reg] = m.K[in.rm] & low }}})
	}
	return list
}
