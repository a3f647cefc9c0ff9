package hmc

import (
	"math"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc/internal/recursive"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

func key(seed int) random.PRNGKey { return random.Key(int64(seed)) }

// target is a density twice: as a program, and with its gradient by hand for the oracle.
type target struct {
	name       string
	dim        int
	logDensity func(z np.Array) np.Array
	potential  recursive.Potential
}

// traced is the target as a kernel sees it, with a variable a, b, ... for each coordinate.
func (t target) traced() infer.Target {
	tg := infer.Target{Dim: t.dim, DType: np.Float64, LogDensity: t.logDensity}
	for i := range t.dim {
		tg.Variables = append(tg.Variables, infer.Variable{Name: string(rune('a' + i)), Lo: i, Hi: i + 1})
	}
	return tg
}

// normal is U = |z|²/2.
func normal(dim int) target {
	return target{"normal", dim,
		func(z np.Array) np.Array { return z.Mul(z).Sum().Mul(-0.5) },
		func(z []float64) (u float64, grad []float64) {
			for _, x := range z {
				u += x * x / 2
			}
			return u, z
		}}
}

// correlated is U = zᵀPz/2.
func correlated() target {
	p := [][]float64{{2, 1, 0}, {1, 4, -1.5}, {0, -1.5, 1}}
	return target{"correlated", 3,
		func(z np.Array) np.Array { return np.Dot(z, np.MatMul(np.Matrix(p...), z)).Mul(-0.5) },
		func(z []float64) (u float64, grad []float64) {
			grad = recursive.Dense(p).Velocity(z)
			for i := range z {
				u += z[i] * grad[i] / 2
			}
			return u, grad
		}}
}

// funnel is Neal's: z₀ ~ N(0, 3), z₁, z₂ ~ N(0, e^{z₀/2}); U = z₀²/18 + z₀ + (z₁² + z₂²)/2 e^-z₀.
func funnel() target {
	return target{"funnel", 3,
		func(z np.Array) np.Array {
			v, x := z.At(0), z.Slice(0, 1, 3)
			return v.Mul(v).Div(18).Add(v).Add(x.Mul(x).Sum().Mul(np.Exp(v.Neg())).Mul(0.5)).Neg()
		},
		func(z []float64) (u float64, grad []float64) {
			e := math.Exp(-z[0])
			s := (z[1]*z[1] + z[2]*z[2]) / 2 * e
			return z[0]*z[0]/18 + z[0] + s, []float64{z[0]/9 + 1 - s, z[1] * e, z[2] * e}
		}}
}

// banana is Rosenbrock's: U = x²/2 + 2 (y - x²)².
func banana() target {
	return target{"banana", 2,
		func(z np.Array) np.Array {
			x, y := z.At(0), z.At(1)
			d := y.Sub(x.Mul(x))
			return x.Mul(x).Mul(0.5).Add(d.Mul(d).Mul(2)).Neg()
		},
		func(z []float64) (u float64, grad []float64) {
			d := z[1] - z[0]*z[0]
			return z[0]*z[0]/2 + 2*d*d, []float64{z[0] - 8*d*z[0], 4 * d}
		}}
}

// valley is U = Σ|zᵢ|. With a step size of 2 all positions and momenta that begin as integers remain so.
func valley() target {
	return target{"valley", 2,
		func(z np.Array) np.Array { return np.Abs(z).Sum().Neg() },
		func(z []float64) (u float64, grad []float64) {
			for _, x := range z {
				u += math.Abs(x)
				g := 0.0
				if x != 0 {
					g = math.Copysign(1, x)
				}
				grad = append(grad, g)
			}
			return u, grad
		}}
}
