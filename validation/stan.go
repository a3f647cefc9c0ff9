package main

import (
	"math"

	"github.com/phlox-ppl/phlox/np"
)

// stanVariable is a variable with the transformation that Stan has for its support, where that is not ours.
type stanVariable struct {
	Name      string
	Dim       int // unconstrained coordinates
	Constrain func(q np.Array) (x, logJacobian np.Array)
}

// stanSimplex is a simplex of two, (p, 1-p). Ours is p = logistic(z), by stick breaking; Stan's, since its
// version 2.37, is the softmax of isometric log-ratio coordinates,
//
//	p = logistic(√2 q),  dp/dq = √2 p (1-p)
func stanSimplex(name string) stanVariable {
	return stanVariable{name, 1, func(q np.Array) (x, logJacobian np.Array) {
		t := q.Mul(math.Sqrt2)
		x = np.Logistic(np.Concat(0, t, t.Neg()))
		return x, np.Log(x).Sum().Add(math.Ln2 / 2)
	}}
}

// stanPositiveOrdered is an ordered vector of two positive numbers: Stan's sums e^q; ours is the exponential
// of an ordered vector.
func stanPositiveOrdered(name string) stanVariable {
	return stanVariable{name, 2, func(q np.Array) (x, logJacobian np.Array) {
		return np.Cumsum(np.Exp(q), 0), q.Sum()
	}}
}

// stanDensity returns the log density of a model over Stan's unconstrained space.
func stanDensity(variables []stanVariable, m problem, q np.Array) np.Array {
	values := map[string]np.Array{}
	logJacobian := np.Of(0.0)
	lo := 0
	for _, v := range variables {
		x, j := v.Constrain(q.Slice(0, lo, lo+v.Dim))
		values[v.Name], logJacobian = x, logJacobian.Add(j)
		lo += v.Dim
	}
	return m.LogDensity(values).Add(logJacobian)
}
