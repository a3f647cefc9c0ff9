package compile

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/roofline"
	"github.com/phlox-ppl/phlox/ir"
)

// recorder adds up what machines measure.
type recorder struct {
	parts []loop.Part
	tick  float64 // seconds of a unit of time
	mu    sync.Mutex
	sums  []int64 // numbers of the parts, as loop.Instrument has them
	done  func()  // called after each run; may be nil
}

// instrument returns f with measurements for the recorder, if there is one, and how many seconds a unit of its time is.
func (r *recorder) instrument(f *loop.Func, tick float64) *loop.Func {
	if r == nil {
		return f
	}
	f, r.parts = loop.Instrument(f)
	r.tick, r.sums = tick, make([]int64, loop.PartNumbers*len(r.parts))
	return f
}

// profile returns what was measured.
func (r *recorder) profile() *Profile {
	p := &Profile{}
	if l, err := roofline.Measure(); err == nil {
		p.Bandwidth, p.Peak = l.Bandwidth, l.Flops
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, q := range r.parts {
		n := r.sums[loop.PartNumbers*i:]
		times := float64(n[loop.PartRuns])
		if q.PerIteration {
			times = float64(n[loop.PartIterations])
		}
		p.Parts = append(p.Parts, Part{
			Name: q.String(), Buffers: q.Touches(), Depth: q.Depth, Runs: n[loop.PartRuns], Iterations: n[loop.PartIterations],
			Time: time.Duration(float64(n[loop.PartTime]) * r.tick * 1e9),
			Read: times * float64(q.Cost.Read), Written: times * float64(q.Cost.Written), Flops: times * float64(q.Cost.Flops),
		})
	}
	return p
}

// measured is a machine of an instrumented program.
type measured struct {
	machine
	numbers *array.Buffer
	to      *recorder
}

// around returns m, whose program is instrumented for r if there is one.
func (r *recorder) around(m machine) machine {
	if r == nil {
		return m
	}
	return &measured{m, array.New(array.Int64, array.Shape{len(r.sums)}), r}
}

func (m *measured) Run(params []*array.Buffer, poll func() error) error {
	err := m.machine.Run(append(slices.Clip(params), m.numbers), poll)
	m.take()
	return err
}

func (m *measured) Bind(params []*array.Buffer) error {
	return m.machine.Bind(append(slices.Clip(params), m.numbers))
}

func (m *measured) Execute(poll func() error) error {
	err := m.machine.Execute(poll)
	m.take()
	return err
}

// take adds the numbers of a run.
func (m *measured) take() {
	m.to.mu.Lock()
	for i, x := range array.Data[int64](m.numbers) {
		m.to.sums[i] += x
	}
	m.to.mu.Unlock()
	if m.to.done != nil {
		m.to.done()
	}
}

// NewProfile runs p on operands for about as long as it is told, at least once after a first run that does not count, with
// code that measures. It panics with an *ir.Error where Executable.Run does.
func NewProfile(p *ir.Program, b Backend, in []*array.Buffer, atLeast time.Duration) (*Profile, error) {
	if b == Eval {
		return nil, errors.New("the plain evaluator has no loops to profile")
	}
	r := &recorder{}
	e := &Executable{program: p, code: sync.OnceValues(func() (*code, error) { return compile(p, b, r) })}
	e.Run(in)
	clear(r.sums)
	for begun := time.Now(); ; {
		e.Run(in)
		if time.Since(begun) >= atLeast {
			return r.profile(), nil
		}
	}
}

// interpretedTick is a unit of time of the interpreter, in seconds.
const interpretedTick = 1e-9
