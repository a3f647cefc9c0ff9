package ir_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// mistake adds shapes that don't fit, in the line after mistakeLine.
func mistake() {
	_, _, mistakeLine, _ = runtime.Caller(0)
	prim.Add(vector(2), vector(3))
}

var mistakeLine int

func TestErrorsGiveTheUsersLine(t *testing.T) {
	for name, run := range map[string]func(){
		"directly":                  func() { mistake() },
		"called back by phlox":      func() { fn.Vmap(func(x np.Array) np.Array { mistake(); return x })(np.Zeros(2)) },
		"called back by sort.Slice": func() { sort.Slice([]int{1, 2}, func(i, j int) bool { mistake(); return true }) },
		"called back by slices":     func() { slices.SortFunc([]int{1, 2}, func(i, j int) int { mistake(); return 0 }) },
	} {
		var e *ir.Error
		if !errors.As(fn.Try(run), &e) {
			t.Fatalf("%s: no error", name)
		}
		if filepath.Base(e.File) != "error_test.go" || e.Line != mistakeLine+1 {
			t.Errorf("%s: at %s:%d, want error_test.go:%d", name, e.File, e.Line, mistakeLine+1)
		}
	}
}

func TestRecoverTakesOnlyErrors(t *testing.T) {
	boundary := func(f func()) (err error) {
		defer ir.Recover(&err)
		f()
		return nil
	}
	if err := boundary(func() {}); err != nil {
		t.Error(err)
	}
	if err := boundary(func() { panic(ir.Errorf("no %s", "good")) }); err == nil || err.(*ir.Error).Msg != "no good" {
		t.Errorf("got %v", err)
	}
	for _, other := range []any{"text", errors.New("an error")} {
		func() {
			defer func() {
				if r := recover(); r != other {
					t.Errorf("recovered %v, want %v", r, other)
				}
			}()
			t.Errorf("no panic, but the error %v", boundary(func() { panic(other) }))
		}()
	}
	defer func() {
		if _, ok := recover().(runtime.Error); !ok {
			t.Error("a nil dereference was swallowed")
		}
	}()
	t.Errorf("no panic, but the error %v", boundary(func() { var p *ir.Program; _ = p.In }))
}

func TestErrorText(t *testing.T) {
	for want, e := range map[string]*ir.Error{
		`schools.go:22: site "obs": shapes differ`: {File: "/home/me/schools.go", Line: 22, Site: "obs", Msg: "shapes differ"},
		`shapes differ`: {Msg: "shapes differ"},
	} {
		if e.Error() != want {
			t.Errorf("got %s, want %s", e, want)
		}
	}
}

func ExampleError() {
	err := fn.Try(func() { np.Zeros(2).Add(np.Zeros(3)) })
	var e *ir.Error
	fmt.Println(errors.As(err, &e), filepath.Base(e.File))
	// Output: true error_test.go
}

func vector(n int) ir.Value { return ir.Concrete(array.New(array.Float64, array.Shape{n})) }

func scalar(x float64) ir.Value { return ir.Concrete(array.Scalar(x)) }
