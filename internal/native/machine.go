package native

import (
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Machine runs a Code, with memory of its own: one run at a time.
type Machine struct {
	code    *Code
	ctx     *exec.Context
	table   []uintptr // the addresses of buffers, at the begin of the arena: whoever calls keeps the buffers alive
	wants   []want    // of the parameters
	buffers []int     // of the parameters
	params  []*array.Buffer
	calls   []*call
	forks   []*team
	host    func(n int) error
	poll    func() error // of the run
	piece   int64        // the first parameter, of the function of a Fork
}

// want is what a parameter has to be, and where in the table its address goes.
type want struct {
	dtype     array.DType
	len, slot int
}

// New returns a Machine.
func (c *Code) New() *Machine {
	base := array.Memory(int(c.arena))
	m := &Machine{code: c, ctx: exec.NewContext(), table: unsafe.Slice((*uintptr)(base), c.temps/8)}
	m.ctx.Arena = base // keeps it
	for i, b := range c.f.Buffers {
		switch b.Kind {
		case loop.In, loop.Out:
			m.buffers = append(m.buffers, i)
			m.wants = append(m.wants, want{b.Type, b.Len, c.slots[i]})
		case loop.Data:
			m.table[c.slots[i]] = uintptr(b.Elems.Pointer())
		}
	}
	for _, k := range c.calls {
		m.calls = append(m.calls, newCall(k, m))
	}
	for _, f := range c.forks {
		m.forks = append(m.forks, newTeam(f, m))
	}
	m.params = make([]*array.Buffer, len(m.buffers))
	m.host = func(n int) error {
		if n < 0 {
			f := m.forks[^n]
			return f.Run(f.n)
		}
		k := m.calls[n]
		k.Run(k.in, k.out)
		return nil
	}
	return m
}

// Run executes the program. params are the In and Out buffers in the order of Func.Buffers. If poll is not
// nil, it is called when Go wants the processor, and an error it returns ends the run; the Out buffers
// then hold anything.
func (m *Machine) Run(params []*array.Buffer, poll func() error) error {
	if err := m.Bind(params); err != nil {
		return err
	}
	err := m.Execute(poll)
	if len(m.calls) > 0 {
		clear(m.params)
	}
	runtime.KeepAlive(params)
	return err
}

// Bind sets the parameters of all executions until it is called again. Whoever calls it keeps them alive so long.
func (m *Machine) Bind(params []*array.Buffer) error {
	if len(params) != len(m.wants) {
		return fmt.Errorf("run %s: %d buffers, want %d", m.code.f.Name, len(params), len(m.wants))
	}
	for k, w := range m.wants {
		p := params[k]
		if p.DType() != w.dtype || p.Size() != w.len {
			return fmt.Errorf("run %s: buffer %s is %v[%d], want %v[%d]", m.code.f.Name,
				m.code.f.Buffers[m.buffers[k]].Name, p.DType(), p.Size(), w.dtype, w.len)
		}
		m.table[w.slot] = uintptr(p.Pointer())
	}
	if len(m.calls) > 0 {
		copy(m.params, params)
		for _, c := range m.calls {
			c.bind(m)
		}
	}
	return nil
}

// Execute is Run with the parameters of the last Bind.
func (m *Machine) Execute(poll func() error) error {
	if len(m.forks) > 0 {
		exec.TakeCore()
		defer exec.GiveCore()
	}
	m.poll = poll
	if err := m.code.code.Run(m.ctx, m.host, poll); err != nil {
		return m.code.explain(err)
	}
	return nil
}

// explain adds to a fault of the code which statement it is in.
func (c *Code) explain(err error) error {
	fault, ok := err.(*exec.Fault)
	if !ok || fault.Offset < 0 {
		return err
	}
	i, found := slices.BinarySearchFunc(c.marks, fault.Offset, func(m mark, at int) int { return int(m.offset) - at })
	if !found {
		i--
	}
	if i < 0 || c.marks[i].stmt < 0 || int(c.marks[i].stmt) >= len(c.stmts) {
		return err
	}
	return fmt.Errorf("run %s: statement %q: %w", c.f.Name, describe(c.stmts[c.marks[i].stmt]), err)
}

// call is a Call with its operands made buffers.
type call struct {
	*loop.Call
	in, out []*array.Buffer
	sides   [2]side
}

// side is the inputs or the outputs.
type side struct {
	operands []loop.Operand
	buffers  []*array.Buffer
	param    []int // place among the parameters, or -1
}

func newCall(c *loop.Call, m *Machine) *call {
	k := &call{Call: c, in: make([]*array.Buffer, len(c.In)), out: make([]*array.Buffer, len(c.Out))}
	k.sides = [2]side{newSide(c.In, k.in, m), newSide(c.Out, k.out, m)}
	return k
}

func newSide(operands []loop.Operand, buffers []*array.Buffer, m *Machine) side {
	s := side{operands, buffers, make([]int, len(operands))}
	for i, o := range operands {
		s.param[i] = slices.Index(m.buffers, o.Buffer.ID)
		switch o.Buffer.Kind {
		case loop.Temp:
			at := int64(o.Buffer.Offset) + m.code.temps
			buffers[i] = array.View(o.Buffer.Type, o.Shape, unsafe.Add(m.ctx.Arena, at))
		case loop.Data:
			buffers[i] = o.Buffer.Elems.Reshape(o.Shape)
		}
	}
	return s
}

// bind takes the parameters of this run as operands. What has the same shape as the call wants costs nothing.
func (c *call) bind(m *Machine) {
	for _, s := range c.sides {
		for i, k := range s.param {
			switch {
			case k < 0:
			case slices.Equal(m.params[k].Shape(), s.operands[i].Shape):
				s.buffers[i] = m.params[k]
			default:
				s.buffers[i] = m.params[k].Reshape(s.operands[i].Shape)
			}
		}
	}
}
