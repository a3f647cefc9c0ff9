package compile_test

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// elementwiseOps are the rows of prim's table.
var elementwiseOps = func() (ops []ir.Op) {
	for _, op := range prim.Ops() {
		if _, ok := op.(prim.Elementwise); ok {
			ops = append(ops, op)
		}
	}
	return ops
}()

// slow names what takes Eval some microseconds an element.
var slow = []string{"igamma", "igammac", "igamma_grad_a", "random_gamma_grad", "igamma_inv",
	"betainc", "betainc_grad_a", "betainc_grad_b", "betainc_inv", "polygamma"}

// periodic names the functions that are not claimed to be right for huge numbers.
var periodic = []string{"sin", "cos", "tan"}

// elementwise applies a row to values of one shape and of rank 0.
func (g *generator) elementwise() { g.row(pick(g.choices, elementwiseOps)) }

func (g *generator) row(op ir.Op) {
	first := g.value()
	if slices.Contains(slow, op.Name()) {
		first = g.small(20)
	}
	t, n := accepted(op, first.Type())
	first = prim.ConvertTo(first, t.DType)
	if slices.Contains(periodic, op.Name()) {
		first = ir.Bind1(rowNamed("mod"), first, prim.Like(first, 1000))
	}
	x := slices.Repeat([]Value{first}, n)
	main := g.below(n) // the operand that first is
	for i := range x {
		switch {
		case i == main:
		case g.oneIn(3):
			x[i] = g.of(ir.Type{DType: t.DType})
		default:
			x[i] = g.of(t)
		}
	}
	if len(t.Shape) == 0 && n > 1 && g.oneIn(2) { // a number first, then an array
		if big := g.where(func(v Value) bool { return v.DType() == t.DType && v.Rank() > 0 }); big != nil {
			x[(main+1)%n] = big
			for i := range x {
				if x[i].Rank() > 0 && !x[i].Shape().Equal(big.Shape()) {
					x[i] = first
				}
			}
		}
	}
	g.bind(op, x...)
}

// accepted returns the type next to t that op takes, and how many operands of it.
func accepted(op ir.Op, t ir.Type) (ir.Type, int) {
	for _, d := range append([]array.DType{t.DType, array.Float64, array.Int64}, array.DTypes...) {
		for n := 1; n <= 3; n++ {
			if _, err := op.Infer(slices.Repeat([]ir.Type{t.With(d)}, n)); err == nil {
				return t.With(d), n
			}
		}
	}
	panic("generator: nothing suits " + op.Name())
}

func (g *generator) convert() { g.bind(prim.Convert{To: pick(g.choices, array.DTypes)}, g.value()) }

func (g *generator) bitcast() {
	v := g.value()
	var to []array.DType
	for _, d := range array.DTypes {
		if d.Size() == v.DType().Size() && d != array.Bool {
			to = append(to, d)
		}
	}
	if len(to) > 0 {
		g.bind(prim.Bitcast{To: pick(g.choices, to)}, v)
	}
}

func (g *generator) choose() {
	t := g.value().Type()
	test := t.With(array.Bool)
	if g.oneIn(4) {
		test.Shape = nil
	}
	x, y := g.of(t), g.of(t)
	if g.oneIn(4) {
		y = g.of(ir.Type{DType: t.DType})
	}
	g.bind(prim.SelectOp{}, g.of(test), x, y)
}

func (g *generator) polygamma() { g.bind(prim.Polygamma{N: 1 + g.below(3)}, float(g.small(20))) }

func (g *generator) threefry() {
	t := g.value().Type().With(array.Uint32)
	x := make([]Value, 4)
	for i := range x {
		if x[i] = g.of(t); g.oneIn(2) {
			x[i] = g.of(ir.Type{DType: array.Uint32})
		}
	}
	g.bind(prim.ThreefryOp{}, x...)
}
