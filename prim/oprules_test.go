package prim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// floatValue returns a float64 Value of the given elements.
func floatValue(shape array.Shape, elems ...float64) Value {
	return ir.Concrete(array.Of(elems, shape))
}

// normal returns a float64 Value of standard normal numbers that depend on the seed alone.
func normal(seed uint64, shape ...int) Value {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := array.New(array.Float64, shape)
	for i := range b.Size() {
		b.SetFloat64(i, rng.NormFloat64())
	}
	return ir.Concrete(b)
}

// positive returns stacks of symmetric positive definite matrices A Aᵀ + I.
func positive(seed uint64, shape ...int) Value {
	a := normal(seed, shape...)
	return Add(MatMul(a, MatTranspose(a)), identityLike(a))
}

// plusMultiple returns x + h dx.
func plusMultiple(x, dx Value, h float64) Value { return Add(x, Mul(dx, Like(x, h))) }

func assertClose(t *testing.T, what string, got, want Value, tol float64) {
	t.Helper()
	if !got.Type().Equal(want.Type()) {
		t.Fatalf("%s: type %v, want %v", what, got.Type(), want.Type())
	}
	for i := range want.Buffer().Size() {
		g, w := got.Buffer().Float64(i), want.Buffer().Float64(i)
		if g == w || g != g && w != w {
			continue
		}
		if d := math.Abs(g - w); !(d <= tol*(1+math.Abs(w))) {
			t.Fatalf("%s: element %d is %v, want %v\ngot  %v\nwant %v", what, i, g, w, got.Buffer(), want.Buffer())
		}
	}
}

// checkRules holds the rules of an op to its Eval. Each example is a list of operands; all have the same
// types. Linear lists the operands in which it is linear.
func checkRules(t *testing.T, op ir.Op, linear []int, examples ...[]Value) {
	t.Helper()
	for _, x := range examples {
		y := ir.Bind(op, x...)
		types, err := op.Infer(ir.TypesOf(x))
		if err != nil {
			t.Fatal(err)
		}
		for i := range y {
			if !y[i].Type().Equal(types[i]) {
				t.Fatalf("%s: result %d has type %v, Infer says %v", ir.OpString(op), i, y[i].Type(), types[i])
			}
		}
		checkJVP(t, op, x, y)
		checkTranspose(t, op, linear, x, y)
		checkGradient(t, op, x, y)
		checkSecond(t, op, x)
	}
	checkBatch(t, op, examples)
	checkText(t, op, examples[0])
}

// checkJVP compares with central differences. Their error is about h² = 1e-10 from the third derivative
// and 1e-16/h = 1e-11 from rounding, times what is in the examples of order 100.
func checkJVP(t *testing.T, op ir.Op, x, y []Value) {
	t.Helper()
	const h = 1e-5
	for only := -1; only < len(x); only++ { // -1: in all operands
		dx, lo, hi := make([]Value, len(x)), append([]Value(nil), x...), append([]Value(nil), x...)
		some := false
		for i, v := range x {
			if v.DType() == array.Float64 && (only < 0 || i == only) {
				dx[i] = normal(uint64(100+i), v.Shape()...)
				lo[i], hi[i] = plusMultiple(v, dx[i], -h), plusMultiple(v, dx[i], h)
				some = true
			}
		}
		if !some {
			continue
		}
		dy := op.JVP(x, y, dx)
		ylo, yhi := ir.Bind(op, lo...), ir.Bind(op, hi...)
		for i := range y {
			if !y[i].DType().IsFloat() {
				continue
			}
			if dy[i] == nil {
				dy[i] = Zeros(y[i].Type())
			}
			want := Mul(Sub(yhi[i], ylo[i]), Like(y[i], 0.5/h))
			assertClose(t, fmt.Sprintf("%s: tangent %d due to operand %d", ir.OpString(op), i, only), dy[i], want, 1e-7)
		}
	}
}

