package main

import (
	"math"
	"slices"
	"testing"
)

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		name       string
		z          []float64
		violations int
	}{
		{"as they should be", []float64{1, -1, 0.9, 1.1}, 0},
		{"one too large", append(slices.Repeat([]float64{0.8}, 47), 7), 1},
		{"all too large", slices.Repeat([]float64{2.5, -2.5}, 4), 1},
		{"too small to be true", slices.Repeat([]float64{0.01, -0.02}, 6), 1},
		{"not a number", []float64{1, math.NaN()}, 2},
	} {
		var s zScores
		for _, z := range c.z {
			s.add("x", comparison{ZMean: z, ZSquare: z})
		}
		if got := s.violations(); len(got) != c.violations {
			t.Errorf("%s: %q, want %d violations", c.name, got, c.violations)
		}
	}
}

// The bound is the two-sided quantile of the normal distribution: Φ(3.8906) = 1 - 0.5e-4.
func TestBonferroniBound(t *testing.T) {
	if got := (zScores{Count: 1}).largest(); math.Abs(got-3.8906) > 1e-4 {
		t.Errorf("the bound of one comparison is %.4f, want 3.8906", got)
	}
}

// The bound is not widened for 113 parameters or more; the whole suite has 135.
func TestSpread(t *testing.T) {
	if got := (zScores{Params: 113}).spread(); got != rmsTolerance {
		t.Errorf("the spread for the whole suite is %v, want %v", got, rmsTolerance)
	}
	if got := (zScores{Params: 2}).spread(); got != 1.5 {
		t.Errorf("the spread for two parameters is %v, want 1.5", got)
	}
}

func TestJoinKeepsTheWorst(t *testing.T) {
	var a, b zScores
	a.add("a", comparison{ZMean: 1, ZSquare: 2})
	b.add("b", comparison{ZMean: -3, ZSquare: 0})
	a.join(b)
	if want := (zScores{Max: 3, Worst: "b", Squares: 14, Count: 4, Params: 2}); a != want {
		t.Errorf("joined: %+v, want %+v", a, want)
	}
}
