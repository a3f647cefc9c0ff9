package lanes

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

const n = 5 // lanes of the tests

var (
	count = ir.Type{DType: array.Int64, Shape: array.Shape{n}}
	rows  = ir.Type{DType: array.Float64, Shape: array.Shape{n, 3}}
)

// loop is a program of a loop that runs body twice: on rows [n 3], a number for each lane, and a matrix [3 4] that is the same for all.
func loop(body func(x, a, m Value) Value) *ir.Program {
	types := []ir.Type{{DType: array.Float64, Shape: array.Shape{3, 4}}, count, rows}
	p, _ := ir.TraceFunc(types, func(in []Value) []Value {
		test, _ := ir.TraceFunc(types[1:], func(in []Value) []Value {
			return []Value{prim.ReduceMax(prim.Lt(in[0], prim.Scalar(array.Int64, 2)), []int{0})}
		})
		step, _ := ir.TraceFunc(types, func(in []Value) []Value {
			a := prim.ConvertTo(in[1], array.Float64)
			return []Value{prim.Add(in[1], prim.Scalar(array.Int64, 1)), body(in[2], a, in[0])}
		})
		return ir.Bind(flow.While{BodyConsts: 1, Test: test, Body: step}, in...)
	})
	return p
}

// along repeats a number for each lane along its row.
func along(a Value) Value { return prim.BroadcastTo(a, rows.Shape, []int{0}) }

// cut returns elements of an array [n k].
func cut(x Value, start, limit []int) Value { return prim.Slice(x, start, limit, nil) }

func scalar(i int64) Value { return ir.Concrete(array.Scalar(i)) }

func numbers(seed uint64, shape ...int) Value {
	b := array.New(array.Float64, shape)
	for i, rng := 0, rand.New(rand.NewPCG(seed, 1)); i < b.Size(); i++ {
		b.SetFloat64(i, rng.NormFloat64())
	}
	return ir.Concrete(b)
}

func indices(i ...int64) Value { return ir.Concrete(array.Of(i, array.Shape{len(i)})) }