// checkTranspose compares <ct, f(dx)> with <fᵀ(ct), dx>.
func checkTranspose(t *testing.T, op ir.Op, linear []int, x, y []Value) {
	t.Helper()
	for _, i := range linear {
		dx := normal(200, x[i].Shape()...)
		ct := normal(201, y[0].Shape()...)
		at, unknown := append([]Value(nil), x...), append([]Value(nil), x...)
		at[i], unknown[i] = dx, nil
		left := SumAll(Mul(ct, ir.Bind1(op, at...)))
		right := SumAll(Mul(op.Transpose([]Value{ct}, unknown, ir.TypesOf(x))[i], dx))
		assertClose(t, ir.OpString(op)+": transpose", right, left, 1e-10)
		if got := op.Transpose([]Value{nil}, unknown, ir.TypesOf(x))[i]; got != nil {
			t.Fatalf("%s: transpose of a zero cotangent is %v", ir.OpString(op), got)
		}
	}
}

// checkBatch compares the batched op with the op applied to each example, for each set of operands that
// may be mapped.
func checkBatch(t *testing.T, op ir.Op, examples [][]Value) {
	t.Helper()
	n, operands := len(examples), len(examples[0])
	for set := 1; set < 1<<operands; set++ {
		x, mapped := make([]Value, operands), make([]bool, operands)
		for i := range x {
			if x[i] = examples[0][i]; set>>i&1 == 1 {
				mapped[i] = true
				x[i] = stackUp(examples, i)
			}
		}
		y := op.Batch(n, x, mapped)
		for e := range n {
			one := append([]Value(nil), examples[0]...)
			for i := range one {
				if mapped[i] {
					one[i] = examples[e][i]
				}
			}
			for i, want := range ir.Bind(op, one...) {
				got := y[i]
				if got.Rank() > want.Rank() {
					got = Reshape(cut(got, 0, e, e+1), want.Shape())
				}
				assertClose(t, fmt.Sprintf("%s: batch with %v mapped, example %d", ir.OpString(op), mapped, e), got, want, 1e-12)
			}
		}
	}
}

// stackUp joins operand i of the examples along a new leading axis.
func stackUp(examples [][]Value, i int) Value {
	var rows []Value
	for _, x := range examples {
		rows = append(rows, Reshape(x[i], x[i].Shape().Prepend(1)))
	}
	shape := rows[0].Shape()[1:].Prepend(len(rows))
	if shape.Size() == 0 {
		return Zeros(ir.Type{DType: rows[0].DType(), Shape: shape})
	}
	return Concat(0, rows...)
}

// tangents returns random tangents of the float operands.
func tangents(x []Value, seed uint64) []Value {
	dx := make([]Value, len(x))
	for i, v := range x {
		if v.DType() == array.Float64 {
			dx[i] = normal(seed+uint64(i), v.Shape()...)
		}
	}
	return dx
}

