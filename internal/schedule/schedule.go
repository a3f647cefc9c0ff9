// Package schedule turns programs into loops. Each equation becomes an expression of elements (package
// expr); the package decides which arrays are computed in memory, puts those that have the same indices
// and don't wait for each other in one loop nest, gives buffers a place in one arena, and lets what a loop
// carries be updated where it is.
//
// Arrays that are used once, or cost next to nothing, are never in memory: they are computed where they are
// used. Scalars are values of the loop program, so they live in registers.
package schedule

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// Machine says what the machine that runs the loops does by itself.
type Machine struct {
	Functions bool // exp, log and the like, and what has kernels, by Eval; without, they are expanded
	Vector    int  // bytes of a vector register; 0: products of matrices are not cut for registers
	Registers int  // vector registers
	Cache     int  // bytes of the second cache: larger data are fetched ahead; 0: none are
	PieceWork int  // that a piece of a pass takes at least, see fork.go; 0 means what is worth a goroutine
}

// Program returns p in loop form. Its parameters are p's inputs and then its outputs.
func Program(name string, p *ir.Program, m Machine) *loop.Func {
	s := &scheduler{machine: m, b: loop.NewBuilder(name), temps: map[*loop.Buffer]*temp{}, constants: map[*array.Buffer]*expr.Root{}}
	in := make([]*expr.Node, len(p.In))
	for i, v := range p.In {
		buf := s.b.Buffer(loop.In, fmt.Sprintf("in%d", i), v.DType(), v.Shape().Size())
		in[i] = expr.Whole(&expr.Root{Kind: expr.Input, Type: v.DType(), Shape: v.Shape(), Place: expr.Place{Buffer: buf}})
	}
	dest := make([]expr.Place, len(p.Out))
	for i, v := range p.Out {
		dest[i].Buffer = s.b.Buffer(loop.Out, fmt.Sprintf("out%d", i), v.DType(), v.Shape().Size())
	}
	for i, x := range s.level(p, in, dest) {
		if x != nil {
			s.b.Store(loop.Address{Buffer: dest[i].Buffer}, x)
		}
	}
	f := s.b.Finish()
	f.Sweep()
	s.order = slices.DeleteFunc(s.order, func(t *temp) bool { // what is swept away
		id := t.buffer.ID
		return id >= len(f.Buffers) || f.Buffers[id] != t.buffer
	})
	s.plan()
	return f
}

// scheduler is what all levels of a program share.
type scheduler struct {
	machine   Machine
	b         *loop.Builder
	clock     int         // steps so far
	loops     []*openLoop // around the statements that are being made
	temps     map[*loop.Buffer]*temp
	order     []*temp
	constants map[*array.Buffer]*expr.Root
	forks     int // so far
}

// temp is what is known of a buffer in the arena: it is needed from step first to step last.
type temp struct {
	buffer      *loop.Buffer
	depth       int // of loops where it was made
	first, last int
}

// openLoop is a loop that goes over the statements being made.
type openLoop struct{ used []*temp } // buffers from before it: needed until it ends

// temp returns a new buffer in the arena.
func (s *scheduler) temp(t array.DType, n int) expr.Place {
	buf := s.b.Buffer(loop.Temp, fmt.Sprintf("t%d", len(s.order)), t, n)
	m := &temp{buf, len(s.loops), s.clock, s.clock}
	s.temps[buf] = m
	s.order = append(s.order, m)
	return expr.Place{Buffer: buf}
}

// touch notes that a buffer is used now.
func (s *scheduler) touch(buf *loop.Buffer) {
	t := s.temps[buf]
	if t == nil {
		return
	}
	t.last = s.clock
	if len(s.loops) > t.depth {
		l := s.loops[t.depth]
		if n := len(l.used); n == 0 || l.used[n-1] != t {
			l.used = append(l.used, t)
		}
	}
}

// inLoop calls f, which makes the statements of a loop.
func (s *scheduler) inLoop(f func()) {
	l := &openLoop{}
	s.loops = append(s.loops, l)
	f()
	s.loops = s.loops[:len(s.loops)-1]
	s.clock++
	for _, t := range l.used {
		s.touch(t.buffer)
	}
}

// alignment of buffers in the arena, in bytes: a cache line, and the widest vector.
const alignment = 64

// plan gives each buffer a place in the arena that no other one has at the same time: the lowest that is free,
// in the order of their first steps.
func (s *scheduler) plan() {
	var live []*temp // by offset
	for _, t := range s.order {
		live = slices.DeleteFunc(live, func(u *temp) bool { return u.last < t.first })
		at, k := 0, 0
		for k < len(live) && at+t.buffer.Size() > live[k].buffer.Offset {
			at = max(at, align(live[k].buffer.Offset+live[k].buffer.Size()))
			k++
		}
		t.buffer.Offset = at
		live = slices.Insert(live, k, t)
	}
}

func align(n int) int { return (n + alignment - 1) &^ (alignment - 1) }

// constant returns a concrete array as an expression.
func (s *scheduler) constant(x *array.Buffer) *expr.Node {
	if x.Size() == 0 {
		return expr.Const(x.DType(), x.Shape(), 0)
	}
	first, same := x.Bits(0), true
	for i := 1; i < x.Size() && same; i++ {
		same = x.Bits(i) == first
	}
	if same {
		return expr.Const(x.DType(), x.Shape(), first)
	}
	if n := iota(x); n != nil {
		return n
	}
	if n := band(x); n != nil {
		return n
	}
	r := s.constants[x]
	if r == nil {
		buf := s.b.Constant(fmt.Sprintf("c%d", len(s.constants)), x)
		r = &expr.Root{Kind: expr.Input, Type: x.DType(), Shape: x.Shape(), Place: expr.Place{Buffer: buf}}
		s.constants[x] = r
	}
	return expr.Whole(r)
}

// iota returns an array of numbers that are exact and linear in the index, as an expression; or nil.
func iota(x *array.Buffer) *expr.Node {
	if x.DType() == array.Bool {
		return nil
	}
	shape := x.Shape()
	unit, at := make([]int, len(shape)), shape.Strides()
	first := x.Float64(0)
	const exact = 1 << 20
	for k, n := range shape {
		if n > 1 {
			unit[k] = int(max(-exact, min(x.Float64(at[k])-first, exact)))
		}
	}
	if first != float64(int(max(-exact, min(first, exact)))) {
		return nil
	}
	index := make([]int, len(shape))
	for i := range x.Size() {
		want := int(first)
		for k := range index {
			want += index[k] * unit[k]
		}
		if x.Float64(i) != float64(want) || x.DType().IsFloat() && want == 0 && x.Bits(i) != 0 {
			return nil
		}
		for k := len(index) - 1; k >= 0; k-- {
			if index[k]++; index[k] < shape[k] {
				break
			}
			index[k] = 0
		}
	}
	return expr.Convert(x.DType(), expr.Iota(shape, int(first), unit))
}
