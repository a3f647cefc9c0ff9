package special

import "math"

const (
	// ruleOrder is the number of Gauss-Legendre nodes in a panel.
	ruleOrder = 16
	// panelTol is the change on halving, relative to the integral, below which the
	// two halves are kept. The halves are then good to about panelTol/2^(2·16).
	panelTol = 1e-11
	// panelMax bounds the work when noise or a NaN keeps a panel from settling.
	panelMax = 2000
	// tailDrop is the fall of the log integrand from its peak at which a tail is
	// cut: exp(-45) < 3e-20.
	tailDrop = 45
)

// integrate returns the integral of f, smooth and of one sign, over [lo, hi], by
// halving panels until the Gauss-Legendre rule agrees with itself.
func integrate(f func(float64) float64, lo, hi float64) float64 {
	whole := panel(f, lo, hi)
	q := quadrature{f: f, tol: panelTol * math.Abs(whole), left: panelMax}
	return q.refine(lo, hi, whole)
}

type quadrature struct {
	f    func(float64) float64
	tol  float64 // absolute
	left int     // halvings still allowed
}

func (q *quadrature) refine(lo, hi, whole float64) float64 {
	mid := lo + (hi-lo)/2
	left, right := panel(q.f, lo, mid), panel(q.f, mid, hi)
	q.left--
	// Written so that a NaN stops.
	if !(math.Abs(left+right-whole) > q.tol) || q.left <= 0 {
		return left + right
	}
	return q.refine(lo, mid, left) + q.refine(mid, hi, right)
}

func panel(f func(float64) float64, lo, hi float64) float64 {
	half := (hi - lo) / 2
	mid := lo + half
	sum := 0.0
	for i, x := range legendre.node {
		sum += legendre.weight[i] * (f(mid-half*x) + f(mid+half*x))
	}
	return half * sum
}

// legendre is the positive half of the rule on [-1, 1].
var legendre = newLegendre()

type legendreRule struct{ node, weight [ruleOrder / 2]float64 }

// newLegendre finds the roots of the Legendre polynomial P_n by Newton's method,
// with weights 2/((1-x²)·P_n'(x)²) (DLMF 3.5.v).
func newLegendre() (r legendreRule) {
	const n = ruleOrder
	for i := range r.node {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (n + 0.5))
		var slope float64
		for range 8 {
			prev, cur := 1.0, x
			for k := 2.0; k <= n; k++ {
				prev, cur = cur, ((2*k-1)*x*cur-(k-1)*prev)/k
			}
			slope = n * (prev - x*cur) / (1 - x*x)
			x -= cur / slope
		}
		r.node[i], r.weight[i] = x, 2/((1-x*x)*slope*slope)
	}
	return r
}

// logShape is the log of an unnormalized log-concave density, L(s) with L(0) = 0,
// s being the distance from the point of interest.
type logShape interface {
	at(s float64) float64
	mode() float64  // the s at which L peaks, or ±Inf
	bend() float64  // the s about which L turns from its left asymptote to its right
	scale() float64 // a width, to start the search for the cutoff
}

// bendWidth is how far from the bend L differs from its asymptotes by more than
// rounding, exp(-40) = 4e-18.
const bendWidth = 40

// side is a direction of integration from s = 0.
type side float64

const (
	lower side = -1
	upper side = 1
)

// tail returns ∫ exp(L(s))·g(s) ds over s < 0 or s > 0; g grows at most linearly.
//
// A shape of 1e-3 makes the range 1e3 times longer than the bend, which the
// quadrature would step over unseen: it has panels of its own.
func tail(l logShape, to side, g func(s float64) float64) float64 {
	f := func(u float64) float64 {
		s := float64(to) * u
		return math.Exp(l.at(s)) * g(s)
	}
	end, bend := cutoff(l, to), float64(to)*l.bend()
	sum, from := 0.0, 0.0
	for _, u := range [...]float64{bend - bendWidth, bend + bendWidth} {
		if u > from && u < end {
			sum += integrate(f, from, u)
			from = u
		}
	}
	return sum + integrate(f, from, end)
}

func one(float64) float64 { return 1 }

// cutoff returns, within a factor of two, the distance at which L has fallen
// tailDrop below its peak on that side.
func cutoff(l logShape, to side) float64 {
	floor, peak := -float64(tailDrop), 0.0
	if m := float64(to) * l.mode(); m > 0 {
		peak = m
		floor += math.Max(0, l.at(l.mode()))
	}
	h := math.Max(l.scale(), peak)
	for h < 1e300 && l.at(float64(to)*h) > floor {
		h *= 2
	}
	for h > 1e-300 && h/2 > peak && l.at(float64(to)*h/2) < floor {
		h /= 2
	}
	return h
}
