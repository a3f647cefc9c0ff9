package hmc

import (
	"testing"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// spread has variables of several coordinates: a is 0, b is 1 and 2, c is 3.
var spread = infer.Target{Dim: 4, DType: np.Float64, Variables: []infer.Variable{
	{Name: "a", Lo: 0, Hi: 1}, {Name: "b", Lo: 1, Hi: 3}, {Name: "c", Lo: 3, Hi: 4},
}}

var covariance = np.Matrix(
	[]float64{2, 0.3, 0.2, 0.1},
	[]float64{0.3, 1, 0.4, -0.2},
	[]float64{0.2, 0.4, 3, 0.5},
	[]float64{0.1, -0.2, 0.5, 1})

// For each way to have a metric, velocity is the product with want and the momentum's covariance, Root
// Rootᵀ, is want's inverse.
func TestMetric(t *testing.T) {
	keep := func(same func(i, j int) bool) np.Array { // covariance where same holds
		x := covariance.Float64s()
		for i := range 4 {
			for j := range 4 {
				if i != j && !same(i, j) {
					x[4*i+j] = 0
				}
			}
		}
		return np.New(x, 4, 4)
	}
	ac := func(i, j int) bool { return i%3 == 0 && j%3 == 0 }
	bc := func(i, j int) bool { return i > 0 && j > 0 }
	for name, c := range map[string]struct {
		config Config
		want   np.Array
	}{
		"default":            {Config{}, np.Eye(4)},
		"dense":              {Config{Dense: true}, np.Eye(4)},
		"blocks":             {Config{Blocks: [][]string{{"c", "a"}}}, np.Eye(4)},
		"diagonal given":     {Config{InverseMass: np.Vec(1, 2, 3, 4)}, np.Diag(np.Vec(1, 2, 3, 4))},
		"dense, a diagonal":  {Config{InverseMass: np.Vec(1, 2, 3, 4), Dense: true}, np.Diag(np.Vec(1, 2, 3, 4))},
		"blocks, a diagonal": {Config{InverseMass: np.Vec(1, 2, 3, 4), Blocks: [][]string{{"c", "a"}}}, np.Diag(np.Vec(1, 2, 3, 4))},
		"dense given":        {Config{InverseMass: covariance}, covariance},
		"a and c":            {Config{InverseMass: covariance, Blocks: [][]string{{"a", "c"}}}, keep(ac)},
		"c and a":            {Config{InverseMass: covariance, Blocks: [][]string{{"c", "a"}}}, keep(ac)},
		"a, c and b":         {Config{InverseMass: covariance, Blocks: [][]string{{"a"}, {"c", "b"}}}, keep(bc)},
		"all":                {Config{InverseMass: covariance, Blocks: [][]string{{"c", "b", "a"}}}, covariance},
	} {
		t.Run(name, func(t *testing.T) {
			blocks := c.config.blocks(spread)
			m := c.config.newMetric(spread, blocks)
			inv, cov := np.Zeros(4, 4), np.Zeros(4, 4)
			for i := range 4 {
				e := np.OneHotOf(np.Float64, np.Scalar(int64(i)), 4)
				root := m.momentum(blocks, e) // a column
				inv = np.SetAt(inv, np.IntVec(i), m.velocity(blocks, e).ExpandDims(0))
				cov = cov.Add(np.Outer(root, root))
			}
			near(t, "M⁻¹", inv, c.want.Float64s(), 0)
			near(t, "M M⁻¹", np.MatMul(cov, c.want), np.Eye(4).Float64s(), 1e-14)
		})
	}
}
