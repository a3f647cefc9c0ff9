package loop

import (
	"fmt"
	"time"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// machine is the state of a run.
type machine struct {
	regs   unsafe.Pointer   // scalar registers of 8 bytes each; a value is at the begin, in its Go type
	lanes  []unsafe.Pointer // vector registers: where their lanes are
	n      int              // how many lanes of them count
	places [chunk]int64     // of elements, while they are gathered
	mem    []memory         // of the buffers
	calls  []*call
	forks  []*team
	piece  int64 // the first parameter, of the function of a Fork
	clock  clock
	code   *code
}

// memory is where the elements of a buffer are.
type memory struct {
	p      unsafe.Pointer
	n      int
	buffer *array.Buffer // of a parameter
}

// instr is an instruction: what to do, and the registers of the result and the operands. Those of scalars are
// byte offsets, those of vectors positions in machine.lanes.
type instr struct {
	run        func(m *machine, in *instr)
	z, x, y, w int32
	kernel     kernel
	at         *address
}

// exec runs instructions in order. It is unrolled because the position, which lives on the stack during calls,
// is what the processor waits for.
func (m *machine) exec(code []instr) {
	for len(code) >= 4 {
		in := (*[4]instr)(code)
		in[0].run(m, &in[0])
		in[1].run(m, &in[1])
		in[2].run(m, &in[2])
		in[3].run(m, &in[3])
		code = code[4:]
	}
	for i := range code {
		code[i].run(m, &code[i])
	}
}

// reg returns a scalar register.
func reg[T any](m *machine, r int32) *T { return (*T)(unsafe.Add(m.regs, r)) }

// init makes the registers and the arena.
func (m *machine) init(c *code) {
	m.code = c
	m.regs = unsafe.Pointer(unsafe.SliceData(make([]uint64, c.registers)))
	for r, x := range c.consts {
		setConst(m, r, x)
	}
	size := 0
	for _, b := range c.f.Buffers {
		if b.Kind == Temp {
			size = max(size, b.Offset+b.Size())
		}
	}
	arena := array.Memory(size)
	m.mem = make([]memory, len(c.f.Buffers))
	for i, b := range c.f.Buffers {
		m.mem[i].n = b.Len
		switch b.Kind {
		case Temp:
			m.mem[i].p = unsafe.Add(arena, b.Offset)
		case Data:
			m.mem[i].p = pointer(b.Elems)
		}
	}
	m.initLanes(c)
}

func setConst(m *machine, r int32, x any) {
	switch x := x.(type) {
	case uint8:
		*reg[uint8](m, r) = x
	case uint32:
		*reg[uint32](m, r) = x
	case uint64:
		*reg[uint64](m, r) = x
	}
}

// element returns the place of element i of a buffer.
func element[T any](m *machine, buffer int32, i int) *T {
	mem := &m.mem[buffer]
	if uint(i) >= uint(mem.n) {
		m.outOfBounds(buffer, i)
	}
	var x T
	return (*T)(unsafe.Add(mem.p, i*int(unsafe.Sizeof(x))))
}

// outOfBounds panics: whoever made the Func broke the promise of Address.
//
//go:noinline
func (m *machine) outOfBounds(buffer int32, i int) {
	b := m.code.f.Buffers[buffer]
	panic(fmt.Sprintf("loop: element %d of buffer %s %v[%d] in %s", i, b.Name, b.Type, b.Len, m.code.f.Name))
}

// clock decides when to poll. Back edges of loops use up fuel, about as much as there are instructions in the
// body, which is cheaper than reading the time.
type clock struct {
	fuel int
	last time.Time
	poll func() error
}

const (
	tank   = 20_000 // scalar instructions, some 50 microseconds
	period = time.Millisecond
)

// stopped is the panic that ends a run from inside of any number of loops.
type stopped struct{ err error }

func (c *clock) start(poll func() error) {
	*c = clock{fuel: tank, poll: poll}
	if poll != nil {
		c.last = time.Now()
	}
}

// burn counts the work of an iteration.
func (c *clock) burn(cost int) {
	c.fuel -= cost
	if c.fuel < 0 {
		c.refill()
	}
}

//go:noinline
func (c *clock) refill() {
	c.fuel = tank
	if c.poll == nil {
		return
	}
	now := time.Now()
	if now.Sub(c.last) < period {
		return
	}
	c.last = now
	if err := c.poll(); err != nil {
		panic(stopped{err})
	}
}

// readClock is a Clock, in nanoseconds.
func readClock(m *machine, in *instr) { *reg[int64](m, in.z) = int64(time.Since(epoch)) }

// epoch is a time with a monotonic clock.
var epoch = time.Now()
