package random_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// The draws are those of jax 0.10.2 with random.key(1) in float64, to the digits that it prints: beta(2.,
// [1., 100.]), t([1., 30.]), chisquare([1., 30.]), and the last row of dirichlet([1., 2., 3.], (3,)).
func TestGammaRatiosAreJAXs(t *testing.T) {
	k, two := random.Key(1), np.Shape{2}
	for _, c := range []struct {
		name string
		got  np.Array
		want []float64
	}{
		{"beta", random.Beta(k, np.Scalar(2.), np.Vec(1, 100), two), []float64{0.7628592, 0.01274859}},
		{"t", random.StudentT(k, np.Vec(1, 30), two, np.Float64), []float64{1.03639976, 0.33521325}},
		{"chi2", random.Chisquare(k, np.Vec(1, 30), two, np.Float64), []float64{1.98521983, 27.49396662}},
		{"dirichlet", random.Dirichlet(k, np.Vec(1, 2, 3), np.Shape{3, 3}).At(2), []float64{0.31008105, 0.52123815, 0.16868081}},
	} {
		for i, x := range c.got.Float64s() {
			near(t, c.name, x, c.want[i], 1e-6)
		}
	}
}

func TestRatiosOfTinyConcentrations(t *testing.T) {
	k, shape := random.Key(2), np.Shape{200}
	for _, d := range []np.DType{np.Float32, np.Float64} {
		x := random.Beta(k, np.Scalar(1e-20).AsType(d), np.Scalar(3e-20).AsType(d), shape)
		ones := x.Eq(1).Sum().Item() // a quarter of the draws, and 0 the others: 50 ± 6
		if ones < 25 || ones > 75 || x.Eq(0).Sum().Item()+ones != 200 {
			t.Errorf("beta, %v: %v ones, draws %v", d, ones, x)
		}
		y := random.Dirichlet(k, np.FullOf(d, np.Shape{3}, 1e-20), np.Shape{200, 3})
		if !y.Sum(1).Eq(1).All().Bools()[0] {
			t.Errorf("dirichlet, %v: %v", d, y)
		}
	}
}
