package main

import "testing"

func TestMatmul(t *testing.T) {
	const n = 37
	p, err := matmulProgram(n)
	z := outputs(t, p, err)[0]
	for i := range n {
		for j := range n {
			want := 0.0
			for k := range n {
				want += p.Operands[0].Float64(i*n+k) * p.Operands[1].Float64(k*n+j)
			}
			near(t, "an element", z.Float64(i*n+j), want, 1e-12)
		}
	}
}

// The factor times its transpose is the matrix.
func TestCholesky(t *testing.T) {
	const n = 37
	p, err := choleskyProgram(n)
	l := outputs(t, p, err)[0]
	for i := range n {
		for j := range n {
			product := 0.0
			for k := range n {
				product += l.Float64(i*n+k) * l.Float64(j*n+k)
			}
			near(t, "an element", product, p.Operands[0].Float64(i*n+j), 1e-12)
			if j > i && l.Float64(i*n+j) != 0 {
				t.Errorf("element %d, %d of the factor is %v, want 0", i, j, l.Float64(i*n+j))
			}
		}
	}
}
