package loop

import (
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
)

// Builder makes a Func, statement by statement. It computes nothing twice in a place where it is known: an
// operation on the same operands returns the Value that there is, and a load what was loaded from or stored to its
// address before (contents.go).
type Builder struct {
	f      *Func
	scope  []*scope
	known  map[key]*Value
	trail  []meaning  // what became known, to be undone where blocks end
	memory []contents // by buffer
	stamp  int32      // the last that was given to contents

	region, innermost int32    // the loop or branch that is being made, and the innermost loop, by number
	regions           int32    // the last number
	changes           []change // to contents, to be undone where regions end
}

// scope is a block under construction.
type scope struct {
	block Block
	mark  int // where it begins in the trail
}

// meaning is a key and the value that it had before, if any.
type meaning struct {
	key    key
	before *Value
}

// key identifies what a value computes. Values are given by their number, counted from 1.
type key struct {
	op      Op
	typ     array.DType
	buffer  int32 // of a Load
	stamp   int32
	args    [3]int32 // or the indices of an address
	strides [3]int
	bits    uint64 // or the offset
}

// NewBuilder begins an empty function.
func NewBuilder(name string) *Builder {
	b := &Builder{f: &Func{Name: name}, known: map[key]*Value{}}
	b.push()
	return b
}

// Finish returns the function.
func (b *Builder) Finish() *Func {
	if len(b.scope) != 1 {
		panic("loop: Finish inside of a block")
	}
	b.f.Body = b.pop()
	return b.f
}

func (b *Builder) push() { b.scope = append(b.scope, &scope{mark: len(b.trail)}) }

func (b *Builder) pop() Block {
	s := b.top()
	for _, m := range slices.Backward(b.trail[s.mark:]) {
		if m.before != nil {
			b.known[m.key] = m.before
		} else {
			delete(b.known, m.key)
		}
	}
	b.trail = b.trail[:s.mark]
	b.scope = b.scope[:len(b.scope)-1]
	return s.block
}

// know notes that x is what k identifies, to the end of the block.
func (b *Builder) know(k key, x *Value) {
	b.trail = append(b.trail, meaning{k, b.known[k]})
	b.known[k] = x
}

func (b *Builder) top() *scope { return b.scope[len(b.scope)-1] }

// Buffer adds a buffer of n elements.
func (b *Builder) Buffer(kind Kind, name string, t array.DType, n int) *Buffer {
	buf := &Buffer{ID: len(b.f.Buffers), Name: name, Kind: kind, Type: t, Len: n}
	b.f.Buffers = append(b.f.Buffers, buf)
	b.memory = append(b.memory, contents{})
	return buf
}

// Constant adds a buffer of known elements.
func (b *Builder) Constant(name string, x *array.Buffer) *Buffer {
	buf := b.Buffer(Data, name, x.DType(), x.Size())
	buf.Elems = x
	return buf
}

// Bits returns a constant, given as array.Buffer.Bits.
func (b *Builder) Bits(t array.DType, bits uint64) *Value {
	return b.value(Value{Op: Const, Type: t, Bits: bits})
}

// Float returns a constant of type t, rounded to it.
func (b *Builder) Float(t array.DType, x float64) *Value {
	switch t {
	case array.Float64:
		return b.Bits(t, math.Float64bits(x))
	case array.Float32:
		return b.Bits(t, uint64(math.Float32bits(float32(x))))
	}
	panic(fmt.Sprintf("loop: float constant of type %v", t))
}

// Int returns an integer or bool constant, wrapped to type t, or the float of that value.
func (b *Builder) Int(t array.DType, x int64) *Value {
	switch {
	case t.IsFloat():
		return b.Float(t, float64(x))
	case t == array.Bool:
		return b.Bits(t, uint64(x)&1)
	case t.Size() == 4:
		return b.Bits(t, uint64(uint32(x)))
	}
	return b.Bits(t, uint64(x))
}

// Op applies an operation whose result type follows from its operands.
func (b *Builder) Op(op Op, args ...*Value) *Value {
	var t array.DType
	switch info[op].typing {
	case same:
		t = args[0].Type
	case comparison:
		t = array.Bool
	case selection:
		t = args[1].Type
	default:
		panic("loop: type of " + op.String() + " is not known")
	}
	return b.value(Value{Op: op, Type: t, Args: args})
}

// To converts x to another type.
func (b *Builder) To(t array.DType, x *Value) *Value {
	if x.Type == t {
		return x
	}
	return b.value(Value{Op: Convert, Type: t, Args: []*Value{x}})
}

// Cast reads the bits of x as another type of the same width.
func (b *Builder) Cast(t array.DType, x *Value) *Value {
	if x.Type == t {
		return x
	}
	return b.value(Value{Op: Bitcast, Type: t, Args: []*Value{x}})
}

// Load reads an element.
func (b *Builder) Load(at Address) *Value {
	if at.Buffer.Kind == Data && len(at.Terms) == 0 {
		return b.Bits(at.Buffer.Type, at.Buffer.Elems.Bits(at.Offset))
	}
	b.read(at)
	return b.value(Value{Op: Load, Type: at.Buffer.Type, At: at})
}

// LoadAhead is Load, and what is so many elements further on is fetched to the first or the second cache, if it loads at all.
func (b *Builder) LoadAhead(at Address, ahead int, second bool) *Value {
	before := b.f.Values
	v := b.Load(at)
	if v.Op == Load && v.ID >= before {
		b.Fetch(Fetch{1, at, ahead, second})
	}
	return v
}

