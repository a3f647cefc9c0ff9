package loop

import "fmt"

// span is what is known of an int64: that it is at least min and at most max, and if it is exact, that it
// takes both values in the course of things.
type span struct {
	min, max     int
	known, exact bool
}

var unknown = span{}

func exactly(x int) span { return span{x, x, true, true} }

// between is what is known of the index of a loop. It is exact if the bounds are constant and the loop is
// not empty.
func between(lo, hi span) span {
	constant := lo.exact && lo.min == lo.max && hi.exact && hi.min == hi.max
	return span{lo.min, hi.max - 1, lo.known && hi.known, constant && lo.min < hi.max}
}

// times returns the span of s·k.
func (s span) times(k int) span {
	s.min, s.max = min(s.min*k, s.max*k), max(s.min*k, s.max*k)
	return s
}

// plus returns the span of the sum of two different things.
func (s span) plus(t span) span {
	return span{s.min + t.min, s.max + t.max, s.known && t.known, s.exact && t.exact}
}

func (s span) String() string { return fmt.Sprintf("%d to %d", s.min, s.max) }
