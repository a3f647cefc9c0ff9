package random

import (
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// TruncatedNormal returns draws of a standard normal variable given that it is between lo and hi, which may
// be infinite: its quantile function at one uniform number. Far in a tail the draws keep their distribution
// as far as the dtype resolves it. They are never lo or hi themselves.
//
// With Φ for the distribution function, Φ(x) = (1-u) Φ(lo) + u Φ(hi) is solved for x in logs, and mirrored
// if more of the interval is on the right, where Φ rounds to 1.
func TruncatedNormal[A, B np.Value](k PRNGKey, lo A, hi B, shape np.Shape, d np.DType) np.Array {
	a, b := parameter(np.Of(lo), shape, d), parameter(np.Of(hi), shape, d)
	mirror := a.Add(b).Gt(0)
	left, right := np.Where(mirror, b.Neg(), a), np.Where(mirror, a.Neg(), b)
	u := openUniform(k, shape, d)
	u = np.Where(mirror, np.Sub(1, u), u)
	logP := np.LogAddExp(np.LogNdtr(left).Add(np.Log1p(u.Neg())), np.LogNdtr(right).Add(u.Log()))
	x := normalLogQuantile(logP)
	x = np.Where(mirror, x.Neg(), x)
	return np.Clip(x, np.Nextafter(np.StopGradient(a), math.Inf(1)), np.Nextafter(np.StopGradient(b), math.Inf(-1)))
}

// farTail is the log probability below which the quantile is found by Newton's method: the quantile of e^logP
// would do until that underflows, at -745 in float64 and -103 in float32.
const farTail = -5

// normalLogQuantile returns the x with log Φ(x) = logP.
func normalLogQuantile(logP np.Array) np.Array {
	near := np.Ndtri(logP.Maximum(farTail).Exp())
	return np.Where(logP.Ge(farTail), near, normalTailQuantile(logP.Minimum(farTail)).Neg())
}

// normalTailQuantile returns the z with log Φ(-z) = logP <= farTail. Newton's method starts at the leading
// terms of log Φ(-z) = -z²/2 - log(z√(2π)) - ..., wrong by 0.1 at most. Derivatives see the last step only,
// which gives dz = -dlogP/h.
func normalTailQuantile(logP np.Array) np.Array {
	target := np.StopGradient(logP)
	square := target.Mul(-2)
	z := square.Sub(square.Mul(2 * math.Pi).Log()).Sqrt()
	for range 4 {
		z = z.Add(np.LogNdtr(z.Neg()).Sub(target).Div(normalHazard(z)))
	}
	return z.Add(np.LogNdtr(z.Neg()).Sub(logP).Div(normalHazard(z)))
}

// normalHazard returns h(z) = φ(z)/Φ(-z), z > 2. Where the quotient of the small numbers would lose digits,
// it is the lower bound (3z + √(z²+8))/4, which is off by 2/z⁶. Sampford, "Some inequalities on Mill's ratio
// and related functions", Annals of Mathematical Statistics 24 (1953).
func normalHazard(z np.Array) np.Array {
	const logSqrtTwoPi = 0.918938533204672741780329736405617640
	quotient := z.Square().Mul(-0.5).Sub(logSqrtTwoPi).Sub(np.LogNdtr(z.Neg())).Exp()
	bound := z.Mul(3).Add(z.Square().Add(8).Sqrt()).Div(4)
	return np.Where(z.Lt(30), quotient, bound)
}
