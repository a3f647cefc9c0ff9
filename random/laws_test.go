package random_test

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// sampler draws with parameters that are made of x > 0, an array that broadcasts to shape, so that they can
// be mapped and traced.
type sampler struct {
	name string
	draw func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array
}

var samplers = []sampler{
	{"bits", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array { return k.Bits(np.Uint64, shape...) }},
	{"uniform", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.UniformIn(k, shape, x.DType(), x.Neg(), x)
	}},
	{"normal", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Normal(k, shape, x.DType())
	}},
	{"truncated_normal", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.TruncatedNormal(k, x, 100, shape, x.DType())
	}},
	{"weibull", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Weibull(k, x, shape, x.DType())
	}},
	{"geometric", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Geometric(k, np.Reciprocal(x.Add(1)), shape)
	}},
	{"randint", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Randint(k, shape, 0, x.Mul(1000).AsType(np.Int64), np.Int32)
	}},
	{"bernoulli", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Bernoulli(k, np.Reciprocal(x.Add(1)), shape)
	}},
	{"categorical", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Categorical(k, np.Stack(-1, x, x.Mul(2), x.Square()), shape)
	}},
	{"categorical_probs", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.CategoricalProbs(k, np.Stack(-1, x, x.Mul(2), x.Square()), shape)
	}},
	{"gamma", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Gamma(k, x, shape, x.DType())
	}},
	{"log_gamma", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.LogGamma(k, x, shape, x.DType())
	}},
	{"beta", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Beta(k, x, x.Square(), shape)
	}},
	{"dirichlet", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Dirichlet(k, np.Stack(-1, x, x.Square()), append(slices.Clone(shape), 2))
	}},
	{"chisquare", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Chisquare(k, x, shape, x.DType())
	}},
	{"student_t", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.StudentT(k, x, shape, x.DType())
	}},
	{"poisson", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Poisson(k, x.Mul(10), shape)
	}},
	{"binomial", func(k random.PRNGKey, x np.Array, shape np.Shape) np.Array {
		return random.Binomial(k, x.Mul(100), np.Reciprocal(x.Add(1)), shape)
	}},
}

type args struct {
	Key random.PRNGKey
	X   np.Array
}

// parameters are on both sides of the places where samplers change their method.
var parameters = np.Matrix(
	[]float64{0.01, 0.3, 0.9, 1, 2},
	[]float64{5, 0.02, 1.5, 0.5, 40},
	[]float64{0.1, 0.1, 0.1, 0.1, 0.1},
	[]float64{20, 1, 1, 7, 0.8})

func TestDrawsOfABatchAreThoseOfALoop(t *testing.T) {
	keys := random.Key(1).SplitArray(parameters.Len())
	for _, d := range []np.DType{np.Float32, np.Float64} {
		x := parameters.AsType(d)
		for _, s := range samplers {
			f := func(a args) np.Array { return s.draw(a.Key, a.X, np.Shape{5}) }
			batch := fn.Vmap(f)(args{keys, x})
			for i := range x.Len() {
				key := random.FromData(keys.Data.At(i))
				same(t, s.name+" mapped", batch.At(i), f(args{key, x.At(i)}))
				one := fn.VmapAxes(f, fn.Axes{"X": fn.Unmapped}, nil)(args{keys, x.At(0)}).At(i)
				same(t, s.name+" mapped over keys", one, f(args{key, x.At(0)}))
			}
		}
	}
}

func TestDrawsOfAProgramAreThoseAtOnce(t *testing.T) {
	for _, s := range samplers {
		f := func(a args) np.Array { return s.draw(a.Key, a.X, np.Shape{4, 5}) }
		a := args{random.Key(2), parameters}
		got, err := fn.Jit(f).Call(a)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		closeTo(t, s.name, got, f(a))
	}
}

func TestADrawDoesNotDependOnOtherElements(t *testing.T) {
	k := random.Key(3)
	for _, s := range samplers {
		all := s.draw(k, parameters.At(1), np.Shape{5})
		for i := range 5 {
			flat := s.draw(k, np.Full(np.Shape{5}, parameters.At(1, i)), np.Shape{5})
			same(t, s.name, all.At(i), flat.At(i))
		}
	}
}

func TestShapes(t *testing.T) {
	for _, s := range samplers {
		for _, shape := range []np.Shape{nil, {0}, {3}, {2, 0}, {2, 3}} {
			y := s.draw(random.Key(4), np.Scalar(float32(1.5)), shape)
			want := shape
			if s.name == "dirichlet" {
				want = append(slices.Clone(shape), 2)
			}
			if !y.Shape().Equal(want) || y.DType().IsFloat() && y.DType() != np.Float32 {
				t.Errorf("%s of shape %v gives %v", s.name, shape, y.Type())
			}
		}
	}
}

// Draws in a function that is differentiated need no derivatives of counts.
func TestCountsHaveNoDerivative(t *testing.T) {
	k := random.Key(5)
	for _, s := range samplers {
		g := fn.Grad(func(x np.Array) np.Array {
			return s.draw(k, x, np.Shape{5}).AsType(np.Float64).Sum()
		})(parameters.At(0))
		if !np.IsFinite(g).All().Bools()[0] {
			t.Errorf("%s: gradient %v", s.name, g)
		}
	}
}

func same(t *testing.T, what string, got, want np.Array) {
	t.Helper()
	if got.String() != want.String() || !got.Eq(want).All().Bools()[0] {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// closeTo is same but for what functions that are computed in another way differ by: some units in the last
// place of a logarithm, which of 1e-130 is 300 times its own.
func closeTo(t *testing.T, what string, got, want np.Array) {
	t.Helper()
	x, y := got.Float64s(), want.Float64s()
	for i := range y {
		if x[i] != y[i] && !(math.Abs(x[i]-y[i]) <= 1e-12*math.Abs(y[i])) {
			t.Errorf("%s: element %d is %v, want %v", what, i, x[i], y[i])
		}
	}
}
