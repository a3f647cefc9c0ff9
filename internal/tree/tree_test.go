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
