package constraint

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

func ExampleConstraint() {
	age := Interval{Low: np.Of(0.0), High: np.Of(120.0)}
	fmt.Println(age, age.Check(np.Vec(-1, 30, 121)))

	weights := Simplex{}
	fmt.Println(weights.EventDim(), weights.Check(np.Matrix([]float64{0.2, 0.8}, []float64{0.5, 0.6})))
	fmt.Println(weights.Feasible(np.Zeros(4)))
	// Output:
	// Interval(0, 120) bool[3][false true false]
	// 1 bool[2][true false]
	// f64[4][0.25 0.25 0.25 0.25]
}

var inf, nan = math.Inf(1), math.NaN()

// row is a constraint with events inside and outside of it.
type row struct {
	set     Constraint
	inside  []np.Array
	outside []np.Array
}

func numbers(x ...float64) []np.Array {
	out := make([]np.Array, len(x))
	for i, v := range x {
		out[i] = np.Scalar(v)
	}
	return out
}

func vectors(x ...[]float64) []np.Array {
	out := make([]np.Array, len(x))
	for i, v := range x {
		out[i] = np.New(v, len(v))
	}
	return out
}

// pairs returns 2×2 matrices given row by row.
func pairs(x ...[]float64) []np.Array {
	out := make([]np.Array, len(x))
	for i, v := range x {
		out[i] = np.New(v, 2, 2)
	}
	return out
}

