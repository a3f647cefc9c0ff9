package loop

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
)

// compiler turns the tree of a Func into code. Each value has a scalar register, but Vars, their Out, and
// where possible their Next share one.
type compiler struct {
	code     *code
	slot     []int32              // by value, or -1
	free     []int32              // vector registers
	literals map[literalKey]int32 // vector registers of constants
	aliases  map[int32]int32      // vector registers that are scalar ones, by these
	err      error
}

func compile(f *Func) (*code, error) {
	c := &compiler{
		code:     &code{f: f, consts: map[int32]any{}},
		slot:     make([]int32, f.Values),
		literals: map[literalKey]int32{},
		aliases:  map[int32]int32{},
	}
	for i := range c.slot {
		c.slot[i] = -1
	}
	c.temp()                         // registers 0 are those of operands that an instruction does not have
	c.vector(vectorReg{kind: owned}) // likewise
	c.code.body = c.block(f.Body)
	return c.code, c.err
}

// temp returns a new register.
func (c *compiler) temp() int32 {
	c.code.registers++
	return int32(8 * (c.code.registers - 1))
}

// reg returns the register of a value.
func (c *compiler) reg(v *Value) int32 {
	if c.slot[v.ID] < 0 {
		c.slot[v.ID] = c.temp()
	}
	return c.slot[v.ID]
}

func (c *compiler) block(b Block) (code []instr) {
	for _, s := range b.List {
		code = c.stmt(code, s)
	}
	return code
}

// stmt appends the code of s.
func (c *compiler) stmt(code []instr, s Stmt) []instr {
	switch s := s.(type) {
	case *Value:
		return c.value(code, s)
	case *Store:
		in := stores[s.X.Type.Size()].instr(c.address(s.At))
		in.x = c.reg(s.X)
		return append(code, in)
	case *Fetch:
		return code
	case *For:
		return c.forLoop(code, s)
	case *While:
		return c.while(code, s)
	case *If:
		return c.branch(code, s)
	case *Call:
		c.code.calls = append(c.code.calls, s)
		return append(code, instr{run: runCall, x: int32(len(c.code.calls) - 1)})
	case *Fork:
		return c.fork(code, s)
	}
	c.err = fmt.Errorf("statement %T", s)
	return code
}

func (c *compiler) value(code []instr, v *Value) []instr {
	switch v.Op {
	case Const:
		c.code.consts[c.reg(v)] = constant(v)
		return code
	case Load:
		in := loads[v.Type.Size()].instr(c.address(v.At))
		in.z = c.reg(v)
		return append(code, in)
	case Clock:
		return append(code, instr{run: readClock, z: c.reg(v)})
	}
	in := instr{run: run1, z: c.reg(v), kernel: kernelOf(v)}
	if in.kernel == nil {
		c.err = fmt.Errorf("%v of %v", v.Op, operandType(v))
		return code
	}
	if run := scalarOps[v.Op][operandType(v)]; run != nil {
		in.run = run
	}
	for i, r := range in.operands(len(v.Args)) {
		*r = c.reg(v.Args[i])
	}
	return append(code, in)
}

// operands returns where the registers of n operands go.
func (in *instr) operands(n int) []*int32 { return []*int32{&in.x, &in.y, &in.w}[:n] }

// operandType returns the type that selects a kernel.
func operandType(v *Value) array.DType {
	if len(v.Args) == 0 {
		return array.Invalid
	}
	return v.Args[len(v.Args)-1].Type
}

// kernelOf returns the kernel that computes v, or nil if it is not an operation.
func kernelOf(v *Value) kernel {
	if v.Op == Convert {
		return converts[v.Args[0].Type][v.Type]
	}
	return kernels[v.Op][operandType(v)]
}

// constant returns the bits of v as the integer of its width.
func constant(v *Value) any {
	switch v.Type.Size() {
	case 8:
		return v.Bits
	case 4:
		return uint32(v.Bits)
	}
	return uint8(v.Bits & 1)
}

func (c *compiler) address(a Address) *address {
	at := &address{buffer: int32(a.Buffer.ID), offset: a.Offset}
	for _, t := range a.Terms {
		at.terms = append(at.terms, addend{c.reg(t.Index), t.Stride})
	}
	if len(at.terms) > 0 {
		at.first = at.terms[0]
	}
	return at
}

func (c *compiler) forLoop(code []instr, s *For) []instr {
	if s.Vector {
		if code, ok := c.vectorLoop(code, s); ok {
			return code
		}
	}
	c.shareCarries(s.Carry, s.Body)
	l := &forLoop{index: c.reg(s.Index), lo: c.reg(s.Lo), hi: c.reg(s.Hi)}
	l.body = c.next(c.block(s.Body), s.Carry)
	l.cost = cost(s.Body)
	return append(c.enter(code, s.Carry), instr{run: l.run})
}

func (c *compiler) while(code []instr, s *While) []instr {
	c.shareCarries(s.Carry, s.Body)
	l := &whileLoop{test: c.block(s.Test), cond: c.reg(s.Cond)}
	l.body = c.next(c.block(s.Body), s.Carry)
	l.cost = cost(s.Test) + cost(s.Body)
	return append(c.enter(code, s.Carry), instr{run: l.run})
}

func (c *compiler) branch(code []instr, s *If) []instr {
	l := &branch{cond: c.reg(s.Cond), then: c.block(s.Then), els: c.block(s.Else)}
	for _, r := range s.Results {
		l.then = append(l.then, instr{run: move, z: c.reg(r.Out), x: c.reg(r.Then)})
		l.els = append(l.els, instr{run: move, z: c.reg(r.Out), x: c.reg(r.Else)})
	}
	return append(code, instr{run: l.run})
}

// cost returns about how many scalar instructions the statements of b take as long as, without inner loops.
func cost(b Block) int {
	const function = 16
	n := 1 + len(b.List)
	for _, s := range b.List {
		if v, ok := s.(*Value); ok && v.Op.IsFunction() {
			n += function
		}
	}
	return n
}
