package flow_test

import (
	"math/rand/v2"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// functions are what laws_test.go checks.
var functions = []struct {
	name        string
	f           func(arrays) arrays
	in          func(seed uint64) arrays
	forwardOnly bool // a loop without bound has no reverse mode
}{
	{name: "scan: state only", in: like(scalar), f: func(x arrays) arrays {
		y, _ := fn.Scan(func(s np.Array, _ struct{}) (np.Array, struct{}) { return np.Sin(s), struct{}{} },
			x[0], struct{}{}, fn.Steps{Length: 3})
		return arrays{y}
	}},
	{name: "scan: constants, state, slices", in: like(vector, vector, matrix), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, row np.Array) (np.Array, np.Array) {
			next := np.Tanh(s.Mul(x[0]).Add(row))
			return next, next.Mul(s).Sum()
		}, x[1], x[2], fn.Steps{})
		return arrays{s, y}
	}},
	{name: "scan: reverse", in: like(vector, vector, matrix), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, row np.Array) (np.Array, np.Array) {
			next := s.Mul(0.5).Add(np.Sin(row).Mul(x[0]))
			return next, next
		}, x[1], x[2], fn.Steps{Reverse: true})
		return arrays{s, y}
	}},
	{name: "scan: a state that becomes active later", in: like(scalar, vector), f: func(x arrays) arrays {
		s, _ := fn.Scan(func(s arrays, e np.Array) (arrays, struct{}) {
			return arrays{s[1].Mul(e), np.Sin(s[2]).Add(e), x[0].Mul(s[2])}, struct{}{}
		}, arrays{np.Scalar(1.0), np.Scalar(2.0), np.Scalar(3.0)}, x[1], fn.Steps{})
		return s
	}},
	{name: "scan: integers beside floats", in: like(scalar, vector, counter), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s arrays, e np.Array) (arrays, np.Array) {
			i := s[0].Add(1)
			return arrays{i, s[1].Mul(e).Add(i.AsType(np.Float64))}, i
		}, arrays{x[2], x[0]}, x[1], fn.Steps{})
		return append(s, y)
	}},
	{name: "scan: linear state", in: like(vector, matrix), f: func(x arrays) arrays {
		s, _ := fn.Scan(func(s, e np.Array) (np.Array, struct{}) { return s.Add(e), struct{}{} }, x[0], x[1], fn.Steps{})
		return arrays{s}
	}},
	{name: "scan: state is not changed", in: like(scalar, vector), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, e np.Array) (np.Array, np.Array) { return s, e.Mul(s) }, x[0], x[1], fn.Steps{})
		return arrays{s, y}
	}},
	{name: "scan: swaps its states", in: like(scalar, scalar), f: func(x arrays) arrays {
		s, _ := fn.Scan(func(s arrays, _ struct{}) (arrays, struct{}) { return arrays{s[1], s[0].Mul(s[1])}, struct{}{} },
			x, struct{}{}, fn.Steps{Length: 3})
		return s
	}},
	{name: "scan: stacks a constant and a slice", in: like(scalar, vector), f: func(x arrays) arrays {
		_, y := fn.Scan(func(_ struct{}, e np.Array) (struct{}, arrays) { return struct{}{}, arrays{np.Scalar(2.0), e, x[0]} },
			struct{}{}, x[1], fn.Steps{})
		return y
	}},
	{name: "scan: length 0", in: like(scalar, none), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, e np.Array) (np.Array, np.Array) { return s.Mul(e), s.Add(e) }, x[0], x[1], fn.Steps{})
		return arrays{np.Sin(s), y}
	}},
	{name: "scan: length 1", in: like(scalar, one), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, e np.Array) (np.Array, np.Array) { return s.Mul(e), s.Add(e).Square() }, x[0], x[1], fn.Steps{})
		return arrays{s, y}
	}},
	{name: "scan: Go constants as state", in: like(vector), f: func(x arrays) arrays {
		s, _ := fn.Scan(func(s arrays, e np.Array) (arrays, struct{}) {
			return arrays{s[0].Add(1), s[1].Add(e.Square())}, struct{}{}
		}, arrays{np.Of(0), np.Of(0.0)}, x[0], fn.Steps{})
		return s
	}},
	{name: "scan of scan", in: like(vector, matrix), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, row np.Array) (np.Array, np.Array) {
			return fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
				return np.Sin(s.Mul(e)).Add(x[0]), s.Sum()
			}, s, row, fn.Steps{Reverse: true})
		}, x[0], x[1], fn.Steps{})
		return arrays{s, y}
	}},
	{name: "scan in cond in scan", in: like(scalar, vector, vector), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
			next := fn.Cond(e.Gt(0.1), func(s np.Array) np.Array {
				last, _ := fn.Scan(func(s, c np.Array) (np.Array, struct{}) { return np.Sin(s.Add(c.Mul(e))), struct{}{} }, s, x[2], fn.Steps{})
				return last
			}, func(s np.Array) np.Array { return s.Mul(e) }, s)
			return next, next.Square()
		}, x[0], x[1], fn.Steps{})
		return arrays{s, y}
	}},
	{name: "scan with linear algebra", in: like(matrix, vector), f: func(x arrays) arrays {
		s, _ := fn.Scan(func(s, row np.Array) (np.Array, struct{}) {
			return np.Tanh(s.Add(row.Mul(s).Sum())), struct{}{}
		}, x[1], x[0], fn.Steps{})
		return arrays{s}
	}},
	{name: "cond", in: like(scalar, vector), f: func(x arrays) arrays {
		return arrays{fn.Cond(x[0].Gt(0), func(v np.Array) np.Array { return np.Sin(v).Mul(x[0]) },
			func(v np.Array) np.Array { return v.Square() }, x[1])}
	}},
	{name: "cond: a branch computes nothing", in: like(scalar, vector), f: func(x arrays) arrays {
		return arrays{fn.Cond(x[0].Gt(0), func(v np.Array) np.Array { return v.Mul(x[0]) },
			func(v np.Array) np.Array { return v }, x[1])}
	}},
	{name: "cond: a branch returns a constant", in: like(scalar, scalar), f: func(x arrays) arrays {
		return arrays{fn.Cond(x[0].Gt(0), func(v np.Array) np.Array { return np.Of(0.0) },
			func(v np.Array) np.Array { return np.Exp(v) }, x[1])}
	}},
	{name: "cond: branches save different values", in: like(scalar, vector), f: func(x arrays) arrays {
		return arrays{fn.Cond(x[0].Gt(0), func(v np.Array) np.Array { return np.Exp(np.Sin(v)).Mul(np.Tanh(v.Sum())) },
			func(v np.Array) np.Array { return np.Cos(v.Mul(v.Sum())) }, x[1])}
	}},
	{name: "switch", in: like(counter, vector), f: func(x arrays) arrays {
		return arrays{fn.Switch(x[0].Sub(1), []func(np.Array) np.Array{
			func(v np.Array) np.Array { return np.Sin(v) },
			func(v np.Array) np.Array { return v },
			func(v np.Array) np.Array { return v.Square().Add(x[0].AsType(np.Float64)) },
		}, x[1])}
	}},
	{name: "while", in: like(scalar, counter), forwardOnly: true, f: func(x arrays) arrays {
		return fn.While(func(s arrays) np.Array { return s[1].Gt(0) }, func(s arrays) arrays {
			return arrays{np.Sin(s[0]).Add(x[0]), s[1].Sub(1)}
		}, arrays{x[0], x[1]})
	}},
	{name: "while: test sees a constant", in: like(scalar, counter, vector), forwardOnly: true, f: func(x arrays) arrays {
		return fn.While(func(s arrays) np.Array { return s[1].Lt(x[1]) }, func(s arrays) arrays {
			return arrays{s[0].Mul(x[2]).Add(0.1), s[1].Add(1)}
		}, arrays{x[2], np.Of(0)})
	}},
	{name: "while of scan", in: like(scalar, counter, vector), forwardOnly: true, f: func(x arrays) arrays {
		return fn.While(func(s arrays) np.Array { return s[1].Gt(0) }, func(s arrays) arrays {
			y, _ := fn.Scan(func(s, e np.Array) (np.Array, struct{}) { return s.Mul(e).Add(x[0]), struct{}{} }, s[0], x[2], fn.Steps{})
			return arrays{y, s[1].Sub(1)}
		}, arrays{x[0], x[1]})
	}},
	{name: "while in cond", in: like(scalar, counter), forwardOnly: true, f: func(x arrays) arrays {
		return arrays{fn.Cond(x[0].Gt(0), func(v np.Array) np.Array {
			return fn.ForiDynamic(np.Scalar(int64(0)), x[1], func(i, s np.Array) np.Array { return s.Mul(1.1).Add(i.AsType(np.Float64)) }, v)
		}, func(v np.Array) np.Array { return v.Neg() }, x[0])}
	}},
	{name: "fori", in: like(vector), f: func(x arrays) arrays {
		return arrays{fn.Fori(2, 5, func(i, s np.Array) np.Array { return np.Sin(s).Add(i.AsType(np.Float64)) }, x[0])}
	}},
	{name: "map", in: like(scalar, matrix), f: func(x arrays) arrays {
		return arrays{fn.Map(func(row np.Array) np.Array { return np.Sin(row).Mul(x[0]).Sum() }, x[1])}
	}},
	{name: "checkpoint", in: like(scalar, vector), f: func(x arrays) arrays {
		return arrays{fn.Checkpoint(func(v np.Array) np.Array { return np.Sin(np.Exp(v.Mul(x[0]))) })(x[1])}
	}},
	{name: "checkpoint in scan", in: like(scalar, vector), f: func(x arrays) arrays {
		s, y := fn.Scan(func(s, e np.Array) (np.Array, np.Array) {
			return fn.Checkpoint(func(v np.Array) np.Array { return np.Sin(np.Exp(v.Mul(e))) })(s), s
		}, x[0], x[1], fn.Steps{})
		return arrays{s, y}
	}},
	{name: "scan in checkpoint", in: like(scalar, vector), f: func(x arrays) arrays {
		return fn.Checkpoint(func(x arrays) arrays {
			s, y := fn.Scan(func(s, e np.Array) (np.Array, np.Array) { return np.Sin(s.Mul(e)), s }, x[0], x[1], fn.Steps{})
			return arrays{s, y}
		})(x)
	}},
	{name: "custom jvp", in: like(vector, scalar), f: func(x arrays) arrays {
		return arrays{customSin(x[0].Mul(x[1]))}
	}},
	{name: "custom jvp in scan", in: like(scalar, vector), f: func(x arrays) arrays {
		s, _ := fn.Scan(func(s, e np.Array) (np.Array, struct{}) { return customSin(s.Mul(e)), struct{}{} }, x[0], x[1], fn.Steps{})
		return arrays{s}
	}},
	{name: "grad of vmap of grad", in: like(vector, scalar), f: func(x arrays) arrays {
		inner := fn.Vmap(fn.Grad(func(v np.Array) np.Array { return np.Sin(v.Mul(x[1])).Mul(v) }))
		return arrays{fn.Grad(func(v np.Array) np.Array { return inner(v).Square().Sum() })(x[0])}
	}},
}

