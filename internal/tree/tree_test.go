package tree

import (
	"reflect"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/np"
)

type inner struct {
	B np.Array
	N int
}

type outer struct {
	A       np.Array
	Pointer *inner
	Slice   []inner
	Pair    [2]np.Array
	Map     map[string]np.Array
	Any     any
	Absent  np.Array // the zero Array
	Nil     *inner
	Label   string
	Floats  []float64
	Set     map[string]struct{}
	hidden  int
}

func example() outer {
	a := func(x float64) np.Array { return np.Scalar(x) }
	return outer{
		A: a(1), Pointer: &inner{a(2), 7}, Slice: []inner{{a(3), 1}, {a(4), 2}}, Pair: [2]np.Array{a(5), a(6)},
		Map: map[string]np.Array{"z": a(8), "k": a(7)}, Any: []any{a(9), "text", map[int]np.Array{3: a(10)}},
		Label: "label", Floats: []float64{1, 2}, Set: map[string]struct{}{"x": {}}, hidden: 5,
	}
}

func TestLeavesAreInOrder(t *testing.T) {
	var paths []string
	for i, l := range Leaves(example()) {
		paths = append(paths, l.Path)
		if l.Array.Item() != float64(i+1) {
			t.Errorf("leaf %d, %s, is %v", i, l.Path, l.Array)
		}
	}
	want := "A Pointer.B Slice.0.B Slice.1.B Pair.0 Pair.1 Map.k Map.z Any.0 Any.2.3"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("paths are %s, want %s", got, want)
	}
}

func TestWithReplacesArrays(t *testing.T) {
	x := example()
	y := Map(x, func(a np.Array) np.Array { return a.Mul(10.0) })
	for i, a := range Arrays(y) {
		if a.Item() != float64(10*(i+1)) {
			t.Errorf("array %d is %v", i, a)
		}
	}
	for i, a := range Arrays(x) {
		if a.Item() != float64(i+1) {
			t.Errorf("array %d of the original became %v", i, a)
		}
	}
	if Structure(x) != Structure(y) {
		t.Errorf("structures differ:\n%s\n%s", Structure(x), Structure(y))
	}
	if y.Label != "label" || y.Pointer.N != 7 || y.Slice[1].N != 2 || y.hidden != 5 || !y.Absent.IsZero() || y.Nil != nil {
		t.Errorf("static parts became %+v", y)
	}
	if back := With(y, Arrays(x)); !reflect.DeepEqual(back, x) {
		t.Errorf("round trip gives %+v", back)
	}
}

func TestWithOfSmallTrees(t *testing.T) {
	two := []np.Array{np.Scalar(2.0)}
	if y := With(np.Scalar(1.0), two); y.Item() != 2 {
		t.Errorf("array: %v", y)
	}
	if y := With[any](np.Scalar(1.0), two); y.(np.Array).Item() != 2 {
		t.Errorf("interface: %v", y)
	}
	if y := With[any](nil, nil); y != nil {
		t.Errorf("nil interface: %v", y)
	}
	if y := With(struct{}{}, nil); y != struct{}{} {
		t.Errorf("empty struct: %v", y)
	}
	if y := With([]np.Array(nil), nil); y != nil {
		t.Errorf("nil slice: %v", y)
	}
	if y := With(map[string]np.Array{}, nil); y == nil || len(y) != 0 {
		t.Errorf("empty map: %v", y)
	}
}

func TestWithChecksTheCount(t *testing.T) {
	for n, what := range map[int]string{0: "too few", 3: "too many"} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(r.(string), what) {
					t.Errorf("%d arrays for 2: %v", n, r)
				}
			}()
			With([]np.Array{np.Scalar(1.0), np.Scalar(2.0)}, make([]np.Array, n))
		}()
	}
}

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
	if Structure(example()) != Structure(example()) {
		t.Errorf("equal trees differ:\n%s\n%s", Structure(example()), Structure(example()))
	}
}
