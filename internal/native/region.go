package native

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// region is a loop of the machine code while it is being written, or, outermost, the whole function. What does
// not change in a loop goes to its preheader: that comes after the test whether the loop runs at all.
type region struct {
	parent *region
	depth  int
	pre    []inst // the preheader
	body   []inst
	step   []inst  // what follows the body: derived induction variables
	stride int64   // how far the index moves in an iteration
	at     reg     // register of the index
	local  bool    // too long a loop to keep registers over all of it: what it needs is written where it is needed, as outside of loops
	stored []int32 // buffers that it writes to
	known  map[fact]holding
	trail  []fact // additions to known, to be undone where a branch ends
}

// fact identifies something that a register holds.
type fact struct {
	what  what
	kind  uint8
	bits  uint64
	value reg
	terms [3]term
}

type what uint8

const (
	aConstant what = iota
	aSplat         // value or bits in all lanes
	aBase          // of a buffer
	aSum           // of an address
	anInduction
	aLoad
)

// term is a register times a number of bytes.
type term struct {
	reg    reg
	stride int64
}

// holding is a register that holds a fact.
type holding struct {
	reg  reg
	time int32 // when that was so
	at   int   // place in the body where it was written, in long code
}

// far is how many instructions a fact is worth a register in long code.
const far = 60

// long is how many statements a loop has that is too long to keep registers over all of it.
const long = 80

// enter begins a loop around some blocks.
func (l *lowering) enter(at reg, stride int64, blocks ...loop.Block) *region {
	r := l.recycled()
	r.parent, r.depth, r.at, r.stride = l.region, l.region.depth+1, at, stride
	n := 0
	for _, b := range blocks {
		n += r.survey(b)
	}
	r.local = n > long
	r.body = slices.Grow(r.body, 2*n)
	l.region = r
	return r
}

// recycled returns an empty region, with memory of one that is finished if there is one.
func (l *lowering) recycled() *region {
	if len(l.free) == 0 {
		return &region{known: map[fact]holding{}}
	}
	r := l.free[len(l.free)-1]
	l.free = l.free[:len(l.free)-1]
	clear(r.known)
	*r = region{pre: r.pre[:0], body: r.body[:0], step: r.step[:0], stored: r.stored[:0], known: r.known, trail: r.trail[:0]}
	return r
}

// survey returns the number of statements in a block and notes which buffers they write to.
func (r *region) survey(b loop.Block) int {
	n := len(b.List)
	for _, s := range b.List {
		switch s := s.(type) {
		case *loop.Store:
			r.stores(s.At.Buffer)
		case *loop.For:
			n += r.survey(s.Body)
		case *loop.While:
			n += r.survey(s.Test) + r.survey(s.Body)
		case *loop.If:
			n += r.survey(s.Then) + r.survey(s.Else)
		case *loop.Call:
			for _, o := range s.Out {
				r.stores(o.Buffer)
			}
		case *loop.Fork:
			for _, b := range s.Out {
				r.stores(b)
			}
		}
	}
	return n
}

func (r *region) stores(b *loop.Buffer) {
	if !slices.Contains(r.stored, int32(b.ID)) {
		r.stored = append(r.stored, int32(b.ID))
	}
}

// leave appends the loop to the code around it. The back edge must be the last instruction of it.
func (l *lowering) leave() {
	r := l.region
	l.region = r.parent
	p := l.region
	p.body = append(p.body, r.pre...)
	p.body = append(p.body, inst{form: formBegin})
	p.body = append(p.body, r.body...)
	p.body = append(p.body, inst{form: formEnd})
	l.free = append(l.free, r)
}

// recall returns the register that holds a fact, or 0.
func (l *lowering) recall(f fact) reg {
	h, ok := l.region.known[f]
	if !ok || l.region.local && len(l.region.body)-h.at > far || l.changedSince(&f, h.time) {
		return 0
	}
	return h.reg
}

// changedSince reports whether a register that a fact is about has got another value.
func (l *lowering) changedSince(f *fact, time int32) bool {
	if l.regs[f.value].changed > time {
		return true
	}
	for _, t := range f.terms {
		if l.regs[t.reg].changed > time {
			return true
		}
	}
	return false
}

// remember notes that r holds a fact, from here to the end of the branch or loop.
func (l *lowering) remember(f fact, r reg) {
	l.region.known[f] = holding{r, l.clock, len(l.region.body)}
	l.region.trail = append(l.region.trail, f)
}

// branch runs f, after which nothing that was learned in it is known.
func (l *lowering) branch(f func()) {
	r := l.region
	mark := len(r.trail)
	f()
	for _, k := range r.trail[mark:] {
		delete(r.known, k)
	}
	r.trail = r.trail[:mark]
}

// hoisted runs f so that what it writes goes to the preheader of the loop, if there is one.
func (l *lowering) hoisted(f func() reg) reg {
	r := l.region
	if r.local {
		return f()
	}
	p := r.parent
	body := p.body
	p.body, l.region = r.pre, p
	z := f()
	l.region = r
	r.pre, p.body = p.body, body
	return z
}

// hoist returns a register that holds a fact, which f writes where it is not known yet. The fact holds in the whole loop, and, if
// it is a constant or a base, in all.
func (l *lowering) hoist(k fact, f func() reg) reg {
	if z := l.recall(k); z != 0 {
		return z
	}
	g := f
	if p := l.region.parent; !l.region.local && !p.local && (k.what == aConstant || k.what == aBase) {
		g = func() reg { return l.hoist(k, f) }
	}
	z := l.hoisted(g)
	l.region.known[k] = holding{z, l.clock, len(l.region.body)}
	if l.region.local {
		l.region.trail = append(l.region.trail, k)
	}
	return z
}

func (l *lowering) add(in inst) {
	in.stmt = l.stmt
	l.region.body = append(l.region.body, in)
}