// checkGradient transposes the program of the JVP at a concrete x, all of whose equations are linear.
func checkGradient(t *testing.T, op ir.Op, x, y []Value) {
	t.Helper()
	dx := tangents(x, 300)
	var floats []Value
	for _, d := range dx {
		if d != nil {
			floats = append(floats, d)
		}
	}
	if len(floats) == 0 {
		return
	}
	var cts []Value
	p, _ := ir.TraceFunc(ir.TypesOf(floats), func(v []Value) (out []Value) {
		traced := make([]Value, len(x))
		for i := range x {
			if dx[i] != nil {
				traced[i], v = v[0], v[1:]
			}
		}
		for _, d := range op.JVP(x, y, traced) {
			if d != nil {
				out = append(out, d)
			}
		}
		return out
	})
	ct := ir.NewEnv[Value](p)
	left, right := Scalar(array.Float64, 0), Scalar(array.Float64, 0)
	for i, dy := range p.Inline(floats) {
		cts = append(cts, normal(uint64(400+i), dy.Shape()...))
		left = Add(left, SumAll(Mul(cts[i], dy)))
		ct.Set(p.Out[i], AddTangents(ct.Get(p.Out[i]), cts[i]))
	}
	for i := len(p.Eqns) - 1; i >= 0; i-- {
		e := p.Eqns[i]
		known, outs := make([]Value, len(e.In)), make([]Value, len(e.Out))
		for k, v := range e.In {
			if v.Slot() < 0 {
				known[k] = v
			}
		}
		for k, v := range e.Out {
			outs[k] = ct.Get(v)
		}
		for k, c := range e.Op.Transpose(outs, known, ir.TypesOf(e.In)) {
			if known[k] == nil && c != nil {
				ct.Set(e.In[k], AddTangents(ct.Get(e.In[k]), c))
			}
		}
	}
	for i, v := range p.In {
		if c := ct.Get(v); c != nil {
			right = Add(right, SumAll(Mul(c, floats[i])))
		}
	}
	assertClose(t, ir.OpString(op)+": gradient", right, left, 1e-9)
}

// checkSecond compares the JVP of the traced JVP with central differences of the JVP.
func checkSecond(t *testing.T, op ir.Op, x []Value) {
	t.Helper()
	const h = 1e-5
	dx, ddx := tangents(x, 300), tangents(x, 500)
	first := func(x []Value) (out []Value) {
		for _, d := range op.JVP(x, ir.Bind(op, x...), dx) {
			if d != nil {
				out = append(out, d)
			}
		}
		return out
	}
	lo, hi := append([]Value(nil), x...), append([]Value(nil), x...)
	some := false
	for i := range x {
		if dx[i] != nil {
			lo[i], hi[i] = plusMultiple(x[i], ddx[i], -h), plusMultiple(x[i], ddx[i], h)
			some = true
		}
	}
	if !some {
		return
	}
	p, _ := ir.TraceFunc(ir.TypesOf(x), first)
	val, tan := ir.NewEnv[Value](p), ir.NewEnv[Value](p)
	for i, v := range p.In {
		val.Set(v, x[i])
		tan.Set(v, ddx[i])
	}
	get := func(v Value) Value {
		if v.Slot() < 0 {
			return v
		}
		return val.Get(v)
	}
	for _, e := range p.Eqns {
		in, din, some := make([]Value, len(e.In)), make([]Value, len(e.In)), false
		for k, v := range e.In {
			in[k], din[k] = get(v), tan.Get(v)
			some = some || din[k] != nil
		}
		y := ir.Bind(e.Op, in...)
		dy := make([]Value, len(y))
		if some {
			dy = e.Op.JVP(in, y, din)
		}
		for k, v := range e.Out {
			val.Set(v, y[k])
			if dy[k] != nil {
				tan.Set(v, dy[k])
			}
		}
	}
	ylo, yhi := first(lo), first(hi)
	for i, v := range p.Out {
		got := tan.Get(v)
		if got == nil {
			got = Zeros(v.Type())
		}
		want := Mul(Sub(yhi[i], ylo[i]), Like(v, 0.5/h))
		assertClose(t, ir.OpString(op)+": second derivative", got, want, 1e-6)
	}
}

func checkText(t *testing.T, op ir.Op, x []Value) {
	t.Helper()
	p, _ := ir.TraceFunc(ir.TypesOf(x), func(x []Value) []Value { return ir.Bind(op, x...) })
	again, err := ir.Parse(p.String(), []ir.Op{op})
	if err != nil {
		t.Fatal(err)
	}
	if again.String() != p.String() {
		t.Fatalf("parsed and printed again:\n%v\nwas:\n%v", again, p)
	}
}

// mustPanic fails unless f panics with an *ir.Error.
func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	err := func() (err error) {
		defer ir.Recover(&err)
		f()
		return nil
	}()
	if err == nil {
		t.Errorf("%s: no error", what)
	}
}