// customSin is sin, with its derivative given.
var customSin = fn.CustomJVP(func(x np.Array) np.Array { return np.Sin(x) },
	func(x, dx np.Array) (np.Array, np.Array) { return np.Sin(x), np.Cos(x).Mul(dx) })

type kind int

const (
	scalar kind = iota
	vector
	matrix
	one     // one element
	none    // no elements
	counter // an int64 scalar in 0..3
)

// like returns a maker of random operands of the given kinds.
func like(kinds ...kind) func(seed uint64) arrays {
	return func(seed uint64) (x arrays) {
		rng := rand.New(rand.NewPCG(seed, 3))
		floats := func(shape ...int) np.Array {
			data := make([]float64, np.Shape(shape).Size())
			for i := range data {
				data[i] = rng.NormFloat64()
			}
			return np.New(data, shape...)
		}
		for _, k := range kinds {
			x = append(x, map[kind]func() np.Array{
				scalar:  func() np.Array { return np.Scalar(rng.NormFloat64()) },
				vector:  func() np.Array { return floats(3) },
				matrix:  func() np.Array { return floats(2, 3) },
				one:     func() np.Array { return floats(1) },
				none:    func() np.Array { return floats(0) },
				counter: func() np.Array { return np.Scalar(int64(rng.IntN(4))) },
			}[k]())
		}
		return x
	}
}
