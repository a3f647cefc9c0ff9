package loop

// address is an Address whose terms are registers. For a chunk, it is that of the first lane.
type address struct {
	buffer  int32
	offset  int
	terms   []addend
	first   addend   // terms[0], if there is one
	stride  int      // from one lane to the next
	varying []addend // vector registers to add lane by lane
}

type addend struct {
	reg    int32
	stride int
}

// element returns the number of the element.
func (a *address) element(m *machine) int {
	i := a.offset
	for _, t := range a.terms {
		i += int(*reg[int64](m, t.reg)) * t.stride
	}
	return i
}

// word is memory of the size of an element.
type word interface{ uint8 | uint32 | uint64 }

func load[T word](m *machine, in *instr) {
	*reg[T](m, in.z) = *element[T](m, in.at.buffer, in.at.element(m))
}

func store[T word](m *machine, in *instr) {
	*element[T](m, in.at.buffer, in.at.element(m)) = *reg[T](m, in.x)
}

// load0 is load without terms.
func load0[T word](m *machine, in *instr) {
	*reg[T](m, in.z) = *element[T](m, in.at.buffer, in.at.offset)
}

func store0[T word](m *machine, in *instr) {
	*element[T](m, in.at.buffer, in.at.offset) = *reg[T](m, in.x)
}

// load1 is load with one term.
func load1[T word](m *machine, in *instr) {
	a := in.at
	i := a.offset + int(*reg[int64](m, a.first.reg))*a.first.stride
	*reg[T](m, in.z) = *element[T](m, a.buffer, i)
}

func store1[T word](m *machine, in *instr) {
	a := in.at
	i := a.offset + int(*reg[int64](m, a.first.reg))*a.first.stride
	*element[T](m, a.buffer, i) = *reg[T](m, in.x)
}

// access is what to run for a load or a store of elements of some size, by the number of terms.
type access [3]func(*machine, *instr)

var loads = map[int]access{
	1: {load0[uint8], load1[uint8], load[uint8]},
	4: {load0[uint32], load1[uint32], load[uint32]},
	8: {load0[uint64], load1[uint64], load[uint64]},
}

var stores = map[int]access{
	1: {store0[uint8], store1[uint8], store[uint8]},
	4: {store0[uint32], store1[uint32], store[uint32]},
	8: {store0[uint64], store1[uint64], store[uint64]},
}

// instr returns the instruction for an address with as many terms as it has.
func (a access) instr(at *address) instr { return instr{run: a[min(len(at.terms), 2)], at: at} }
