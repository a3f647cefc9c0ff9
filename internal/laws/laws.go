// Package laws holds programs to what the transformations promise, for tests: derivatives agree with
// finite differences, reverse mode is the adjoint of forward mode, a batch is a loop, and text reads back
// as the same program. Eval is the oracle. The tests of prim, flow and fn share it.
package laws

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result.
type Value = ir.Value

// Sets returns the sets of inputs to move: each float one alone, and all of them.
func Sets(x []Value) [][]int {
	var all []int
	var out [][]int
	for i, v := range x {
		if v.DType().IsFloat() {
			all = append(all, i)
			out = append(out, []int{i})
		}
	}
	if len(all) > 1 {
		out = append(out, all)
	}
	return out
}

// JVP compares the tangents of p at x with finite differences when the inputs in set move.
func JVP(t testing.TB, p *ir.Program, x []Value, set []int, tol float64) {
	t.Helper()
	dx := Tangents(x, 2, set)
	y, dy := ad.JVP(p, x, dx)
	want := Difference(p.Inline, x, dx)
	for i, v := range y {
		if v.DType().IsFloat() {
			Same(t, fmt.Sprintf("tangent %d due to inputs %v", i, set), OrZeros(dy[i], v), want[i], tol*precision(v))
		}
	}
}

// Second compares the tangents of p's JVP, when the inputs in set move first, with finite differences.
func Second(t testing.TB, p *ir.Program, x []Value, set []int, tol float64) {
	t.Helper()
	dx, ddx := Tangents(x, 2, set), Tangents(x, 3, nil)
	first, _ := ir.TraceFunc(ir.TypesOf(x), func(x []Value) []Value {
		y, dy := ad.JVP(p, x, dx)
		return present(ad.Instantiate(dy, ir.TypesOf(y)))
	})
	_, dy := ad.JVP(first, x, ddx)
	for i, want := range Difference(first.Inline, x, ddx) {
		Same(t, fmt.Sprintf("second tangent %d due to inputs %v", i, set), OrZeros(dy[i], want), want, tol*precision(want))
	}
}

// present drops the tangents of results that are not floats.
func present(dy []Value) []Value {
	return slices.DeleteFunc(dy, func(v Value) bool { return v == nil })
}

// Pullback checks that <ct, dy> = <pullback(ct), dx> when the inputs in set move, and that the linearized
// program gives the tangents of the JVP.
func Pullback(t testing.TB, p *ir.Program, x []Value, set []int, tol float64) {
	t.Helper()
	dx := Tangents(x, 2, set)
	active := make([]bool, len(x))
	for _, i := range set {
		active[i] = true
	}
	yj, dy := ad.JVP(p, x, dx)
	y, d := ad.Linearize(p, x, active)
	ct, left, scale := make([]Value, len(y)), 0.0, 1.0
	for i, dyi := range d.Apply(dx) {
		Same(t, fmt.Sprintf("linearized: result %d", i), y[i], yj[i], 1e-13*precision(y[i]))
		if !y[i].DType().IsFloat() {
			continue
		}
		Same(t, fmt.Sprintf("linearized: tangent %d", i), OrZeros(dyi, y[i]), OrZeros(dy[i], y[i]), tol*precision(y[i]))
		ct[i] = normal(rand.New(rand.NewPCG(5, uint64(i))), y[i].Type())
		left += inner(ct[i], OrZeros(dyi, y[i]))
		scale = max(scale, precision(y[i]))
	}
	right := 0.0
	for i, c := range d.Pullback(ct) {
		if c == nil {
			continue
		}
		if !c.Type().Equal(x[i].Type()) {
			t.Fatalf("the cotangent of input %d, %v, is %v", i, x[i].Type(), c.Type())
		}
		right += inner(c, dx[i])
	}
	Near(t, fmt.Sprintf("pullback to inputs %v", set), right, left, tol*scale)
}

// Batch compares p applied to a batch, for each set of mapped inputs, with a loop over the examples. Of
// more than 6 inputs it maps each one, all but each one, and all.
func Batch(t testing.TB, p *ir.Program, examples [][]Value, tol float64) {
	t.Helper()
	for set := 1; set < 1<<len(p.In); set++ {
		if k := bits.OnesCount(uint(set)); len(p.In) > 6 && k > 1 && k < len(p.In)-1 {
			continue
		}
		x := slices.Clone(examples[0])
		for i := range x {
			if set>>i&1 == 1 {
				x[i] = Stack(examples, i)
			}
		}
		y, mapped := batch.Apply(p, len(examples), x)
		for e := range examples {
			one := slices.Clone(examples[0])
			for i := range one {
				if set>>i&1 == 1 {
					one[i] = examples[e][i]
				}
			}
			for i, want := range p.Inline(one) {
				got := y[i]
				if mapped[i] {
					got = row(got, e)
				}
				Same(t, fmt.Sprintf("result %d with inputs %b mapped, example %d", i, set, e), got, want, tol*precision(want))
			}
		}
	}
}

