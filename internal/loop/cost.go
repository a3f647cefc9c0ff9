package loop

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/phlox-ppl/phlox/array"
)

// Cost is what a statement does each time it is executed, as far as the text says it: loops count if it is known how often they
// run, other Whiles and Ifs don't.
type Cost struct {
	Read, Written int // bytes: of each buffer, the elements that are touched, each counted once
	Flops         int // additions, multiplications and the like of floats; an FMA is two
}

// costOf returns the cost of s.
func costOf(s Stmt) Cost {
	switch s := s.(type) {
	case *Call:
		return Cost{Read: operandBytes(s.In), Written: operandBytes(s.Out)}
	case *Fork:
		return forkCost(s)
	}
	return blockCost(Block{[]Stmt{s}})
}

func blockCost(b Block) Cost { return newCounter().count(b) }

func newCounter() *counter {
	return &counter{known: map[*Value]int{}, depends: map[*Value]uint64{},
		read: map[*Buffer]map[string]int{}, written: map[*Buffer]map[string]int{}}
}

// count returns the cost of a block.
func (c *counter) count(b Block) Cost {
	c.block(b, 1)
	return Cost{bytesOf(c.read) + c.cost.Read, bytesOf(c.written) + c.cost.Written, c.cost.Flops}
}

// counter adds up what a part of a Func does.
type counter struct {
	cost          Cost
	piece         *Buffer // of one element, which is number: of the function of a Fork
	number        int
	known         map[*Value]int // integers
	loops         []iteration
	depends       map[*Value]uint64 // on the iteration of which loops, by their depth: a bit each
	read, written map[*Buffer]map[string]int
}

// iteration is a loop around the statements that are counted.
type iteration struct {
	index *Value
	trips int
}

func (c *counter) block(b Block, times int) {
	for _, s := range b.List {
		switch s := s.(type) {
		case *Value:
			c.value(s, times)
		case *Store:
			c.touch(c.written, s.At)
		case *For:
			c.loop(s, times)
		case *Call, *Fork:
			if len(c.loops) == 0 {
				k := costOf(s)
				c.cost = Cost{c.cost.Read + k.Read, c.cost.Written + k.Written, c.cost.Flops + k.Flops}
			}
		}
	}
}

func (c *counter) value(v *Value, times int) {
	c.evaluate(v)
	for _, x := range v.Args {
		c.depends[v] |= c.depends[x]
	}
	switch v.Op {
	case Load:
		for _, t := range v.At.Terms {
			c.depends[v] |= c.depends[t.Index]
		}
		c.touch(c.read, v.At)
		if v.At.Buffer == c.piece {
			c.known[v] = c.number
		}
	case FMA:
		c.cost.Flops += 2 * times
	case Neg, Abs, Sqrt, Add, Sub, Mul, Div, Min, Max:
		if v.Type.IsFloat() {
			c.cost.Flops += times
		}
	default:
		if v.Op.IsFunction() {
			c.cost.Flops += times
		}
	}
}

func (c *counter) loop(f *For, times int) {
	lo, known := c.constant(f.Lo)
	hi, also := c.constant(f.Hi)
	n := hi - lo
	if !known || !also || n <= 0 || len(c.loops) == 64 {
		return
	}
	bit := uint64(1) << len(c.loops)
	c.depends[f.Index] = bit
	for _, k := range f.Carry {
		c.depends[k.Var] = bit
	}
	c.loops = append(c.loops, iteration{f.Index, n})
	c.block(f.Body, times*n)
	c.loops = c.loops[:len(c.loops)-1]
	for _, k := range f.Carry {
		c.depends[k.Out] = 0
	}
}

// touch notes which elements an address reaches in all iterations. Addresses that reach the same ones, or about, are alike:
// loops over the same data one after the other.
func (c *counter) touch(to map[*Buffer]map[string]int, a Address) {
	var loops uint64
	span, regular := 1, true
	var form []string
	for _, t := range a.Terms {
		d := c.depends[t.Index]
		loops |= d
		if d == 0 {
			continue
		}
		i := bits.TrailingZeros64(d)
		if c.loops[i].index != t.Index {
			regular = false
			continue
		}
		n := c.loops[i].trips
		span += max(t.Stride, -t.Stride) * (n - 1)
		form = append(form, fmt.Sprint(t.Stride, "x", n))
	}
	elements := 1
	for ; loops != 0; loops &= loops - 1 {
		elements *= c.loops[bits.TrailingZeros64(loops)].trips
	}
	if regular {
		elements = min(elements, span)
	} else {
		form = append(form, fmt.Sprint(elements, " anywhere"))
	}
	slices.Sort(form)
	if to[a.Buffer] == nil {
		to[a.Buffer] = map[string]int{}
	}
	to[a.Buffer][fmt.Sprint(a.Offset, form)] = elements
}

func bytesOf(touched map[*Buffer]map[string]int) int {
	sum := 0
	for b, places := range touched {
		n := 0
		for _, elements := range places {
			n += elements
		}
		sum += min(n, b.Len) * b.Type.Size()
	}
	return sum
}

func operandBytes(list []Operand) int {
	n := 0
	for _, o := range list {
		n += o.Buffer.Size()
	}
	return n
}

// forkCost is that of all pieces. They read their parts of the data, and each all of what is not cut.
func forkCost(s *Fork) (sum Cost) {
	for k := range s.N {
		c := newCounter()
		c.piece, c.number = s.Body.Buffers[0], k
		one := c.count(s.Body.Body)
		sum = Cost{sum.Read + one.Read, sum.Written + one.Written, sum.Flops + one.Flops}
	}
	return sum
}

// constant returns what v is, if that is known.
func (c *counter) constant(v *Value) (x int, known bool) {
	if v.Op == Const {
		return int(int64(v.Bits)), true
	}
	x, known = c.known[v]
	return x, known
}

// evaluate notes what v is if it is an integer computed from known ones: the bounds of a piece's loops.
func (c *counter) evaluate(v *Value) {
	if v.Type != array.Int64 || len(v.Args) != 2 {
		return
	}
	x, known := c.constant(v.Args[0])
	y, also := c.constant(v.Args[1])
	if !known || !also {
		return
	}
	switch v.Op {
	case Add:
		c.known[v] = x + y
	case Sub:
		c.known[v] = x - y
	case Mul:
		c.known[v] = x * y
	case Min:
		c.known[v] = min(x, y)
	case Div:
		if y != 0 {
			c.known[v] = x / y
		}
	}
}

// Trips returns how many iterations a loop has, if the text says so.
func (s *For) Trips() (n int, known bool) {
	if s.Lo.Op == Const && s.Hi.Op == Const {
		return max(0, int(int64(s.Hi.Bits)-int64(s.Lo.Bits))), true
	}
	return 0, false
}