func rows() []row {
	one, two := np.Of(1), np.Of(2.5)
	type v = []float64
	return []row{
		{Real{}, numbers(0, -1e30), numbers(inf, -inf, nan)},
		{RealVector{}, vectors(v{0, -1e30}), vectors(v{0, inf}, v{nan, 0})},
		{RealMatrix{}, pairs(v{0, 1, 2, 3}), pairs(v{0, 1, 2, nan})},
		{Positive{}, numbers(1e-30, inf), numbers(0, -1, nan)},
		{SoftplusPositive{}, numbers(1e-30, 5), numbers(0, -1, nan)},
		{Nonnegative{}, numbers(0, 5), numbers(-1e-300, nan)},
		{GreaterThan{Bound: two}, numbers(2.6), numbers(2.5, 2, nan)},
		{GreaterThanEq{Bound: two}, numbers(2.5, 3), numbers(2.4, nan)},
		{LessThan{Bound: two}, numbers(2.4, -inf), numbers(2.5, 3, nan)},
		{LessThanEq{Bound: two}, numbers(2.5, 2), numbers(2.6, nan)},
		{UnitInterval{}, numbers(0, 0.5, 1), numbers(-1e-9, 1+1e-9, nan)},
		{Interval{Low: one, High: two}, numbers(1, 2, 2.5), numbers(0.9, 2.6, nan)},
		{OpenInterval{Low: one, High: two}, numbers(1.1, 2.4), numbers(1, 2.5, nan)},
		{Circular{}, numbers(-math.Pi, 0, math.Pi), numbers(3.2, -3.2, nan)},
		{Simplex{}, vectors(v{0, 1}, v{0.3, 0.7 + 5e-7}, v{1}), vectors(v{-0.1, 1.1}, v{0.3, 0.7 + 5e-6}, v{nan, 1})},
		{L1Ball{}, vectors(v{0, 0}, v{-0.5, 0.5}), vectors(v{-0.6, 0.5}, v{nan, 0})},
		{Sphere{}, vectors(v{0.6, -0.8}, v{1}), vectors(v{0.6, 0.6}, v{0, 0}, v{nan, 1})},
		{ZeroSum{N: 1}, vectors(v{1, -3, 2}, v{0.1, 0.2, -0.3}, v{1e9 + 0.1, -1e9, -0.1}), vectors(v{1, 1}, v{1, -1.001}, v{nan, 0})},
		{ZeroSum{N: 2}, pairs(v{1, -1, -1, 1}), pairs(v{1, -1, 1, -1}, v{1, 1, -1, -1}, v{1, 0, 0, -1})},
		{Ordered{}, vectors(v{-1, 0, 2}, v{3}), vectors(v{0, 0}, v{1, 0}, v{0, nan}, v{nan})},
		{PositiveOrdered{}, vectors(v{0.5, 2}), vectors(v{-1, 2}, v{2, 1}, v{0, 1})},
		{LowerCholesky{}, pairs(v{1, 0, -3, 2}), pairs(v{1, 1e-9, 0, 1}, v{1, 0, 0, 0}, v{-1, 0, 0, 1}, v{1, 0, nan, 1})},
		{SoftplusLowerCholesky{}, pairs(v{1, 0, -3, 2}), pairs(v{1, 1, 0, 1}, v{1, 0, 0, -1})},
		{ScaledUnitLowerCholesky{}, pairs(v{1, 0, -3, 2}), pairs(v{1, 1, 0, 1}, v{1, 0, 0, -1})},
		{CorrCholesky{}, pairs(v{1, 0, 0.6, 0.8}, v{1, 0, 0, 1}), pairs(v{1, 0, 0.6, 0.8001}, v{1, 0, 0.6, -0.8}, v{1, 0.1, 0, 1}, v{2, 0, 0, 1})},
		{CorrMatrix{}, pairs(v{1, 0.5, 0.5, 1}), pairs(v{1, 0.5, 0.4, 1}, v{1, 1, 1, 1}, v{1, 0, 0, 2}, v{1, 2, 2, 1}, v{1, nan, nan, 1})},
		{PositiveDefinite{}, pairs(v{4, 1, 1, 3}), pairs(v{4, 1, 1.1, 3}, v{1, 2, 2, 1}, v{0, 0, 0, 1}, v{nan, 0, 0, 1})},
		{Boolean{}, numbers(0, 1), numbers(0.5, 2, -1, nan)},
		{NonnegativeInteger{}, numbers(0, 7), numbers(-1, 0.5, nan, inf)},
		{PositiveInteger{}, numbers(1, 7), numbers(0, 1.5, nan, inf)},
		{IntegerInterval{Low: one, High: np.Of(4)}, numbers(1, 3, 4), numbers(0, 5, 2.5, nan)},
		{IntegerGreaterThan{Bound: one}, numbers(1, 2), numbers(0, 1.5, nan)},
		{Multinomial{N: np.Of(3)}, vectors(v{1, 2, 0}, v{3}), vectors(v{1, 1, 0}, v{-1, 4}, v{1.5, 1.5}, v{nan, 3})},
		{Independent{Base: Positive{}, N: 1}, vectors(v{1, 2}), vectors(v{1, 0})},
		{Independent{Base: Simplex{}, N: 1}, pairs(v{0, 1, 0.5, 0.5}), pairs(v{0, 1, 0.5, 0.6})},
		{Any{}, numbers(0, nan), nil},
		{Any{Dim: 1}, vectors(v{0, nan}), nil},
	}
}

func TestCheck(t *testing.T) {
	for _, r := range rows() {
		for _, x := range r.inside {
			wantCheck(t, r.set, x, true)
			wantCheck(t, r.set, x.AsType(np.Float32), true)
		}
		for _, x := range r.outside {
			wantCheck(t, r.set, x, false)
		}
	}
}

func wantCheck(t *testing.T, c Constraint, x np.Array, want bool) {
	t.Helper()
	if ok := c.Check(x); ok.DType() != np.Bool || ok.Rank() != 0 || ok.Bools()[0] != want {
		t.Errorf("%v: Check(%v) = %v, want %v", c, x, ok, want)
	}
}

// Axes before those of an event are a batch, of which each event is checked alone.
func TestCheckBatchAndTraced(t *testing.T) {
	for _, r := range rows() {
		events := slices.Clone(r.inside)
		for _, x := range r.outside {
			if x.Shape().Equal(r.inside[0].Shape()) {
				events = append(events, x)
			}
		}
		events = slices.DeleteFunc(events, func(x np.Array) bool { return !x.Shape().Equal(r.inside[0].Shape()) })
		x := np.Stack(0, events...)
		batched, traced := r.set.Check(x), fn.Jit(r.set.Check).Do(x)
		mapped := fn.Vmap(r.set.Check)(x)
		for i, e := range events {
			want := r.set.Check(e).Bools()[0]
			for _, got := range []np.Array{batched, traced, mapped} {
				if got.Rank() != 1 || got.Bools()[i] != want {
					t.Errorf("%v: event %d of a batch: %v, alone %v", r.set, i, got, want)
				}
			}
		}
	}
}