// Lanes returns a program that computes p for each of n lanes, with their axis in front, in a loop that counts its turns for each
// lane: as chains are run together. There are two turns. In the second one, lanes have the inputs in the opposite order.
func Lanes(p *ir.Program, n int) *ir.Program {
	each := func(vars []*ir.Var) []ir.Type {
		types := ir.TypesOf(vars)
		for i := range types {
			types[i].Shape = types[i].Shape.Prepend(n)
		}
		return types
	}
	in, out := each(p.In), each(p.Out)
	count := ir.Type{DType: array.Int64, Shape: array.Shape{n}}
	state := slices.Concat([]ir.Type{count}, in, out)
	test, _ := ir.TraceFunc(state, func(s []Value) []Value {
		return []Value{prim.ReduceMax(prim.Lt(s[0], prim.Like(s[0], 2)), []int{0})}
	})
	turn, _ := ir.TraceFunc(state, func(s []Value) []Value {
		x := s[1 : 1+len(in)]
		y, mapped := batch.Apply(p, n, x)
		for i := range y {
			y[i] = batch.Broadcast(y[i], n, mapped[i])
		}
		next := []Value{prim.Add(s[0], prim.Like(s[0], 1))}
		for _, v := range x {
			next = append(next, prim.Reverse(v, []int{0}))
		}
		return append(next, y...)
	})
	q, _ := ir.TraceFunc(in, func(x []Value) []Value {
		s := append([]Value{prim.Zeros(count)}, x...)
		for _, t := range out {
			s = append(s, prim.Zeros(t))
		}
		return ir.Bind(flow.While{Test: test, Body: turn}, s...)[1+len(in):]
	})
	return q
}

// Text checks that p, printed and parsed, prints and computes the same.
func Text(t testing.TB, p *ir.Program, x []Value, ops []ir.Op) {
	t.Helper()
	again, err := ir.Parse(p.String(), ops)
	if err != nil {
		t.Fatalf("%v in\n%v", err, p)
	}
	if again.String() != p.String() {
		t.Fatalf("parsed and printed again:\n%v\nwas:\n%v", again, p)
	}
	want := p.Eval(Buffers(x))
	for i, got := range again.Eval(Buffers(x)) {
		Same(t, "parsed", ir.Concrete(got), ir.Concrete(want[i]), 0)
	}
}

// Compiled compares p compiled by a back end with Eval. NaN and infinities are to be the same.
func Compiled(t testing.TB, p *ir.Program, x []Value, b compile.Backend, tol float64) {
	t.Helper()
	want := p.Eval(Buffers(x))
	for i, got := range compile.New(p, b).Run(Buffers(x)) {
		Same(t, fmt.Sprintf("%s: result %d", b, i), ir.Concrete(got), ir.Concrete(want[i]), tol*precision(ir.Concrete(want[i])))
	}
}

// Transformed is a program made of another, with inputs for it.
type Transformed struct {
	Name     string
	Program  *ir.Program
	Examples [][]Value
}

// Derived returns what the transformations make of p: its JVP, whose inputs are those of p and their
// tangents; its pullback, whose inputs are those of p and the cotangents of its results, unless
// forwardOnly; and a batch of 2 in all inputs.
func Derived(p *ir.Program, examples [][]Value, forwardOnly bool) []Transformed {
	types, n := p.InTypes(), len(p.In)
	in, out := floats(p.In), floats(p.Out)
	jvp, _ := ir.TraceFunc(slices.Concat(types, marks.Pick(types, in)), func(v []Value) []Value {
		y, dy := ad.JVP(p, v[:n], marks.Place(v[n:], in))
		return append(y, present(ad.Instantiate(dy, ir.TypesOf(y)))...)
	})
	all := func(n int) []bool { return slices.Repeat([]bool{true}, n) }
	derived := []Transformed{
		{"jvp", jvp, extend(examples, marks.Pick(types, in))},
		{"batch", batch.Program(p, 2, all(n), all(len(p.Out))), pairs(examples)},
	}
	if forwardOnly {
		return derived
	}
	pull, _ := ir.TraceFunc(slices.Concat(types, marks.Pick(p.OutTypes(), out)), func(v []Value) []Value {
		_, d := ad.Linearize(p, v[:n], in)
		return present(ad.Instantiate(d.Pullback(marks.Place(v[n:], out)), types))
	})
	return append(derived, Transformed{"pullback", pull, extend(examples, marks.Pick(p.OutTypes(), out))})
}

func floats(vars []*ir.Var) []bool {
	on := make([]bool, len(vars))
	for i, v := range vars {
		on[i] = v.DType().IsFloat()
	}
	return on
}

// extend appends random inputs of the given types to each example.
func extend(examples [][]Value, types []ir.Type) (out [][]Value) {
	for e, x := range examples {
		rng := rand.New(rand.NewPCG(uint64(e), 6))
		x = slices.Clone(x)
		for _, t := range types {
			x = append(x, normal(rng, t))
		}
		out = append(out, x)
	}
	return out
}

