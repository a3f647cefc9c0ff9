package prim

import "math"

// lu replaces the n×n matrix a by its factors with partial pivoting, P A = L U: U on and above the
// diagonal, L, whose diagonal is one, below. Row i of P A is row pivots[i] of A. swaps is odd if det P is
// -1. A zero pivot is left as it is.
func lu(a []float64, n int) (pivots []int, swaps int) {
	pivots = axesFrom(0, n)
	for j := range n {
		p := j
		for i := j + 1; i < n; i++ {
			if math.Abs(a[i*n+j]) > math.Abs(a[p*n+j]) {
				p = i
			}
		}
		if p != j {
			swaps++
			pivots[j], pivots[p] = pivots[p], pivots[j]
			for c := range n {
				a[j*n+c], a[p*n+c] = a[p*n+c], a[j*n+c]
			}
		}
		if a[j*n+j] == 0 {
			continue
		}
		for i := j + 1; i < n; i++ {
			a[i*n+j] /= a[j*n+j]
			for c := j + 1; c < n; c++ {
				a[i*n+c] -= a[i*n+j] * a[j*n+c]
			}
		}
	}
	return pivots, swaps
}
