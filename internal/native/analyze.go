package native

import (
	"fmt"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// usage is what is known of each value of a function before it is translated.
type usage struct {
	uses   []int32 // how often a value is an operand
	last   []int32 // time of the last use; statements are numbered in their order
	time   []int32 // of the statement that defines it, or 0
	block  []int32 // that this is in
	asCond []int32 // uses that decide something in that block: of an If, While or Select
	asLess []int32 // uses for an extremum
	shared []bool  // another value may have the same register: a conversion that changes nothing, a carry of a loop that is written out
	away   []bool  // it is used in another block, which may be written out many times
	varies []bool  // between the iterations of the loop that is being vectorized

	scalarUse []bool // by something that is the same for all lanes of that loop

	now, blocks, current int32
}

// analyze counts uses and refuses what there is no code for.
func analyze(f *loop.Func) (*usage, error) {
	n := f.Values + spares
	ints := make([]int32, 6*n)
	u := &usage{uses: ints[:n], last: ints[n : 2*n], time: ints[2*n : 3*n], block: ints[3*n : 4*n], asCond: ints[4*n : 5*n], asLess: ints[5*n:]}
	u.shared, u.varies, u.scalarUse, u.away = make([]bool, n), make([]bool, n), make([]bool, n), make([]bool, n)
	return u, u.inBlock(f.Body)
}

func (u *usage) use(v *loop.Value) {
	u.uses[v.ID]++
	u.last[v.ID] = u.now
	u.away[v.ID] = u.away[v.ID] || u.block[v.ID] != u.current
}

// cond counts a use that decides. A comparison is done there if all its uses are such: its operands are needed so long.
func (u *usage) cond(v *loop.Value, block int32) {
	u.use(v)
	if u.block[v.ID] != block || !isComparison(v.Op) {
		return
	}
	u.asCond[v.ID]++
	for _, x := range v.Args {
		u.last[x.ID] = u.now
	}
}

func isComparison(op loop.Op) bool { return op >= loop.Eq && op <= loop.Le }

// isCond reports whether a comparison is only used to decide, so that it is done there.
func (u *usage) isCond(v *loop.Value) bool {
	return u.asCond[v.ID] > 0 && u.asCond[v.ID] == u.uses[v.ID]
}

// isLess reports whether a comparison is only a part of minimums and maximums.
func (u *usage) isLess(v *loop.Value) bool {
	return u.asLess[v.ID] > 0 && u.asLess[v.ID] == u.uses[v.ID]
}

func (u *usage) address(at *loop.Address) {
	for _, t := range at.Terms {
		u.use(t.Index)
	}
}

// inBlock looks at the statements of a block of their own.
func (u *usage) inBlock(b loop.Block) error {
	around := u.current
	u.blocks++
	u.current = u.blocks
	for _, s := range b.List {
		u.now++
		if err := u.statement(s); err != nil {
			return err
		}
	}
	u.current = around
	return nil
}

func (u *usage) statement(s loop.Stmt) error {
	switch s := s.(type) {
	case *loop.Value:
		return u.value(s)
	case *loop.Store:
		u.use(s.X)
		u.address(&s.At)
	case *loop.Fetch:
		u.address(&s.At)
	case *loop.For:
		u.use(s.Lo)
		u.use(s.Hi)
		u.inits(s.Carry)
		err := u.inBlock(s.Body)
		u.nexts(s.Carry)
		return err
	case *loop.While:
		u.inits(s.Carry)
		test := u.blocks + 1
		if err := u.inBlock(s.Test); err != nil {
			return err
		}
		u.cond(s.Cond, test)
		err := u.inBlock(s.Body)
		u.nexts(s.Carry)
		return err
	case *loop.If:
		u.cond(s.Cond, u.current)
		err := u.inBlock(s.Then)
		for _, r := range s.Results {
			u.use(r.Then)
		}
		if err == nil {
			err = u.inBlock(s.Else)
		}
		for _, r := range s.Results {
			u.use(r.Else)
		}
		return err
	}
	return nil
}

func (u *usage) value(v *loop.Value) error {
	if v.Op.IsFunction() {
		return fmt.Errorf("%w: operation %v", ErrUnsupported, v.Op)
	}
	u.time[v.ID], u.block[v.ID] = u.now, u.current
	if op, _, _ := extremum(v); op != loop.None {
		u.asLess[v.Args[0].ID]++
	}
	for k, x := range v.Args {
		if v.Op == loop.Select && k == 0 {
			u.cond(x, u.current)
		} else {
			u.use(x)
		}
		if v.Op == loop.Convert || v.Op == loop.Bitcast || v.Op == loop.Abs {
			u.shared[x.ID] = true
		}
	}
	u.address(&v.At)
	return nil
}

func (u *usage) inits(carry []*loop.Carry) {
	for _, c := range carry {
		u.use(c.Init)
		u.shared[c.Init.ID] = true
	}
}

// nexts looks at what is used at the end of a loop's body.
func (u *usage) nexts(carry []*loop.Carry) {
	u.now++
	for _, c := range carry {
		u.use(c.Next)
		if c.Next.Op == loop.Var {
			u.shared[c.Next.ID] = true
		}
	}
}

// inPlace reports whether Next may be computed where Var is: in the block given, when Var has had its last use, and for nothing else.
func (u *usage) inPlace(c *loop.Carry, body loop.Block) bool {
	next := c.Next
	if u.shared[c.Var.ID] || u.uses[next.ID] != 1 || u.time[next.ID] == 0 || u.last[c.Var.ID] > u.time[next.ID] || len(body.List) == 0 {
		return false
	}
	return u.block[next.ID] == u.blockOf(body)
}

// blockOf returns the number of a block, which is that of its first statement with one.
func (u *usage) blockOf(b loop.Block) int32 {
	for _, s := range b.List {
		if v, ok := s.(*loop.Value); ok {
			return u.block[v.ID]
		}
	}
	return -1
}
