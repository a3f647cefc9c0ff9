package recursive

// Criterion decides when a trajectory has turned back on itself. For a segment
// of a trajectory with momenta r_l at one end and r_r at the other and the sum S
// of all its momenta, both ends included, it has turned if
//
//	(M^-1 r_l)·T <= 0  or  (M^-1 r_r)·T <= 0
//
// where the criterion says which T, and which segments are checked when two
// subtrees are joined.
//
// Both are symmetric in the ends, and reversing the order of the leaves maps
// the set of segments that are checked onto itself. Hence leaves may be taken
// in the order visited, whether that is forward or backward in time, without
// negating momenta.
type Criterion int

const (
	// Generalized is NumPyro's criterion: T = S - (r_l + r_r)/2, the trapezoidal
	// rule for the integral of r over the segment's time (Betancourt, A.4.2).
	// Only the segment joined from the two subtrees is checked.
	Generalized Criterion = iota

	// Stan is the criterion of Stan since 2.21: T = S, and joining a and b also
	// checks, unless each is a single leaf, the segments across the seam
	//
	//	a and the first leaf of b:  ends r_first(a), r_first(b), T = S(a) + r_first(b)
	//	the last leaf of a and b:   ends r_last(a),  r_last(b),  T = r_last(a) + S(b)
	//
	// in this order, after the whole. They find the turn of a trajectory which
	// has gone more than once around while each half has not gone half-way, so
	// that the ends of the whole look like those of a short one. For two
	// single leaves all three are the same segment.
	//
	// Stan evaluates all three and combines; here the first that fails ends it.
	//
	// Reference: base_nuts.hpp of stan-dev/stan, transition and build_tree, and
	// https://discourse.mc-stan.org/t/9727.
	Stan
)

// turning tells whether joining a and b, in the order visited, makes a U-turn,
// and which segments it checked to tell: all, or up to the first that fails.
func (c Criterion) turning(m Metric, a, b segment) (turning bool, checks []Span) {
	for _, s := range c.segments(a, b) {
		checks = append(checks, Span{s.first.n, s.last.n})
		if c.turned(m, s) {
			return true, checks
		}
	}
	return false, checks
}

// segments are those that joining a and b has to check.
func (c Criterion) segments(a, b segment) []segment {
	whole := a.join(b)
	if c == Generalized || whole.len() == 2 {
		return []segment{whole}
	}
	return []segment{
		whole,
		a.join(b.first.segment()),
		a.last.segment().join(b),
	}
}

func (c Criterion) turned(m Metric, s segment) bool {
	l, r, t := s.first.r, s.last.r, s.sum
	if c == Generalized {
		t = axpy(-0.5, add(l, r), t)
	}
	return dot(m.Velocity(l), t) <= 0 || dot(m.Velocity(r), t) <= 0
}

// leaf is a leaf's number and momentum.
type leaf struct {
	n int
	r []float64
}

func (l leaf) segment() segment { return segment{l, l, l.r} }

// segment is a run of leaves as the criterion sees it: its ends, in the order
// visited, and the sum of its momenta.
type segment struct {
	first, last leaf
	sum         []float64
}

func (a segment) len() int               { return a.last.n - a.first.n + 1 }
func (a segment) join(b segment) segment { return segment{a.first, b.last, add(a.sum, b.sum)} }
func (a segment) reversed() segment      { return segment{a.last, a.first, a.sum} }
