package loop

import "slices"

// Sweep removes what has no effect: values that nothing needs, and stores to Temps that nothing reads. Loops of
// which nothing is left go too, and Temps without use; a While stays, since it might not end.
func (f *Func) Sweep() {
	s := &sweeper{f: f, live: make([]bool, f.Values), carry: make([]*Carry, f.Values), choice: make([]*Choice, f.Values),
		read: make([]bool, len(f.Buffers)), stores: make([][]*Store, len(f.Buffers))}
	s.scan(f.Body)
	for len(s.todo) > 0 {
		v := s.todo[len(s.todo)-1]
		s.todo = s.todo[:len(s.todo)-1]
		s.follow(v)
	}
	f.Body = s.block(f.Body)
	f.Buffers = slices.DeleteFunc(f.Buffers, s.useless)
	for i, b := range f.Buffers {
		b.ID = i
	}
}

// sweeper finds what is needed, from what has an effect back to what that is computed from.
type sweeper struct {
	f      *Func
	live   []bool    // by value
	carry  []*Carry  // of a Var or Result
	choice []*Choice // of a Result
	read   []bool    // by buffer: some live value is loaded from it, or a Call or Fork has it
	stores [][]*Store
	todo   []*Value // live ones whose operands are not yet marked
}

// scan notes where values come from, and marks what is needed in any case.
func (s *sweeper) scan(b Block) {
	for _, stmt := range b.List {
		switch stmt := stmt.(type) {
		case *Store:
			if buf := stmt.At.Buffer; s.useless(buf) {
				s.stores[buf.ID] = append(s.stores[buf.ID], stmt)
			} else {
				Uses(stmt, s.need)
			}
		case *Fetch:
			Uses(stmt, s.need)
		case *For:
			s.carries(stmt.Carry)
			s.need(stmt.Lo)
			s.need(stmt.Hi)
		case *While:
			s.carries(stmt.Carry)
			s.need(stmt.Cond)
		case *If:
			for _, r := range stmt.Results {
				s.choice[r.Out.ID] = r
			}
			s.need(stmt.Cond)
		case *Call, *Fork:
			buffersAt(stmt, func(b **Buffer, _ bool) { s.needBuffer(*b) })
		}
		for _, inner := range Blocks(stmt) {
			s.scan(inner)
		}
	}
}

func (s *sweeper) carries(list []*Carry) {
	for _, c := range list {
		s.carry[c.Var.ID], s.carry[c.Out.ID] = c, c
	}
}

func (s *sweeper) need(v *Value) {
	if !s.live[v.ID] {
		s.live[v.ID] = true
		s.todo = append(s.todo, v)
	}
}

func (s *sweeper) needBuffer(buf *Buffer) {
	if s.read[buf.ID] {
		return
	}
	s.read[buf.ID] = true
	for _, store := range s.stores[buf.ID] {
		Uses(store, s.need)
	}
}

// follow marks what v is computed from.
func (s *sweeper) follow(v *Value) {
	Uses(v, s.need)
	if v.Op == Load {
		s.needBuffer(v.At.Buffer)
	}
	if c := s.carry[v.ID]; c != nil {
		for _, x := range []*Value{c.Init, c.Var, c.Next, c.Out} {
			s.need(x)
		}
	}
	if c := s.choice[v.ID]; c != nil {
		s.need(c.Then)
		s.need(c.Else)
	}
}

// block returns b without what is not needed.
func (s *sweeper) block(b Block) Block {
	b.List = slices.DeleteFunc(b.List, func(stmt Stmt) bool {
		switch stmt := stmt.(type) {
		case *Value:
			return !s.live[stmt.ID]
		case *Store:
			return s.useless(stmt.At.Buffer)
		case *Fetch:
			return s.useless(stmt.At.Buffer)
		case *For:
			stmt.Carry, stmt.Body = s.kept(stmt.Carry), s.block(stmt.Body)
			return len(stmt.Carry) == 0 && !slices.ContainsFunc(stmt.Body.List, func(inner Stmt) bool {
				_, fetches := inner.(*Fetch)
				return !fetches
			})
		case *While:
			stmt.Carry, stmt.Test, stmt.Body = s.kept(stmt.Carry), s.block(stmt.Test), s.block(stmt.Body)
		case *If:
			stmt.Results = slices.DeleteFunc(stmt.Results, func(r *Choice) bool { return !s.live[r.Out.ID] })
			stmt.Then, stmt.Else = s.block(stmt.Then), s.block(stmt.Else)
			return len(stmt.Results)+len(stmt.Then.List)+len(stmt.Else.List) == 0
		case *Fork:
			stmt.Body.Sweep()
		}
		return false
	})
	return b
}

// useless reports whether b is a Temp that nothing reads, so far.
func (s *sweeper) useless(b *Buffer) bool { return b.Kind == Temp && !s.read[b.ID] }

func (s *sweeper) kept(list []*Carry) []*Carry {
	return slices.DeleteFunc(list, func(c *Carry) bool { return !s.live[c.Var.ID] })
}
