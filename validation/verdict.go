package main

import (
	"fmt"
	"math"
)

// What counts as agreement.
const (
	alpha        = 1e-4  // probability that a right sampler exceeds the bound on the largest |z|, for the suite
	rmsTolerance = 0.2   // of the root mean square z of the whole suite about 1
	minESS       = 100   // per chain; standard errors of fewer effective draws are not to be trusted (Vehtari et al., 2021)
	maxRHat      = 1.02  // 1.01 is advised for one quantity (Vehtari et al.); this is the largest of a hundred
	maxGradient  = 1e-10 // relative difference from Stan that rounding in sums of thousands of terms may leave
)

// zScores are the comparisons of one posterior or of many.
type zScores struct {
	Max     float64 // |z|
	Worst   string  // where that is
	Squares float64 // sum of z²
	Count   int
	Params  int
}

func (s *zScores) add(name string, c comparison) {
	for _, z := range []float64{c.ZMean, c.ZSquare} {
		if !(math.Abs(z) <= s.Max) { // also NaN
			s.Max, s.Worst = math.Abs(z), name
		}
		s.Squares += z * z
		s.Count++
	}
	s.Params++
}

func (s *zScores) join(t zScores) {
	if !(t.Max <= s.Max) {
		s.Max, s.Worst = t.Max, t.Worst
	}
	s.Squares += t.Squares
	s.Count += t.Count
	s.Params += t.Params
}

func (s zScores) rms() float64 { return math.Sqrt(s.Squares / float64(s.Count)) }

// largest is the Bonferroni bound of |z|: that of one normal variable at alpha over the number of
// comparisons.
func (s zScores) largest() float64 {
	return math.Sqrt2 * math.Erfinv(1-alpha/float64(s.Count))
}

// spread returns how far the root mean square may be from 1. A mean and a mean square of one parameter are
// nearly the same comparison, so n parameters are worth about n numbers, whose root mean square has the
// standard deviation 1/√(2n). A few posteriors alone get three of these.
func (s zScores) spread() float64 {
	return max(rmsTolerance, 3/math.Sqrt(2*float64(s.Params)))
}

// violations says which bounds the scores violate.
func (s zScores) violations() (out []string) {
	if !(s.Max <= s.largest()) {
		out = append(out, fmt.Sprintf("|z| is %.2f at %s, want at most %.2f", s.Max, s.Worst, s.largest()))
	}
	if low, high := 1-s.spread(), 1+s.spread(); !(s.rms() >= low && s.rms() <= high) {
		out = append(out, fmt.Sprintf("the rms z is %.3f, want %.2f to %.2f", s.rms(), low, high))
	}
	return out
}
