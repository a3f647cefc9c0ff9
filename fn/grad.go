package fn

import (
	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// Grad returns the gradient of f, which returns a float scalar, by reverse mode. The gradient has the
// structure of the argument; arrays that are not floats get zeros.
func Grad[A any](f func(A) np.Array) func(A) A {
	vg := ValueAndGrad(f)
	return func(x A) A {
		_, g := vg(x)
		return g
	}
}

// ValueAndGrad returns f, which returns a float scalar, together with its gradient. Recursions in log space, such as the
// forward algorithm of a hidden Markov model, are done in scaled linear space where that is as accurate (see
// docs/logspace.md).
func ValueAndGrad[A any](f func(A) np.Array) func(A) (np.Array, A) {
	return func(x A) (np.Array, A) {
		values := tree.Values(x)
		t := trace(f, x, ir.TypesOf(values))
		if y := t.result; y.Rank() != 0 || !y.DType().IsFloat() {
			panic(ir.Errorf("gradient of a function whose value is %v: it must be a float scalar", y.Type()))
		}
		y, g := valueAndGrad(t.program, t.operands(values), len(values))
		return t.unflatten([]ir.Value{y}), tree.WithValues(x, g)
	}
}

// VJP returns f(x) and the function that maps a cotangent of the result to that of the argument.
func VJP[A, B any](f func(A) B, x A) (B, func(B) A) {
	t, y, d := linearize(f, x)
	return t.unflatten(y), func(ct B) A {
		cts := tree.Values(ct)
		if len(cts) != len(y) {
			panic(ir.Errorf("a cotangent of %d arrays for a result of %d", len(cts), len(y)))
		}
		fit("cotangent", tree.Leaves(ct), cts, y)
		values := tree.Values(x)
		return tree.WithValues(x, zeroFill(d.Pullback(cts)[:len(values)], ir.TypesOf(values)))
	}
}

// Linearize returns f(x) and the derivative of f at x, which maps a tangent of the argument to that of
// the result without computing f again.
func Linearize[A, B any](f func(A) B, x A) (B, func(A) B) {
	t, y, d := linearize(f, x)
	return t.unflatten(y), func(dx A) B {
		tangents, values := tree.Values(dx), tree.Values(x)
		if len(values) != len(tangents) {
			panic(ir.Errorf("a tangent of %d arrays for an argument of %d", len(tangents), len(values)))
		}
		fit("tangent", tree.Leaves(dx), tangents, values)
		in := append(tangents, make([]ir.Value, len(t.captured))...)
		return t.unflatten(zeroFill(d.Apply(in), ir.TypesOf(y)))
	}
}

// fit makes the tangents or cotangents d, of the given leaves, those of x: they must have its types, save
// Go constants, which take the dtype. Those of what is not a float become nil.
func fit(what string, leaves []tree.Leaf, d, x []ir.Value) {
	for i, v := range x {
		switch {
		case !v.DType().IsFloat():
			d[i] = nil
			continue
		case leaves[i].Array.IsWeak():
			d[i] = prim.ConvertTo(d[i], v.DType())
		}
		if !d[i].Type().Equal(v.Type()) {
			panic(ir.Errorf("the %s of %s is %v, want %v", what, name(leaves[i].Path), d[i].Type(), v.Type()))
		}
	}
}

func linearize[A, B any](f func(A) B, x A) (t traced[B], y []ir.Value, d *ad.Linearized) {
	values := tree.Values(x)
	t = trace(f, x, ir.TypesOf(values))
	active := make([]bool, len(t.program.In))
	for i := range values {
		active[i] = true
	}
	y, d = ad.Linearize(t.program, t.operands(values), active)
	return t, y, d
}

// zeroFill replaces nil by zeros.
func zeroFill(v []ir.Value, types []ir.Type) []ir.Value {
	out := make([]ir.Value, len(v))
	for i := range v {
		if out[i] = v[i]; v[i] == nil {
			out[i] = prim.Zeros(types[i])
		}
	}
	return out
}

// JVP returns f(x) and the tangent of the result in the direction dx, by forward mode. Arrays that are
// not floats have zero tangents.
func JVP[A, B any](f func(A) B, x, dx A) (B, B) {
	values, tangents := tree.Values(x), tree.Values(dx)
	if len(values) != len(tangents) {
		panic(ir.Errorf("a tangent of %d arrays for an argument of %d", len(tangents), len(values)))
	}
	fit("tangent", tree.Leaves(dx), tangents, values)
	t := trace(f, x, ir.TypesOf(values))
	for range t.captured {
		tangents = append(tangents, nil)
	}
	y, dy := ad.JVP(t.program, t.operands(values), tangents)
	return t.unflatten(y), t.unflatten(zeroFill(dy, ir.TypesOf(y)))
}

// JacFwd returns the Jacobian of f by forward mode, one direction of the argument after another, all in
// one batch. Each array of the result has the shape of f's value followed by that of the argument's array.
func JacFwd[A any](f func(A) np.Array) func(A) A {
	return func(x A) A {
		arrays := tree.Arrays(x)
		jac := make([]np.Array, len(arrays))
		push := func(dx A) np.Array {
			_, dy := JVP(f, x, dx)
			return dy
		}
		for i, a := range arrays {
			if !a.DType().IsFloat() {
				panic(ir.Errorf("jacobian in an array of type %v: it is not a float", a.Type()))
			}
			dy := Vmap(func(dir np.Array) np.Array {
				dx := make([]np.Array, len(arrays))
				for j, b := range arrays {
					if dx[j] = np.ZerosLike(b); j == i {
						dx[j] = dir.Reshape(b.Shape()...)
					}
				}
				return push(tree.With(x, dx))
			})(basis(a))
			shape := append(append([]int(nil), dy.Shape()[1:]...), a.Shape()...)
			jac[i] = np.MoveAxis(dy, 0, -1).Reshape(shape...)
		}
		return tree.With(x, jac)
	}
}

// basis returns the unit vectors of x's elements, one a row.
func basis(x np.Array) np.Array { return np.Eye(x.Size()).AsType(x.DType()) }

// JacRev returns the Jacobian of f by reverse mode, one element of the value after another, all in one
// batch. Each array of the result has the shape of f's value followed by that of the argument's array.
func JacRev[A any](f func(A) np.Array) func(A) A {
	return func(x A) A {
		y, pull := VJP(f, x)
		rows := Vmap(func(ct np.Array) A { return pull(ct.Reshape(y.Shape()...)) })(basis(y))
		return tree.Map(rows, func(r np.Array) np.Array {
			return r.Reshape(append(append([]int(nil), y.Shape()...), r.Shape()[1:]...)...)
		})
	}
}

// Hessian returns the second derivative of f, a float scalar function of one array: forward over reverse.
// Its shape is the argument's shape twice.
func Hessian(f func(np.Array) np.Array) func(np.Array) np.Array { return JacFwd(Grad(f)) }

// StopGradient returns x as a constant to differentiation.
func StopGradient[A any](x A) A { return tree.Map(x, np.StopGradient) }
