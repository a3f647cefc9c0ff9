package compile_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// How much may a back end differ from Eval? Where each op of a program is exact, not at all. Where some round
// otherwise, what comes of that depends on the program and its numbers: errors grow, or decide a comparison. So it
// is measured: the program is evaluated with noise in the results of the ops that may differ, of the size that they
// may differ by, and the tolerance of each element is what the noise does to it. (Stochastic arithmetic: Vignes, "A
// stochastic arithmetic for reliable scientific computation", Mathematics and Computers in Simulation 35, 1993.)

// noise replaces ops by noisy ones.
type noise struct {
	rng   *rand.Rand
	size  float64 // 1: as much as ops may differ
	depth int     // of programs in ops
}

// program returns p with noise in it, and in the programs that its ops hold.
func (n *noise) program(p *ir.Program) *ir.Program {
	t, in := ir.NewTrace(p.InTypes())
	env := ir.NewEnv[Value](p)
	for i, v := range p.In {
		env.Set(v, in[i])
	}
	get := func(vars []Value) []Value {
		out := slices.Clone(vars)
		for i, v := range vars {
			if v.Slot() >= 0 {
				out[i] = env.Get(v)
			}
		}
		return out
	}
	inexact := make([]bool, p.Slots()) // what depends on noise
	for _, v := range p.In {
		inexact[v.Slot()] = n.depth > 0
	}
	for _, e := range p.Eqns {
		n.depth++
		op := ir.MapPrograms(e.Op, n.program)
		n.depth--
		f := differs(e.Op)
		noise := f != nil || len(ir.Programs(e.Op)) > 0 ||
			slices.ContainsFunc(e.In, func(v Value) bool { return v.Slot() >= 0 && inexact[v.Slot()] })
		for _, v := range e.Out {
			inexact[v.Slot()] = noise
		}
		if name := e.Op.Name(); f == nil && noise && (name == "add" || name == "sub") {
			f = difference
		}
		if f != nil {
			op = noisy{op, n, f}
		}
		for i, y := range t.Append(ir.Eqn{Op: op, In: get(e.In), Out: e.Out}) {
			env.Set(e.Out[i], y)
		}
	}
	q, _ := t.Close(get(p.Out))
	return q
}

// noisy is an op with noise.
type noisy struct {
	ir.Op
	noise *noise
	eval  noisyEval
}

type noisyEval func(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer

func (op noisy) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	return op.eval(op.noise, op.Op, in, out)
}

// differs returns how a back end may differ from Eval in op; nil if it may not.
func differs(op ir.Op) noisyEval {
	switch op := op.(type) {
	case prim.Elementwise:
		if op.Name() == "div" {
			return quotient
		}
		if !exactRows[op.Name()] {
			return function
		}
	case prim.Polygamma:
		return function
	case prim.SumOp, prim.DotOp:
		return sums
	case prim.Scatter:
		if op.Add {
			return sums
		}
	case prim.Cumulative:
		switch op.Fold {
		case "sum":
			return sums
		case "prod":
			return products
		case "logsumexp":
			return logSums
		}
	case prim.ReduceOp:
		if op.Fold == "prod" {
			return products
		}
	case prim.CholeskyOp, prim.CholeskyTangent, prim.CholeskyPullback, prim.TriangularSolve, prim.SolveOp, prim.SlogdetOp, prim.EighOp, prim.QROp:
		return backward
	case prim.Bitcast:
		return anyNaN
	}
	return nil
}

// exactRows are the rows of prim's table that are computed bit for bit as Eval does. So are the special functions of
// more than one operand, which are calls of it.
var exactRows = map[string]bool{
	"neg": true, "abs": true, "sign": true, "floor": true, "ceil": true, "round": true, "sqrt": true,
	"square": true, "reciprocal": true, "not": true, "popcount": true, "add": true, "sub": true, "mul": true, "div": true,
	"floordiv": true, "mod": true, "max": true, "min": true, "nextafter": true, "and": true, "or": true, "xor": true,
	"shift_left": true, "shift_right": true, "eq": true, "ne": true, "lt": true, "le": true, "gt": true, "ge": true,
	"igamma": true, "igammac": true, "igamma_grad_a": true, "random_gamma_grad": true, "igamma_inv": true,
	"betainc": true, "betainc_grad_a": true, "betainc_grad_b": true, "betainc_inv": true,
}

// roundoff is half the distance from 1 to the next number.
func roundoff(d array.DType) float64 {
	if d == array.Float32 {
		return 0x1p-24
	}
	return 0x1p-53
}

// draw returns a number of size at least 1/2 and at most 1, times the size of the noise.
func (n *noise) draw() float64 {
	x := 0.5 + 0.5*n.rng.Float64()
	if n.rng.IntN(2) == 0 {
		x = -x
	}
	return n.size * x
}

