package constraint

import (
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// Simplex is the vectors of numbers >= 0 whose sum is 1, to within 1e-6.
type Simplex struct{ vector }

func (Simplex) String() string { return "Simplex" }

func (Simplex) Check(x np.Array) np.Array {
	return allLast(x.Ge(0), 1).And(x.Sum(-1).Sub(1).Abs().Lt(1e-6))
}

func (Simplex) Feasible(like np.Array) np.Array { return np.FullLike(like, 1/float64(like.Dim(-1))) }

// L1Ball is the vectors with Σ|x_k| <= 1, to within 10 ε.
type L1Ball struct{ vector }

func (L1Ball) String() string                  { return "L1Ball" }
func (L1Ball) Check(x np.Array) np.Array       { return x.Abs().Sum(-1).Lt(1 + 10*epsilon(x)) }
func (L1Ball) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }

// Sphere is the vectors x of R^n with |x| = 1, to within 10 ε √n.
type Sphere struct{ vector }

func (Sphere) String() string { return "Sphere" }

func (Sphere) Check(x np.Array) np.Array {
	tol := 10 * epsilon(x) * math.Sqrt(float64(x.Dim(-1)))
	return x.Square().Sum(-1).Sqrt().Sub(1).Abs().Lt(tol)
}

func (Sphere) Feasible(like np.Array) np.Array {
	return np.FullLike(like, 1/math.Sqrt(float64(like.Dim(-1))))
}
