package dist

import (
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// TruncatedNormal is the normal distribution with mean loc and standard deviation scale > 0, given that
// low <= x <= high:
//
//	p(x) = φ(z) / (σ(Φ(b)-Φ(a))), z = (x-μ)/σ, a = (low-μ)/σ, b = (high-μ)/σ
//
// A bound that is the zero Array or an infinite constant is none. Bounds may be far out in one tail.
func TruncatedNormal[A, B, C, D np.Value](loc A, scale B, low C, high D) Dist {
	lo, hi := bound(param(low), math.Inf(-1)), bound(param(high), math.Inf(1))
	if lo.IsZero() && hi.IsZero() {
		return Normal(param(loc), param(scale))
	}
	return New(truncatedNormal{Loc: param(loc), Scale: param(scale), Low: lo, High: hi})
}

// bound returns x, or the zero Array if it is known to be none everywhere.
func bound(x np.Array, none float64) np.Array {
	if !x.IsZero() && x.IsConcrete() && x.Eq(none).All().Bools()[0] {
		return np.Array{}
	}
	return x
}

type truncatedNormal struct {
	Loc, Scale np.Array
	Low, High  np.Array // one may be zero
	scalar
	pathwise
}

func (f truncatedNormal) Name() string { return "TruncatedNormal" }

func (f truncatedNormal) Params() []Param {
	params := []Param{{"loc", f.Loc, constraint.Real{}}, {"scale", f.Scale, constraint.Positive{}}}
	switch {
	case f.Low.IsZero():
		return append(params, Param{"high", f.High, constraint.Real{}})
	case f.High.IsZero():
		return append(params, Param{"low", f.Low, constraint.Real{}})
	}
	return append(params, Param{"low", f.Low, constraint.Real{}}, Param{"high", f.High, constraint.GreaterThan{Bound: f.Low}})
}

func (f truncatedNormal) Support() constraint.Constraint {
	switch {
	case f.Low.IsZero():
		return constraint.LessThanEq{Bound: f.High}
	case f.High.IsZero():
		return constraint.GreaterThanEq{Bound: f.Low}
	}
	return constraint.Interval{Low: f.Low, High: f.High}
}

// frame is the standardized interval [Lo, Hi], mirrored where more of it is on the right: there Φ rounds
// to 1, and on the left differences of it keep their digits. There is no Lo if it is -Inf.
type frame struct {
	Lo, Hi np.Array
	Mirror np.Array // bool
}

func (f truncatedNormal) frame() frame {
	if f.Low.IsZero() {
		return frame{Hi: f.standard(f.High), Mirror: np.Scalar(false)}
	}
	a := f.standard(f.Low)
	if f.High.IsZero() {
		return frame{Hi: a.Neg(), Mirror: np.Scalar(true)}
	}
	b := f.standard(f.High)
	mirror := a.Add(b).Gt(0)
	return frame{np.Where(mirror, b.Neg(), a), np.Where(mirror, a.Neg(), b), mirror}
}

func (f truncatedNormal) standard(x np.Array) np.Array { return x.Sub(f.Loc).Div(f.Scale) }

// turn mirrors t where r is mirrored.
func (r frame) turn(t np.Array) np.Array { return np.Where(r.Mirror, t.Neg(), t) }

// logMass returns log (Φ(hi) - Φ(lo)) = log Φ(hi) + log(1 - Φ(lo)/Φ(hi)).
func (r frame) logMass() np.Array {
	mass := np.LogNdtr(r.Hi)
	if r.Lo.IsZero() {
		return mass
	}
	return mass.Add(np.Expm1(np.LogNdtr(r.Lo).Sub(mass)).Neg().Log())
}

// log p(x) = -z²/2 - log σ - log(2π)/2 - log mass
func (f truncatedNormal) LogDensity(x np.Array) np.Array {
	lp := f.standard(x).Square().Mul(-0.5).Sub(f.Scale.Log()).Sub(logSqrt2Pi)
	return lp.Sub(f.frame().logMass())
}

func (f truncatedNormal) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	a, b := np.Of(math.Inf(-1)), np.Of(math.Inf(1))
	if !f.Low.IsZero() {
		a = f.standard(f.Low)
	}
	if !f.High.IsZero() {
		b = f.standard(f.High)
	}
	z := random.TruncatedNormal(key, a, b, shape, floatOf(f.Loc, f.Scale, f.Low, f.High))
	return f.clip(z.Mul(f.Scale).Add(f.Loc))
}

// clip undoes rounding beyond the bounds.
func (f truncatedNormal) clip(x np.Array) np.Array {
	if !f.Low.IsZero() {
		x = x.Maximum(f.Low)
	}
	if !f.High.IsZero() {
		x = x.Minimum(f.High)
	}
	return x
}

