package loop

import (
	"slices"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// forkCode is a Fork with its function prepared.
type forkCode struct {
	n        int
	operands []*Buffer // In and Out
	bodies   exec.Pool[*Interpreter]
}

func (c *compiler) fork(list []instr, s *Fork) []instr {
	body, err := compile(s.Body)
	if err != nil {
		c.err = err
	}
	f := &forkCode{n: s.N, operands: slices.Concat(s.In, s.Out)}
	f.bodies.New = func() *Interpreter { return newInterpreter(body) }
	c.code.forks = append(c.code.forks, f)
	return append(list, instr{run: runFork, x: int32(len(c.code.forks) - 1)})
}

// runFork runs fork number x.
func runFork(m *machine, in *instr) {
	f := m.forks[in.x]
	if err := f.Run(f.n); err != nil {
		panic(stopped{err})
	}
	m.clock.fuel = 0
}

// team runs a forkCode for a machine.
type team struct {
	*forkCode
	*exec.Fork
	m       *machine
	stopped func() error
}

func newTeam(f *forkCode, m *machine) *team {
	t := &team{forkCode: f, m: m}
	t.Fork = exec.NewFork(t.share)
	t.stopped = t.Stopped
	return t
}

// share runs the function as often as nobody else does.
func (t *team) share(helper bool) error {
	p := t.bodies.Take()
	defer t.bodies.Give(p)
	defer p.unbind()
	p.m.mem[p.params[0]].p = unsafe.Pointer(&p.m.piece)
	for i, b := range t.operands {
		p.m.mem[p.params[1+i]].p = t.m.mem[b.ID].p
	}
	poll := t.m.clock.poll
	if helper {
		poll = t.stopped
	}
	for k, ok := t.Next(); ok; k, ok = t.Next() {
		p.m.piece = int64(k)
		if err := p.Execute(poll); err != nil {
			return err
		}
	}
	return nil
}
