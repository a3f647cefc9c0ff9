package loop

import (
	"fmt"
	"slices"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// Part is a statement that an instrumented Func measures: the outermost loops, loops inside of others that take long enough
// not to be slowed down by it, and calls.
type Part struct {
	Stmt         Stmt // nil: the whole Func
	Depth        int  // of parts around it
	Cost         Cost // of one execution
	PerIteration bool // Cost is that of an iteration: how many there are is not known before
}

// Numbers that the last parameter of an instrumented Func has of each Part, in the order of the Parts.
const (
	PartRuns       = iota // executions
	PartIterations        // of all executions together, of a loop
	PartTime              // in units of Clock, of all executions together, parts inside included
	PartNumbers           // how many there are
)

// Instrument returns f with one more parameter, an Out buffer of int64 in which it counts and times its parts.
func Instrument(f *Func) (*Func, []Part) {
	z := &instrumenter{f: &Func{Name: f.Name, Values: f.Values, Buffers: append([]*Buffer(nil), f.Buffers...)}}
	z.numbers = &Buffer{ID: len(f.Buffers), Name: "profile", Kind: Out, Type: array.Int64}
	z.f.Buffers = append(z.f.Buffers, z.numbers)
	z.one, z.zero = z.constant(1), z.constant(0)
	z.parts = []Part{{Cost: blockCost(f.Body)}}
	body := z.timed(0, func() []Stmt { return z.block(f.Body, 1).List })
	z.numbers.Len = PartNumbers * len(z.parts)
	z.f.Body.List = append(z.f.Body.List, z.one, z.zero)
	for i := range z.numbers.Len {
		z.f.Body.List = append(z.f.Body.List, &Store{Address{Buffer: z.numbers, Offset: i}, z.zero})
	}
	z.f.Body.List = append(z.f.Body.List, body...)
	return z.f, z.parts
}

// instrumenter copies a Func with additions. What it does not go into is shared.
type instrumenter struct {
	f         *Func
	numbers   *Buffer
	one, zero *Value
	parts     []Part
}

func (z *instrumenter) value(v *Value) *Value {
	v.ID, v.Type = z.f.Values, array.Int64
	z.f.Values++
	return v
}

func (z *instrumenter) constant(x int64) *Value { return z.value(&Value{Op: Const, Bits: uint64(x)}) }

// add adds x to a number of a part.
func (z *instrumenter) add(part, number int, x *Value) []Stmt {
	at := Address{Buffer: z.numbers, Offset: PartNumbers*part + number}
	before := z.value(&Value{Op: Load, At: at})
	after := z.value(&Value{Op: Add, Args: []*Value{before, x}})
	return []Stmt{before, after, &Store{at, after}}
}

// timed returns the statements of body, timed as a part.
func (z *instrumenter) timed(part int, body func() []Stmt) []Stmt {
	begin, end := z.value(&Value{Op: Clock}), z.value(&Value{Op: Clock})
	taken := z.value(&Value{Op: Sub, Args: []*Value{end, begin}})
	list := append([]Stmt{begin}, body()...)
	list = append(list, end, taken)
	list = append(list, z.add(part, PartTime, taken)...)
	return append(list, z.add(part, PartRuns, z.one)...)
}

// worthwhile is how many statements a loop in another one executes at least if it is to be measured: reading the clock twice
// takes as long as some hundred.
const worthwhile = 1000

// block copies b. depth is that of the parts around it.
func (z *instrumenter) block(b Block, depth int) Block {
	var out Block
	for _, s := range b.List {
		if !z.measures(s, depth) {
			out.List = append(out.List, z.inside(s, depth, -1))
			continue
		}
		part := len(z.parts)
		z.parts = append(z.parts, Part{Stmt: s, Depth: depth})
		p := &z.parts[part]
		var iterations *Value // those of a While are counted inside
		switch s := s.(type) {
		case *While:
		case *For:
			if n, known := s.Trips(); known {
				p.Cost = costOf(s)
				iterations = z.constant(int64(n))
				out.List = append(out.List, iterations)
			} else {
				p.Cost, p.PerIteration = blockCost(s.Body), true
				iterations = z.value(&Value{Op: Sub, Args: []*Value{s.Hi, s.Lo}})
				out.List = append(out.List, iterations)
			}
		default:
			p.Cost = costOf(s)
		}
		out.List = append(out.List, z.timed(part, func() []Stmt { return []Stmt{z.inside(s, depth+1, part)} })...)
		if iterations != nil {
			out.List = append(out.List, z.add(part, PartIterations, iterations)...)
		}
	}
	return out
}

// measures reports whether s is a part.
func (z *instrumenter) measures(s Stmt, depth int) bool {
	switch s := s.(type) {
	case *While, *Call, *Fork:
		return true
	case *For:
		_, known := s.Trips()
		return depth == 1 || !known || work(s) >= worthwhile
	}
	return false
}

// work returns about how many statements s executes.
func work(s *For) int {
	n, _ := s.Trips()
	sum := 0
	for _, inner := range s.Body.List {
		switch inner := inner.(type) {
		case *For:
			sum += work(inner)
		case *While, *Call, *Fork:
			sum += worthwhile
		default:
			sum++
		}
	}
	return n * sum
}

// inside copies s with what is measured in it. Part is its own number, or -1.
func (z *instrumenter) inside(s Stmt, depth, part int) Stmt {
	switch s := s.(type) {
	case *For:
		if s.Vector {
			return s
		}
		c := *s
		c.Body = z.block(s.Body, depth)
		return &c
	case *While:
		c := *s
		c.Test, c.Body = z.block(s.Test, depth), z.block(s.Body, depth)
		c.Body.List = append(z.add(part, PartIterations, z.one), c.Body.List...)
		return &c
	case *If:
		c := *s
		c.Then, c.Else = z.block(s.Then, depth), z.block(s.Else, depth)
		return &c
	}
	return s
}

// String names the statement by its kind and the number that it has in the text of the Func.
func (p Part) String() string {
	switch s := p.Stmt.(type) {
	case *For:
		word := "for"
		if s.Vector {
			word = "vector"
		}
		if n, known := s.Trips(); known {
			return fmt.Sprintf("%s %%%d of %d", word, s.Index.ID, n)
		}
		return fmt.Sprintf("%s %%%d", word, s.Index.ID)
	case *While:
		return "while"
	case *Call:
		return "call " + s.Name
	case *Fork:
		return fmt.Sprintf("fork %s, %d pieces", s.Body.Name, s.N)
	}
	return "the whole"
}

// Touches names the buffers that the statement reads and those that it writes.
func (p Part) Touches() string {
	var read, written []string
	note := func(b **Buffer, writes bool) {
		to := &read
		if writes {
			to = &written
		}
		if name := (*b).Name; !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	if p.Stmt == nil {
		return ""
	}
	Block{[]Stmt{p.Stmt}}.Walk(func(s Stmt) { buffersAt(s, note) })
	text := few(read)
	if written != nil {
		text += " > " + few(written)
	}
	return text
}

// few joins the first of some names.
func few(names []string) string {
	const most = 8
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], " "), more)
	}
	return strings.Join(names, " ")
}
