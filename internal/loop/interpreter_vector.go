package loop

import (
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// chunk is how many iterations of a Vector loop are done at a time, one op after the other. A register of as
// many float64 takes 2 KiB, so that a dozen of them stay in the L1 cache, and 256 elements take long enough
// to make starting a kernel cheap.
const chunk = 256

// vectorLoop is a Vector loop whose body works on chunks.
type vectorLoop struct {
	index, lo, hi int32
	enter         []instr // fills registers that are the same in all chunks
	body          []instr
	cost          int
}

func (l *vectorLoop) run(m *machine, _ *instr) {
	lo, hi := *reg[int64](m, l.lo), *reg[int64](m, l.hi)
	if lo >= hi {
		return
	}
	m.n = int(min(hi-lo, chunk))
	m.exec(l.enter)
	for i := lo; i < hi; i += chunk {
		m.n = int(min(hi-i, chunk))
		*reg[int64](m, l.index) = i
		m.exec(l.body)
		m.clock.burn(l.cost * (m.n/8 + 1))
	}
}

// vectorReg says what a vector register is.
type vectorReg struct {
	kind vectorKind
	reg  int32 // a scalar register
	size int   // bytes of a lane
}

type vectorKind uint8

const (
	owned   vectorKind = iota // memory of its own
	filled                    // likewise, and all lanes are always what the scalar register is
	view                      // set to the memory of a buffer by a load
	aliased                   // the scalar register itself, for kernels that read one lane of an operand
)

// initLanes makes the vector registers.
func (m *machine) initLanes(c *code) {
	owners := 0
	for _, v := range c.vectors {
		if v.kind == owned || v.kind == filled {
			owners++
		}
	}
	memory := array.Memory(owners * chunk * 8)
	m.lanes = make([]unsafe.Pointer, len(c.vectors))
	m.n = chunk
	for i, v := range c.vectors {
		switch v.kind {
		case owned, filled:
			m.lanes[i] = memory
			memory = unsafe.Add(memory, chunk*8)
		case aliased:
			m.lanes[i] = unsafe.Add(m.regs, v.reg)
		}
		if v.kind == filled {
			splats[v.size](m, &instr{z: int32(i), x: v.reg})
		}
	}
}

// runKernel computes the lanes of z.
func runKernel(m *machine, in *instr) {
	in.kernel(m.lanes[in.z], m.lanes[in.x], m.lanes[in.y], m.lanes[in.w], m.n)
}

// runReduction combines the lanes of x, and of y in a sum of products, with a scalar.
func runReduction(m *machine, in *instr) {
	in.kernel(unsafe.Add(m.regs, in.z), m.lanes[in.x], m.lanes[in.y], nil, m.n)
}

// splat fills lanes with a scalar.
func splat[T word](m *machine, in *instr) {
	x, z := *reg[T](m, in.x), lanes[T](m.lanes[in.z], m.n)
	for i := range z {
		z[i] = x
	}
}

var splats = map[int]func(*machine, *instr){1: splat[uint8], 4: splat[uint32], 8: splat[uint64]}

// numberLanes numbers the lanes from a scalar on.
func numberLanes(m *machine, in *instr) {
	x, z := *reg[int64](m, in.x), lanes[int64](m.lanes[in.z], m.n)
	for i := range z {
		z[i] = x + int64(i)
	}
}
