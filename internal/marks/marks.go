// Package marks selects from lists by marks, one bool for each element. Rules of ops that hold programs use
// it for the operands that are mapped, linear, or have tangents.
package marks

// Pick returns the elements that are marked.
func Pick[T any](x []T, marks []bool) []T {
	var out []T
	for i, m := range marks {
		if m {
			out = append(out, x[i])
		}
	}
	return out
}

// Place is the inverse of Pick: it returns a list as long as marks with the elements of x at the marks that
// are set, in order, and zero values elsewhere.
func Place[T any](x []T, marks []bool) []T {
	out := make([]T, len(marks))
	for i, m := range marks {
		if m {
			out[i], x = x[0], x[1:]
		}
	}
	return out
}

// Not returns the opposite marks.
func Not(marks []bool) []bool {
	out := make([]bool, len(marks))
	for i, m := range marks {
		out[i] = !m
	}
	return out
}

// Or returns the marks that are set in x or y.
func Or(x, y []bool) []bool {
	out := make([]bool, len(x))
	for i := range x {
		out[i] = x[i] || y[i]
	}
	return out
}

// Count returns the number of marks that are set.
func Count(marks []bool) int {
	n := 0
	for _, m := range marks {
		if m {
			n++
		}
	}
	return n
}
