package fn_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

func TestSwitchClampsItsIndex(t *testing.T) {
	branches := []func(np.Array) np.Array{
		func(x np.Array) np.Array { return x },
		func(x np.Array) np.Array { return x.Mul(10.0) },
		func(x np.Array) np.Array { return x.Mul(100.0) },
	}
	index := np.IntVec(-5, 0, 1, 2, 3, 99)
	want := np.Vec(1, 1, 10, 100, 100, 100)
	for i := range 6 {
		near(t, "concrete", fn.Switch(index.At(i), branches, np.Scalar(1.0)), want.At(i), 0)
	}
	pick := func(i np.Array) np.Array { return fn.Switch(i, branches, np.Scalar(1.0)) }
	for i := range 6 {
		near(t, "compiled", fn.Jit(pick).Do(index.At(i)), want.At(i), 0)
	}
	near(t, "batched", fn.Vmap(pick)(index), want, 0)
}

// With a concrete predicate only the one branch is traced.
func TestCondConcrete(t *testing.T) {
	never := func(np.Array) np.Array { t.Error("the other branch was called"); return np.Scalar(0.0) }
	double := func(x np.Array) np.Array { return x.Mul(2.0) }
	p, _, err := fn.Trace(func(x np.Array) np.Array {
		return fn.Cond(np.Scalar(true), double, never, x).Add(fn.Cond(np.Scalar(0.0), never, double, x))
	}, np.Scalar(1.0))
	if err != nil || strings.Contains(p.String(), "switch") {
		t.Errorf("%v\n%v", err, p)
	}
}

// Go constants take the dtype that the body gives them, and those it returns that of the state.
func TestLoopsSettleGoConstants(t *testing.T) {
	x := np.Vec(1, 2).AsType(np.Float32)
	s, _ := fn.Scan(func(s, e np.Array) (np.Array, struct{}) { return s.Add(e), struct{}{} }, np.Of(0), x, fn.Steps{})
	near(t, "0 becomes float32", s, np.Scalar(float32(3)), 0)
	s, _ = fn.Scan(func(s, e np.Array) (np.Array, struct{}) { return np.Of(7), struct{}{} }, x.Sum(), x, fn.Steps{})
	near(t, "7 becomes float32", s, np.Scalar(float32(7)), 0)
	y := fn.While(func(s np.Array) np.Array { return s.Lt(5) }, func(s np.Array) np.Array { return s.Add(x.Sum()) }, np.Of(0))
	near(t, "while", y, np.Scalar(float32(6)), 0)
	n := fn.While(func(s np.Array) np.Array { return s.Lt(5) }, func(s np.Array) np.Array { return s.Add(2) }, np.Of(0))
	near(t, "stays an integer", n, np.Scalar(int64(6)), 0)
}

func TestScanOverTrees(t *testing.T) {
	type slice struct {
		X np.Array
		M map[string]np.Array
	}
	xs := slice{np.Vec(1, 2, 3), map[string]np.Array{"w": matrix23().T()}}
	sum, ys := fn.Scan(func(s np.Array, e slice) (np.Array, slice) {
		next := s.Add(e.X.Mul(e.M["w"].Sum()))
		return next, slice{next, map[string]np.Array{"w": e.M["w"].Mul(2)}}
	}, np.Scalar(0.0), xs, fn.Steps{Reverse: true})
	near(t, "state", sum, np.Scalar(1*5+2*7+3*9.0), 0)
	near(t, "stack", ys.X, np.Vec(46, 41, 27), 0)
	near(t, "stack of a map", ys.M["w"], matrix23().T().Mul(2), 0)
}

func TestForiBounds(t *testing.T) {
	add := func(i, s np.Array) np.Array { return s.Add(i) }
	near(t, "2..4", fn.Fori(2, 5, add, np.Scalar(int64(0))), np.Scalar(int64(9)), 0)
	near(t, "none", fn.Fori(5, 5, add, np.Scalar(int64(3))), np.Scalar(int64(3)), 0)
	near(t, "dynamic", fn.ForiDynamic(np.Of(2), np.Of(5), add, np.Scalar(int64(0))), np.Scalar(int64(9)), 0)
	_, dy := fn.JVP(func(x np.Array) np.Array {
		return fn.ForiDynamic(np.Of(0), np.Of(3), func(i, s np.Array) np.Array { return s.Mul(x) }, x)
	}, np.Scalar(2.0), np.Scalar(1.0))
	near(t, "d x⁴", dy, np.Scalar(32.0), 0)
}

func TestJitTracesOncePerType(t *testing.T) {
	traces := 0
	f := fn.Jit(func(x np.Array) np.Array { traces++; return x.Square() })
	for range 3 {
		near(t, "float64", f.Do(np.Vec(1, 2)), np.Vec(1, 4), 0)
	}
	near(t, "shape", f.Do(np.Vec(3)), np.Vec(9), 0)
	near(t, "dtype", f.Do(np.IntVec(1, 2)), np.IntVec(1, 4), 0)
	if traces != 3 {
		t.Errorf("%d traces, want 3", traces)
	}
	near(t, "grad of Jit", fn.Grad(func(x np.Array) np.Array { return f.Do(x).Sum() })(np.Vec(1, 2)), np.Vec(2, 4), 0)
	near(t, "vmap of Jit", fn.Vmap(f.Do)(np.Vec(1, 2)), np.Vec(1, 4), 0)
	if _, err := fn.Jit(func(x np.Array) np.Array { return x.Add(np.Zeros(2)) }).Call(np.Zeros(3)); err == nil {
		t.Error("Call returns no error")
	}
}
