package native

import (
	"slices"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// The function of a Fork is a Code of its own, run by as many Machines as goroutines take part. The code around
// leaves for the host, as for a Call.

// forkCode is a Fork with its function compiled.
type forkCode struct {
	n        int
	operands []*loop.Buffer // In and Out
	bodies   exec.Pool[*Machine]
}

// compileForks compiles the bodies of forks, which take size bytes.
func compileForks(list []*loop.Fork, cpu exec.Features, place Place) (forks []*forkCode, size int, err error) {
	forks = make([]*forkCode, len(list))
	for i, s := range list {
		body, err := CompileOn(s.Body, cpu, place)
		if err != nil {
			return nil, 0, err
		}
		size += body.size
		forks[i] = &forkCode{n: s.N, operands: slices.Concat(s.In, s.Out)}
		forks[i].bodies.New = body.New
	}
	return forks, size, nil
}

// team runs a forkCode for a Machine.
type team struct {
	*forkCode
	*exec.Fork
	m       *Machine
	stopped func() error
}

func newTeam(f *forkCode, m *Machine) *team {
	t := &team{forkCode: f, m: m}
	t.Fork = exec.NewFork(t.share)
	t.stopped = t.Stopped
	return t
}

// share runs the function as often as nobody else does. The buffers stay where they are as long: whoever called
// the Machine keeps them.
func (t *team) share(helper bool) error {
	body := t.bodies.Take()
	defer t.bodies.Give(body)
	slots := body.code.slots
	body.table[slots[body.buffers[0]]] = uintptr(unsafe.Pointer(&body.piece))
	for i, b := range t.operands {
		body.table[slots[body.buffers[1+i]]] = t.m.addressOf(b)
	}
	poll := t.m.poll
	if helper {
		poll = t.stopped
	}
	for k, ok := t.Next(); ok; k, ok = t.Next() {
		body.piece = int64(k)
		if err := body.Execute(poll); err != nil {
			return err
		}
	}
	return nil
}

// addressOf returns where a buffer is in this run.
func (m *Machine) addressOf(b *loop.Buffer) uintptr {
	if slot := m.code.slots[b.ID]; slot != arenaBase {
		return m.table[slot]
	}
	return uintptr(m.ctx.Arena) + uintptr(m.code.temps) + uintptr(b.Offset)
}
