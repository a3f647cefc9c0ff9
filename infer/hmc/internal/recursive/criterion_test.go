package recursive

import "testing"

// The boundary is part of the turn, at either end; the generalized criterion
// counts the ends half.
func TestTurned(t *testing.T) {
	for _, test := range []struct {
		name              string
		first, last, sum  []float64
		generalized, stan bool
	}{
		{"straight", []float64{1}, []float64{1}, []float64{2}, false, false},
		{"opposed", []float64{1}, []float64{-1}, []float64{4}, true, true},
		{"right angle to the sum at the first", []float64{1, 0}, []float64{1, 2}, []float64{0, 4}, true, true},
		{"right angle to the sum at the last", []float64{1, 2}, []float64{1, 0}, []float64{0, 4}, true, true},
		{"right angle to the interior", []float64{2, 0}, []float64{0, 2}, []float64{1, 5}, true, false},
		{"forward by the ends alone", []float64{2, 0}, []float64{2, 0}, []float64{1, 0}, true, false},
		{"back by the ends alone", []float64{1, 0}, []float64{-3, 1}, []float64{-0.5, 3}, false, true},
		{"back by the metric", []float64{1, 1}, []float64{1, 1}, []float64{3, -1}, true, true},
	} {
		m := Diagonal{1, 4}
		s := segment{leaf{0, test.first}, leaf{3, test.last}, test.sum}
		if got := Generalized.turned(m, s); got != test.generalized {
			t.Errorf("%s: generalized %t", test.name, got)
		}
		if got := Stan.turned(m, s); got != test.stan {
			t.Errorf("%s: stan %t", test.name, got)
		}
	}
}
