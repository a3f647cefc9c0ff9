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

func TestPowOfSubnormals(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ x, y, want float64 }{ // to 20 digits
		{5e-324, 0.1935754548453647, 2.60526743292479890191e-63}, {5e-324, -0.999, inf}, {2e-310, 0.5, 1.41421356237309294587e-155},
		{1e-312, -0.987654321, 1.40652725458210963035e308}, {3e-320, 1e-3, 4.79156204836252208601e-1}, {2e-308, -1, 5.00000000000000005490e307},
	} {
		agree(t, "x^y", Pow(c.x, c.y), c.want, 1e-15)
	}
	if got, want := Pow(1.5e-308, 1.01), 1.25271469410880259685e-311; math.Abs(got-want) > 0x1p-1074 {
		t.Errorf("a subnormal power is %v, want %v", got, want)
	}
	for _, c := range []struct{ x, y, want float64 }{
		{-5e-324, 0.5, nan}, {-5e-324, 1, -5e-324}, {-1e-310, 2, 0}, {-1e-310, -3, -inf}, {1e-310, inf, 0}, {1e-310, -inf, inf}, {1e-310, nan, nan},
		{0, 0.5, 0}, {0, -0.5, inf}, {1e-310, 0, 1}, {1e-310, 5, 0}, {1e-310, -1e300, inf}, {2, 0.5, math.Sqrt2},
	} {
		if got := Pow(c.x, c.y); !same(got, c.want) {
			t.Errorf("%v^%v is %v, want %v", c.x, c.y, got, c.want)
		}
	}
}