// Statements returns how many statements the block has so far.
func (b *Builder) Statements() int { return len(b.top().block.List) }

// Fetch has elements fetched.
func (b *Builder) Fetch(f Fetch) { b.add(&f) }

// Store writes an element.
func (b *Builder) Store(at Address, x *Value) {
	if x.Type != at.Buffer.Type {
		panic(fmt.Sprintf("loop: store of %v to a buffer of %v", x.Type, at.Buffer.Type))
	}
	b.written(at)
	b.Holds(at, x)
	b.add(&Store{At: at, X: x})
}

// Call adds a call of a Go function.
func (b *Builder) Call(c *Call) {
	for _, o := range c.Out {
		b.overwritten(o.Buffer)
	}
	b.add(c)
}

func (b *Builder) add(s Stmt) {
	top := b.top()
	top.block.List = append(top.block.List, s)
}

// value appends v, or returns one that computes the same.
func (b *Builder) value(v Value) *Value {
	k, ok := b.key(&v)
	if ok {
		if w := b.known[k]; w != nil {
			return w
		}
	}
	w := new(Value)
	*w = v
	if ok {
		b.know(k, w)
	}
	b.number(w)
	b.add(w)
	return w
}

func (b *Builder) number(v *Value) *Value {
	v.ID = b.f.Values
	b.f.Values++
	return v
}

// key returns what identifies v's result, if that fits.
func (b *Builder) key(v *Value) (k key, ok bool) {
	k = key{op: v.Op, typ: v.Type, bits: v.Bits}
	for i, x := range v.Args {
		k.args[i] = int32(x.ID) + 1
	}
	if v.Op != Load {
		return k, true
	}
	id := v.At.Buffer.ID
	k.buffer, k.stamp, k.bits = int32(id), b.memory[id].stamp, uint64(v.At.Offset)
	if len(v.At.Terms) > len(k.args) {
		return k, false
	}
	for i, t := range v.At.Terms {
		k.args[i], k.strides[i] = int32(t.Index.ID)+1, t.Stride
	}
	return k, true
}

// For adds a loop from lo to hi, without the latter. The body gets the index and the carried values, and
// returns the next ones. For returns the last ones.
func (b *Builder) For(lo, hi *Value, init []*Value, body func(i *Value, carry []*Value) []*Value) []*Value {
	return b.loop(&For{Lo: lo, Hi: hi}, init, nil, body)
}

// Vector adds a loop whose iterations are independent, but for reductions: value k is reduced with
// combine[k].
func (b *Builder) Vector(lo, hi *Value, init []*Value, combine []Op, body func(i *Value, carry []*Value) []*Value) []*Value {
	return b.loop(&For{Lo: lo, Hi: hi, Vector: true}, init, combine, body)
}

func (b *Builder) loop(l *For, init []*Value, combine []Op, body func(i *Value, carry []*Value) []*Value) []*Value {
	l.Index = b.number(&Value{Op: Index, Type: array.Int64})
	var vars []*Value
	l.Carry, vars = b.carries(init)
	for i, op := range combine {
		l.Carry[i].Combine = op
	}
	b.looping(func() {
		l.Body = b.block(func() { nexts(l.Carry, body(l.Index, vars)) })
	})
	b.add(l)
	return b.outs(l.Carry)
}

// While adds a loop that goes on as long as test returns true.
func (b *Builder) While(init []*Value, test func(vars []*Value) *Value, body func(vars []*Value) []*Value) []*Value {
	w := &While{}
	var vars []*Value
	w.Carry, vars = b.carries(init)
	b.looping(func() {
		w.Test = b.block(func() { w.Cond = test(vars) })
		w.Body = b.block(func() { nexts(w.Carry, body(vars)) })
	})
	b.add(w)
	return b.outs(w.Carry)
}

// If adds a branch. Both sides return as many values of the same types.
func (b *Builder) If(cond *Value, then, els func() []*Value) []*Value {
	s := &If{Cond: cond}
	var x, y []*Value
	b.branching(func() { s.Then = b.block(func() { x = then() }) }, func() { s.Else = b.block(func() { y = els() }) })
	out := make([]*Value, len(x))
	for i := range x {
		out[i] = b.number(&Value{Op: Result, Type: x[i].Type})
		s.Results = append(s.Results, &Choice{x[i], y[i], out[i]})
	}
	b.add(s)
	return out
}

// block makes the statements that f adds a block of their own.
func (b *Builder) block(f func()) Block {
	b.push()
	f()
	return b.pop()
}

func (b *Builder) carries(init []*Value) (carry []*Carry, vars []*Value) {
	for _, x := range init {
		v := b.number(&Value{Op: Var, Type: x.Type})
		carry, vars = append(carry, &Carry{Init: x, Var: v}), append(vars, v)
	}
	return carry, vars
}

func nexts(carry []*Carry, next []*Value) {
	for i, x := range next {
		carry[i].Next = x
	}
}

func (b *Builder) outs(carry []*Carry) []*Value {
	out := make([]*Value, len(carry))
	for i, c := range carry {
		out[i] = b.number(&Value{Op: Result, Type: c.Var.Type})
		c.Out = out[i]
	}
	return out
}
