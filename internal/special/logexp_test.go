package special

import (
	"math"
	"testing"
)

func TestLogExpEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want float64 }{
		{Log1mExp(0), -inf}, {Log1mExp(-inf), 0}, {Log1mExp(1), nan}, {Log1mExp(nan), nan},
		{Logistic(inf), 1}, {Logistic(-inf), 0}, {Logistic(-745), 5e-324}, {Logistic(0), 0.5}, {Logistic(nan), nan},
		{Softplus(inf), inf}, {Softplus(-inf), 0}, {Softplus(800), 800}, {Softplus(0), math.Ln2}, {Softplus(nan), nan},
		{LogAddExp(inf, inf), inf}, {LogAddExp(-inf, -inf), -inf}, {LogAddExp(inf, -inf), inf},
		{LogAddExp(-inf, 3), 3}, {LogAddExp(3, inf), inf}, {LogAddExp(nan, 1), nan}, {LogAddExp(1, nan), nan}, {LogAddExp(inf, nan), nan},
		{Xlogy(0, 0), 0}, {Xlogy(0, inf), 0}, {Xlogy(0, -1), 0}, {Xlogy(0, nan), nan}, {Xlogy(2, 0), -inf}, {Xlogy(nan, 1), nan},
		{Xlog1py(0, -1), 0}, {Xlog1py(0, inf), 0}, {Xlog1py(0, nan), nan}, {Xlog1py(2, -1), -inf},
	} {
		if !same(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestLogExpIdentities(t *testing.T) {
	for _, x := range []float64{-700, -40, -1, -1e-9, 1e-9, 0.7, 30} {
		agree(t, "softplus(x) - softplus(-x) = x", Softplus(x)-Softplus(-x), x, 1e-6)
		agree(t, "softplus(x) = logaddexp(0, x)", Softplus(x), LogAddExp(0, x), 1e-15)
		agree(t, "log(1 - logistic(x)) = log1mexp(-softplus(-x))", -Softplus(x), Log1mExp(-Softplus(-x)), 1e-10)
	}
}
