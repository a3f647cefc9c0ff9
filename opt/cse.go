package opt

import (
	"reflect"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// cse takes the results of an earlier equation with the same op and operands. Ops that hold programs are
// the same if their texts are. What a Checkpoint or a custom derivative computes inside is not merged with
// what is outside, since it is not in this program.
func cse(r *rewriter, e *ir.Eqn) []Value {
	if len(e.In) == 2 && commutative[e.Op.Name()] && before(e.In[1], e.In[0]) {
		e.In[0], e.In[1] = e.In[1], e.In[0]
	}
	eqns := r.trace.Eqns()
	k := r.seen.key(e)
	first, ok := r.seen.first[k]
	for i := first; ok && i >= 0; i = r.seen.list[i].next {
		if at := r.seen.list[i].at; at < len(eqns) && sameEqn(e, &eqns[at]) {
			return eqns[at].Out
		}
	}
	next := -1
	if ok {
		next = first
	}
	r.seen.first[k] = len(r.seen.list)
	r.seen.list = append(r.seen.list, numbered{len(eqns), next}) // where e will be, if no other pass takes it
	return nil
}

// commutative ops give the same for x, y and y, x, in all bits but those of a NaN. Their operands are put
// in order.
var commutative = map[string]bool{
	"add": true, "mul": true, "max": true, "min": true, "eq": true, "ne": true, "and": true, "or": true, "xor": true,
}

// before orders the operands of a commutative op: as they are computed, constants last.
func before(x, y Value) bool {
	return y.Buffer() != nil && x.Buffer() == nil || x.Buffer() == nil && x.Slot() < y.Slot()
}

// numbering finds equations by op and operands.
type numbering struct {
	first     map[key]int // place in list of the latest equation with this key
	list      []numbered
	constants map[constant]Value
}

type numbered struct {
	at   int // which equation of the trace
	next int // place in list of an earlier equation with the same key, -1 if none
}

// key is equal for equal equations and rarely for others.
type key struct {
	op      string
	n       int
	x, y, z Value
}

// constant is a concrete rank-0 value.
type constant struct {
	dtype array.DType
	bits  uint64
}

// newNumbering has room for n equations.
func newNumbering(n int) numbering {
	if n == 0 {
		return numbering{} // of a rewriter without passes
	}
	return numbering{make(map[key]int, n), make([]numbered, 0, n), map[constant]Value{}}
}

func (s *numbering) key(e *ir.Eqn) key {
	k := key{op: e.Op.Name(), n: len(e.In)}
	for i, v := range e.In[:min(3, len(e.In))] {
		*[]*Value{&k.x, &k.y, &k.z}[i] = s.intern(v)
	}
	return k
}

// intern returns one Value for all concrete rank-0 ones that are the same.
func (s *numbering) intern(v Value) Value {
	if v.Buffer() == nil || v.Rank() > 0 {
		return v
	}
	c := constant{v.DType(), v.Buffer().Bits(0)}
	if w, ok := s.constants[c]; ok {
		return w
	}
	s.constants[c] = v
	return v
}

func sameEqn(e, f *ir.Eqn) bool {
	if len(e.In) != len(f.In) {
		return false
	}
	for i, v := range e.In {
		if !sameValue(v, f.In[i]) {
			return false
		}
	}
	return sameOp(e.Op, f.Op)
}

func sameValue(x, y Value) bool {
	if x == y || x.Buffer() == nil || y.Buffer() == nil {
		return x == y
	}
	return x.Buffer() == y.Buffer() ||
		x.Rank() == 0 && x.Type().Equal(y.Type()) && x.Buffer().Bits(0) == y.Buffer().Bits(0)
}

// sameOp compares ops by their parameters. Programs are the same if their texts are.
func sameOp(x, y ir.Op) bool {
	t := reflect.TypeOf(x)
	switch {
	case t != reflect.TypeOf(y):
		return false
	case len(ir.Programs(x)) > 0:
		return ir.OpString(x) == ir.OpString(y)
	case t.Comparable():
		return x == y
	}
	v, w := reflect.ValueOf(x), reflect.ValueOf(y)
	for i := range v.NumField() {
		if !sameParam(v.Field(i), w.Field(i)) {
			return false
		}
	}
	return true
}

// sameParam compares parameters of one type; a list of nothing may be nil.
func sameParam(v, w reflect.Value) bool {
	if v.Kind() != reflect.Slice {
		return v.Equal(w)
	}
	if v.Len() != w.Len() {
		return false
	}
	for i := range v.Len() {
		if !v.Index(i).Equal(w.Index(i)) {
			return false
		}
	}
	return true
}
