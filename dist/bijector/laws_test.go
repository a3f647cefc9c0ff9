package bijector

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// subject is a bijector to test on unconstrained events u of the given shape, which To(Domain) maps into
// its domain.
type subject struct {
	b Bijector
	u np.Shape
}

func onto(c constraint.Constraint, u ...int) subject {
	b, err := To(c)
	if err != nil {
		panic(err)
	}
	return subject{b, u}
}

var scaleTril = np.Matrix([]float64{1.5, 0, 0}, []float64{-0.5, 0.25, 0}, []float64{2, -1, 3})

func subjects() []subject {
	half, two := np.Of(0.5), np.Of(2.0)
	return []subject{
		onto(constraint.Real{}),
		onto(constraint.RealVector{}, 3),
		onto(constraint.RealMatrix{}, 2, 2),
		onto(constraint.Positive{}),
		onto(constraint.Nonnegative{}),
		onto(constraint.SoftplusPositive{}),
		onto(constraint.GreaterThan{Bound: half}),
		onto(constraint.GreaterThanEq{Bound: half}),
		onto(constraint.LessThan{Bound: half}),
		onto(constraint.LessThanEq{Bound: half}),
		onto(constraint.UnitInterval{}),
		onto(constraint.Interval{Low: half, High: two}),
		onto(constraint.OpenInterval{Low: half, High: two}),
		onto(constraint.Circular{}),
		onto(constraint.Simplex{}, 1),
		onto(constraint.Simplex{}, 4),
		onto(constraint.L1Ball{}, 1),
		onto(constraint.L1Ball{}, 4),
		onto(constraint.ZeroSum{N: 1}, 3),
		onto(constraint.ZeroSum{N: 2}, 2, 3),
		onto(constraint.Ordered{}, 1),
		onto(constraint.Ordered{}, 4),
		onto(constraint.PositiveOrdered{}, 3),
		onto(constraint.LowerCholesky{}, 1),
		onto(constraint.LowerCholesky{}, 6),
		onto(constraint.SoftplusLowerCholesky{}, 6),
		onto(constraint.ScaledUnitLowerCholesky{}, 6),
		onto(constraint.CorrCholesky{}, 1),
		onto(constraint.CorrCholesky{}, 6),
		onto(constraint.CorrMatrix{}, 1),
		onto(constraint.CorrMatrix{}, 6),
		onto(constraint.PositiveDefinite{}, 1),
		onto(constraint.PositiveDefinite{}, 6),
		onto(constraint.Independent{Base: constraint.Simplex{}, N: 1}, 2, 3),
		onto(constraint.Independent{Base: constraint.Interval{Low: half, High: two}, N: 2}, 2, 3),

		{Affine{Loc: half, Scale: np.Of(-3.0)}, nil},
		{Affine{}, nil},
		{Affine{Scale: two, Dom: constraint.Independent{Base: constraint.Positive{}, N: 1}}, np.Shape{3}},
		{Affine{Loc: half, Scale: np.Of(-3.0), Dom: constraint.GreaterThan{Bound: half}}, nil},
		{Affine{Loc: half, Scale: np.Of(-3.0), Dom: constraint.Interval{Low: half, High: two}}, nil},
		{Affine{Loc: half, Scale: np.Of(-3.0), Dom: constraint.OpenInterval{Low: half, High: two}}, nil},
		{Exp{Dom: constraint.RealVector{}}, np.Shape{3}},
		{Exp{Dom: constraint.UnitInterval{}}, nil},
		{Exp{Dom: constraint.LessThan{Bound: half}}, nil},
		{Power{np.Of(-1.5)}, nil},
		{Permute{Order: np.IntVec(2, 0, 3, 1)}, np.Shape{4}},
		{LowerCholeskyAffine{Loc: np.Vec(1, 2, 3), ScaleTril: scaleTril}, np.Shape{3}},
		{SimplexToOrdered{}, np.Shape{3}},
		{SimplexToOrdered{Anchor: half}, np.Shape{1}},
		{SimplexToOrdered{Anchor: half}, np.Shape{3}},
		{Cholesky{}, np.Shape{6}},
		{CorrMatrixFromCholesky{}, np.Shape{6}},
		{Reshape{From: np.Shape{2, 3}, To: np.Shape{6}}, np.Shape{2, 3}},
		{Compose{}, nil},
		{Compose{[]Bijector{Exp{}, Affine{Scale: two, Dom: constraint.Positive{}}, Power{two}}}, nil},
		{Compose{[]Bijector{Affine{Scale: two}, StickBreaking{}}}, np.Shape{3}},
		{Compose{[]Bijector{StickBreaking{}, Invert(StickBreaking{}), Exp{}}}, np.Shape{3}},
		{Compose{[]Bijector{Reshape{From: np.Shape{6}, To: np.Shape{2, 3}}, StickBreaking{}}}, np.Shape{6}},
		{Invert(Sigmoid{}), nil},
		{Invert(StickBreaking{}), np.Shape{3}},
		{Invert(CorrCholeskyVec{}), np.Shape{3}},
		{Invert(L1Ball{}), np.Shape{3}},
		{Independent{Sigmoid{}, 1}, np.Shape{3}},
	}
}

