package bijector

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

func ExampleTo() {
	b, err := To(constraint.Interval{Low: np.Of(-1.0), High: np.Of(3.0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	x := np.Vec(-1, 0, 1)
	y := b.Forward(x)
	fmt.Println(b)
	fmt.Println(y)
	fmt.Println(b.LogDet(x, y)) // log 4 + log y'(x) of the sigmoid
	_, err = To(constraint.Boolean{})
	fmt.Println(err)
	// Output:
	// Compose(Sigmoid, Affine(-1, 4))
	// f64[3][0.0757657 1 1.92423]
	// f64[3][-0.240229 0 -0.240229]
	// no bijector onto Boolean, which is discrete: sum the site out (package enum), or sample it by Gibbs steps
}

func TestToRefusesWithAdvice(t *testing.T) {
	for _, c := range []struct {
		set  constraint.Constraint
		want string
	}{
		{constraint.Boolean{}, "Gibbs"},
		{constraint.PositiveInteger{}, "Gibbs"},
		{constraint.Multinomial{N: np.Of(3)}, "Gibbs"},
		{constraint.Independent{Base: constraint.NonnegativeInteger{}, N: 1}, "Gibbs"},
		{constraint.Sphere{}, "normalize"},
		{constraint.Any{}, "support"},
		{nil, "nil"},
	} {
		if b, err := To(c.set); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("To(%v) = %v, %v: want an error with %q", c.set, b, err, c.want)
		}
	}
}

// upward is a constraint of a user's, with a bijector of its own.
type upward struct{ constraint.Positive }

func (upward) Bijector() Bijector { return Power{np.Of(2.0)} }

func TestToAsksCustomConstraints(t *testing.T) {
	b, err := To(constraint.Independent{Base: upward{}, N: 1})
	if err != nil || b.String() != "Independent(Power(2), 1)" {
		t.Errorf("To = %v, %v", b, err)
	}
}

// bounded is an interval with what is mapped into it: all of them may be traced.
type bounded struct{ Low, High, X np.Array }

func (v bounded) run() np.Array {
	b, err := To(constraint.Interval{Low: v.Low, High: v.High})
	if err != nil {
		panic(err)
	}
	y := b.Forward(v.X)
	if !b.Codomain().Check(y).Shape().Equal(v.X.Shape()) {
		panic("check of traced values")
	}
	return y.Add(b.LogDet(v.X, y)).Sum()
}

func TestTracedBounds(t *testing.T) {
	at := bounded{np.Scalar(-1.0), np.Scalar(2.5), np.Vec(0.3, -1.2)}
	g := fn.Grad(bounded.run)(at)
	s := np.Logistic(at.X)
	// y + log y' = low + (high-low) s + log(high-low) + log s'(x)
	agree(t, "d low", g.Low, np.Sub(1, s).Sub(1/3.5).Sum(), 1e-14)
	agree(t, "d high", g.High, s.Add(1/3.5).Sum(), 1e-14)
	agree(t, "jit", fn.Jit(bounded.run).Do(at), at.run(), 1e-14)

	batch := bounded{np.Vec(-1, 0, 2), np.Vec(2.5, 1, 7), unconstrained(3, 2)}
	mapped := fn.Vmap(bounded.run)(batch)
	for i := range 3 {
		one := bounded{batch.Low.At(i), batch.High.At(i), batch.X.At(i)}
		agree(t, "vmap over bounds", mapped.At(i), one.run(), 1e-14)
	}
}

// Far out, values stay inside their sets, and values, determinants and gradients finite.
func TestFarOut(t *testing.T) {
	for _, c := range []struct {
		set constraint.Constraint
		n   int
	}{
		{constraint.Simplex{}, 4}, {constraint.L1Ball{}, 4}, {constraint.CorrCholesky{}, 6}, {constraint.UnitInterval{}, 0},
	} {
		b, err := To(c.set)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []np.DType{np.Float32, np.Float64} {
			for _, v := range []float64{-1000, -40, 40, 1000} {
				var shape np.Shape
				if c.n > 0 {
					shape = np.Shape{c.n}
				}
				x := np.FullOf(d, shape, v)
				y := b.Forward(x)
				if !all(b.Codomain().Check(y)) {
					t.Errorf("%v %v at %v: %v is outside", b, d, v, y)
				}
				f := func(x np.Array) np.Array {
					y := b.Forward(x)
					return b.LogDet(x, y).Add(y.Sum())
				}
				value, grad := fn.ValueAndGrad(f)(x)
				if !all(np.IsFinite(value)) || !all(np.IsFinite(grad)) {
					t.Errorf("%v %v at %v: value %v, gradient %v", b, d, v, value, grad)
				}
			}
		}
	}
}

// The logs of a simplex and of the diagonal of a factor are finite wherever a sampler may come.
func TestNothingReachesZero(t *testing.T) {
	for _, d := range []np.DType{np.Float32, np.Float64} {
		for _, v := range []float64{-1000, 1000} {
			y := StickBreaking{}.Forward(np.FullOf(d, np.Shape{3}, v))
			l := np.Diagonal(CorrCholeskyVec{}.Forward(np.FullOf(d, np.Shape{6}, v)))
			p := Sigmoid{}.Forward(np.FullOf(d, nil, v))
			for _, a := range []np.Array{y, l, p, np.Sub(1, p)} {
				if !all(np.IsFinite(np.Log(a))) {
					t.Errorf("%v at %v: %v has a zero", d, v, a)
				}
			}
		}
	}
}

// The rest of a stick is summed from its end, so the inverse keeps its digits where NumPyro's 1 - Σ has none.
func TestInverseKeepsDigits(t *testing.T) {
	x := np.Vec(20, -15, 12, -20, 18)
	agree(t, "simplex", StickBreaking{}.Inverse(StickBreaking{}.Forward(x)), x, 1e-13)
	x = np.Vec(9, -12, 8, -3, 10, 7)
	agree(t, "corr_cholesky", CorrCholeskyVec{}.Inverse(CorrCholeskyVec{}.Forward(x)), x, 1e-13)
	y := SimplexToOrdered{}.Inverse(np.Vec(-30, -30+1e-9, 25))
	agree(t, "simplex_to_ordered", y.At(1), np.Of(math.Exp(-30)*1e-9), 1e-22)
}

func TestCodomainOfMonotoneMaps(t *testing.T) {
	one, two := np.Of(1.0), np.Of(2.0)
	for _, c := range []struct {
		b    Bijector
		want string
	}{
		{Affine{Loc: one, Scale: two}, "Real"},
		{Affine{Loc: one, Dom: constraint.Positive{}}, "GreaterThan(1)"},
		{Affine{Loc: one, Scale: np.Of(-2.0), Dom: constraint.Positive{}}, "LessThan(1)"},
		{Affine{Loc: one, Scale: np.Of(-2.0), Dom: constraint.Nonnegative{}}, "LessThanEq(1)"},
		{Affine{Loc: one, Scale: two, Dom: constraint.GreaterThan{Bound: two}}, "GreaterThan(5)"},
		{Affine{Loc: one, Scale: two, Dom: constraint.GreaterThanEq{Bound: two}}, "GreaterThanEq(5)"},
		{Affine{Loc: one, Scale: np.Of(-2.0), Dom: constraint.LessThan{Bound: two}}, "GreaterThan(-3)"},
		{Affine{Loc: one, Scale: np.Of(-2.0), Dom: constraint.LessThanEq{Bound: two}}, "GreaterThanEq(-3)"},
		{Affine{Loc: one, Scale: two, Dom: constraint.UnitInterval{}}, "Interval(1, 3)"},
		{Affine{Loc: one, Scale: np.Of(-2.0), Dom: constraint.Interval{Low: one, High: two}}, "Interval(-3, -1)"},
		{Affine{Loc: one, Dom: constraint.Independent{Base: constraint.Positive{}, N: 2}}, "Independent(GreaterThan(1), 2)"},
		{Affine{Loc: one, Dom: constraint.Simplex{}}, "Any(1)"},
		{Exp{}, "Positive"},
		{Exp{Dom: constraint.RealMatrix{}}, "Independent(Positive, 2)"},
		{Exp{Dom: constraint.Ordered{}}, "PositiveOrdered"},
		{Exp{Dom: constraint.Positive{}}, "GreaterThan(1)"},
		{Exp{Dom: constraint.LessThanEq{Bound: np.Of(0.0)}}, "OpenInterval(0, 1)"},
		{Exp{Dom: constraint.Independent{Base: constraint.Real{}, N: 1}}, "Independent(Positive, 1)"},
		{Compose{[]Bijector{Exp{}, StickBreaking{}}}, "Simplex"},
		{Compose{[]Bijector{StickBreaking{}, Affine{}}}, "Independent(Real, 1)"},
		{Invert(Invert(Exp{})), "Positive"},
	} {
		if got := c.b.Codomain().String(); got != c.want {
			t.Errorf("%v: codomain %v, want %v", c.b, got, c.want)
		}
	}
}

func TestWrongShapesAreExplained(t *testing.T) {
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { LowerCholeskyVec{}.Forward(np.Zeros(4)) }, "length 4 does not fill a triangle"},
		{func() { CorrCholeskyVec{}.ForwardShape(np.Shape{5}) }, "length 5 does not fill a triangle"},
		{func() { LowerCholeskyVec{}.InverseShape(np.Shape{2, 3}) }, "not that of square matrices"},
		{func() { StickBreaking{}.ForwardShape(nil) }, "no last axis"},
		{func() { ZeroSum{N: 2}.ForwardShape(np.Shape{3}) }, "2 axes of shape [3]"},
		{func() { Reshape{np.Shape{2}, np.Shape{3}}.ForwardShape(np.Shape{2}) }, "reshape from [2] to [3]"},
		{func() { Independent{Exp{}, 2}.LogDet(np.Zeros(3), np.Ones(3)) }, "acts on 2 more"},
	} {
		if err := fn.Try(c.f); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q in it", err, c.want)
		}
	}
}

// Correlation matrices of one variable have no free entries, and vectors of length one no differences.
func TestDegenerateSizes(t *testing.T) {
	empty := np.Zeros(2, 0)
	l := CorrCholeskyVec{}.Forward(empty)
	agree(t, "1×1 factor", l, np.Ones(2, 1, 1), 0)
	agree(t, "1×1 inverse", CorrCholeskyVec{}.Inverse(l), empty, 0)
	agree(t, "1×1 log det", CorrCholeskyVec{}.LogDet(empty, l), np.Zeros(2), 0)
	y := StickBreaking{}.Forward(empty)
	agree(t, "simplex of 1", y, np.Ones(2, 1), 0)
	agree(t, "simplex of 1, inverse", StickBreaking{}.Inverse(y), empty, 0)
	agree(t, "simplex of 1, log det", StickBreaking{}.LogDet(empty, y), np.Zeros(2), 0)
}
