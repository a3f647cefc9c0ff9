package phlox_test

import (
	"math"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
)

// Shapes of sites inside of plates, and the axes that the plates take.
func TestPlateShapes(t *testing.T) {
	normal := dist.Normal(0, 1)
	tests := []struct {
		name string
		open func(p *phlox.P) *phlox.P
		d    dist.Dist
		want np.Shape
		dims []int // innermost first
	}{
		{"one", func(p *phlox.P) *phlox.P { return p.Plate("a", 3).P }, normal, np.Shape{3}, []int{-1}},
		{"nested", func(p *phlox.P) *phlox.P { return p.Plate("a", 3).Plate("b", 2).P }, normal, np.Shape{2, 3}, []int{-2, -1}},
		{"dim", func(p *phlox.P) *phlox.P { return p.PlateWith(phlox.Frame{Name: "a", Size: 3, Dim: -3}).P }, normal, np.Shape{3, 1, 1}, []int{-3}},
		{"around", func(p *phlox.P) *phlox.P {
			return p.PlateWith(phlox.Frame{Name: "a", Size: 3, Dim: -2}).Plate("b", 2).Plate("c", 4).P
		}, normal, np.Shape{4, 3, 2}, []int{-3, -1, -2}},
		{"stack", func(p *phlox.P) *phlox.P { return p.PlateStack("a", []int{4, 3, 2}, -2) }, normal, np.Shape{4, 3, 2, 1}, []int{-4, -3, -2}},
		{"batch", func(p *phlox.P) *phlox.P { return p.Plate("a", 3).P }, dist.Normal(np.Zeros(5, 3), 1), np.Shape{5, 3}, []int{-1}},
		{"ones", func(p *phlox.P) *phlox.P { return p.Plate("a", 3).P }, dist.Normal(np.Zeros(5, 1), 1), np.Shape{5, 3}, []int{-1}},
		{"event", func(p *phlox.P) *phlox.P { return p.Plate("a", 3).P }, dist.Dirichlet(np.Ones(4)), np.Shape{3, 4}, []int{-1}},
	}
	for _, test := range tests {
		m := trace(t, func(p *phlox.P, _ none) { test.open(p).Sample("x", test.d) }).Site("x")
		var dims []int
		for _, f := range m.Plates {
			dims = append(dims, f.Dim)
		}
		if !m.Value.Shape().Equal(test.want) || !slices.Equal(dims, test.dims) {
			t.Errorf("%s: shape %v, axes %v; want %v, %v", test.name, m.Value.Shape(), dims, test.want, test.dims)
		}
	}
}

// A subsample is of distinct elements, makes up for the others, and slices data of all plates around.
func TestSubsample(t *testing.T) {
	var n *phlox.Plated
	var data np.Array
	full := np.Arange(24).AsType(np.Float64).Reshape(4, 3, 2)
	tr := trace(t, func(p *phlox.P, _ none) {
		n = p.PlateWith(phlox.Frame{Name: "N", Size: 4, Subsample: 2, Dim: -2})
		m := n.PlateWith(phlox.Frame{Name: "M", Size: 3, Subsample: 1, Dim: -1})
		data = m.Subsample(full, 1)
		m.Observe("y", dist.Normal(data, 1).Event(1), data)
	})
	i, k := n.Indices().Ints(), tr.Site("M").Value.Ints()
	if len(i) != 2 || i[0] == i[1] {
		t.Errorf("indices %v", i)
	}
	if want := full.At(i[1], k[0], 1); data.At(1, 0, 1).Item() != want.Item() || !data.Shape().Equal(np.Shape{2, 1, 2}) {
		t.Errorf("data %v, for indices %v and %v", data, i, k)
	}
	want := 4 * 3 * 2 * -math.Log(2*math.Pi) / 2 // the scale 2 × 3 makes up for what is left out
	if got := tr.LogDensity().Item(); math.Abs(got-want) > 1e-12 {
		t.Errorf("log density %v, want %v", got, want)
	}
}

// Given indices count, also if there are fewer than the model says.
func TestGivenSubsample(t *testing.T) {
	tr := trace(t, handler.Substitute(func(p *phlox.P, _ none) {
		p.PlateWith(phlox.Frame{Name: "N", Size: 6, Subsample: 3}).Sample("x", dist.Normal(0, 1))
	}, values{"N": np.IntVec(5, 1)}))
	x := tr.Site("x")
	if !x.Value.Shape().Equal(np.Shape{2}) || x.Scale.Item() != 3 {
		t.Errorf("shape %v, scale %v; want [2], 3", x.Value.Shape(), x.Scale)
	}
}
