package np_test

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

var inf, nan = math.Inf(1), math.NaN()

// TestGradients: the gradients of compositions agree with central differences.
func TestGradients(t *testing.T) {
	w := np.New([]float64{0.3, -1.2, 0.7, 2, 0.1, -0.4, 1.5, -0.8, 0.9, 1.1, -2, 0.6}, 3, 4)
	spd := np.Matrix([]float64{3, 1, 0.5}, []float64{1, 2, 0.2}, []float64{0.5, 0.2, 1.5})
	index := np.New([]int64{2, 0, 1, 1}, 1, 4)
	for name, f := range map[string]func(np.Array) np.Array{
		"logsumexp":       func(x np.Array) np.Array { return np.LogSumExp(x, -1).Square().Sum() },
		"logsumexp all":   func(x np.Array) np.Array { return np.LogSumExp(x) },
		"softmax":         func(x np.Array) np.Array { return np.Softmax(x, 0).Mul(w).Sum() },
		"log_softmax":     func(x np.Array) np.Array { return np.LogSoftmax(x, -1).Mul(w).Sum() },
		"mean var std":    func(x np.Array) np.Array { return x.Mean(0).Mul(x.Var(0)).Add(x.Std(0)).Sum() },
		"norm":            func(x np.Array) np.Array { return np.Norm(x, -1).Sum() },
		"max prod":        func(x np.Array) np.Array { return x.Max(1).Mul(x.Prod(1)).Sum() },
		"einsum":          func(x np.Array) np.Array { return np.Einsum("ij,kj,ki->", x, w, spd) },
		"einsum diagonal": func(x np.Array) np.Array { return np.Einsum("ii,ij->j", x.MatMul(w.T()), x).Square().Sum() },
		"matmul batch":    func(x np.Array) np.Array { return x.ExpandDims(0).MatMul(np.Stack(0, w.T(), w.T())).Square().Sum() },
		"tensordot":       func(x np.Array) np.Array { return np.TensorDot(x, w, []int{0}, []int{0}).Square().Sum() },
		"take_along_axis": func(x np.Array) np.Array { return np.TakeAlongAxis(x, index, 0).Square().Sum() },
		"gather":          func(x np.Array) np.Array { return np.Gather(x, np.IntVec(0, -1), np.IntVec(1, 9)).Square().Sum() },
		"scatter_set": func(x np.Array) np.Array {
			return np.ScatterSet(w, x.At(0), np.IntVec(1, 1, 0, 2), np.IntVec(0, 0, 3, 1)).Mul(w).Sum()
		},
		"scatter_add": func(x np.Array) np.Array {
			return np.ScatterAdd(x, x.At(0), np.IntVec(1, 1, 0, 5), np.IntVec(0, 0, 3, 1)).Square().Sum()
		},
		"sort":              func(x np.Array) np.Array { return np.Sort(x, 1).Mul(w).Sum() },
		"quantile":          func(x np.Array) np.Array { return np.Quantile(x, 0.3, 1).Square().Sum() },
		"cumulative":        func(x np.Array) np.Array { return np.Cumsum(x, 1).Mul(np.CumprodReverse(x, 0)).Sum() },
		"cumlogsumexp":      func(x np.Array) np.Array { return np.CumlogsumexpReverse(x, -1).Mul(w).Sum() },
		"pow int":           func(x np.Array) np.Array { return x.Pow(3).Add(x.Pow(-2)).Sum() },
		"pow":               func(x np.Array) np.Array { return x.Abs().Pow(2.5).Sum() },
		"where":             func(x np.Array) np.Array { return np.Where(x.Gt(0), x.Square(), x).Sum() },
		"clip":              func(x np.Array) np.Array { return np.Clip(x, -0.5, 1).Mul(w).Sum() },
		"solve shared":      func(x np.Array) np.Array { return np.Solve(spd, x.T().ExpandDims(-1)).Square().Sum() },
		"triangular matrix": func(x np.Array) np.Array { return triangularMatrix(spd, x) },
		"cholesky": func(x np.Array) np.Array {
			return np.Cholesky(x.MatMul(x.T()).Add(np.Eye(3))).Mul(spd).Sum()
		},
		"det slogdet inv trace": func(x np.Array) np.Array {
			a := x.MatMul(w.T()).Add(spd)
			_, l := np.Slogdet(a)
			return np.Det(a).Add(l).Add(np.Trace(np.Inv(a)))
		},
		"eigh qr": func(x np.Array) np.Array {
			values, _ := np.Eigh(x.MatMul(x.T()))
			_, r := np.QR(x.T())
			return values.Mul(np.Vec(1, 2, 3)).Sum().Add(r.Square().Mul(spd).Sum())
		},
		"tril diag": func(x np.Array) np.Array {
			return np.Tril(x, 0).Mul(w).Sum().Add(np.Diag(x).Sum(-1).Mul(w).Sum())
		},
		"shapes": func(x np.Array) np.Array {
			return np.Roll(np.Repeat(np.Tile(x, 2), 2, 0), 1, 0).Reshape(4, -1).Cumsum(0).Square().Sum()
		},
	} {
		g := fn.Grad(f)(w).Float64s()
		for i, want := range differences(f, w) {
			if !(math.Abs(g[i]-want) <= 1e-6*max(1, math.Abs(want))) {
				t.Errorf("%s: derivative %d is %v, by differences %v", name, i, g[i], want)
			}
		}
	}
}

