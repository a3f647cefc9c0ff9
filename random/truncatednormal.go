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
	x := np.NdtriExp(logP)
	x = np.Where(mirror, x.Neg(), x)
	return np.Clip(x, np.Nextafter(np.StopGradient(a), math.Inf(1)), np.Nextafter(np.StopGradient(b), math.Inf(-1)))
}
