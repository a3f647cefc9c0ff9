package loop

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// Names are what the text form refers to by name.
type Names struct {
	Calls map[string]func(in, out []*array.Buffer)
	Data  map[string]*array.Buffer // of the Data buffers that are printed without their elements
}

// Parse reads the text form that Func.String describes. It complains about what is no such text; whether the
// Func makes sense is for Check to say.
func Parse(text string, names Names) (*Func, error) {
	p := &parser{words: words{lines: strings.Split(text, "\n")}, names: names}
	p.next()
	p.expect("func")
	f := p.function(&Func{Name: p.take()})
	p.finish()
	if p.err != nil {
		return nil, fmt.Errorf("line %d: %w", p.line, p.err)
	}
	return f, nil
}

// parser has a method for each construct of the text, which consumes its words. After an error all of them
// do nothing that matters.
type parser struct {
	words
	names   Names
	f       *Func
	buffers map[string]*Buffer // by the name in the text
	values  map[int]*Value
}

// function reads what is inside of f.
func (p *parser) function(f *Func) *Func {
	around := *p
	p.f, p.buffers, p.values = f, map[string]*Buffer{}, map[int]*Value{}
	p.expect("{")
	for p.next(); slices.Contains(kindNames[:], p.peek()); p.next() {
		p.buffer()
	}
	f.Body = p.block()
	p.expect("}")
	p.f, p.buffers, p.values = around.f, around.buffers, around.values
	return f
}

func (p *parser) buffer() {
	b := &Buffer{ID: len(p.f.Buffers), Kind: Kind(slices.Index(kindNames[:], p.take()))}
	name := p.take()
	b.Name, _, _ = strings.Cut(name, "#")
	b.Type = p.dtype()
	p.expect("[")
	b.Len = p.int()
	p.expect("]")
	switch {
	case b.Kind == Temp:
		p.expect("@")
		b.Offset = p.int()
	case b.Kind == Data && p.accept("="):
		b.Elems = p.elements(b.Type)
	case b.Kind == Data:
		if b.Elems = p.names.Data[name]; b.Elems == nil {
			p.failf("no data of the name %s", name)
		}
	}
	if p.buffers[name] != nil {
		p.failf("two buffers %s", name)
	}
	p.buffers[name] = b
	p.f.Buffers = append(p.f.Buffers, b)
}

func (p *parser) elements(t array.DType) *array.Buffer {
	var bits []uint64
	for p.more() {
		bits = append(bits, p.literal(t))
	}
	if p.err != nil {
		return nil
	}
	elems := array.New(t, array.Shape{len(bits)})
	for i, x := range bits {
		elems.SetBits(i, x)
	}
	return elems
}

// block reads statements up to a line that begins with none.
func (p *parser) block() (b Block) {
	for p.err == nil {
		switch p.peek() {
		case "}", "next", "test", "give":
			return b
		}
		b.List = append(b.List, p.stmt())
		p.next()
	}
	return b
}

func (p *parser) stmt() Stmt {
	var out []int
	if strings.HasPrefix(p.peek(), "%") {
		out = p.results()
	}
	switch word := p.take(); word {
	case "store":
		at := p.address()
		p.expect("=")
		return &Store{at, p.use()}
	case "fetch":
		f := &Fetch{Len: p.int(), At: p.address()}
		p.expect("ahead")
		if f.Ahead, f.Second = p.int(), p.peek() == "second"; f.Second {
			p.take()
		}
		return f
	case "for", "vector":
		return p.forLoop(out, word == "vector")
	case "while":
		return p.while(out)
	case "if":
		return p.branch(out)
	case "call":
		return p.call()
	case "fork":
		return p.fork()
	default:
		if len(out) != 1 {
			p.failf("%q is no statement", word)
			return nil
		}
		return p.value(out[0], opNamed(word))
	}
}

// opNamed returns the op of a name, or None.
func opNamed(name string) Op {
	for op := range numOps {
		if op.String() == name {
			return op
		}
	}
	return None
}

func (p *parser) value(id int, op Op) *Value {
	v := &Value{ID: id, Op: op, Type: p.dtype()}
	switch {
	case op == Const:
		v.Bits = p.literal(v.Type)
	case op == Load:
		v.At = p.address()
	case op != Clock && op.Arity() == 0:
		p.failf("no operation")
	}
	for range op.Arity() {
		v.Args = append(v.Args, p.use())
	}
	return p.define(v)
}

// results reads %1, %2 =.
func (p *parser) results() (ids []int) {
	ids = []int{p.id()}
	for p.accept(",") {
		ids = append(ids, p.id())
	}
	p.expect("=")
	return ids
}

func (p *parser) forLoop(out []int, vector bool) *For {
	s := &For{Vector: vector}
	id := p.id()
	p.expect("=")
	s.Lo = p.use()
	p.expect("to")
	s.Hi = p.use()
	s.Index = p.define(&Value{ID: id, Op: Index, Type: array.Int64})
	s.Carry = p.carries()
	p.expect("{")
	s.Body = p.body()
	p.nexts(s.Carry)
	p.closeLoop(s.Carry, out)
	return s
}

