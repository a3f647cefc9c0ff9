package loop

import (
	"fmt"
	"slices"
)

// combines checks that Combine is there in a Vector loop, and only there, and that the carries of such a loop
// are reductions.
func (c *checker) combines(s *For) error {
	uses := map[*Value]int{}
	if s.Vector && len(s.Carry) > 0 {
		eachUse(s, func(v *Value) { uses[v]++ })
	}
	for _, k := range s.Carry {
		if !s.Vector {
			if k.Combine != None {
				return fmt.Errorf("carry %s of a loop in order has Combine %v", ref(k.Var), k.Combine)
			}
			continue
		}
		if !slices.Contains(reductions, k.Combine) {
			return fmt.Errorf("carry %s of a vector loop has Combine %v", ref(k.Var), k.Combine)
		}
		if _, _, ok := k.Reduced(); !ok || !slices.Contains(s.Body.List, Stmt(k.Next)) {
			return fmt.Errorf("carry %s is no reduction by %v", ref(k.Var), k.Combine)
		}
		if uses[k.Var] != 1 || uses[k.Next] != 1 {
			return fmt.Errorf("carry %s is used for something else than its reduction", ref(k.Var))
		}
	}
	return nil
}

// reductions are the ops that may be a Combine.
var reductions = []Op{Add, Mul, Min, Max, And, Or, Xor}

// Reduced returns what a reduction combines with Var in each iteration: x, or x·y if y is not nil. It
// is not ok if Next is not of such a form.
func (k *Carry) Reduced() (x, y *Value, ok bool) {
	v := k.Next
	switch {
	case v == nil:
		return nil, nil, false
	case v.Op == FMA && k.Combine == Add && len(v.Args) == 3 && v.Args[2] == k.Var:
		return v.Args[0], v.Args[1], true
	case v.Op != k.Combine || len(v.Args) != 2:
		return nil, nil, false
	case v.Args[0] == k.Var:
		return v.Args[1], nil, true
	case v.Args[1] == k.Var:
		return v.Args[0], nil, true
	}
	return nil, nil, false
}
