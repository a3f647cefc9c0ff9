package loop

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// Interpreter runs a Func on any machine. It owns the arena and the registers, so it runs one call at a time;
// Clone makes another one for another goroutine.
type Interpreter struct {
	code   *code
	m      machine
	params []int   // buffers, in order
	calls  []*call // with operands in the memory of m
}

// code is what a Func was prepared to. It does not change and is shared by clones.
type code struct {
	f         *Func
	body      []instr
	registers int           // scalar registers
	consts    map[int32]any // what registers hold from the beginning, of their Go type
	vectors   []vectorReg
	calls     []*Call
	forks     []*forkCode
}

// Interpret prepares a Func, which is one that Check accepts.
func Interpret(f *Func) (*Interpreter, error) {
	code, err := compile(f)
	if err != nil {
		return nil, fmt.Errorf("interpret %s: %w", f.Name, err)
	}
	return &Interpreter{code: code}, nil
}

// Clone returns an interpreter of the same code with an arena and registers of its own.
func (p *Interpreter) Clone() *Interpreter { return &Interpreter{code: p.code} }

func newInterpreter(c *code) *Interpreter {
	p := &Interpreter{code: c}
	p.allocate()
	return p
}

// allocate makes the arena and the registers. That waits for the first run: arenas can be large.
func (p *Interpreter) allocate() {
	c := p.code
	p.m.init(c)
	for i, b := range c.f.Buffers {
		if b.Kind == In || b.Kind == Out {
			p.params = append(p.params, i)
		}
	}
	for _, c := range c.calls {
		p.calls = append(p.calls, newCall(c, &p.m))
	}
	p.m.calls = p.calls
	for _, f := range p.code.forks {
		p.m.forks = append(p.m.forks, newTeam(f, &p.m))
	}
}

// Run executes the function. params are the In and Out buffers in the order of Func.Buffers. If poll is not
// nil, it is called from time to time, but not more than about once in a millisecond, and an error it returns
// ends the run; the Out buffers then hold anything.
func (p *Interpreter) Run(params []*array.Buffer, poll func() error) error {
	if err := p.Bind(params); err != nil {
		return err
	}
	defer p.unbind()
	return p.Execute(poll)
}

// Bind sets the parameters of all executions until it or Run is called again.
func (p *Interpreter) Bind(params []*array.Buffer) error {
	if p.m.code == nil {
		p.allocate()
	}
	if len(params) != len(p.params) {
		return fmt.Errorf("run %s: %d buffers, want %d", p.code.f.Name, len(params), len(p.params))
	}
	for k, i := range p.params {
		b := p.code.f.Buffers[i]
		if params[k].DType() != b.Type || params[k].Size() != b.Len {
			return fmt.Errorf("run %s: buffer %s is %v[%d], want %v[%d]", p.code.f.Name, b.Name, params[k].DType(), params[k].Size(), b.Type, b.Len)
		}
		p.m.mem[i].p, p.m.mem[i].buffer = pointer(params[k]), params[k]
	}
	for _, c := range p.calls {
		c.bind(&p.m)
	}
	return nil
}

// Execute is Run with the parameters of the last Bind.
func (p *Interpreter) Execute(poll func() error) (err error) {
	if len(p.m.forks) > 0 {
		exec.TakeCore()
		defer exec.GiveCore()
	}
	defer func() {
		if r := recover(); r != nil {
			s, ok := r.(stopped)
			if !ok {
				panic(r)
			}
			err = s.err
		}
	}()
	p.m.clock.start(poll)
	p.m.exec(p.code.body)
	return nil
}

// unbind lets go of the memory of the last run, but for what calls keep until the next one.
func (p *Interpreter) unbind() {
	for _, i := range p.params {
		p.m.mem[i].p, p.m.mem[i].buffer = nil, nil
	}
}

// pointer returns where the elements of b are.
func pointer(b *array.Buffer) unsafe.Pointer {
	switch b.DType() {
	case array.Bool:
		return unsafe.Pointer(unsafe.SliceData(array.Data[bool](b)))
	case array.Int32:
		return unsafe.Pointer(unsafe.SliceData(array.Data[int32](b)))
	case array.Int64:
		return unsafe.Pointer(unsafe.SliceData(array.Data[int64](b)))
	case array.Uint32:
		return unsafe.Pointer(unsafe.SliceData(array.Data[uint32](b)))
	case array.Uint64:
		return unsafe.Pointer(unsafe.SliceData(array.Data[uint64](b)))
	case array.Float32:
		return unsafe.Pointer(unsafe.SliceData(array.Data[float32](b)))
	}
	return unsafe.Pointer(unsafe.SliceData(array.Data[float64](b)))
}

// call is a Call with its operands made buffers.
type call struct {
	*Call
	in, out []*array.Buffer
}

func newCall(c *Call, m *machine) *call {
	k := &call{c, make([]*array.Buffer, len(c.In)), make([]*array.Buffer, len(c.Out))}
	for _, side := range k.sides() {
		for i, o := range side.operands {
			if o.Buffer.Kind == Temp || o.Buffer.Kind == Data {
				side.buffers[i] = array.View(o.Buffer.Type, o.Shape, m.mem[o.Buffer.ID].p)
			}
		}
	}
	return k
}

// side is the inputs or the outputs.
type side struct {
	operands []Operand
	buffers  []*array.Buffer
}

func (c *call) sides() [2]side { return [2]side{{c.In, c.in}, {c.Out, c.out}} }

// bind takes the parameters of this run as operands. A caller that passes the same shape as the call wants,
// or the same buffer as before, costs nothing.
func (c *call) bind(m *machine) {
	for _, side := range c.sides() {
		for i, o := range side.operands {
			b := m.mem[o.Buffer.ID].buffer
			switch {
			case b == nil: // not a parameter
			case slices.Equal(b.Shape(), o.Shape):
				side.buffers[i] = b
			case side.buffers[i] == nil || pointer(side.buffers[i]) != m.mem[o.Buffer.ID].p:
				side.buffers[i] = b.Reshape(o.Shape)
			}
		}
	}
}