// move returns x moved by k numbers of dtype d.
func move(d array.DType, x, k float64) float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	for range int(math.Round(math.Abs(k))) {
		if to := math.Copysign(math.Inf(1), k); d == array.Float32 {
			x = float64(math.Nextafter32(float32(x), float32(to)))
		} else {
			x = math.Nextafter(x, to)
		}
	}
	return x
}

// function: so many units in the last place of the result, and of what else errors are relative to.
func function(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := op.Eval(in, out)
	d := y[0].DType()
	if op.Name() == "rsqrt" && d == array.Float64 {
		return y // float32 is rounded twice
	}
	for i := range y[0].Size() {
		v := y[0].Float64(i)
		whole := math.Round(v)
		near := whole == move(d, v, math.Copysign(1, whole-v)) // and what comes of it may depend on whether it is whole, as powers do
		if v = move(d, v, functionUlps*n.draw()); near && n.rng.IntN(2) == 0 {
			v = whole
		}
		switch e := besides(op, in, i); {
		case math.IsInf(e, 0):
			v = n.anything()
		case e > 0:
			v += functionUlps * n.draw() * 2 * roundoff(d) * e
		}
		y[0].SetFloat64(i, v)
	}
	return y
}

// difference: where numbers that are not exact cancel, what is left is their roundings, which noise may leave alike by chance.
func difference(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := op.Eval(in, out)
	d := y[0].DType()
	for i := range y[0].Size() {
		v := y[0].Float64(i)
		s := math.Abs(in[0].Float64(i % in[0].Size()))
		if d.IsFloat() && s > 0 && math.Abs(v) <= 4*roundoff(d)*s {
			y[0].SetFloat64(i, v+n.draw()*2*roundoff(d)*s)
		}
	}
	return y
}

// quotient: by a number, those that are subnormal are not rounded as division rounds (prim: elementwise_lower.go).
func quotient(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := op.Eval(in, out)
	d := y[0].DType()
	least := 0x1p-1022
	if d == array.Float32 {
		least = 0x1p-126
	}
	for i := range y[0].Size() {
		if v := y[0].Float64(i); d.IsFloat() && math.Abs(v) < least && in[0].Float64(i%in[0].Size()) != 0 {
			y[0].SetFloat64(i, move(d, v, 4*n.draw()))
		}
	}
	return y
}

// besides returns what errors of a function are relative to besides its result i; infinity if there is no claim. For the
// reflected half of the gamma functions it is the other side, for logaddexp the operands (internal/vmath: accuracy_test.go).
func besides(op ir.Op, in []*array.Buffer, i int) float64 {
	x := func(k int) float64 { return in[k].Float64(i % in[k].Size()) }
	switch v := x(0); op.Name() {
	case "digamma", "lgamma":
		if v <= 0 && !math.IsInf(v, 0) {
			other := op.Eval([]*array.Buffer{array.Scalar(1 - v)}, []ir.Type{{DType: array.Float64}})[0]
			return math.Abs(other.Float64(0))
		}
	case "logaddexp":
		if e := math.Abs(v) + math.Abs(x(1)); !math.IsInf(e, 0) {
			return e
		}
	case "acos": // that of package math is a difference
		if v > 0.5 {
			return 1
		}
	case "sin", "cos", "tan": // exact reduction ends at 2^47, for float32 at 2^18; that of package math is not exact
		switch v = math.Abs(v); {
		case v < 1 || math.IsInf(v, 0):
		case v >= 0x1p47 || in[0].DType() == array.Float32 && v >= 0x1p18:
			return math.Inf(1)
		default:
			return 0.25
		}
	}
	return 0
}

// functionUlps is how far a function may be from Eval's: 4 units in the last place, and twice that for Eval's own errors.
const functionUlps = 12

// sums: of n terms in another order, or fused with products, differ by n roundoffs of the sum of sizes (Higham,
// "Accuracy and Stability of Numerical Algorithms", section 4.2). Sums of not too large integers are exact, save for
// the sign of zero.
func sums(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := op.Eval(in, out)
	d := y[0].DType()
	if !d.IsFloat() {
		return y
	}
	sizes := slices.Clone(in)
	whole, count := true, 1.0
	for i, x := range in {
		if x.DType() == d {
			sizes[i] = mapped(x, math.Abs)
			whole = whole && all(x, func(v float64) bool { return v == math.Trunc(v) })
			count = max(count, float64(x.Size()))
		}
	}
	size := op.Eval(sizes, out)[0]
	whole = whole && all(size, func(v float64) bool { return v < 1/roundoff(d) })
	n.zeros(y[0])
	for i := range y[0].Size() {
		s := size.Float64(i)
		if whole || s == 0 {
			continue
		}
		if overflows(d, s) {
			y[0].SetFloat64(i, n.anything())
			continue
		}
		y[0].SetFloat64(i, y[0].Float64(i)+n.draw()*(count+8)*(roundoff(d)*s+smallest(d)))
	}
	return y
}

