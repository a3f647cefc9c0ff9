package loop

// Walk calls visit for every statement in the order of the text; a statement comes before those inside of it. It
// does not go into the functions of Forks.
func (f *Func) Walk(visit func(Stmt)) { f.Body.Walk(visit) }

// Walk calls visit for every statement of the block and inside of them.
func (b Block) Walk(visit func(Stmt)) {
	for _, s := range b.List {
		visit(s)
		for _, inner := range Blocks(s) {
			inner.Walk(visit)
		}
	}
}

// Blocks returns the blocks of a statement.
func Blocks(s Stmt) []Block {
	switch s := s.(type) {
	case *For:
		return []Block{s.Body}
	case *While:
		return []Block{s.Test, s.Body}
	case *If:
		return []Block{s.Then, s.Else}
	}
	return nil
}

// Uses calls visit for every use of a value by a statement itself, not by those inside of it. What a loop or
// branch needs of its blocks, Next and Cond and the sides of a Choice, counts as its own use.
func Uses(s Stmt, visit func(*Value)) {
	usesAt(s, func(v **Value) { visit(*v) })
}

// usesAt is Uses with the places where the values stand.
func usesAt(s Stmt, visit func(**Value)) {
	switch s := s.(type) {
	case *Value:
		for i := range s.Args {
			visit(&s.Args[i])
		}
		s.At.usesAt(visit)
	case *Store:
		s.At.usesAt(visit)
		visit(&s.X)
	case *Fetch:
		s.At.usesAt(visit)
	case *For:
		visit(&s.Lo)
		visit(&s.Hi)
		carryUsesAt(s.Carry, visit)
	case *While:
		carryUsesAt(s.Carry, visit)
		visit(&s.Cond)
	case *If:
		visit(&s.Cond)
		for _, r := range s.Results {
			visit(&r.Then)
			visit(&r.Else)
		}
	}
}

func (a *Address) usesAt(visit func(**Value)) {
	for i := range a.Terms {
		visit(&a.Terms[i].Index)
	}
}

func carryUsesAt(carry []*Carry, visit func(**Value)) {
	for _, k := range carry {
		visit(&k.Init)
		visit(&k.Next)
	}
}

// definitions calls visit for the values that s itself defines, for those after it and those inside of it.
func definitions(s Stmt, visit func(*Value)) {
	carries := func(carry []*Carry) {
		for _, k := range carry {
			visit(k.Var)
			visit(k.Out)
		}
	}
	switch s := s.(type) {
	case *Value:
		visit(s)
	case *For:
		visit(s.Index)
		carries(s.Carry)
	case *While:
		carries(s.Carry)
	case *If:
		for _, r := range s.Results {
			visit(r.Out)
		}
	}
}

// buffersAt calls visit for the places where s itself names buffers, and whether it writes to them.
func buffersAt(s Stmt, visit func(b **Buffer, writes bool)) {
	operands := func(list []Operand, writes bool) {
		for i := range list {
			visit(&list[i].Buffer, writes)
		}
	}
	switch s := s.(type) {
	case *Value:
		if s.Op == Load {
			visit(&s.At.Buffer, false)
		}
	case *Store:
		visit(&s.At.Buffer, true)
	case *Fetch:
		visit(&s.At.Buffer, false)
	case *Call:
		operands(s.In, false)
		operands(s.Out, true)
	case *Fork:
		for i := range s.In {
			visit(&s.In[i], false)
		}
		for i := range s.Out {
			visit(&s.Out[i], true)
		}
	}
}

// eachUse calls visit for every use by s and by the statements inside of it.
func eachUse(s Stmt, visit func(*Value)) {
	Uses(s, visit)
	for _, b := range Blocks(s) {
		b.Walk(func(s Stmt) { Uses(s, visit) })
	}
}