// unconstrained returns numbers of moderate size: uniform on (-2, 2).
func unconstrained(shape ...int) np.Array {
	r := rand.New(rand.NewPCG(1, uint64(len(shape))))
	data := make([]float64, np.Shape(shape).Size())
	for i := range data {
		data[i] = 4*r.Float64() - 2
	}
	return np.New(data, append(np.Shape{}, shape...)...).Reshape(shape...)
}

// chart maps unconstrained events into the domain of s.b.
func (s subject) chart(t *testing.T) Bijector {
	g, err := To(s.b.Domain())
	if err != nil {
		t.Fatalf("%v: %v", s.b, err)
	}
	return g
}

func (s subject) batch(batch ...int) np.Array { return unconstrained(slices.Concat(batch, s.u)...) }

func TestForwardLandsInCodomain(t *testing.T) {
	for _, s := range subjects() {
		x := s.chart(t).Forward(s.batch(5))
		if ok := s.b.Domain().Check(x); !all(ok) {
			t.Errorf("%v: x is not in the domain: %v", s.b, ok)
		}
		y := s.b.Forward(x)
		ok := s.b.Codomain().Check(y)
		if !ok.Shape().Equal(np.Shape{5}) || !all(ok) {
			t.Errorf("%v: f(x) in %v: %v", s.b, s.b.Codomain(), ok)
		}
	}
}

func all(ok np.Array) bool { return !slices.Contains(ok.Bools(), false) }

func TestInverseUndoesForward(t *testing.T) {
	for _, s := range subjects() {
		x := s.chart(t).Forward(s.batch(5))
		agree(t, s.b.String()+": inverse", s.b.Inverse(s.b.Forward(x)), x, 1e-11)
	}
}

func TestShapes(t *testing.T) {
	for _, s := range subjects() {
		for _, batch := range []np.Shape{nil, {5}, {2, 3}} {
			x := s.chart(t).Forward(s.batch(batch...))
			y := s.b.Forward(x)
			if got := s.b.ForwardShape(x.Shape()); !got.Equal(y.Shape()) {
				t.Errorf("%v: ForwardShape(%v) = %v, want %v", s.b, x.Shape(), got, y.Shape())
			}
			if got := s.b.InverseShape(y.Shape()); !got.Equal(x.Shape()) {
				t.Errorf("%v: InverseShape(%v) = %v, want %v", s.b, y.Shape(), got, x.Shape())
			}
			want := x.Shape()[:x.Rank()-s.b.Domain().EventDim()]
			if got := s.b.LogDet(x, y).Shape(); !got.Equal(want) {
				t.Errorf("%v: LogDet of x %v has shape %v, want %v", s.b, x.Shape(), got, want)
			}
			if n := y.Rank() - len(want); n != s.b.Codomain().EventDim() {
				t.Errorf("%v: codomain %v, events have %d axes", s.b, s.b.Codomain(), n)
			}
		}
	}
}

