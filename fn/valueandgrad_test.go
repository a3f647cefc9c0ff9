package fn_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// hidden are the logarithms of what makes a hidden Markov model of three states and four words.
type hidden struct{ Start, Move, Word np.Array }

func randomHidden(rng *rand.Rand, spread float64) hidden {
	draw := func(shape ...int) np.Array {
		x := make([]float64, np.Shape(shape).Size())
		for i := range x {
			x[i] = spread * rng.NormFloat64()
		}
		return np.New(x).Reshape(shape...)
	}
	return hidden{draw(3), draw(3, 3), draw(3, 4)}
}

// likelihood is the forward algorithm in log space.
func (h hidden) likelihood() np.Array {
	words := np.Arange(30).Mul(7).Mod(4)
	last, _ := fn.Scan(func(a, see np.Array) (np.Array, struct{}) {
		return np.LogSumExp(a.ExpandDims(1).Add(h.Move), 0).Add(see), struct{}{}
	}, h.Start, np.Take(h.Word, words, 1).T(), fn.Steps{})
	return np.LogSumExp(last)
}

// logSpaceGrad is the gradient as it is without scaling.
func logSpaceGrad(h hidden) (np.Array, hidden) {
	y, pull := fn.VJP(hidden.likelihood, h)
	return y, pull(np.Scalar(1.0))
}

func closeTo(t *testing.T, what string, got, want np.Array) {
	t.Helper()
	for i, x := range got.Float64s() {
		if y := want.Float64s()[i]; x != y && !(math.Abs(x-y) <= 1e-12*(1+math.Abs(y))) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, x, y)
		}
	}
}

func closeHidden(t *testing.T, what string, got, want hidden) {
	t.Helper()
	closeTo(t, what+", start", got.Start, want.Start)
	closeTo(t, what+", move", got.Move, want.Move)
	closeTo(t, what+", word", got.Word, want.Word)
}

type valued struct {
	Y np.Array
	G hidden
}

func valueAndGrad(h hidden) valued {
	y, g := fn.ValueAndGrad(hidden.likelihood)(h)
	return valued{y, g}
}

// The gradient of a recursion in log space is the same, whether it can be scaled or not, also for some chains of a batch.
func TestGradOfScaledRecursion(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	p, _, err := fn.Trace(valueAndGrad, randomHidden(rng, 1))
	if err != nil {
		t.Fatal(err)
	}
	if text := p.String(); !strings.Contains(text, "switch") {
		t.Fatalf("the recursion is not scaled:\n%v", text)
	}
	jit := fn.Jit(valueAndGrad)
	var all []hidden
	for _, spread := range []float64{0, 1, 10, 100, 1000, 1e4} {
		all = append(all, randomHidden(rng, spread))
	}
	// The second state is all but impossible at first, with a weight that floats hold to a digit or two, and the only one
	// in the end.
	late := randomHidden(rng, 0.1)
	late.Start = np.Vec(0, -741, -743)
	late.Move = np.Where(np.Eye(3).Eq(0), -742, late.Move)
	late.Word = late.Word.Sub(np.Vec(27, 0, 1).ExpandDims(1))
	all = append(all, late)
	for _, h := range all {
		got, err := jit.Call(h)
		if err != nil {
			t.Fatal(err)
		}
		y, g := logSpaceGrad(h)
		closeTo(t, "value", got.Y, y)
		closeHidden(t, "gradient", got.G, g)
		traced := valueAndGrad(h)
		closeHidden(t, "gradient, not compiled", traced.G, g)
	}
	stack := func(f func(h hidden) np.Array) np.Array {
		var rows []np.Array
		for _, h := range all {
			rows = append(rows, f(h).ExpandDims(0))
		}
		return np.Concat(0, rows...)
	}
	batch := hidden{
		stack(func(h hidden) np.Array { return h.Start }),
		stack(func(h hidden) np.Array { return h.Move }),
		stack(func(h hidden) np.Array { return h.Word }),
	}
	got, err := fn.Jit(fn.Vmap(valueAndGrad)).Call(batch)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range all {
		_, g := logSpaceGrad(h)
		closeHidden(t, "gradient in a batch", hidden{got.G.Start.At(i), got.G.Move.At(i), got.G.Word.At(i)}, g)
	}
}

// Where something cannot be, its gradient is zero, and second derivatives are those of the log space.
func TestDerivativesOfScaledRecursion(t *testing.T) {
	h := randomHidden(rand.New(rand.NewPCG(3, 4)), 1)
	inf := math.Inf(-1)
	h.Move = np.Where(np.Tril(np.Ones(3, 3), 0).Eq(0), inf, h.Move)
	h.Start = np.Vec(0, inf, inf)
	_, g := logSpaceGrad(h)
	closeHidden(t, "left to right", valueAndGrad(h).G, g)

	h = randomHidden(rand.New(rand.NewPCG(5, 6)), 1)
	f := func(start np.Array) np.Array { return hidden{start, h.Move, h.Word}.likelihood() }
	want := fn.JacRev(func(x np.Array) np.Array {
		_, pull := fn.VJP(f, x)
		return pull(np.Scalar(1.0))
	})(h.Start)
	closeTo(t, "Hessian", fn.Hessian(f)(h.Start), want)
}
