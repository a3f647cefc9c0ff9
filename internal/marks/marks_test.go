package marks

import (
	"slices"
	"testing"
)

func TestPlaceUndoesPick(t *testing.T) {
	x := []int{1, 2, 3, 4}
	for bits := range 16 {
		marks := []bool{bits&1 != 0, bits&2 != 0, bits&4 != 0, bits&8 != 0}
		picked, rest := Pick(x, marks), Pick(x, Not(marks))
		if len(picked) != Count(marks) || len(rest) != Count(Not(marks)) || len(picked)+len(rest) != len(x) {
			t.Fatalf("%v: %v and %v", marks, picked, rest)
		}
		a, b := Place(picked, marks), Place(rest, Not(marks))
		for i := range x {
			if a[i]+b[i] != x[i] || a[i] != 0 != marks[i] {
				t.Errorf("%v: %v and %v", marks, a, b)
			}
		}
		if !slices.Equal(Or(marks, Not(marks)), []bool{true, true, true, true}) || !slices.Equal(Or(marks, marks), marks) {
			t.Errorf("Or of %v", marks)
		}
	}
}
