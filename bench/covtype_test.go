package main

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/np"
)

// reference is the log density and its gradient, row by row.
func (c covtype) reference(z []float64) (lp float64, gradient []float64) {
	gradient = make([]float64, c.Columns)
	for j, b := range z {
		lp += normalLogDensity(b, 0, 1)
		gradient[j] = -b
	}
	for i := range c.Rows {
		row, logit := c.X[i*c.Columns:][:c.Columns], 0.0
		for j, x := range row {
			logit += x * z[j]
		}
		p := 1 / (1 + math.Exp(-logit))
		lp += c.Y[i]*math.Log(p) + (1-c.Y[i])*math.Log1p(-p)
		for j, x := range row {
			gradient[j] += (c.Y[i] - p) * x
		}
	}
	return lp, gradient
}

// With some float32 sums of 3000 terms the last three of seven digits are lost.
func TestCovtypeSingle(t *testing.T) {
	for _, rows := range []int{3, 100, 3000} {
		c := newCovtype(rows, 54, 1)
		lp, gradient := c.reference(c.Z[0])
		for dtype, tolerance := range map[np.DType]float64{np.Float64: 1e-12, np.Float32: 1e-4} {
			p, err := c.single(dtype)
			out := outputs(t, p, err)
			if out[0].DType() != dtype || out[1].DType() != dtype {
				t.Errorf("dtypes %v and %v, want %v", out[0].DType(), out[1].DType(), dtype)
			}
			near(t, "the log density", out[0].Float64(0), lp, tolerance)
			for j, want := range gradient {
				near(t, "the gradient", out[1].Float64(j), want, tolerance)
			}
		}
	}
}

func TestCovtypeLanes(t *testing.T) {
	c := newCovtype(100, 54, 8)
	p, err := c.lanes()
	out := outputs(t, p, err)
	for k, z := range c.Z {
		lp, gradient := c.reference(z)
		near(t, "the log density", out[0].Float64(k), lp, 1e-12)
		for j, want := range gradient {
			near(t, "the gradient", out[1].Float64(k*c.Columns+j), want, 1e-12)
		}
	}
}
