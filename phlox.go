// Package phlox is a probabilistic programming library: models are Go functions that sample, observe and
// compute; handlers (package handler) change what that means; and since a model's arithmetic is traced
// into a program (package ir), densities are differentiated, vectorized and run by the No-U-Turn sampler
// as one program, without anything being interpreted per step in Go.
//
//	func Model(p *phlox.P, d Data) {
//		mu := p.Sample("mu", dist.Normal(0, 5))
//		tau := p.Sample("tau", dist.HalfCauchy(5))
//		school := p.Plate("school", 8)
//		theta := school.Sample("theta", dist.Normal(mu, tau))
//		school.Observe("obs", dist.Normal(theta, d.Sigma), d.Y)
//	}
//
// Semantics follow NumPyro (Phan, Pradhan, Jankowiak: "Composable Effects for Flexible and Accelerated
// Probabilistic Programming in NumPyro", arXiv:1912.11554). What NumPyro does with a stack of context
// managers is here a value: each call of Sample and its like sends a message through the handlers of its
// P, and what is a `with` block there is a method that returns a derived P here. There is no global
// state, so models run in goroutines.
package phlox

import (
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Model is a probabilistic program. D is its data and other arguments: any struct, slice or map of
// np.Arrays. A model must do the same effects in the same order whenever shapes are the same.
type Model[D any] func(p *P, d D)

// P is what a model talks to: a stack of handlers. It is immutable.
type P struct {
	innermost *link
	plates    []openPlate // outermost first
	index     []np.Array  // the steps of the scans around, outermost first
	depth     int         // names are as the handler at this depth knows them; 0: as the model does
}

// link is a handler and those outside of it.
type link struct {
	handler Handler
	outer   *link
	depth   int // greater than that of the handlers outside
}

// Handler acts on messages. It may change m, then calls next to pass it outward, and may look at the
// outcome afterwards. A handler that does not call next hides the message from those outside; it then
// calls Default, unless it leaves m without effect.
type Handler func(m *Msg, next func(m *Msg))

// New returns a P without handlers: sampling needs a source of values, so at least handler.Seed around it.
func New() *P { return &P{} }

// With returns p with one more handler, which sees messages first.
func (p *P) With(h Handler) *P { return p.at(p.innermost.below(), h) }

// at is With for a handler at the given depth.
func (p *P) at(depth int, h Handler) *P {
	q := *p
	q.innermost = &link{h, p.innermost, depth}
	return &q
}

// below is the depth of a handler inside of l.
func (l *link) below() int {
	if l == nil {
		return 1
	}
	return l.depth + 1
}

// named returns p where names of sites are as the handler at depth knows them: what it sends from there
// passes all handlers, but those inside do not put their scopes before its names again.
func (p *P) named(depth int) *P {
	q := *p
	q.depth = depth
	return &q
}

// send passes m through the handlers from the innermost to the outermost and then does the default.
func (p *P) send(m *Msg) *Msg {
	m.P, m.Index = p, p.index
	m.depth = p.depth
	if m.File == "" {
		m.File, m.Line = ir.Caller()
	}
	m.guard(func() { p.innermost.send(m) })
	m.P = p
	return m
}

func (l *link) send(m *Msg) {
	if l == nil {
		Default(m)
		return
	}
	p, steps := m.P.named(l.depth), len(m.Steps)
	m.P = p
	l.handler(m, func(m *Msg) {
		for i := range m.Steps[min(steps, len(m.Steps)):] {
			m.Steps[steps+i].depth = l.depth
		}
		if m.P == nil {
			m.P = p
		}
		l.outer.send(m)
		m.P = p
	})
}

// Run calls the model with a P that has the given handlers, the first being the innermost. Mistakes in
// the model are returned as errors of type *ir.Error.
func Run[D any](model Model[D], d D, handlers ...Handler) (err error) {
	defer ir.Recover(&err)
	if model == nil {
		return ir.Errorf("the model is nil")
	}
	p := New()
	for i := len(handlers) - 1; i >= 0; i-- {
		p = p.With(handlers[i])
	}
	model(p, d)
	return nil
}
