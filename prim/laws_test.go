package prim_test

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/ir"
	. "github.com/phlox-ppl/phlox/prim"
)

// The laws that every op obeys, at the operands of laws_table_test.go. Eval is the oracle.
var opLaws = []struct {
	name  string
	on    dtypes
	check func(t *testing.T, l law, d array.DType)
}{
	{"Infer agrees with Eval", all, checkInfer},
	{"JVP agrees with finite differences", float64s, checkJVP},
	{"JVP of the JVP agrees with finite differences", float64s, checkSecond},
	{"JVP of float32 agrees with that of float64", float32s, checkNarrow},
	{"Transpose is the adjoint of a linear op", float64s, checkTranspose},
	{"Pullback is the adjoint of the JVP", float64s, checkPullback},
	{"Batch agrees with a loop", all, checkBatch},
	{"Parse reads what String prints", all, checkText},
	{"Compiled it computes the same", all, checkCompiled},
}

func float64s(d array.DType) bool { return d == array.Float64 }
func float32s(d array.DType) bool { return d == array.Float32 }

func TestLaws(t *testing.T) {
	for _, l := range table() {
		t.Run(l.String(), func(t *testing.T) {
			for _, d := range array.DTypes {
				for _, law := range opLaws {
					if law.on(d) && l.takes(d) {
						t.Run(law.name+" on "+d.String(), func(t *testing.T) {
							defer failOnPanic(t)
							law.check(t, l, d)
						})
					}
				}
			}
		})
	}
}

// failOnPanic lets the laws after one that panics be checked too.
func failOnPanic(t *testing.T) {
	if r := recover(); r != nil {
		t.Errorf("%v\n%s", r, debug.Stack())
	}
}

// takes reports whether the op accepts operands of dtype d; if all have their own, one d stands for all.
func (l law) takes(d array.DType) bool {
	if l.on == nil {
		return d == array.Float64
	}
	return l.on(d)
}

func (l law) String() string {
	s := ir.OpString(l.op)
	for _, o := range l.in {
		s += " " + o.shape.String()
	}
	return s
}

// program returns op as a program.
func program(op ir.Op, types []ir.Type) *ir.Program {
	p, _ := ir.TraceFunc(types, func(x []Value) []Value { return ir.Bind(op, x...) })
	return p
}

func checkInfer(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	types, err := l.op.Infer(ir.TypesOf(x))
	if err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprint(texts(x))
	for i, y := range l.op.Eval(laws.Buffers(x), types) {
		if !ir.TypeOf(y).Equal(types[i]) || y.Size() != types[i].Shape.Size() {
			t.Errorf("result %d is %v, Infer says %v", i, ir.TypeOf(y), types[i])
		}
	}
	if after := fmt.Sprint(texts(x)); after != before {
		t.Errorf("Eval changed its operands from %s to %s", before, after)
	}
}

// Infer refuses the dtypes that the table does not list.
func TestLawsRefuseDTypes(t *testing.T) {
	for _, l := range table() {
		for _, d := range array.DTypes {
			if l.on == nil || l.on(d) {
				continue
			}
			if types, err := l.op.Infer(ir.TypesOf(l.values(d, 1))); err == nil {
				t.Errorf("%v of %v is %v, want an error", l, d, types)
			}
		}
	}
}

// Infer refuses a wrong number of operands.
func TestLawsRefuseCounts(t *testing.T) {
	for _, l := range table() {
		types := ir.TypesOf(l.values(array.Float64, 1))
		for _, in := range [][]ir.Type{nil, append(types, ir.Type{DType: array.Bool, Shape: array.Shape{7}})} {
			if out, err := l.op.Infer(in); err == nil {
				t.Errorf("%s of %v is %v, want an error", ir.OpString(l.op), in, out)
			}
		}
	}
}

// attempt runs f and reports whether it could: special functions have no derivative in some operands, and
// say so.
func attempt(t *testing.T, l law, f func()) (ok bool) {
	t.Helper()
	err := func() (err error) {
		defer ir.Recover(&err)
		f()
		return nil
	}()
	if err != nil && !(l.once && strings.Contains(err.Error(), "has no derivative")) {
		t.Fatal(err)
	}
	return err == nil
}

func checkJVP(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	for _, set := range laws.Sets(x) {
		if !l.flat {
			attempt(t, l, func() { laws.JVP(t, program(l.op, ir.TypesOf(x)), x, set, 1e-8) })
		}
	}
}

func checkSecond(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	for _, set := range laws.Sets(x) {
		attempt(t, l, func() { laws.Second(t, program(l.op, ir.TypesOf(x)), x, set, 1e-7) })
	}
}

