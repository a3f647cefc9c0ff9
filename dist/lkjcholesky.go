package dist

import (
	"slices"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// LKJCholesky is the distribution of the lower Cholesky factors L of correlation matrices R = L Lᵀ of the
// given dimension D >= 2 whose density is proportional to det(R)^(η-1), η = concentration > 0: uniform over
// correlation matrices for η = 1, nearer to the identity the greater η is.
//
//	p(L) ∝ Π_{k=2..D} L_kk^(D-k+2η-2)
//
// Lewandowski, Kurowicka, Joe, "Generating random correlation matrices based on vines and extended onion
// method", Journal of Multivariate Analysis 100 (2009).
func LKJCholesky[A np.Value](dimension int, concentration A) Dist {
	f := lkjCholesky{Dimension: dimension, Concentration: param(concentration)}
	if dimension < 2 {
		return invalid(f, "dimension = %d, want at least 2", dimension)
	}
	return New(f)
}

type lkjCholesky struct {
	Dimension     int
	Concentration np.Array
	pathwise
}

func (f lkjCholesky) Name() string { return "LKJCholesky" }

func (f lkjCholesky) Params() []Param {
	return []Param{{"concentration", f.Concentration, constraint.Positive{}}}
}

func (f lkjCholesky) EventShape() np.Shape           { return np.Shape{f.Dimension, f.Dimension} }
func (f lkjCholesky) Support() constraint.Constraint { return constraint.CorrCholesky{} }

// log p(L) = Σ_{k=2..D} (D-k+2η-2) log L_kk - Σ_{j=1..D-1} (j/2 log π + log Γ(α-j/2) - log Γ(α)),
// α = η + (D-1)/2
func (f lkjCholesky) LogDensity(x np.Array) np.Array {
	n := f.Dimension
	eta := f.Concentration.ExpandDims(-1)
	order := eta.Mul(2).Add(np.Flip(np.Arange(n - 1)).AsType(x.DType())).Sub(2)
	kernel := order.Mul(np.Diagonal(x).Slice(-1, 1, n).Log()).Sum(-1)
	alpha := eta.Add(float64(n-1) / 2)
	step := np.Arange(n - 1).Add(1).AsType(x.DType()).Mul(0.5)
	norm := np.Lgamma(alpha.Sub(step)).Sub(np.Lgamma(alpha)).Add(step.Mul(logPi)).Sum(-1)
	return kernel.Sub(norm)
}

// Draw is the onion: row k+1 is √y u for y the beta variate of its length and u uniform on the sphere in k
// dimensions.
func (f lkjCholesky) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	n, keys, d := f.Dimension, key.Split(2), floatOf(f.Concentration)
	half := np.Arange(n - 1).AsType(d).Mul(0.5) // (k-1)/2
	b := beta{
		Concentration1: half.Add(0.5),
		Concentration0: f.Concentration.Add(float64(n-2) / 2).ExpandDims(-1).Sub(half),
	}
	y := b.Draw(keys[0], append(slices.Clone(shape), n-1)).ExpandDims(-1)
	u := np.Tril(random.Normal(keys[1], append(slices.Clone(shape), n-1, n-1), d), 0)
	u = u.Div(u.Square().Sum(-1).Sqrt().ExpandDims(-1))
	before, after := make([]int, len(shape)+2), make([]int, len(shape)+2)
	before[len(shape)], after[len(shape)+1] = 1, 1
	diagonal := np.Sub(1.0, y).Sqrt().Squeeze(-1)
	first := np.Ones(append(slices.Clone(shape), 1)...).AsType(d)
	return np.Pad(y.Sqrt().Mul(u), before, after, 0).Add(np.Diag(np.Concat(len(shape), first, diagonal)))
}
