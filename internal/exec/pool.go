package exec

import "sync"

// Pool keeps things of which each goroutine needs one for a while. They are never freed: there are as many as were
// in use at the same time.
type Pool[T any] struct {
	New  func() T
	mu   sync.Mutex
	idle []T
}

// Take returns a thing that nobody uses.
func (p *Pool[T]) Take() T {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		defer p.mu.Unlock()
		x := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return x
	}
	p.mu.Unlock()
	return p.New()
}

// Give puts a thing back.
func (p *Pool[T]) Give(x T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, x)
}
