package loop

// lives is how long the values of a block are needed.
type lives struct {
	last   map[*Value]int // position of the last use, by the values that statements of the block define
	dying  [][]*Value     // by position
	stores [][]*Buffer    // by position: what is stored to, also inside of a statement
}

// lifetime is lives as a statement of the block sees them.
type lifetime struct {
	*lives
	at   int
	list []Stmt
}

// livesIn looks at all uses in a block. The position of a use in an inner loop is that of the loop, and of one
// as Next of the carries, the end.
func livesIn(b Block, carry []*Carry) *lives {
	n := len(b.List)
	l := &lives{map[*Value]int{}, make([][]*Value, n+1), make([][]*Buffer, n+1)}
	var defined []*Value
	for i, s := range b.List {
		eachUse(s, func(x *Value) {
			if _, ours := l.last[x]; ours {
				l.last[x] = i
			}
		})
		for _, x := range defines(s) {
			l.last[x] = i
			defined = append(defined, x)
		}
		Block{[]Stmt{s}}.Walk(func(s Stmt) {
			if s, ok := s.(*Store); ok {
				l.stores[i] = append(l.stores[i], s.At.Buffer)
			}
		})
	}
	for _, k := range carry {
		if _, ours := l.last[k.Next]; ours {
			l.last[k.Next] = n
		}
	}
	for _, x := range defined {
		l.dying[l.last[x]] = append(l.dying[l.last[x]], x)
	}
	return l
}

// defines returns the values that s defines for the statements after it.
func defines(s Stmt) (out []*Value) {
	switch s := s.(type) {
	case *Value:
		return []*Value{s}
	case *For:
		for _, k := range s.Carry {
			out = append(out, k.Out)
		}
	}
	return out
}

// unchanged reports whether the memory that s was loaded from is not stored to as long as s is needed. The
// store that is the last use may be one to it.
func (l lifetime) unchanged(s *Value) bool {
	last := l.last[s]
	for i := l.at + 1; i <= last && i < len(l.list); i++ {
		if _, isStore := l.list[i].(*Store); i == last && isStore {
			break
		}
		for _, b := range l.stores[i] {
			if overlap(b, s.At.Buffer) {
				return false
			}
		}
	}
	return true
}

// overlap reports whether buffers share memory.
func overlap(x, y *Buffer) bool {
	return x == y || x.Kind == Temp && y.Kind == Temp && x.Offset < y.Offset+y.Size() && y.Offset < x.Offset+x.Size()
}
