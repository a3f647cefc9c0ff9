package schedule_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// products are programs of products of matrices of m·k and k·n elements.
var products = []struct {
	name string
	x    func(m, k, n int) []ir.Value
	f    func(x arrays) arrays
}{
	{"x·y", matrices, func(x arrays) arrays { return arrays{np.MatMul(x[0], x[1])} }},
	{"xᵀ·y of transposed x", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, k, m), laws.Normal(2, k, n)} },
		func(x arrays) arrays { return arrays{np.MatMul(x[0].T(), x[1])} }},
	{"x·yᵀ of transposed y", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, m, k), laws.Normal(2, n, k)} },
		func(x arrays) arrays { return arrays{np.MatMul(x[0], x[1].T())} }},
	{"(x·y)ᵀ", matrices, func(x arrays) arrays { return arrays{np.MatMul(x[0], x[1]).T().Add(0)} }},
	{"x·xᵀ and xᵀ·x", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, m, n)} },
		func(x arrays) arrays { return arrays{np.MatMul(x[0], x[0].T()), np.MatMul(x[0].T(), x[0])} }},
	{"every other row and column, reversed", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, 2*m, k), laws.Normal(2, k, n)} },
		func(x arrays) arrays {
			m, n := x[0].Dim(0), x[1].Dim(1)
			return arrays{np.MatMul(x[0].Slice(0, 0, m/2).Mul(2), np.Flip(x[1], 1).Slice(1, 0, n))}
		}},
	{"expressions", matrices, func(x arrays) arrays { return arrays{np.MatMul(np.Exp(x[0].Mul(0.1)), x[1].Mul(x[1]).Add(1))} }},
	{"weights on the sum", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, m, k), laws.Normal(2, k)} },
		func(x arrays) arrays { return arrays{np.MatMul(x[0].Mul(x[1]), x[0].T())} }},
	{"a batch", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, 2, m, k), laws.Normal(2, 2, k, n)} },
		func(x arrays) arrays { return arrays{np.MatMul(x[0], x[1])} }},
	{"a batch inside", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, m, k, 2), laws.Normal(2, k, 2, n)} },
		func(x arrays) arrays { return arrays{np.Einsum("mkb,kbn->mbn", x[0], x[1])} }},
	{"a sum over two axes", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, 3, m, k), laws.Normal(2, k, 3, n)} },
		func(x arrays) arrays { return arrays{np.Einsum("amk,kan->mn", x[0], x[1])} }},
	{"rows of two axes", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, m, k, 3), laws.Normal(2, k, n)} },
		func(x arrays) arrays { return arrays{np.Einsum("mka,kn->man", x[0], x[1])} }},
	{"float32", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, m, k), laws.Normal(2, k, n)} },
		func(x arrays) arrays { return arrays{np.MatMul(x[0].AsType(np.Float32), x[1].AsType(np.Float32))} }},
	{"float32 of transposed x and y", func(m, k, n int) []ir.Value { return []ir.Value{laws.Normal(1, k, m), laws.Normal(2, n, k)} },
		func(x arrays) arrays {
			a, b := x[0].AsType(np.Float32), x[1].AsType(np.Float32)
			return arrays{np.MatMul(a.T(), b.T())}
		}},
	{"two products of one shape, and a sum", matrices, func(x arrays) arrays {
		return arrays{np.MatMul(x[0], x[1]), np.MatMul(x[0].Add(1), x[1]), np.Abs(x[0].ExpandDims(2).Add(x[1])).Sum(1)}
	}},
}

func matrices(m, k, n int) []ir.Value {
	return []ir.Value{laws.Normal(1, m, k), laws.Normal(2, k, n)}
}

// Products of matrices are what Eval says, with all kinds of remainders of blocks, panels and tiles.
func TestProducts(t *testing.T) {
	machines := []schedule.Machine{{Vector: 32, Registers: 16}, {Vector: 64, Registers: 32, Cache: 1 << 20}}
	for _, c := range products {
		for _, s := range [][3]int{{16, 16, 16}, {5, 200, 13}, {101, 7, 38}, {4, 1030, 24}, {9, 33, 3200}, {64, 64, 50}} {
			t.Run(fmt.Sprint(c.name, s), func(t *testing.T) {
				x := c.x(s[0], s[1], s[2])
				p := trace(t, c.f, x)
				want := p.Eval(laws.Buffers(x))
				close(t, compile.New(p, compile.Native).Run(laws.Buffers(x)), want)
				for _, m := range machines {
					interpreted(t, p, x, m, want)
				}
			})
		}
	}
}

// While a tile is made, the rows of the one below it are fetched, if the tiles are too many for the first cache.
func TestTilesAreFetched(t *testing.T) {
	for _, c := range []struct{ m, k, n, rows int }{{96, 64, 48, 4}, {16, 64, 24, 0}, {96, 16, 48, 0}} {
		p := trace(t, products[0].f, matrices(c.m, c.k, c.n))
		f := schedule.Program("product", p, schedule.Machine{Vector: 32, Registers: 16, Cache: 1 << 20})
		rows := 0
		f.Walk(func(s loop.Stmt) {
			if s, ok := s.(*loop.Fetch); ok {
				if rows++; s.Len != 12 || s.Ahead != 4*c.n || s.At.Buffer.Kind != loop.Out {
					t.Errorf("%d elements of %s are fetched, %d ahead", s.Len, s.At.Buffer.Name, s.Ahead)
				}
			}
		})
		if rows != c.rows {
			t.Errorf("%d rows are fetched for a tile, want %d, in\n%v", rows, c.rows, f)
		}
	}
}

// interpreted compares the loops for a machine, which the interpreter runs, with Eval.
func interpreted(t *testing.T, p *ir.Program, x []ir.Value, m schedule.Machine, want []*array.Buffer) {
	t.Helper()
	f := schedule.Program("test", p, m)
	if err := f.Check(); err != nil {
		t.Fatalf("%v in\n%v", err, f)
	}
	run, err := loop.Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	params := laws.Buffers(x)
	for _, v := range p.Out {
		params = append(params, array.New(v.DType(), v.Shape()))
	}
	if err := run.Run(params, nil); err != nil {
		t.Fatal(err)
	}
	close(t, params[len(x):], want)
}

// close compares arrays. Sums in another order differ by some units in the last place of their terms.
func close(t *testing.T, got, want []*array.Buffer) {
	t.Helper()
	for i, w := range want {
		tol := 1e-11
		if w.DType() == array.Float32 {
			tol = 1e-4
		}
		for k := range w.Size() {
			if x, y := got[i].Float64(k), w.Float64(k); !(math.Abs(x-y) <= tol*(1+math.Abs(y))) {
				t.Fatalf("result %d: element %d is %v, want %v", i, k, x, y)
			}
		}
	}
}