// Ops on rows; those in ways need no transposition within the loop, those in detours do.
var ways = map[string]func(x, a, m Value) Value{
	"elementwise":   func(x, a, m Value) Value { return prim.Sin(prim.Mul(x, along(a))) },
	"scalar":        func(x, a, m Value) Value { return prim.Sub(prim.Like(x, 2), x) },
	"select":        func(x, a, m Value) Value { return prim.Select(prim.Lt(x, along(a)), x, prim.Like(x, 0.5)) },
	"convert":       func(x, a, m Value) Value { return prim.ConvertTo(prim.ConvertTo(x, array.Float32), array.Float64) },
	"bitcast":       func(x, a, m Value) Value { return prim.BitcastTo(prim.BitcastTo(x, array.Int64), array.Float64) },
	"stop gradient": func(x, a, m Value) Value { return ir.Bind1(prim.StopGradient{}, x) },
	"polygamma":     func(x, a, m Value) Value { return prim.PolygammaN(1, prim.Add(prim.Mul(x, x), prim.Like(x, 1))) },
	"sum":           func(x, a, m Value) Value { return prim.Add(x, along(prim.Sum(x, []int{1}))) },
	"sum of all":    func(x, a, m Value) Value { return prim.Add(x, prim.SumAll(x)) },
	"max over lanes": func(x, a, m Value) Value {
		return prim.Add(x, prim.BroadcastTo(prim.ReduceMax(x, []int{0}), x.Shape(), []int{1}))
	},
	"min":             func(x, a, m Value) Value { return prim.Add(x, along(prim.ReduceMin(x, []int{1}))) },
	"argmax":          func(x, a, m Value) Value { return prim.Add(x, along(prim.ConvertTo(prim.Argmax(x, 1), x.DType()))) },
	"running sum":     func(x, a, m Value) Value { return prim.Cumsum(x, 1) },
	"running product": func(x, a, m Value) Value { return prim.Cumprod(x, 0) },
	"reverse":         func(x, a, m Value) Value { return prim.Reverse(x, []int{1}) },
	"reverse all":     func(x, a, m Value) Value { return prim.Reverse(x, []int{0, 1}) },
	"column": func(x, a, m Value) Value {
		return prim.Add(x, along(prim.Reshape(cut(x, []int{0, 1}, []int{n, 2}), array.Shape{n})))
	},
	"stack": func(x, a, m Value) Value {
		column := func(v Value) Value { return prim.Reshape(v, array.Shape{n, 1}) }
		return prim.Concat(1, column(a), cut(x, []int{0, 2}, []int{n, 3}), column(prim.Cos(a)))
	},
	"pad": func(x, a, m Value) Value {
		return prim.Pad(cut(x, []int{0, 0}, []int{n, 2}), prim.Like(x, 7), []int{0, 1}, []int{0, 0}, nil)
	},
	"block": func(x, a, m Value) Value {
		at := []Value{scalar(0), prim.ConvertTo(prim.Lt(prim.SumAll(x), prim.Like(x, 0)), array.Int64)}
		return prim.DynUpdate(x, prim.Neg(prim.DynSlice(x, at, []int{n, 2})), at)
	},
	"columns":    func(x, a, m Value) Value { return prim.Take(x, indices(2, 0, 9), 1, 0) },
	"one column": func(x, a, m Value) Value { return prim.Add(x, along(prim.Take(x, scalar(2), 1, 0))) },
	"add columns": func(x, a, m Value) Value {
		return prim.ScatterAdd(x, indices(2, 0, 9, 2), prim.Take(x, indices(0, 1, 2, 1), 1, 0), 1, 0)
	},
	"the same rows": func(x, a, m Value) Value {
		return prim.Add(x, prim.BroadcastTo(prim.Sum(m, []int{1}), x.Shape(), []int{1}))
	},
	"threefry": func(x, a, m Value) Value {
		bits := prim.ConvertTo(prim.Abs(prim.Mul(x, prim.Like(x, 1000))), array.Uint32)
		y := prim.Threefry([2]Value{bits, prim.Scalar(array.Uint32, 5)}, [2]Value{prim.Scalar(array.Uint32, 1), prim.Scalar(array.Uint32, 2)})
		return prim.ConvertTo(prim.Add(y[0], y[1]), x.DType())
	},
	"constant": func(x, a, m Value) Value { return prim.Add(x, numbers(3, n, 3)) },
	"branches": func(x, a, m Value) Value {
		types := ir.TypesOf([]Value{x, a})
		yes, _ := ir.TraceFunc(types, func(in []Value) []Value { return []Value{prim.Mul(in[0], along(in[1]))} })
		no, _ := ir.TraceFunc(types, func(in []Value) []Value { return []Value{prim.Neg(in[0])} })
		return flow.Cond(prim.Lt(prim.SumAll(x), prim.Like(x, 0)), yes, no, []Value{x, a})[0]
	},
}

var detours = map[string]func(x, a, m Value) Value{
	"some lanes": func(x, a, m Value) Value {
		return prim.Pad(cut(x, []int{1, 0}, []int{3, 3}), prim.Like(x, 7), []int{2, 0}, []int{n - 4, 0}, nil)
	},
	"block of some lanes": func(x, a, m Value) Value {
		return prim.DynUpdate(x, prim.DynSlice(x, []Value{scalar(2), scalar(1)}, []int{2, 2}), []Value{scalar(9), scalar(0)})
	},
	"product": func(x, a, m Value) Value { return cut(prim.MatMul(x, m), []int{0, 0}, []int{n, 3}) },
	"wide": func(x, a, m Value) Value {
		wide := prim.Concat(1, x, x, prim.Sin(x), x)
		return cut(prim.Add(wide, prim.BroadcastTo(a, wide.Shape(), []int{0})), []int{0, 5}, []int{n, 8})
	},
	"no columns": func(x, a, m Value) Value {
		return ir.Bind1(prim.ConcatOp{Axis: 1}, cut(x, []int{0, 3}, []int{n, 3}), x)
	},
	"one for each": func(x, a, m Value) Value {
		index := prim.Reshape(prim.ConvertTo(prim.Mul(a, prim.Like(a, 2)), array.Int64), array.Shape{n, 1})
		return prim.ScatterAdd(x, index, prim.Take(x, index, 1, 1), 1, 1)
	},
	"lanes": func(x, a, m Value) Value { return prim.Take(x, indices(3, 1, 0, 0, 4), 0, 0) },
	"flat": func(x, a, m Value) Value {
		return prim.Reshape(prim.Cumsum(prim.Reshape(x, array.Shape{n * 3}), 0), x.Shape())
	},
	"ahead": func(x, a, m Value) Value { return prim.Add(x, prim.Reshape(prim.Transpose(x, []int{1, 0}), x.Shape())) },
	"sort":  func(x, a, m Value) Value { return ir.Bind1(prim.SortOp{Axis: 1, Keys: 1}, x) },
	"scan": func(x, a, m Value) Value { // a stack of rows, read and written
		body, _ := ir.TraceFunc([]ir.Type{x.Type(), x.Type()}, func(in []Value) []Value {
			y := prim.Sub(in[0], prim.Sin(in[1]))
			return []Value{y, prim.Mul(y, y)}
		})
		stack := prim.BroadcastTo(x, x.Shape().Prepend(4), []int{1, 2})
		y := ir.Bind(flow.Scan{Carry: 1, Length: 4, Body: body}, x, stack)
		return prim.Add(y[0], prim.Sum(y[1], []int{0}))
	},
}

