package native

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// lowering translates a loop.Func to machine instructions on virtual registers. What it leaves to others: real
// registers (allocation) and bytes (writer).
type lowering struct {
	*usage
	f      *loop.Func
	asm    *amd64.Assembler // for labels and constants
	avx512 bool
	regs   []virtual
	bound  []binding // by value: where it is
	region *region
	free   []*region // that are finished
	pool   map[poolKey]amd64.Label
	slots  []int // by buffer: place in the table of addresses, or arenaBase
	temps  int64 // where in the arena Temps begin, after that table
	calls  []*loop.Call
	forks  []*loop.Fork
	stmts  []loop.Stmt // in the order of translation: some several times
	stmt   int32       // the last of them
	err    error
	clock  int32   // how often a register has got another value than facts about it say
	lanes  *lanes  // the loop that is being vectorized, or nil
	vecs   []reg   // by copy and value: the register of one that varies
	target [][]reg // by value: the registers, by copy, that it is to be computed in

	following []loop.Stmt // what comes after the statement that is being translated
	stores    int         // how many of these, all of them stores, are done

	forwarded forwarded
}

// binding is where the value of a scalar is: reg + plus, or if there is no register, the number plus.
type binding struct {
	reg  reg
	plus int64
}

func newLowering(f *loop.Func, u *usage, avx512 bool, asm *amd64.Assembler) *lowering {
	l := &lowering{usage: u, f: f, asm: asm, avx512: avx512}
	l.regs = make([]virtual, 1, 2*f.Values+16)
	l.bound = make([]binding, f.Values+spares)
	l.vecs = make([]reg, mostCopies*f.Values)
	l.target = make([][]reg, f.Values)
	l.pool, l.forwarded = map[poolKey]amd64.Label{}, forwarded{}
	l.region = &region{known: map[fact]holding{}, local: true, body: make([]inst, 0, 2*f.Values)}
	n := 0
	l.slots, n = tableSlots(f)
	l.temps = int64(8*n+63) &^ 63
	return l
}

// tableSlots gives each buffer outside of the arena a place in the table: parameters first, in order, then constants.
func tableSlots(f *loop.Func) (slots []int, n int) {
	slots = make([]int, len(f.Buffers))
	for _, data := range []bool{false, true} {
		for i, b := range f.Buffers {
			switch {
			case b.Kind == loop.Temp:
				slots[i] = arenaBase
			case (b.Kind == loop.Data) == data:
				slots[i] = n
				n++
			}
		}
	}
	return slots, n
}

func (l *lowering) newReg(c class, w amd64.Width) reg {
	l.regs = append(l.regs, virtual{class: c, width: w, depth: int8(l.region.depth)})
	return reg(len(l.regs) - 1)
}

func (l *lowering) newGeneral() reg { return l.newReg(general, 0) }

// newScalar returns a register for a value of type t outside of lanes.
func (l *lowering) newScalar(t array.DType) reg {
	if t.IsFloat() {
		return l.newReg(vector, amd64.X)
	}
	return l.newGeneral()
}

func (l *lowering) block(b loop.Block) {
	for i, s := range b.List {
		if l.stores > 0 {
			l.stores--
			continue
		}
		l.following = b.List[i+1:]
		l.statement(s)
	}
}

// begin notes that the instructions that come are for a statement.
func (l *lowering) begin(s loop.Stmt) {
	l.stmts = append(l.stmts, s)
	l.stmt = int32(len(l.stmts) - 1)
}

func (l *lowering) statement(s loop.Stmt) {
	l.begin(s)
	switch s := s.(type) {
	case *loop.Value:
		l.value(s)
	case *loop.Store:
		l.store(&s.At, s.X)
	case *loop.Fetch:
		l.fetch(s)
	case *loop.For:
		l.forLoop(s)
	case *loop.While:
		l.while(s)
	case *loop.If:
		l.ifElse(s)
	case *loop.Call:
		l.calls = append(l.calls, s)
		l.add(inst{form: formCall, imm: int64(len(l.calls) - 1)})
		clear(l.forwarded)
	case *loop.Fork:
		l.forks = append(l.forks, s)
		l.add(inst{form: formCall, imm: ^int64(len(l.forks) - 1)})
		clear(l.forwarded)
	}
}