// The chart g and f∘g have Jacobians in the free entries of x and y. That of f is their quotient.
func TestLogDetIsThatOfTheJacobian(t *testing.T) {
	for _, s := range subjects() {
		g, u := s.chart(t), s.batch()
		x := g.Forward(u)
		ofX := logVolume(func(u np.Array) np.Array { return free(s.b.Domain(), g.Forward(u)) }, u)
		ofY := logVolume(func(u np.Array) np.Array { return free(s.b.Codomain(), s.b.Forward(g.Forward(u))) }, u)
		agree(t, s.b.String()+": log det", s.b.LogDet(x, s.b.Forward(x)), ofY.Sub(ofX).Sum(), 1e-9)
	}
}

// logVolume returns log √det(JᵀJ) for the Jacobian J of f at u, which is log|det J| if J is square.
func logVolume(f func(np.Array) np.Array, u np.Array) np.Array {
	j := fn.JacFwd(f)(u)
	j = j.Reshape(f(u).Size(), u.Size())
	_, l := np.Slogdet(np.MatMul(j.T(), j))
	return l.Div(2)
}

// free returns the entries of one event of c over which determinants are taken, as a vector.
func free(c constraint.Constraint, y np.Array) np.Array {
	diagonal := -1
	switch c := c.(type) {
	case constraint.Independent:
		if _, ok := c.Base.(constraint.Simplex); ok {
			return y.Slice(-1, 0, y.Dim(-1)-1).Ravel()
		}
		return y.Ravel()
	case constraint.Simplex:
		return y.Slice(-1, 0, y.Dim(-1)-1)
	case constraint.CorrCholesky, constraint.CorrMatrix:
	case constraint.LowerCholesky, constraint.SoftplusLowerCholesky, constraint.ScaledUnitLowerCholesky, constraint.PositiveDefinite:
		diagonal = 0
	default:
		return y.Ravel()
	}
	n := y.Dim(-1)
	var at []int
	for k := range n * n {
		if k%n <= k/n+diagonal {
			at = append(at, k)
		}
	}
	return np.Take(y.Ravel(), np.IntVec(at...), 0)
}

func TestGradientOfLogDet(t *testing.T) {
	const h = 1e-5
	for _, s := range subjects() {
		g, u := s.chart(t), s.batch()
		f := func(u np.Array) np.Array {
			x := g.Forward(u)
			return s.b.LogDet(x, s.b.Forward(x)).Sum()
		}
		if s.b.String() == "Compose()" {
			continue // of a constant
		}
		got := fn.Grad(f)(u).Ravel()
		for i := range u.Size() {
			step := np.Eye(u.Size()).At(i).Reshape(u.Shape()...).Mul(h)
			want := f(u.Add(step)).Sub(f(u.Sub(step))).Div(2 * h)
			agree(t, s.b.String()+": d log det", got.At(i), want, 1e-8)
		}
	}
}

func TestVmapIsALoop(t *testing.T) {
	type out struct{ Y, X, LogDet np.Array }
	for _, s := range subjects() {
		run := func(x np.Array) out {
			y := s.b.Forward(x)
			return out{y, s.b.Inverse(y), s.b.LogDet(x, y)}
		}
		x := s.chart(t).Forward(s.batch(4))
		mapped, batched := fn.Vmap(run)(x), run(x)
		for i := range 4 {
			one := run(x.At(i))
			agree(t, s.b.String()+": vmap forward", mapped.Y.At(i), one.Y, 1e-14)
			agree(t, s.b.String()+": vmap inverse", mapped.X.At(i), one.X, 1e-12)
			agree(t, s.b.String()+": vmap log det", mapped.LogDet.At(i), one.LogDet, 1e-14)
			agree(t, s.b.String()+": batched forward", batched.Y.At(i), one.Y, 1e-14)
			agree(t, s.b.String()+": batched inverse", batched.X.At(i), one.X, 1e-12)
			agree(t, s.b.String()+": batched log det", batched.LogDet.At(i), one.LogDet, 1e-14)
		}
	}
}

