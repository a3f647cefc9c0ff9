package np_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/np"
)

// row is a known answer of testdata/np.json.
type row struct {
	F   string
	In  []int // numbers of arrays
	N   []int
	S   string
	Out []int

	arrays []wire
}

// call returns the operands.
func (r row) call() call {
	c := call{n: r.N, s: r.S}
	for _, k := range r.In {
		c.x = append(c.x, r.arrays[k].Array)
	}
	return c
}

// differ says how results differ from the known ones; "" if by rounding at most.
func (r row) differ(z []np.Array) string { return r.differBy(z, 1) }

func (r row) differBy(z []np.Array, loose float64) string {
	if len(z) != len(r.Out) {
		return fmt.Sprintf("%d results, want %d", len(z), len(r.Out))
	}
	for i, k := range r.Out {
		if problem := differBy(z[i], r.arrays[k].Array, loose); problem != "" {
			return problem
		}
	}
	return ""
}

// wire is an array: dtype, shape, elements.
type wire struct{ np.Array }

func (w *wire) UnmarshalJSON(data []byte) error {
	var parts [3]json.RawMessage
	var dtype string
	var shape []int
	var elements []any
	for i, p := range []any{&parts, &dtype, &shape, &elements} {
		src := data
		if i > 0 {
			src = parts[i-1]
		}
		d := json.NewDecoder(bytes.NewReader(src))
		d.UseNumber()
		if err := d.Decode(p); err != nil {
			return err
		}
	}
	d, err := array.ParseDType(dtype)
	if err != nil {
		return err
	}
	b := array.New(d, shape)
	for i, e := range elements {
		set(b, i, fmt.Sprint(e))
	}
	w.Array = np.FromBuffer(b)
	return nil
}

// set stores an element, without loss where float64 would lose digits of an integer.
func set(b *array.Buffer, i int, s string) {
	var u uint64
	if _, err := fmt.Sscan(s, &u); err == nil && b.DType() == array.Uint64 {
		array.Data[uint64](b)[i] = u
		return
	}
	var x float64
	switch s {
	case "NaN":
		x = math.NaN()
	default:
		if _, err := fmt.Sscan(s, &x); err != nil {
			panic(err)
		}
	}
	b.SetFloat64(i, x)
}

func rows(t *testing.T) map[string][]row {
	data, err := os.ReadFile("testdata/np.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Arrays []wire
		Rows   []row
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	byName := map[string][]row{}
	for _, r := range all.Rows {
		r.arrays = all.Arrays
		byName[r.F] = append(byName[r.F], r)
	}
	return byName
}

// TestKnownAnswers: every function answers as NumPy, SciPy or JAX does, in elements, shape and dtype.
func TestKnownAnswers(t *testing.T) {
	answers := rows(t)
	for name, f := range functions {
		known := answers[strings.TrimPrefix(name, ".")]
		if len(known) == 0 {
			t.Errorf("%s: no row in testdata/np.json", name)
		}
		for i, r := range known {
			c := r.call()
			z, problem := try(func() []np.Array { return f(c) })
			if problem == "" {
				problem = r.differ(z)
			}
			if problem != "" {
				t.Errorf("%s row %d, %v %v %q: %s", name, i, c.x, c.n, c.s, problem)
			}
		}
	}
	for name := range answers {
		if functions[name] == nil && functions["."+name] == nil && name != "promote" {
			t.Errorf("rows for %s, which is not in the table", name)
		}
	}
}

// try returns what f returns, or what it panicked with.
func try(f func() []np.Array) (z []np.Array, problem string) {
	defer func() {
		if r := recover(); r != nil {
			problem = fmt.Sprint("panic: ", r)
		}
	}()
	return f(), ""
}

// differ says how z differs from want; "" if by rounding at most. Results of float64 may be off by 1e-13
// of the greater of their size and 1e-3: the oracle's own special functions are no better; results of
// float32 by one rounding. All that times loose.
func differBy(z, want np.Array, loose float64) string {
	if !z.Type().Equal(want.Type()) {
		return fmt.Sprintf("got %v, want %v", z.Type(), want.Type())
	}
	tol := map[np.DType]float64{np.Float64: 1e-13, np.Float32: 3e-7}[z.DType()]
	a, b := z.Float64s(), want.Float64s()
	for i := range a {
		same := a[i] == b[i] || a[i] != a[i] && b[i] != b[i]
		if !same && !(math.Abs(a[i]-b[i]) <= loose*tol*max(math.Abs(b[i]), 1e-3)) {
			return fmt.Sprintf("element %d is %v, want %v", i, a[i], b[i])
		}
	}
	return ""
}

// TestPromotion: the dtype of a product, and whether it gives way to the next operand's, are as in JAX.
func TestPromotion(t *testing.T) {
	for _, r := range rows(t)["promote"] {
		c := r.call()
		x, y := constant(c.x[0], r.N[0]), constant(c.x[1], r.N[1])
		z := np.Mul(x, y)
		if problem := r.differ([]np.Array{z}); problem != "" {
			t.Errorf("%v (weak %v) times %v (weak %v): %s", x.Type(), x.IsWeak(), y.Type(), y.IsWeak(), problem)
		}
		if z.IsWeak() != (r.N[2] == 1) {
			t.Errorf("%v (weak %v) times %v (weak %v): weak %v", x.Type(), x.IsWeak(), y.Type(), y.IsWeak(), z.IsWeak())
		}
	}
}

// constant returns x, as a Go constant if weak is 1.
func constant(x np.Array, weak int) np.Array {
	switch {
	case weak == 0:
		return x
	case x.DType() == np.Int64:
		return np.Of(int(x.Item()))
	}
	return np.Of(x.Item())
}