// The share of the mass below z is, in the frame, (Φ(t)-Φ(lo)) / (Φ(hi)-Φ(lo)) or, mirrored,
// (Φ(hi)-Φ(t)) / (Φ(hi)-Φ(lo)). All are taken relative to Φ(hi) in logs.
func (f truncatedNormal) CDF(x np.Array) np.Array {
	r := f.frame()
	t, hi := np.LogNdtr(r.turn(f.standard(f.clip(x)))), np.LogNdtr(r.Hi)
	below, above := t.Sub(hi).Exp(), np.Expm1(t.Sub(hi)).Neg()
	if !r.Lo.IsZero() {
		lo := np.LogNdtr(r.Lo)
		whole := np.Expm1(lo.Sub(hi)).Neg()
		below = below.Mul(np.Expm1(lo.Sub(t)).Neg()).Div(whole)
		above = above.Div(whole)
	}
	return np.Where(r.Mirror, above, below)
}

// log Φ(t) = log(q Φ(hi) + (1-q) Φ(lo)), q = p or, mirrored, 1-p
func (f truncatedNormal) ICDF(p np.Array) np.Array {
	r := f.frame()
	q, rest := np.Where(r.Mirror, np.Log1p(p.Neg()), p.Log()), np.Where(r.Mirror, p.Log(), np.Log1p(p.Neg()))
	logP := q.Add(np.LogNdtr(r.Hi))
	if !r.Lo.IsZero() {
		logP = np.LogAddExp(logP, rest.Add(np.LogNdtr(r.Lo)))
	}
	return f.clip(r.turn(np.NdtriExp(logP)).Mul(f.Scale).Add(f.Loc))
}

// edges returns φ(lo) and φ(hi) over the mass, and lo φ(lo) - hi φ(hi) over it.
func (r frame) edges() (lo, hi, sum np.Array) {
	mass := r.logMass()
	share := func(t np.Array) np.Array { return t.Square().Mul(-0.5).Sub(logSqrt2Pi).Sub(mass).Exp() }
	hi = share(r.Hi)
	if r.Lo.IsZero() {
		return np.ZerosLike(hi), hi, r.Hi.Mul(hi).Neg()
	}
	lo = share(r.Lo)
	return lo, hi, r.Lo.Mul(lo).Sub(r.Hi.Mul(hi))
}

// log(√(2πe) σ mass) + (lo φ(lo) - hi φ(hi))/(2 mass)
func (f truncatedNormal) Entropy() np.Array {
	r := f.frame()
	_, _, sum := r.edges()
	return f.Scale.Log().Add(logSqrt2Pi + 0.5).Add(r.logMass()).Add(sum.Mul(0.5))
}

func (f truncatedNormal) Mean() np.Array {
	r := f.frame()
	mean, _ := r.moments()
	return f.clip(r.turn(mean).Mul(f.Scale).Add(f.Loc))
}

func (f truncatedNormal) Variance() np.Array {
	_, variance := f.frame().moments()
	return variance.Mul(f.Scale.Square())
}

// tailMin is the distance from the center at which moments are integrated instead: below it their closed
// forms lose two digits at most.
const tailMin = 2

// moments returns mean and variance,
//
//	(φ(lo)-φ(hi))/mass, 1 + (lo φ(lo) - hi φ(hi))/mass - mean²
//
// or, as these are differences of numbers near c and c² where c = -hi is large, hi less the moments of w = hi-t,
// whose density is proportional to exp(-cw - w²/2) on [0, hi-lo].
func (r frame) moments() (mean, variance np.Array) {
	lo, hi, sum := r.edges()
	mean = lo.Sub(hi)
	variance = sum.Add(1.0).Sub(mean.Square())
	tail := r.Hi.Lt(-tailMin)
	c := r.Hi.Neg().Maximum(tailMin)
	width := np.Div(40.0, c) // e^-40 is lost beside 1
	if !r.Lo.IsZero() {
		width = width.Minimum(r.Hi.Sub(r.Lo))
	}
	node, weight := gaussLegendre(40)
	w := width.ExpandDims(-1).Mul(node)
	p := w.Mul(c.ExpandDims(-1).Add(w.Mul(0.5))).Neg().Exp().Mul(weight)
	mass := p.Sum(-1)
	first := p.Mul(w).Sum(-1).Div(mass)
	second := p.Mul(w.Sub(first.ExpandDims(-1)).Square()).Sum(-1).Div(mass)
	return np.Where(tail, r.Hi.Sub(first), mean), np.Where(tail, second, variance)
}

// gaussLegendre returns the nodes and weights of the rule on [0, 1] with n nodes, by Newton's method for
// the roots of the Legendre polynomial P_n: DLMF 3.5(v).
func gaussLegendre(n int) (node, weight np.Array) {
	x, w := make([]float64, n), make([]float64, n)
	for i := range x {
		z := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		for range 8 {
			p, slope := legendre(n, z)
			z -= p / slope
		}
		_, slope := legendre(n, z)
		x[i], w[i] = (1+z)/2, 1/((1-z*z)*slope*slope)
	}
	return np.New(x), np.New(w)
}

// legendre returns P_n(z) and its derivative.
func legendre(n int, z float64) (p, slope float64) {
	p, before := 1.0, 0.0
	for k := 1; k <= n; k++ {
		p, before = (float64(2*k-1)*z*p-float64(k-1)*before)/float64(k), p
	}
	return p, float64(n) * (z*p - before) / (z*z - 1)
}