func checkNarrow(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	wide := make([]Value, len(x))
	dx := laws.Tangents(x, 2, nil)
	dwide := make([]Value, len(x))
	for i, v := range x {
		if wide[i] = v; v.DType() == d {
			wide[i] = ConvertTo(v, array.Float64)
		}
		if dx[i] != nil {
			dwide[i] = ConvertTo(dx[i], array.Float64)
		}
	}
	if len(laws.Sets(x)) == 0 {
		return
	}
	attempt(t, l, func() {
		y, dy := ad.JVP(program(l.op, ir.TypesOf(x)), x, dx)
		if _, err := l.op.Infer(ir.TypesOf(wide)); err != nil {
			return // Bitcast
		}
		_, want := ad.JVP(program(l.op, ir.TypesOf(wide)), wide, dwide)
		for i, v := range y {
			if v.DType().IsFloat() {
				got := laws.OrZeros(dy[i], v)
				if !got.Type().Equal(v.Type()) {
					t.Fatalf("the tangent of a result %v is %v", v.Type(), got.Type())
				}
				laws.Same(t, "tangent", ConvertTo(got, array.Float64), ConvertTo(laws.OrZeros(want[i], v), array.Float64), 1e-3)
			}
		}
	})
}

// <ct, f(dx)> = <fᵀ(ct), dx>.
func checkTranspose(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	y := ir.Bind(l.op, x...)
	tol := 1e-11
	if y[0].DType() == array.Float32 {
		tol = 1e-5
	}
	for _, set := range l.linear {
		at, unknown := slices.Clone(x), slices.Clone(x)
		dx := laws.Tangents(x, 2, set)
		for _, i := range set {
			at[i], unknown[i] = dx[i], nil
		}
		for i, v := range x {
			if !slices.Contains(set, i) && len(set) > 0 && dependsAffinely(l, set, i) {
				at[i] = Zeros(v.Type())
			}
		}
		ct := laws.Tangents(y, 4, nil)[0]
		left := inner(ct, ir.Bind1(l.op, at...))
		right := 0.0
		cts := l.op.Transpose([]Value{ct}, unknown, ir.TypesOf(x))
		for _, i := range set {
			if cts[i] != nil {
				right += inner(cts[i], dx[i])
			}
			if cts[i] != nil && !cts[i].Type().Equal(x[i].Type()) {
				t.Errorf("cotangent %v of operand %d, which is %v", cts[i].Type(), i, x[i].Type())
			}
		}
		laws.Near(t, fmt.Sprintf("adjoint in operands %v", set), right, left, tol)
		for _, c := range l.op.Transpose([]Value{nil}, unknown, ir.TypesOf(x)) {
			if c != nil {
				t.Errorf("the transpose of a zero cotangent is %v", c.Buffer())
			}
		}
	}
	if len(l.linear) == 0 && y[0].DType().IsFloat() && !panics(func() { l.op.Transpose(make([]Value, len(y)), make([]Value, len(x)), ir.TypesOf(x)) }) {
		t.Errorf("Transpose of an op that is linear in nothing does not panic")
	}
}

// dependsAffinely reports whether operand i, if it is not zero, adds a constant to what is linear in set:
// it is another operand that the op is linear in together with those of set.
func dependsAffinely(l law, set []int, i int) bool {
	return slices.ContainsFunc(l.linear, func(s []int) bool {
		return slices.Contains(s, i) && !slices.ContainsFunc(set, func(k int) bool { return !slices.Contains(s, k) })
	})
}

func panics(f func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	f()
	return false
}

func checkPullback(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	for _, set := range laws.Sets(x) {
		attempt(t, l, func() { laws.Pullback(t, program(l.op, ir.TypesOf(x)), x, set, 1e-10) })
	}
}

func checkBatch(t *testing.T, l law, d array.DType) {
	examples := [][]Value{l.values(d, 10), l.values(d, 11), l.values(d, 12)}
	laws.Batch(t, program(l.op, ir.TypesOf(examples[0])), examples, 1e-12)
}

// checkText also has the operands, save the first, as literals.
func checkText(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	laws.Text(t, program(l.op, ir.TypesOf(x)), x, Ops())
	literal, _ := ir.TraceFunc(ir.TypesOf(x[:1]), func(in []Value) []Value {
		return ir.Bind(l.op, append(in, x[1:]...)...)
	})
	laws.Text(t, literal, x[:1], Ops())
}

// checkCompiled also has a batch, and special values.
func checkCompiled(t *testing.T, l law, d array.DType) {
	x := l.values(d, 1)
	examples := [][]Value{x, l.values(d, 2), l.values(d, 3)}
	p := program(l.op, ir.TypesOf(x))
	mapped := slices.Repeat([]bool{true}, len(x))
	batched := batch.Program(p, len(examples), mapped, slices.Repeat([]bool{true}, len(p.Out)))
	stacked := make([]Value, len(x))
	for i := range x {
		stacked[i] = laws.Stack(examples, i)
	}
	for _, b := range compile.Compilers() {
		laws.Compiled(t, p, x, b, 2e-12)
		laws.Compiled(t, batched, stacked, b, 2e-12)
	}
}

func texts(x []Value) (out []string) {
	for _, v := range x {
		for i := range v.Buffer().Size() {
			out = append(out, v.Buffer().FormatElem(i))
		}
	}
	return out
}

func inner(x, y Value) float64 { return SumAll(Mul(x, y)).Buffer().Float64(0) }