func check(t *testing.T, p *ir.Program) *ir.Program {
	t.Helper()
	q := Inward(p)
	if q == p {
		t.Fatalf("no lanes found in %v", p)
	}
	if err := ir.Check(q); err != nil {
		t.Fatal(err)
	}
	in := []*array.Buffer{numbers(1, 3, 4).Buffer(), array.Of([]int64{0, 1, -1, 0, 1}, array.Shape{n}), numbers(2, n, 3).Buffer()}
	want := p.Eval(in)
	for i, y := range q.Eval(in) {
		if y.String() != want[i].String() {
			t.Errorf("result %d is %v, want %v\n%v", i, y, want[i], q)
		}
	}
	return q
}

// body is the text of the loop in p.
func body(p *ir.Program) string {
	for _, e := range p.Eqns {
		if op, ok := e.Op.(flow.While); ok {
			return op.Body.String()
		}
	}
	return ""
}

func TestInward(t *testing.T) {
	for _, detour := range []bool{false, true} {
		list := ways
		if detour {
			list = detours
		}
		for name, f := range list {
			t.Run(name, func(t *testing.T) {
				q := check(t, loop(f))
				if text := body(q); strings.Contains(text, "= transpose") != detour || !strings.Contains(text, "[3 5]") {
					t.Errorf("transpositions in the loop: want them %v\n%v", detour, text)
				}
			})
		}
	}
}

// Random functions of package fn's tests are held to Inward as well.

func TestLanesIn(t *testing.T) {
	integer := func(shape ...int) ir.Type { return ir.Type{DType: array.Int32, Shape: shape} }
	float := func(shape ...int) ir.Type { return ir.Type{DType: array.Float64, Shape: shape} }
	for _, c := range []struct {
		want  int
		state []ir.Type
	}{
		{8, []ir.Type{integer(8), float(8, 3)}},
		{8, []ir.Type{integer(), float(8, 40), integer(8), float(8, 3), float(8, 2, 2)}},
		{0, []ir.Type{integer(8), float(8, widest+1)}},         // rows too long
		{0, []ir.Type{integer(8), float(8, 3), float(9, 3)}},   // other arrays too
		{0, []ir.Type{float(8), float(8, 3)}},                  // a vector and a matrix, as in a Kalman filter
		{0, []ir.Type{integer(2), float(2, 3)}},                // too few
		{0, []ir.Type{integer(), float()}},                     // none
		{0, []ir.Type{integer(0), float(0, 3)}},                // none
		{0, []ir.Type{integer(8), float(8), integer(8, 3, 2)}}, // no rows
	} {
		step, _ := ir.TraceFunc(c.state, func(x []Value) []Value { return x })
		scan := flow.Scan{Carry: len(c.state), Length: 3, Body: step}
		p, _ := ir.TraceFunc(c.state, func(x []Value) []Value { return ir.Bind(scan, x...) })
		outer, _ := ir.TraceFunc(c.state, func(x []Value) []Value {
			return ir.Bind(flow.Switch{Branches: []*ir.Program{step, p}}, slices.Concat([]Value{prim.Scalar(array.Int32, 1)}, x)...)
		})
		if got := lanesIn(p); got != c.want {
			t.Errorf("a loop over %v has %d lanes, want %d", c.state, got, c.want)
		}
		if got := lanesIn(outer); got != c.want {
			t.Errorf("in a branch, a loop over %v has %d lanes, want %d", c.state, got, c.want)
		}
		if same := Inward(p) == p; same != (c.want == 0) {
			t.Errorf("a loop over %v is as it was: %v", c.state, same)
		}
	}
}