func TestFeasible(t *testing.T) {
	for _, r := range rows() {
		for _, d := range []np.DType{np.Float32, np.Float64, np.Int64} {
			like := np.Stack(0, r.inside[0], r.inside[0], r.inside[0])
			if d == np.Int64 && !r.set.IsDiscrete() {
				continue
			}
			like = like.AsType(d)
			x := r.set.Feasible(like)
			if !x.Type().Equal(like.Type()) {
				t.Errorf("%v: Feasible is %v, want %v", r.set, x.Type(), like.Type())
			}
			if ok := r.set.Check(x); !ok.Shape().Equal(np.Shape{3}) || !ok.All().Bools()[0] {
				t.Errorf("%v: Feasible %v is outside", r.set, x)
			}
		}
	}
}

// Integers and bools are values of discrete distributions.
func TestCheckIntegerTypes(t *testing.T) {
	ints, bools := np.IntVec(-1, 0, 1, 2), np.New([]bool{false, true})
	for _, c := range []struct {
		set   Constraint
		ints  []bool
		bools []bool
	}{
		{Boolean{}, []bool{false, true, true, false}, []bool{true, true}},
		{NonnegativeInteger{}, []bool{false, true, true, true}, []bool{true, true}},
		{PositiveInteger{}, []bool{false, false, true, true}, []bool{false, true}},
		{IntegerInterval{Low: np.Of(0), High: np.Of(1)}, []bool{false, true, true, false}, []bool{true, true}},
		{Real{}, []bool{true, true, true, true}, []bool{true, true}},
	} {
		if got := c.set.Check(ints).Bools(); !slices.Equal(got, c.ints) {
			t.Errorf("%v: ints %v, want %v", c.set, got, c.ints)
		}
		if got := c.set.Check(bools).Bools(); !slices.Equal(got, c.bools) {
			t.Errorf("%v: bools %v, want %v", c.set, got, c.bools)
		}
	}
}

func TestBoundsBroadcast(t *testing.T) {
	c := Interval{Low: np.Vec(0, 1), High: np.Vec(1, 2)}
	x := np.Matrix([]float64{0.5, 0.5}, []float64{1.5, 1.5})
	if got, want := c.Check(x).Bools(), []bool{true, false, false, true}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	m := Multinomial{N: np.Vec(2, 3)}
	y := np.Matrix([]float64{1, 1, 0}, []float64{1, 1, 0})
	if got, want := m.Check(y).Bools(), []bool{true, false}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if !m.Check(m.Feasible(y)).All().Bools()[0] {
		t.Errorf("Feasible %v", m.Feasible(y))
	}
}

// A bound that is another variable may be traced.
func TestTracedBound(t *testing.T) {
	type args struct{ Low, X np.Array }
	check := fn.Jit(func(a args) np.Array { return GreaterThan{Bound: a.Low}.Check(a.X) })
	if got := check.Do(args{np.Scalar(1.0), np.Vec(0, 2)}).Bools(); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("%v", got)
	}
}

func TestStringNamesTheType(t *testing.T) {
	for _, r := range rows() {
		name := strings.TrimPrefix(fmt.Sprintf("%T", r.set), "constraint.")
		if !strings.HasPrefix(r.set.String(), name) {
			t.Errorf("%T prints %q", r.set, r.set)
		}
	}
}

func TestTooFewAxes(t *testing.T) {
	err := fn.Try(func() { Independent{Base: Positive{}, N: 2}.Check(np.Vec(1)) })
	if err == nil || !strings.Contains(err.Error(), "an event has 2") {
		t.Errorf("error %v", err)
	}
}
