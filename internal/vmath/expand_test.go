package vmath

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// mixed is z[i] = exp(log x[i] + sin x[i]) · exp(log x[i]) + Σ_j exp(x[j]), with functions of one block that share
// work, in two blocks, and in a reduction.
func mixed(n int) *loop.Func {
	b := loop.NewBuilder("mixed")
	in := b.Buffer(loop.In, "x", array.Float64, n)
	out := b.Buffer(loop.Out, "z", array.Float64, n)
	at := func(b *loop.Buffer, i *loop.Value) loop.Address {
		return loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: 1}}}
	}
	lo, hi := b.Int(array.Int64, 0), b.Int(array.Int64, int64(n))
	sum := b.Vector(lo, hi, []*loop.Value{b.Float(array.Float64, 0)}, []loop.Op{loop.Add}, func(i *loop.Value, c []*loop.Value) []*loop.Value {
		return []*loop.Value{b.Op(loop.Add, c[0], b.Op(loop.Exp, b.Load(at(in, i))))}
	})
	b.Vector(lo, hi, nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		x := b.Load(at(in, i))
		log := b.Op(loop.Log, x)
		y := b.Op(loop.Exp, b.Op(loop.Add, log, b.Op(loop.Sin, x)))
		b.Store(at(out, i), b.Op(loop.Add, b.Op(loop.Mul, y, b.Op(loop.Exp, log)), sum[0]))
		return nil
	})
	return b.Finish()
}

func TestExpand(t *testing.T) {
	x := []float64{0.25, 1, 2, 7.5, 30}
	f := mixed(len(x))
	want := apply(t, f, x)
	Expand(f)
	if err := f.Check(); err != nil {
		t.Fatalf("%v\n%v", err, f)
	}
	top := map[loop.Stmt]bool{}
	for _, s := range f.Body.List {
		top[s] = true
	}
	f.Walk(func(s loop.Stmt) {
		v, ok := s.(*loop.Value)
		if ok && v.Op.IsFunction() {
			t.Errorf("%v is left", v.Op)
		}
		if ok && v.Op == loop.Const && !top[s] {
			t.Errorf("constant %v in a loop", v.ID)
		}
	})
	for i, got := range apply(t, f, x) {
		if math.Abs(got-want[i]) > 1e-14*math.Abs(want[i]) {
			t.Errorf("z[%d] = %v, want %v", i, got, want[i])
		}
	}
}

// TestExpandShares checks that functions of one operand in one block share their reduction.
func TestExpandShares(t *testing.T) {
	count := func(ops ...loop.Op) int {
		b := loop.NewBuilder("f")
		x := b.Float(array.Float64, 2)
		for _, op := range ops {
			b.Op(op, x)
		}
		f := b.Finish()
		Expand(f)
		n := 0
		f.Walk(func(loop.Stmt) { n++ })
		return n
	}
	if both, sum := count(loop.Sinh, loop.Cosh), count(loop.Sinh)+count(loop.Cosh); both > sum*2/3 {
		t.Errorf("sinh and cosh together are %d operations, apart %d", both, sum)
	}
	if twice, once := count(loop.Exp, loop.Expm1), count(loop.Exp); twice <= once {
		t.Errorf("exp and expm1 are %d operations, exp %d", twice, once)
	}
}
