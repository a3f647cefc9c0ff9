package schedule_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
)

// arrays are the inputs of a function under test.
type arrays = []np.Array

// programs are functions whose loops are worth a look: what they share, write in place, or do in blocks.
var programs = []struct {
	name string
	x    []ir.Value
	f    func(x arrays) arrays
}{
	{"regression in blocks, with rows left over", []ir.Value{laws.Normal(1, 5003, 7), laws.Normal(2, 7), laws.Normal(3, 5003)},
		func(x arrays) arrays {
			loss := func(b np.Array) np.Array { return np.Softplus(np.MatMul(x[0], b).Mul(x[2])).Sum() }
			v, g := fn.ValueAndGrad(loss)(x[1])
			return arrays{v, g}
		}},
	{"rows in blocks that are also results", []ir.Value{laws.Normal(1, 4100, 3), laws.Normal(2, 4100)},
		func(x arrays) arrays {
			y := np.Exp(x[0].Mul(x[1].ExpandDims(1)))
			return arrays{y, y.Sum(1), y.Sum(0), y.Sum(), y.Sum(1).Mul(x[1]).Sum()}
		}},
	{"a block does not wait for its own sums", []ir.Value{laws.Normal(1, 4200)},
		func(x arrays) arrays {
			d := x[0].Sub(x[0].Mean())
			return arrays{d.Mul(d).Mean(), d.Div(np.Sqrt(d.Mul(d).Mean()))}
		}},
	{"neighbors in rows", []ir.Value{laws.Normal(1, 4500)},
		func(x arrays) arrays {
			y := np.Exp(x[0])
			return arrays{y.Slice(0, 1, 4500).Sub(y.Slice(0, 0, 4499)).Sum(), np.Flip(y, 0).Mul(y).Sum(), y.Sum()}
		}},
	{"numbers in blocks", []ir.Value{laws.Normal(1, 4500, 2)},
		func(x arrays) arrays {
			k := np.Arange(9000).AsType(np.Float64).Reshape(4500, 2)
			return arrays{x[0].Mul(k).Sum(), np.Exp(x[0]).Add(k).Sum(0)}
		}},
	{"state in place, read after it is written", []ir.Value{laws.Normal(1, 3), laws.Normal(2, 3)},
		func(x arrays) arrays {
			return fn.Fori(0, 5, func(_ np.Array, s arrays) arrays {
				a := s[0].Mul(0.5).Add(s[1])
				return arrays{a, s[0].Sub(np.Flip(a, 0))}
			}, x)
		}},
	{"state that changes places", []ir.Value{laws.Normal(1, 3), laws.Normal(2, 3), laws.Normal(3, 3)},
		func(x arrays) arrays {
			return fn.Fori(0, 4, func(_ np.Array, s arrays) arrays { return arrays{s[1], np.Flip(s[2], 0), s[0]} }, x)
		}},
	{"state that is turned around where it is", []ir.Value{laws.Normal(1, 37), laws.Normal(2, 37)},
		func(x arrays) arrays {
			at := np.Mod(np.Arange(37).Mul(7), 37)
			return fn.Fori(0, 3, func(_ np.Array, s arrays) arrays {
				return arrays{np.Flip(s[0], 0), np.Take(s[1], at, 0).Neg()}
			}, x)
		}},
	{"state that the step after the new one reads", []ir.Value{laws.Normal(1, 9), laws.Normal(2, 9)},
		func(x arrays) arrays {
			return fn.Fori(0, 3, func(_ np.Array, s arrays) arrays {
				a := np.Exp(s[0].Mul(0.1))
				return arrays{a, s[1].Add(s[0].Mul(np.Flip(a, 0)).Sum())}
			}, x)
		}},
	{"arrays from before a loop, with others in it", []ir.Value{laws.Normal(1, 9), laws.Normal(2, 9)},
		func(x arrays) arrays {
			a, b, c := np.Exp(x[0]), np.Sin(x[0]), np.Tanh(x[0])
			return fn.Fori(0, 3, func(_ np.Array, s arrays) arrays {
				u := np.Tanh(s[0].Add(a).Add(b).Sub(c))
				v := np.Exp(np.Flip(u, 0))
				w := np.Sin(np.Flip(v, 0).Add(v))
				return arrays{w.Add(np.Flip(w, 0)), s[1].Add(u.Mul(v))}
			}, x)
		}},
	{"a branch in place", []ir.Value{laws.Normal(1, 4), laws.Normal(2, 4)},
		func(x arrays) arrays {
			return fn.Fori(0, 6, func(k np.Array, s arrays) arrays {
				old := s[0]
				s = fn.Cond(np.Mod(k, 2).Eq(0), func(s arrays) arrays {
					return arrays{np.DynamicSetIndex(s[0], k.Sub(k), s[1].Sum()), s[1].Add(np.Flip(s[0], 0))}
				}, func(s arrays) arrays { return s }, s)
				return arrays{s[0], s[1].Add(old.Mul(0.1))}
			}, x)
		}},
	{"rows in place that a later nest reads", []ir.Value{laws.Normal(1, 5003), laws.Normal(2, 5003, 3)},
		func(x arrays) arrays {
			return fn.Fori(0, 3, func(_ np.Array, s arrays) arrays {
				a := np.Exp(x[1].Mul(s[1].Mul(1e-6))).Sum(1)
				return arrays{s[0].Mul(0.5).Add(1), s[1].Add(s[0].Mul(a).Sum())}
			}, arrays{x[0], np.Scalar(0.0)})
		}},
	{"columns and rows of one matrix", []ir.Value{laws.Normal(1, 6, 5)},
		func(x arrays) arrays {
			return arrays{np.MatMul(x[0], x[0].T()), np.MatMul(x[0].T(), x[0]), x[0].Sum(0).Mul(x[0].Max(0)), x[0].Sum(1)}
		}},
	{"three branches for a bool", []ir.Value{laws.Normal(1, 3)},
		func(x arrays) arrays {
			return fn.Switch(x[0].Sum().Gt(-100), []func(arrays) arrays{
				func(x arrays) arrays { return x },
				func(x arrays) arrays { return arrays{x[0].Mul(2)} },
				func(x arrays) arrays { return arrays{x[0].Mul(3)} },
			}, x)
		}},
	{"a scan of no steps", []ir.Value{laws.Normal(1, 3), laws.Normal(2, 0, 3)},
		func(x arrays) arrays {
			last, ys := fn.Scan(func(s, e np.Array) (np.Array, np.Array) { return s.Add(x[1].Sum(0)), s.Mul(e) }, x[0], x[1], fn.Steps{Reverse: true})
			return arrays{last, ys}
		}},
	{"state in place, in another order", []ir.Value{laws.Normal(1, 7), laws.Normal(2, 5, 5)},
		func(x arrays) arrays {
			return fn.Fori(0, 3, func(_ np.Array, s arrays) arrays { return arrays{np.Flip(s[0], 0), s[1].T()} }, x)
		}},
	{"elements of rows, both taken", []ir.Value{laws.Normal(1, 4, 5), laws.Normal(2, 6), laws.Normal(3, 6)},
		func(x arrays) arrays {
			i, j := x[1].Mul(3).AsType(np.Int64), x[2].Mul(3).AsType(np.Int64)
			f := func(a np.Array) np.Array {
				rows := np.Take(np.Exp(a), i, 0)
				return np.TakeAlongAxis(rows, j.ExpandDims(1), 1).Sum().Add(np.Take(np.Take(a, i, 1), j, 1).Sum())
			}
			v, g := fn.ValueAndGrad(f)(x[0])
			return arrays{v, g}
		}},
	{"fractions", []ir.Value{laws.Normal(1, 9)},
		func(x arrays) arrays {
			zero := x[0].Sub(x[0])
			all := np.Concat(0, x[0].Mul(5), x[0].Div(zero), zero.Div(zero), np.Floor(x[0]), zero.Neg(), x[0].Mul(1e-20), x[0].Mul(1e300))
			return arrays{np.Mod(all, 1), np.Reciprocal(np.Mod(all, 1)), np.Mod(all.AsType(np.Float32), 1)}
		}},
	{"constant places that there are not", []ir.Value{laws.Normal(1, 3, 31), laws.Normal(2, 31)},
		func(x arrays) arrays {
			y := np.FromIR(prim.ScatterAdd(x[0].IR(), prim.Scalar(np.Int64, -4), x[1].IR(), 0, 0))
			return arrays{y, np.FromIR(prim.ScatterSet(y.IR(), prim.Scalar(np.Int32, 3), x[1].IR(), 0, 0))}
		}},
	{"empty arrays", []ir.Value{laws.Normal(1, 0, 3), laws.Normal(2, 3)},
		func(x arrays) arrays {
			return arrays{x[0].Sum(0).Add(x[1]), x[0].Sum(1), np.MatMul(x[0], x[1]), x[0].Sum(), np.Cumsum(x[0], 0), np.Cumsum(x[0], 1), np.MatMul(x[0], x[0].T())}
		}},
}

