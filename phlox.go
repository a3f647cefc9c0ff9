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
)

// Model is a probabilistic program. D is its data and other arguments: any struct, slice or map of
// np.Arrays. A model must do the same effects in the same order whenever shapes are the same.
type Model[D any] func(p *P, d D)

// P is what a model talks to: a stack of handlers. It is immutable.
type P struct {
	innermost *link
	plates    []Frame // open plates, outermost first
}

// link is a handler and those outside of it.
type link struct {
	handler Handler
	outer   *link
}

// Handler acts on messages. It may change m, then calls next to pass it outward, and may look at the
// outcome afterwards. A handler that does not call next hides the message from those outside; it then
// calls Default, unless it leaves m without effect.
type Handler func(m *Msg, next func(m *Msg))

// New returns a P without handlers: sampling needs a source of values, so at least handler.Seed around it.
func New() *P { return &P{} }

// With returns p with one more handler, which sees messages first.
func (p *P) With(h Handler) *P {
	return &P{innermost: &link{h, p.innermost}, plates: p.plates}
}

// send passes m through the handlers from the innermost to the outermost and then does the default.
func (p *P) send(m *Msg) *Msg {
	m.P = p
	m.File, m.Line = ir.Caller()
	m.guard(func() { p.innermost.send(m) })
	return m
}

func (l *link) send(m *Msg) {
	if l == nil {
		Default(m)
		return
	}
	l.handler(m, l.outer.send)
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
