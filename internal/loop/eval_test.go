package loop

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
)

// evaluator is the meaning of a Func, one statement and one element after the other. It is the oracle of the
// tests of the interpreter. Values are kept as array.Buffer.Bits.
type evaluator struct {
	values []uint64 // by ID
	memory map[*Buffer]*array.Buffer
}

// eval runs f with the given In and Out buffers. Temps are zero at first.
func eval(f *Func, params []*array.Buffer) {
	e := &evaluator{make([]uint64, f.Values), map[*Buffer]*array.Buffer{}}
	for _, b := range f.Buffers {
		switch b.Kind {
		case Temp:
			e.memory[b] = array.New(b.Type, array.Shape{b.Len})
		case Data:
			e.memory[b] = b.Elems
		default:
			e.memory[b], params = params[0], params[1:]
		}
	}
	e.block(f.Body)
}

func (e *evaluator) block(b Block) {
	for _, s := range b.List {
		e.stmt(s)
	}
}

func (e *evaluator) stmt(s Stmt) {
	switch s := s.(type) {
	case *Value:
		e.values[s.ID] = e.value(s)
	case *Store:
		e.memory[s.At.Buffer].SetBits(e.place(s.At), e.values[s.X.ID])
	case *For:
		e.begin(s.Carry)
		for i := int64(e.values[s.Lo.ID]); i < int64(e.values[s.Hi.ID]); i++ {
			e.values[s.Index.ID] = uint64(i)
			e.block(s.Body)
			e.next(s.Carry)
		}
		e.end(s.Carry)
	case *While:
		e.begin(s.Carry)
		for e.block(s.Test); e.values[s.Cond.ID] != 0; e.block(s.Test) {
			e.block(s.Body)
			e.next(s.Carry)
		}
		e.end(s.Carry)
	case *If:
		if e.values[s.Cond.ID] != 0 {
			e.block(s.Then)
		} else {
			e.block(s.Else)
		}
		for _, r := range s.Results {
			if e.values[s.Cond.ID] != 0 {
				e.values[r.Out.ID] = e.values[r.Then.ID]
			} else {
				e.values[r.Out.ID] = e.values[r.Else.ID]
			}
		}
	case *Call:
		s.Run(e.operands(s.In), e.operands(s.Out))
	case *Fork:
		for k := s.N - 1; k >= 0; k-- { // the order does not matter
			params := []*array.Buffer{array.Of([]int64{int64(k)}, array.Shape{1})}
			for _, b := range slices.Concat(s.In, s.Out) {
				params = append(params, e.memory[b])
			}
			eval(s.Body, params)
		}
	}
}

func (e *evaluator) begin(carry []*Carry) {
	for _, k := range carry {
		e.values[k.Var.ID] = e.values[k.Init.ID]
	}
}

func (e *evaluator) next(carry []*Carry) {
	next := make([]uint64, len(carry))
	for i, k := range carry {
		next[i] = e.values[k.Next.ID]
	}
	for i, k := range carry {
		e.values[k.Var.ID] = next[i]
	}
}

func (e *evaluator) end(carry []*Carry) {
	for _, k := range carry {
		e.values[k.Out.ID] = e.values[k.Var.ID]
	}
}

func (e *evaluator) operands(list []Operand) []*array.Buffer {
	out := make([]*array.Buffer, len(list))
	for i, o := range list {
		out[i] = e.memory[o.Buffer].Reshape(o.Shape)
	}
	return out
}

func (e *evaluator) place(a Address) int {
	i := int64(a.Offset)
	for _, t := range a.Terms {
		i += int64(e.values[t.Index.ID]) * int64(t.Stride)
	}
	if i < 0 || i >= int64(a.Buffer.Len) {
		panic(fmt.Sprintf("element %d of %s", i, a.Buffer.Name))
	}
	return int(i)
}
