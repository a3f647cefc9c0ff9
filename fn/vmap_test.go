package fn_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

func matrix23() np.Array { return np.Matrix([]float64{1, 2, 3}, []float64{4, 5, 6}) }

func TestVmapAxes(t *testing.T) {
	x := matrix23()
	sum := func(v np.Array) np.Array { return v.Square().Sum() }
	near(t, "rows", fn.Vmap(sum)(x), np.Vec(14, 77), 0)
	near(t, "columns", fn.VmapAxes(sum, fn.Axes{"": 1}, nil)(x), np.Vec(17, 29, 45), 0)
	near(t, "last axis", fn.VmapAxes(sum, fn.Axes{"": -1}, nil)(x), np.Vec(17, 29, 45), 0)

	double := func(v np.Array) np.Array { return v.Mul(2) }
	near(t, "out axis 1", fn.VmapAxes(double, nil, fn.Axes{"": 1})(x), x.Mul(2).T(), 0)
	near(t, "out axis -1", fn.VmapAxes(double, nil, fn.Axes{"": -1})(x), x.Mul(2).T(), 0)
	near(t, "in and out axis 1", fn.VmapAxes(double, fn.Axes{"": 1}, fn.Axes{"": 1})(x), x.Mul(2), 0)
}

func TestVmapUnmapped(t *testing.T) {
	type args struct{ X, Shared np.Array }
	type results struct{ Each, Same np.Array }
	f := func(a args) results { return results{a.X.Mul(a.Shared).Sum(), a.Shared.Sum()} }
	in := args{matrix23(), np.Vec(1, 0, 2)}
	y := fn.VmapAxes(f, fn.Axes{"Shared": fn.Unmapped}, fn.Axes{"Same": fn.Unmapped})(in)
	near(t, "Each", y.Each, np.Vec(7, 16), 0)
	near(t, "Same", y.Same, np.Scalar(3.0), 0)
	y = fn.VmapAxes(f, fn.Axes{"Shared": fn.Unmapped}, nil)(in)
	near(t, "Same, repeated", y.Same, np.Vec(3, 3), 0)
	y = fn.VmapAxes(f, fn.Axes{"": fn.Unmapped, "X": 0}, nil)(in)
	near(t, "all unmapped but X", y.Each, np.Vec(7, 16), 0)

	fails(t, "differs between examples", func() { fn.VmapAxes(f, nil, fn.Axes{"Each": fn.Unmapped})(args{matrix23(), matrix23()}) })
}

func TestVmapOfVmap(t *testing.T) {
	x, y := np.Vec(1, 2), np.Vec(10, 20, 30)
	outer := fn.Vmap(func(a np.Array) np.Array {
		return fn.Vmap(func(b np.Array) np.Array { return a.Mul(b) })(y)
	})(x)
	near(t, "outer product", outer, np.Matrix([]float64{10, 20, 30}, []float64{20, 40, 60}), 0)
	near(t, "Vmap2", fn.Vmap2(func(a, b np.Array) np.Array { return a.Mul(b) })(x, np.Vec(3, 4)), np.Vec(3, 8), 0)
}

func TestVmapOfGrad(t *testing.T) {
	f := func(x np.Array) np.Array { return np.Sin(x).Mul(x).Sum() }
	x := matrix23()
	g := fn.Vmap(fn.Grad(f))(x)
	for i := range 2 {
		near(t, "row", g.At(i), fn.Grad(f)(x.At(i)), 1e-15)
	}
	near(t, "grad of vmap", fn.Grad(func(x np.Array) np.Array { return fn.Vmap(f)(x).Sum() })(x), g, 1e-15)
}

// A loop under Vmap goes on for those who need it and leaves the others alone.
func TestVmapOfWhile(t *testing.T) {
	halve := func(x np.Array) np.Array {
		return fn.While(func(s np.Array) np.Array { return s.Gt(1.0) }, func(s np.Array) np.Array { return s.Div(2) }, x)
	}
	near(t, "halved", fn.Vmap(halve)(np.Vec(8, 0.5, 5, 1)), np.Vec(1, 0.5, 0.625, 1), 0)
	near(t, "none goes on", fn.Vmap(halve)(np.Vec(0.5, 1)), np.Vec(0.5, 1), 0)
}

func TestVmapErrors(t *testing.T) {
	type args struct{ X, Y np.Array }
	f := func(a args) np.Array { return a.X.Add(a.Y) }
	fails(t, "vmap: X has 2 examples and Y has 3", func() { fn.Vmap(f)(args{np.Vec(1, 2), np.Vec(1, 2, 3)}) })
	fails(t, "vmap: Y has shape [], which has no axis 0", func() { fn.Vmap(f)(args{np.Vec(1, 2), np.Scalar(1.0)}) })
	fails(t, "no array of the argument is mapped", func() { fn.VmapAxes(f, fn.Axes{"": fn.Unmapped}, nil)(args{np.Vec(1, 2), np.Scalar(1.0)}) })
}
