package loop

// Walk calls visit for every statement in the order of the text; a statement comes before those inside of it.
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
	switch s := s.(type) {
	case *Value:
		for _, x := range s.Args {
			visit(x)
		}
		s.At.uses(visit)
	case *Store:
		s.At.uses(visit)
		visit(s.X)
	case *For:
		visit(s.Lo)
		visit(s.Hi)
		carryUses(s.Carry, visit)
	case *While:
		carryUses(s.Carry, visit)
		visit(s.Cond)
	case *If:
		visit(s.Cond)
		for _, r := range s.Results {
			visit(r.Then)
			visit(r.Else)
		}
	}
}

func (a Address) uses(visit func(*Value)) {
	for _, t := range a.Terms {
		visit(t.Index)
	}
}

func carryUses(carry []*Carry, visit func(*Value)) {
	for _, k := range carry {
		visit(k.Init)
		visit(k.Next)
	}
}

// eachUse calls visit for every use by s and by the statements inside of it.
func eachUse(s Stmt, visit func(*Value)) {
	Uses(s, visit)
	for _, b := range Blocks(s) {
		b.Walk(func(s Stmt) { Uses(s, visit) })
	}
}