// Compiled programs compute what Eval does.
func TestPrograms(t *testing.T) {
	for _, c := range programs {
		t.Run(c.name, func(t *testing.T) {
			p := trace(t, c.f, c.x)
			for _, b := range compile.Compilers() {
				laws.Compiled(t, p, c.x, b, 1e-11)
			}
			for _, m := range []schedule.Machine{{}, {Functions: true}} {
				f := schedule.Program("test", p, m)
				if err := f.Check(); err != nil {
					t.Errorf("%v in\n%v", err, f)
				}
			}
		})
	}
}

func trace(t *testing.T, f func(arrays) arrays, x []ir.Value) *ir.Program {
	t.Helper()
	var in arrays
	for _, v := range x {
		in = append(in, np.FromIR(v))
	}
	p, err := fn.Jit(f).Program(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A loop's state is updated where it is: no copy, no second buffer.
func TestInPlace(t *testing.T) {
	x := []ir.Value{laws.Normal(1, 40, 3), laws.Normal(2, 3)}
	p := trace(t, func(x arrays) arrays {
		return fn.Fori(0, 40, func(k np.Array, s arrays) arrays {
			return arrays{np.DynamicSetIndex(s[0], k, s[1]), s[1].Mul(2)}
		}, x)
	}, x)
	f := schedule.Program("update", p, schedule.Machine{})
	for _, b := range f.Buffers {
		if b.Kind == loop.Temp {
			t.Errorf("temporary %s[%d] in\n%v", b.Name, b.Len, f)
		}
	}
}