// bind says that v is in r.
func (l *lowering) bind(v *loop.Value, r reg) { l.bound[v.ID] = binding{reg: r} }

// bindInt says that v is a number.
func (l *lowering) bindInt(v *loop.Value, x int64) { l.bound[v.ID] = binding{plus: x} }

// value translates a value that is the same for all lanes.
func (l *lowering) value(v *loop.Value) {
	var z reg
	fresh := reg(len(l.regs))
	switch {
	case v.Op == loop.Const, l.isCond(v):
		return
	case v.Op == loop.Load:
		z = l.load(v)
	case v.Op == loop.Clock:
		z = l.newGeneral()
		l.add(inst{form: formTime, dst: z})
	case v.Type.IsFloat():
		z = l.float(v)
	default:
		z = l.integer(v)
	}
	if t := l.target[v.ID]; t != nil && z >= fresh {
		z = l.retarget(z, t[0])
	}
	l.bind(v, z)
}

// retarget makes the last instruction, which computes z, write to another register instead. What was known of that is over.
func (l *lowering) retarget(z, to reg) reg {
	last := len(l.region.body) - 1
	if last < 0 {
		return z
	}
	in := &l.region.body[last]
	if in.dst != z || l.regs[z].origin != computed || in.merge || in.reads(to) {
		return z
	}
	in.dst = to
	l.clock++
	l.regs[to].changed = l.clock
	return to
}

// number returns what v is if that is known now.
func (l *lowering) number(v *loop.Value) (int64, bool) {
	if v.Op == loop.Const {
		if v.Type.Size() == 4 { // a pattern of bits: what is above does not matter
			return int64(int32(v.Bits)), true
		}
		return int64(v.Bits), true
	}
	b := l.bound[v.ID]
	return b.plus, b.reg == 0 && !l.isCond(v)
}

// small returns what v is if that is known now and is an immediate operand.
func (l *lowering) small(v *loop.Value) (int64, bool) {
	x, ok := l.number(v)
	return x, ok && x == int64(int32(x))
}

// scalar returns the register of v, which is not a vector of lanes.
func (l *lowering) scalar(v *loop.Value) reg {
	if v.Type.IsFloat() {
		if v.Op == loop.Const {
			return l.constant(v.Bits, uint8(v.Type.Size()), amd64.Scalar)
		}
		return l.bound[v.ID].reg
	}
	if x, ok := l.number(v); ok {
		return l.integerConstant(x)
	}
	if l.isCond(v) {
		return l.truth(v)
	}
	b := l.bound[v.ID]
	if b.plus == 0 {
		return b.reg
	}
	z := l.newGeneral()
	l.add(inst{form: formRM, op: uint16(amd64.LEA), size: amd64.Qword, dst: z, mem: memory{base: b.reg, disp: int32(b.plus)}})
	return z
}

// integerConstant returns a register that holds x.
func (l *lowering) integerConstant(x int64) reg {
	return l.hoist(fact{what: aConstant, bits: uint64(x)}, func() reg {
		z := l.newGeneral()
		l.regs[z].origin, l.regs[z].bits = immediate, x
		l.add(inst{form: formImm, dst: z, imm: x})
		return z
	})
}

// move copies a register.
func (l *lowering) move(dst, src reg) {
	if dst != src {
		l.add(inst{form: formMove, width: l.regs[dst].width, dst: dst, a: src})
	}
}

// label binds a new label here.
func (l *lowering) label(at amd64.Label) {
	l.add(inst{form: formLabel, label: at})
	clear(l.forwarded)
}

func (l *lowering) jump(to amd64.Label) { l.add(inst{form: formJump, label: to}) }

func (l *lowering) jumpIf(c amd64.Cond, to amd64.Label) {
	l.add(inst{form: formBranch, cond: c, label: to})
}

// fail notes why the function cannot be translated.
func (l *lowering) fail(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf("%w: "+format, append([]any{ErrUnsupported}, args...)...)
	}
}
