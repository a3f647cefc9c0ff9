package ir_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

var number = ir.Type{DType: array.Float64}

func TestTraceCapturesOuterValuesOnceInOrder(t *testing.T) {
	outer, x := ir.NewTrace([]ir.Type{number, number})
	sum := prim.Add(x[0], x[1])
	p, captured := ir.TraceFunc([]ir.Type{number}, func(in []ir.Value) []ir.Value {
		a := prim.Mul(in[0], sum)
		b := prim.Mul(a, x[0])
		return []ir.Value{prim.Mul(b, sum), x[1]}
	})
	if len(captured) != 3 || captured[0] != sum || captured[1] != x[0] || captured[2] != x[1] {
		t.Errorf("captured %v", captured)
	}
	want := "{ a:f64[] b:f64[] c:f64[] d:f64[] ->\n  e:f64[] = mul a b\n  f:f64[] = mul e c\n  g:f64[] = mul f b\n  return g d }"
	if got := p.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	if err := ir.Check(p); err != nil {
		t.Error(err)
	}
	if !outer.Owns(sum) || outer.Owns(p.Out[0]) {
		t.Error("the sum is not where it was computed")
	}
}

func TestNestedTracesCaptureThroughEachOther(t *testing.T) {
	p, captured := ir.TraceFunc([]ir.Type{number}, func(x []ir.Value) []ir.Value {
		q, inner := ir.TraceFunc([]ir.Type{number}, func(y []ir.Value) []ir.Value {
			outside := prim.Exp(x[0]) // of the outer function alone: computed there
			return []ir.Value{prim.Add(y[0], outside)}
		})
		return q.Inline(append([]ir.Value{scalar(2)}, inner...))
	})
	want := "{ a:f64[] ->\n  b:f64[] = exp a\n  c:f64[] = add 2:f64[] b\n  return c }"
	if got := p.String(); got != want || len(captured) != 0 {
		t.Errorf("captured %v by\n%s", captured, got)
	}
}

func TestConcreteOperandsAreComputedAtOnce(t *testing.T) {
	p, _ := ir.TraceFunc(nil, func([]ir.Value) []ir.Value { return []ir.Value{prim.Add(scalar(1), scalar(2))} })
	if got := p.String(); got != "{ ->\n  return 3:f64[] }" {
		t.Errorf("got %s", got)
	}
}

func TestValuesThatEscapeAreReported(t *testing.T) {
	var escaped ir.Value
	ir.TraceFunc([]ir.Type{number}, func(x []ir.Value) []ir.Value {
		escaped = prim.Exp(x[0])
		return x
	})
	for name, use := range map[string]func(){
		"as an operand": func() { prim.Exp(escaped) },
		"in another traced function": func() {
			ir.TraceFunc([]ir.Type{number}, func(x []ir.Value) []ir.Value { return []ir.Value{prim.Add(x[0], escaped)} })
		},
		"as a result": func() { ir.TraceFunc(nil, func([]ir.Value) []ir.Value { return []ir.Value{escaped} }) },
	} {
		err := fn.Try(use)
		if e, ok := err.(*ir.Error); !ok || !strings.Contains(e.Msg, "has ended") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestDefAndAppend(t *testing.T) {
	trace, x := ir.NewTrace([]ir.Type{number})
	y := prim.Exp(x[0])
	z := trace.Append(ir.Eqn{Op: trace.Def(y).Op, In: []ir.Value{y}, Out: []*ir.Var{y}})[0]
	if e := trace.Def(z); e.In[0] != y || e.Out[0] != z || z.Type().String() != "f64[]" {
		t.Errorf("got %v", e)
	}
	if trace.Def(x[0]) != nil || trace.Def(scalar(1)) != nil || len(trace.Eqns()) != 2 {
		t.Error("an input or constant has an equation")
	}
	p, _ := trace.Close([]ir.Value{z})
	if err := ir.Check(p); err != nil {
		t.Error(err)
	}
}

func TestMapPrograms(t *testing.T) {
	p := parse(t, "{ i:i32[] x:f64[] -> y:f64[] = switch branches=[{ x:f64[] -> return x } { x:f64[] -> y:f64[] = exp x return y }] i x return y }")
	op := p.Eqns[0].Op
	before := ir.OpString(op)
	if same := ir.MapPrograms(op, func(p *ir.Program) *ir.Program { return p }); len(ir.Programs(same)) != 2 || ir.Programs(same)[0] != ir.Programs(op)[0] {
		t.Error("no change changes the op")
	}
	first := ir.Programs(op)[0]
	got := ir.MapPrograms(op, func(*ir.Program) *ir.Program { return first })
	if q := ir.Programs(got); q[0] != first || q[1] != first || ir.OpString(op) != before {
		t.Errorf("got %s from %s", ir.OpString(got), ir.OpString(op))
	}
}

func ExampleTraceFunc() {
	p, _ := ir.TraceFunc([]ir.Type{number, number}, func(x []ir.Value) []ir.Value {
		return []ir.Value{prim.Sub(prim.Exp(x[0]), x[1])}
	})
	fmt.Println(p)
	// Output:
	// { a:f64[] b:f64[] ->
	//   c:f64[] = exp a
	//   d:f64[] = sub c b
	//   return d }
}
