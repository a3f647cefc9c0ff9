package tree

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Trees with different structures cannot stand for one another in a program.
func TestStructureTellsApart(t *testing.T) {
	change := map[string]func(x *outer){
		"shape":          func(x *outer) { x.A = np.Vec(1, 2) },
		"dtype":          func(x *outer) { x.A = np.Scalar(int64(1)) },
		"absent":         func(x *outer) { x.Absent = np.Scalar(1.0) },
		"no longer":      func(x *outer) { x.A = np.Array{} },
		"nil":            func(x *outer) { x.Pointer = nil },
		"length":         func(x *outer) { x.Slice = x.Slice[:1] },
		"key":            func(x *outer) { x.Map = map[string]np.Array{"z": np.Scalar(8.0), "l": np.Scalar(7.0)} },
		"static string":  func(x *outer) { x.Label = "other" },
		"static number":  func(x *outer) { x.Slice[0].N = 9 },
		"static slice":   func(x *outer) { x.Floats = []float64{1, 3} },
		"static set":     func(x *outer) { x.Set = map[string]struct{}{"y": {}} },
		"hidden":         func(x *outer) { x.hidden = 6 },
		"interface":      func(x *outer) { x.Any = 3 },
		"interface type": func(x *outer) { x.Any = [1]any{x.Any} },
	}
	seen := map[string]string{Structure(example()): "the example"}
	for what, f := range change {
		x := example()
		f(&x)
		s := Structure(x)
		if other, ok := seen[s]; ok {
			t.Errorf("%s and %s have the same structure\n%s", what, other, s)
		}
		seen[s] = what
	}
	if a, b := Structure[any]([]np.Array{np.Scalar(1.0)}), Structure[any](map[string]np.Array{"0": np.Scalar(1.0)}); a == b {
		t.Errorf("a slice and a map in an interface have the same structure %s", a)
	}
	if a, b := Structure(example()), Structure(example()); a != b {
		t.Errorf("equal trees differ:\n%s\n%s", a, b)
	}
}

// Containers of nothing, and Arrays that are not there, count: a function can tell them.
func TestStructureTellsNothingApart(t *testing.T) {
	type holder struct {
		Pointer *struct{}
		Slice   []np.Array
		Map     map[string]np.Array
	}
	seen := map[string]int{}
	for i, x := range []holder{
		{}, {Pointer: &struct{}{}}, {Slice: []np.Array{}}, {Slice: []np.Array{{}}}, {Slice: []np.Array{{}, {}}},
		{Map: map[string]np.Array{}}, {Map: map[string]np.Array{"k": {}}},
	} {
		s := Structure(x)
		if k, ok := seen[s]; ok {
			t.Errorf("values %d and %d have the same structure %s", k, i, s)
		}
		seen[s] = i
	}
}

// labels is static, behind pointers of all sorts.
type labels struct {
	Names  []*string
	ByName map[string]*int
	hidden *inner
	When   time.Time
}

func makeLabels(name string, n, hidden int) labels {
	return labels{[]*string{&name}, map[string]*int{name: &n, "two": &n}, &inner{N: hidden}, time.Unix(9, 0).UTC()}
}

// A structure is the same for equal contents wherever they are: it serves as a key, and in checkpoints.
func TestStructureFollowsPointers(t *testing.T) {
	s := Structure(makeLabels("a", 1, 2))
	if again := Structure(makeLabels("a", 1, 2)); again != s {
		t.Errorf("equal contents have the structures\n%s\n%s", s, again)
	}
	if strings.Contains(s, "0x") {
		t.Errorf("an address in %s", s)
	}
	for _, other := range []labels{makeLabels("b", 1, 2), makeLabels("a", 2, 2), makeLabels("a", 1, 3), {}} {
		if Structure(other) == s {
			t.Errorf("%+v has the structure %s, too", other, s)
		}
	}
	if a, b := Structure([]string{"a", "b"}), Structure([]string{"a b"}); a == b {
		t.Errorf("one string and two have the structure %s", a)
	}
	if a, b := Structure([]any{int32(1)}), Structure([]any{int64(1)}); a == b {
		t.Errorf("numbers of two types have the structure %s", a)
	}
}

type ring struct {
	Next *ring
	A    np.Array
}

type hiddenRing struct{ next *hiddenRing }

type hiddenArray struct {
	Scale  np.Array
	hidden np.Array
}

func TestStructureRefuses(t *testing.T) {
	loop, hidden := &ring{A: np.Scalar(1.0)}, &hiddenRing{}
	loop.Next, hidden.next = loop, hidden
	list := []any{nil}
	list[0] = &list
	for want, f := range map[string]func(){
		"F holds a func":                              func() { Structure(struct{ F func() }{func() {}}) },
		"0 holds a func":                              func() { Structure([]any{map[string]func(){"f": func() {}}}) },
		"C holds a chan":                              func() { Structure(struct{ C chan int }{make(chan int)}) },
		"hidden holds an array":                       func() { Structure(hiddenArray{np.Scalar(1.0), np.Scalar(2.0)}) },
		"the root holds an array":                     func() { Structure(map[np.Array]int{np.Scalar(1.0): 1}) },
		"the root holds a reference that leads back":  func() { Structure(hidden) },
		"Next of a tree is a pointer that leads back": func() { Leaves(loop) },
		"0 of a tree is a pointer that leads back":    func() { Leaves(list) },
	} {
		err := func() (err error) {
			defer ir.Recover(&err)
			f()
			return nil
		}()
		if e := (*ir.Error)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if s := Structure(struct {
		F func()
		H hiddenArray
	}{}); !strings.Contains(s, "F=nil") {
		t.Errorf("nil func and zero Array give %s", s)
	}
}