// pairs stacks each example with the next.
func pairs(examples [][]Value) (out [][]Value) {
	for e := range examples {
		two := [][]Value{examples[e], examples[(e+1)%len(examples)]}
		var x []Value
		for i := range two[0] {
			x = append(x, Stack(two, i))
		}
		out = append(out, x)
	}
	return out
}

// Tangents returns random tangents of the floats among x; of those in set only, if it is not nil.
func Tangents(x []Value, seed uint64, set []int) []Value {
	rng := rand.New(rand.NewPCG(seed, 1))
	dx := make([]Value, len(x))
	for i, v := range x {
		if v.DType().IsFloat() && (set == nil || slices.Contains(set, i)) {
			dx[i] = normal(rng, v.Type())
		}
	}
	return dx
}

// Normal returns standard normal numbers.
func Normal(seed uint64, shape ...int) Value {
	return normal(rand.New(rand.NewPCG(seed, 0)), ir.Type{DType: array.Float64, Shape: shape})
}

func normal(rng *rand.Rand, t ir.Type) Value {
	b := array.New(t.DType, t.Shape)
	for i := range b.Size() {
		b.SetFloat64(i, rng.NormFloat64())
	}
	return ir.Concrete(b)
}

// Difference returns the derivative of f at x in the direction dx by central differences at h, h/2 and
// h/4, extrapolated twice (Romberg): the error is O(h⁶) from the seventh derivative and 1e-16/h from
// rounding.
func Difference(f func([]Value) []Value, x, dx []Value) []Value {
	const h = 2e-3
	central := func(h float64) []Value {
		lo, hi := f(moved(x, dx, -h)), f(moved(x, dx, h))
		return combine(hi, 0.5/h, lo, -0.5/h)
	}
	d1, d2, d4 := central(h), central(h/2), central(h/4)
	d12, d24 := combine(d2, 4.0/3, d1, -1.0/3), combine(d4, 4.0/3, d2, -1.0/3)
	return combine(d24, 16.0/15, d12, -1.0/15)
}

// combine returns a x + b y for floats, x for others.
func combine(x []Value, a float64, y []Value, b float64) []Value {
	out := slices.Clone(x)
	for i, v := range x {
		if v.DType().IsFloat() {
			out[i] = prim.Add(prim.Mul(v, prim.Like(v, a)), prim.Mul(y[i], prim.Like(v, b)))
		}
	}
	return out
}

// moved returns x + h dx.
func moved(x, dx []Value, h float64) []Value {
	out := slices.Clone(x)
	for i, d := range dx {
		if d != nil {
			out[i] = prim.Add(x[i], prim.Mul(d, prim.Like(d, h)))
		}
	}
	return out
}

// precision is the factor by which results of the dtype are less precise than float64. Differences of
// float32 results divide their rounding by the step.
func precision(v Value) float64 {
	switch v.DType() {
	case array.Float32:
		return 1e6
	case array.Float64:
		return 1
	}
	return 0
}

// Stack joins input i of the examples along a new leading axis.
func Stack(examples [][]Value, i int) Value {
	first := examples[0][i]
	b := array.New(first.DType(), first.Shape().Prepend(len(examples)))
	for e, x := range examples {
		array.Copy(b, e*first.Shape().Size(), x[i].Buffer(), 0, first.Shape().Size())
	}
	return ir.Concrete(b)
}

// row returns slice e of v along the first axis.
func row(v Value, e int) Value {
	b := array.New(v.DType(), v.Shape()[1:])
	array.Copy(b, 0, v.Buffer(), e*b.Size(), b.Size())
	return ir.Concrete(b)
}

// Buffers returns the elements of concrete values.
func Buffers(x []Value) []*array.Buffer {
	out := make([]*array.Buffer, len(x))
	for i, v := range x {
		out[i] = v.Buffer()
	}
	return out
}

// OrZeros returns v, or zeros of like's type if v is nil.
func OrZeros(v, like Value) Value {
	if v == nil {
		return prim.Zeros(like.Type())
	}
	return v
}

func inner(x, y Value) float64 { return prim.SumAll(prim.Mul(x, y)).Buffer().Float64(0) }

// Near compares two numbers; the tolerance is relative to 1 and to what is wanted.
func Near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if got != want && !(got != got && want != want) && !(math.Abs(got-want) <= tol*(1+math.Abs(want))) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

// Same compares types and elements as Near does.
func Same(t testing.TB, what string, got, want Value, tol float64) {
	t.Helper()
	if !got.Type().Equal(want.Type()) {
		t.Fatalf("%s: type %v, want %v", what, got.Type(), want.Type())
	}
	for i := range want.Buffer().Size() {
		Near(t, fmt.Sprintf("%s: element %d", what, i), got.Buffer().Float64(i), want.Buffer().Float64(i), tol)
	}
}