// A float32 argument gives float32 results, to the precision of float32.
func TestFloat32(t *testing.T) {
	for _, s := range subjects() {
		if _, ok := s.b.(LowerCholeskyAffine); ok {
			continue // of float64 parameters
		}
		x := s.chart(t).Forward(s.batch(5))
		x32 := x.AsType(np.Float32)
		y, y32 := s.b.Forward(x), s.b.Forward(x32)
		for _, a := range []np.Array{y32, s.b.Inverse(y32), s.b.LogDet(x32, y32)} {
			if a.DType() != np.Float32 {
				t.Errorf("%v: a result is %v", s.b, a.DType())
			}
		}
		agree(t, s.b.String()+": float32 forward", y32, y, 1e-5)
		agree(t, s.b.String()+": float32 inverse", s.b.Inverse(y32), x, 1e-3)
		agree(t, s.b.String()+": float32 log det", s.b.LogDet(x32, y32), s.b.LogDet(x, y), 1e-4)
	}
}

// A bijector can be taken apart into its arrays and put together around others.
func TestBijectorsAreTrees(t *testing.T) {
	for _, s := range subjects() {
		arrays := tree.Arrays(s.b)
		again := tree.With(s.b, arrays)
		x := s.chart(t).Forward(s.batch(2))
		agree(t, s.b.String()+": rebuilt", again.Forward(x), s.b.Forward(x), 0)
	}
	b := tree.Map[Bijector](between(np.Of(1.0), np.Of(3.0)), func(a np.Array) np.Array { return a.Mul(10) })
	agree(t, "bounds times ten", b.Forward(np.Of(0.0)), np.Of(20.0), 1e-15)
}

// Bijectors without parameters print alike, but a program compiled for one is not that of another.
func TestJitTellsBijectorsApart(t *testing.T) {
	type call struct {
		B Bijector
		X np.Array
	}
	forward := fn.Jit(func(c call) np.Array { return c.B.Forward(c.X) })
	for _, b := range []Bijector{Sigmoid{}, Softplus{}, Identity{}, Compose{[]Bijector{Sigmoid{}}}, Compose{[]Bijector{Softplus{}}}} {
		x := np.Vec(1, 2)
		agree(t, b.String()+": jit", forward.Do(call{b, x}), b.Forward(x), 1e-15)
	}
}

// Each example of a batch may have its own matrix, and one matrix serves a batch.
func TestLowerCholeskyAffineBroadcasts(t *testing.T) {
	scales := np.Stack(0, scaleTril, scaleTril.Mul(2))
	b := LowerCholeskyAffine{Loc: np.Vec(1, 2, 3), ScaleTril: scales}
	x := unconstrained(5, 1, 3)
	y := b.Forward(x)
	agree(t, "inverse", b.Inverse(y), np.BroadcastArrays(x, y)[0], 1e-13)
	for i := range 2 {
		one := LowerCholeskyAffine{b.fromVector, b.Loc, scales.At(i)}
		agree(t, "forward", y.Slice(1, i, i+1), one.Forward(x), 1e-14)
		agree(t, "log det", b.LogDet(x, y).Slice(1, i, i+1), one.LogDet(x, one.Forward(x)), 1e-14)
	}
	if got, want := b.ForwardShape(x.Shape()), y.Shape(); !got.Equal(want) {
		t.Errorf("ForwardShape = %v, want %v", got, want)
	}
}

// Abs has two inverses: it gives back the positive one.
func TestAbs(t *testing.T) {
	x := np.Vec(-2, 3)
	y := Abs{}.Forward(x)
	agree(t, "forward", y, np.Vec(2, 3), 0)
	agree(t, "inverse", Abs{}.Inverse(y), y, 0)
	agree(t, "log det", Abs{}.LogDet(x, y), np.Zeros(2), 0)
	if !all(Abs{}.Codomain().Check(y)) {
		t.Errorf("%v is not in %v", y, Abs{}.Codomain())
	}
}