func (p *parser) while(out []int) *While {
	s := &While{Carry: p.carries()}
	p.expect("{")
	s.Test = p.body()
	p.expect("test")
	s.Cond = p.use()
	s.Body = p.body()
	p.nexts(s.Carry)
	p.closeLoop(s.Carry, out)
	return s
}

// body ends the line and reads the block after it.
func (p *parser) body() Block {
	p.next()
	return p.block()
}

func (p *parser) carries() (carry []*Carry) {
	if !p.accept("carry") {
		return nil
	}
	for more := true; more; more = p.accept(",") {
		k := &Carry{}
		id := p.id()
		p.expect("=")
		k.Init = p.use()
		if word := p.peek(); word != "," && word != "{" {
			k.Combine = opNamed(p.take())
		}
		k.Var = p.define(&Value{ID: id, Op: Var, Type: k.Init.Type})
		carry = append(carry, k)
	}
	return carry
}

func (p *parser) nexts(carry []*Carry) {
	if len(carry) == 0 {
		return
	}
	p.expect("next")
	for i, k := range carry {
		if i > 0 {
			p.expect(",")
		}
		k.Next = p.use()
	}
	p.next()
}

func (p *parser) closeLoop(carry []*Carry, out []int) {
	p.expect("}")
	if len(out) != len(carry) {
		p.failf("%d results of %d carries", len(out), len(carry))
		return
	}
	for i, k := range carry {
		k.Out = p.define(&Value{ID: out[i], Op: Result, Type: k.Var.Type})
	}
}

func (p *parser) branch(out []int) *If {
	s := &If{Cond: p.use()}
	p.expect("{")
	s.Then = p.body()
	then := p.gives(len(out))
	p.expect("}")
	els := then
	if p.accept("else") {
		p.expect("{")
		s.Else = p.body()
		els = p.gives(len(out))
		p.expect("}")
	} else if len(out) > 0 {
		p.failf("a branch with results has no else")
	}
	for i, id := range out {
		r := &Choice{Then: then[i], Else: els[i]}
		r.Out = p.define(&Value{ID: id, Op: Result, Type: r.Then.Type})
		s.Results = append(s.Results, r)
	}
	return s
}

func (p *parser) gives(n int) (values []*Value) {
	for i := range n {
		p.expect([]string{"give", ","}[min(i, 1)])
		values = append(values, p.use())
	}
	if n > 0 {
		p.next()
	}
	return values
}

func (p *parser) call() *Call {
	s := &Call{Name: p.take()}
	if s.Run = p.names.Calls[s.Name]; s.Run == nil {
		p.failf("no function of the name %s", s.Name)
	}
	s.In = p.operands()
	p.expect("to")
	s.Out = p.operands()
	return s
}

func (p *parser) fork() *Fork {
	s := &Fork{Body: &Func{Name: p.take()}}
	s.N = p.int()
	s.In = p.bufferNames()
	p.expect("to")
	s.Out = p.bufferNames()
	p.function(s.Body)
	return s
}

// bufferNames reads (x, y).
func (p *parser) bufferNames() (list []*Buffer) {
	p.expect("(")
	for !p.accept(")") && p.err == nil {
		if len(list) > 0 {
			p.expect(",")
		}
		list = append(list, p.bufferNamed())
	}
	return list
}

// operands reads (x[2 3], y[]).
func (p *parser) operands() (list []Operand) {
	p.expect("(")
	for !p.accept(")") && p.err == nil {
		if len(list) > 0 {
			p.expect(",")
		}
		o := Operand{Buffer: p.bufferNamed()}
		p.expect("[")
		for !p.accept("]") && p.err == nil {
			o.Shape = append(o.Shape, p.int())
		}
		list = append(list, o)
	}
	return list
}

// address reads x[%1*8 + %2 + 16].
func (p *parser) address() Address {
	a := Address{Buffer: p.bufferNamed()}
	p.expect("[")
	for more := true; more; more = p.accept("+") {
		if !strings.HasPrefix(p.peek(), "%") {
			a.Offset = p.int()
			continue
		}
		t := Term{p.use(), 1}
		if p.accept("*") {
			t.Stride = p.int()
		}
		a.Terms = append(a.Terms, t)
	}
	p.expect("]")
	return a
}

func (p *parser) bufferNamed() *Buffer {
	name := p.take()
	b := p.buffers[name]
	if b == nil {
		p.failf("no buffer %s", name)
	}
	return b
}

// id reads %12.
func (p *parser) id() int {
	word := p.take()
	id, err := strconv.Atoi(strings.TrimPrefix(word, "%"))
	if err != nil || word[0] != '%' || id < 0 || id > 1<<24 {
		p.failf("%q where a value should be", word)
		return 0
	}
	p.f.Values = max(p.f.Values, id+1)
	return id
}

// use reads a value that has been defined before. After an error it is one that never was.
func (p *parser) use() *Value {
	id := p.id()
	v := p.values[id]
	if v == nil {
		p.failf("%%%d is not defined before", id)
		return &Value{}
	}
	return v
}

func (p *parser) define(v *Value) *Value {
	if p.values[v.ID] != nil {
		p.failf("%s is defined twice", ref(v))
	}
	p.values[v.ID] = v
	return v
}
