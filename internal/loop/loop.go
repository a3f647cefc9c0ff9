// Package loop is the intermediate representation between array programs and machine code: typed loop
// nests over buffers. A Func is a tree of statements; values are in single-assignment form, and what a loop
// or branch computes is named by its carries and results, so there are no jumps and no mutable variables.
// Memory is explicit: flat buffers, read and written one element at a time at addresses that are sums of
// indices times strides, which is what tells a code generator what is contiguous.
//
// Loops that are marked Vector may run several iterations at a time. That is all a machine needs to know to
// use its vector registers; how wide they are is its own matter.
//
// The interpreter in this package runs every Func on every machine.
package loop

import "github.com/phlox-ppl/phlox/array"

// Func is a program in loop form.
type Func struct {
	Name    string
	Buffers []*Buffer
	Body    Block
	Values  int // how many values there are: their IDs are below it
}

// Kind says where the memory of a buffer is.
type Kind uint8

// The kinds of buffers. Parameters are In and Out ones, in their order in Func.Buffers.
const (
	In   Kind = iota // given by the caller and only read
	Out              // given by the caller and written; what it holds before is undefined
	Temp             // in the arena, undefined at first
	Data             // constant
)

// Buffer is a flat array of elements of one type. Buffers don't overlap, save Temps that the planner gives
// the same place in the arena because they are never needed at the same time.
type Buffer struct {
	ID     int // place in Func.Buffers
	Name   string
	Kind   Kind
	Type   array.DType
	Len    int           // elements
	Offset int           // bytes from the begin of the arena, of a Temp
	Elems  *array.Buffer // of a Data
}

// Size returns the number of bytes.
func (b *Buffer) Size() int { return b.Len * b.Type.Size() }

// Block is a list of statements, executed in order.
type Block struct{ List []Stmt }

// Stmt is a *Value that is computed, *Store, *Fetch, *For, *While, *If, *Call or *Fork.
type Stmt interface{ stmt() }

// Value is a scalar that is computed once each time its statement is executed: from operands, or, for Load,
// from memory.
type Value struct {
	ID   int
	Op   Op
	Type array.DType
	Args []*Value
	At   Address // of a Load
	Bits uint64  // of a Const, as array.Buffer.Bits
}

// Address is the place of an element: Offset + Σ Index·Stride, in elements of the buffer. It is always
// inside of the buffer.
type Address struct {
	Buffer *Buffer
	Offset int
	Terms  []Term // no Index twice, no Stride 0
}

// Term is one summand of an address. Index is an int64: the index of a loop, or any other value.
type Term struct {
	Index  *Value
	Stride int
}

// Store writes X to memory.
type Store struct {
	At Address
	X  *Value
}

// LineBytes is what memory delivers at a time.
const LineBytes = 64

// Fetch has Len elements, from the one on that is Ahead elements after At, brought to the first cache, or to the Second, for they will
// be read soon. They may lie outside of the buffer.
type Fetch struct {
	Len    int
	At     Address
	Ahead  int
	Second bool
}

// For executes Body for Index = Lo, Lo+1, ... below Hi.
type For struct {
	Index  *Value // of Op Index
	Lo, Hi *Value // int64
	Vector bool   // iterations are independent of each other but for Carry, and each Carry is a reduction
	Carry  []*Carry
	Body   Block
}

// Carry is a value that goes from one iteration to the next.
//
// In a Vector loop it is a reduction: Next = Combine(Var, x) for some x, or FMA(x, y, Var) with Combine
// Add, and Var has no other use. The order of a reduction is up to the machine, but for one machine and
// one length it is always the same.
type Carry struct {
	Init    *Value // before the loop
	Var     *Value // at the begin of an iteration; of Op Var
	Next    *Value // at the end of it
	Out     *Value // after the loop; of Op Result
	Combine Op     // Add Mul Min Max And Or Xor, of a reduction; else None
}

// While executes Test, and as long as Cond, a bool computed there, is true, Body and Test again. Test sees
// Vars. Next is computed in Body. Out is the Var that Test saw last.
type While struct {
	Carry []*Carry // Combine is None
	Test  Block
	Cond  *Value
	Body  Block
}

// If executes Then if Cond is true, otherwise Else.
type If struct {
	Cond       *Value
	Then, Else Block
	Results    []*Choice
}

// Choice is a result of an If: a value of Then or one of Else, or ones from before.
type Choice struct {
	Then, Else *Value
	Out        *Value // of Op Result
}

// Call runs a function of Go on whole buffers. Machine code leaves for it and comes back.
type Call struct {
	Name    string
	Run     func(in, out []*array.Buffer) // fills out; in may not change
	In, Out []Operand
}

// Operand is a buffer as a Call sees it.
type Operand struct {
	Buffer *Buffer
	Shape  array.Shape // of Buffer.Len elements
}

// Fork executes Body for k = 0, 1, ... N-1, in any order and several at a time: none of them accesses an element
// that another writes. The parameters of Body are k, an int64, and then In and Out. Its Out buffers hold what they
// held before; its arena is its own. It has no Call and no Fork.
type Fork struct {
	N       int
	Body    *Func
	In, Out []*Buffer
}

func (*Value) stmt() {}
func (*Store) stmt() {}
func (*Fetch) stmt() {}
func (*For) stmt()   {}
func (*While) stmt() {}
func (*If) stmt()    {}
func (*Call) stmt()  {}
func (*Fork) stmt()  {}