func triangularMatrix(a, x np.Array) np.Array {
	return np.SolveTriangular(a, x, np.Triangular{Lower: true, Trans: true}).Square().Sum()
}

// differences returns the gradient of f by central differences. With a step of 1e-5 truncation and
// rounding errors are both near 1e-10 for functions of size 1.
func differences(f func(np.Array) np.Array, x np.Array) []float64 {
	const h = 1e-5
	g := make([]float64, x.Size())
	for i := range g {
		at := func(h float64) float64 {
			data := x.Float64s()
			data[i] += h
			return f(np.New(data, x.Shape()...)).Item()
		}
		g[i] = (at(h) - at(-h)) / (2 * h)
	}
	return g
}

// TestGradientsAtEdges: where a derivative is a matter of convention, it is finite, and NaN in what Where
// does not take stays there if its operand was made safe.
func TestGradientsAtEdges(t *testing.T) {
	for _, c := range []struct {
		name    string
		f       func(np.Array) np.Array
		x, want []float64
	}{
		{"logsumexp of -Inf", func(x np.Array) np.Array { return np.LogSumExp(x) }, []float64{-inf, -inf}, []float64{0, 0}},
		{"logsumexp with -Inf", func(x np.Array) np.Array { return np.LogSumExp(x) }, []float64{-inf, 2}, []float64{0, 1}},
		{"logaddexp of -Inf", func(x np.Array) np.Array { return np.LogAddExp(x, -inf).Sum() }, []float64{-inf}, []float64{0}},
		{"norm of 0", func(x np.Array) np.Array { return np.Norm(x) }, []float64{0, 0}, []float64{0, 0}},
		{"norm", func(x np.Array) np.Array { return np.Norm(x) }, []float64{3, 4}, []float64{0.6, 0.8}},
		{"where, safe", func(x np.Array) np.Array {
			ok := x.Gt(0)
			return np.Where(ok, np.Log(np.Where(ok, x, 1)), 0).Sum()
		}, []float64{0, 2}, []float64{0, 0.5}},
		{"x log x", func(x np.Array) np.Array { return np.Xlogy(np.Zeros(2), x).Sum() }, []float64{0.5, 2}, []float64{0, 0}},
		{"tie", func(x np.Array) np.Array { return x.Max() }, []float64{1, 1}, []float64{0.5, 0.5}},
		{"prod with 0", func(x np.Array) np.Array { return x.Prod() }, []float64{0, 2, 3}, []float64{6, 0, 0}},
		{"pow 2 of 0", func(x np.Array) np.Array { return x.Pow(2).Sum() }, []float64{0, -1}, []float64{0, -2}},
		{"stop", func(x np.Array) np.Array { return np.StopGradient(x).Mul(x).Sum() }, []float64{3}, []float64{3}},
		{"NaN elsewhere", func(x np.Array) np.Array { return np.Where(np.IsNaN(x), 0, x).Sum() }, []float64{nan, 1}, []float64{0, 1}},
	} {
		g := fn.Grad(c.f)(np.New(c.x)).Float64s()
		for i, want := range c.want {
			if !(math.Abs(g[i]-want) < 1e-15) {
				t.Errorf("%s: gradient %v, want %v", c.name, g, c.want)
				break
			}
		}
	}
}