// zeros gives zeros any sign.
func (n *noise) zeros(y *array.Buffer) {
	for i := range y.Size() {
		if y.Float64(i) == 0 {
			y.SetFloat64(i, math.Copysign(0, float64(n.rng.IntN(2))-0.5))
		}
	}
}

// anything stands for a result that depends on whether something on the way overflows.
func (n *noise) anything() float64 {
	return []float64{math.NaN(), math.Inf(1), math.Inf(-1), n.rng.NormFloat64()}[n.rng.IntN(4)]
}

func overflows(d array.DType, x float64) bool {
	return x > 0x1p1020 || d == array.Float32 && x > 0x1p120
}

func smallest(d array.DType) float64 {
	if d == array.Float32 {
		return 0x1p-149
	}
	return 0x1p-1074
}

func mapped(x *array.Buffer, f func(float64) float64) *array.Buffer {
	y := array.New(x.DType(), x.Shape())
	for i := range x.Size() {
		y.SetFloat64(i, f(x.Float64(i)))
	}
	return y
}

func all(x *array.Buffer, ok func(float64) bool) bool {
	for i := range x.Size() {
		if !ok(x.Float64(i)) {
			return false
		}
	}
	return true
}

// products: of n factors differ by n roundoffs, if nothing on the way overflows or vanishes.
func products(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := op.Eval(in, out)
	d := y[0].DType()
	if !d.IsFloat() {
		return y
	}
	high := op.Eval([]*array.Buffer{mapped(in[0], func(v float64) float64 { return max(1, math.Abs(v)) })}, out)[0]
	low := op.Eval([]*array.Buffer{mapped(in[0], func(v float64) float64 {
		if v == 0 {
			return 1
		}
		return min(1, math.Abs(v))
	})}, out)[0]
	for i := range y[0].Size() {
		if overflows(d, high.Float64(i)) || overflows(d, 1/low.Float64(i)) {
			y[0].SetFloat64(i, n.anything())
			continue
		}
		y[0].SetFloat64(i, y[0].Float64(i)*(1+n.draw()*float64(in[0].Size()+4)*roundoff(d)))
	}
	return y
}

// logSums: log(e^x + ...), each term added with errors relative to 1 and to the result.
func logSums(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	y := op.Eval(in, out)
	d := y[0].DType()
	for i := range y[0].Size() {
		v := y[0].Float64(i)
		if !math.IsInf(v, 0) {
			v += n.draw() * float64(in[0].Size()+functionUlps) * 2 * roundoff(d) * (1 + math.Abs(v))
		}
		y[0].SetFloat64(i, v)
	}
	return y
}

// backward: the result is that of operands a little off, as stable algorithms of linear algebra promise, itself rounded as
// often, and with any sign of zero. What becomes of operands that are not finite, or whose sums may overflow, is not defined.
func backward(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	off, finite, rounds := make([]*array.Buffer, len(in)), true, 0.0
	for k, x := range in {
		greatest := greatest(x)
		terms := float64(x.Shape()[len(x.Shape())-2] + 4)
		finite = finite && greatest <= math.MaxFloat64 && !overflows(x.DType(), terms*greatest)
		rounds = max(rounds, terms*roundoff(x.DType()))
		by := 4 * rounds * greatest
		off[k] = mapped(x, func(v float64) float64 { return v + n.draw()*by })
	}
	y := op.Eval(off, out)
	if finite {
		for i, z := range y {
			by := rounds * greatest(z)
			y[i] = mapped(z, func(v float64) float64 {
				if v != 0 && by <= math.MaxFloat64 {
					v += n.draw() * by
				}
				return v
			})
			n.zeros(y[i])
		}
		return y
	}
	some := n.rng.IntN(2) == 0 // not a NaN among them, which would hide the others
	for _, z := range y {
		for i := range z.Size() {
			if z.SetFloat64(i, n.rng.NormFloat64()); some {
				z.SetFloat64(i, n.anything())
			}
		}
	}
	return y
}

// greatest returns the largest size of an element.
func greatest(x *array.Buffer) float64 {
	y := 0.0
	for i := range x.Size() {
		y = max(y, math.Abs(x.Float64(i)))
	}
	return y
}

// anyNaN: which of the many NaNs an operation gives is not defined. Processors make the one whose last bits are 0, Go the one where they are 1.
func anyNaN(n *noise, op ir.Op, in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x := in[0]
	if !x.DType().IsFloat() || out[0].DType.IsFloat() {
		return op.Eval(in, out)
	}
	x = mapped(x, func(v float64) float64 { return v })
	for i := range x.Size() {
		if v := x.Float64(i); v != v {
			last := []uint64{0, 1, n.rng.Uint64N(1024)}[n.rng.IntN(3)]
			x.SetBits(i, (x.Bits(i)&^1023|last)^uint64(n.rng.IntN(2))<<(8*x.DType().Size()-1))
		}
	}
	return op.Eval([]*array.Buffer{x}, out)
}
