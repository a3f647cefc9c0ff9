package prim

import (
	"fmt"
	"math"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/ir"
)

// Cumulative folds the elements up to and including each one along Axis, from the end if Reverse: y_k is
// the fold of x_0 ... x_k. Fold names a row of folds. It is linear for sum. float32 is accumulated in
// float64.
type Cumulative struct {
	Fold    string
	Axis    int
	Reverse bool
}

// Cumsum returns the running sums along axis in [0, rank).
func Cumsum(x Value, axis int) Value { return ir.Bind1(Cumulative{Fold: "sum", Axis: axis}, x) }

// Cumprod returns the running products along axis in [0, rank).
func Cumprod(x Value, axis int) Value { return ir.Bind1(Cumulative{Fold: "prod", Axis: axis}, x) }

// Cummax returns the running maxima along axis in [0, rank); NaN from the first NaN on.
func Cummax(x Value, axis int) Value { return ir.Bind1(Cumulative{Fold: "max", Axis: axis}, x) }

// Cummin returns the running minima along axis in [0, rank); NaN from the first NaN on.
func Cummin(x Value, axis int) Value { return ir.Bind1(Cumulative{Fold: "min", Axis: axis}, x) }

// Cumlogsumexp returns log Σ exp of the elements so far along axis in [0, rank).
func Cumlogsumexp(x Value, axis int) Value {
	return ir.Bind1(Cumulative{Fold: "logsumexp", Axis: axis}, x)
}

// fold is an associative operation x∘y.
type fold struct {
	f func(x, y float64) float64
	i func(x, y int64) int64 // nil: floats only
	u func(x, y uint64) uint64

	// As a function of Values, and its tangent, linear in dx and dy. sum needs none.
	bind func(x, y Value) Value
	unit float64 // unit∘y = y
	d    func(x, y, z, dx, dy Value) Value
}

var folds = map[string]fold{
	"sum": {
		f: func(x, y float64) float64 { return x + y }, i: func(x, y int64) int64 { return x + y }},
	"prod": {
		f: func(x, y float64) float64 { return x * y }, i: func(x, y int64) int64 { return x * y },
		bind: Mul, unit: 1,
		d: func(x, y, _, dx, dy Value) Value { return Add(Mul(dx, y), Mul(dy, x)) }},
	"max": { // to the later of equal elements, which the running maximum has become
		f: maxNaN, i: func(x, y int64) int64 { return max(x, y) }, u: func(x, y uint64) uint64 { return max(x, y) },
		bind: Max, unit: math.Inf(-1),
		d: func(x, y, _, dx, dy Value) Value { return Select(Gt(x, y), dx, dy) }},
	"min": {
		f: minNaN, i: func(x, y int64) int64 { return min(x, y) }, u: func(x, y uint64) uint64 { return min(x, y) },
		bind: Min, unit: math.Inf(1),
		d: func(x, y, _, dx, dy Value) Value { return Select(Lt(x, y), dx, dy) }},
	"logsumexp": {
		f:    special.LogAddExp,
		bind: LogAddExp, unit: math.Inf(-1),
		d: func(x, y, z, dx, dy Value) Value { return Add(Mul(dx, weightIn(x, z)), Mul(dy, weightIn(y, z))) }},
}

func (op Cumulative) Name() string { return "cumulative" }

func (op Cumulative) Infer(in []ir.Type) ([]ir.Type, error) {
	f, ok := folds[op.Fold]
	if !ok {
		return nil, fmt.Errorf("unknown fold %q", op.Fold)
	}
	if _, err := inferReduce(in, []int{op.Axis}); err != nil {
		return nil, err
	}
	if d := in[0].DType; d == array.Bool || f.i == nil && !d.IsFloat() {
		return nil, fmt.Errorf("%s of operand %v: convert it first", op.Fold, in[0])
	}
	return in, nil
}

func (op Cumulative) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	x, y := in[0], array.New(out[0].DType, out[0].Shape)
	f := folds[op.Fold]
	for line := range lines(x.Shape(), op.Axis) {
		at := line.at
		if op.Reverse {
			at = func(i int) int { return line.at(line.n - 1 - i) }
		}
		if x.DType().IsFloat() {
			f.floats(x, y, line.n, at)
		} else {
			f.ints(x, y, line.n, at)
		}
	}
	return []*array.Buffer{y}
}

func (f fold) floats(x, y *array.Buffer, n int, at func(int) int) {
	var acc float64
	for i := range n {
		v := x.Float64(at(i))
		if i > 0 {
			v = f.f(acc, v)
		}
		acc = v
		y.SetFloat64(at(i), acc)
	}
}

func (f fold) ints(x, y *array.Buffer, n int, at func(int) int) {
	var acc int64
	for i := range n {
		v := intAt(x, at(i))
		switch {
		case i == 0:
		case f.u != nil && x.DType() == array.Uint64:
			v = int64(f.u(uint64(acc), uint64(v)))
		default:
			v = f.i(acc, v)
		}
		acc = v
		setInt(y, at(i), acc)
	}
}

// JVP of sum is the op itself. The other folds are done over with tangents, by doubling (Hillis, Steele,
// "Data parallel algorithms", 1986): after the step of width w, place k has the fold of the 2w elements
// up to k, and
//
//	(z, dz)_k = (x∘y, d(x∘y)),  (x, dx) at k-w, (y, dy) at k.
//
// That is n log n work in a few elementwise ops, and unlike y_k/x_i it doesn't mind zeros.
func (op Cumulative) JVP(x, y, dx []Value) []Value {
	if op.Fold == "sum" {
		return []Value{ir.Bind1(op, dx[0])}
	}
	f := folds[op.Fold]
	z, dz := x[0], dx[0]
	for w := 1; w < z.Shape()[op.Axis]; w *= 2 {
		before, dbefore := op.delay(z, f.unit, w), op.delay(dz, 0, w)
		folded := f.bind(before, z)
		z, dz = folded, f.d(before, z, folded, dbefore, dz)
	}
	return []Value{dz}
}

// delay moves x by w places in the direction of the fold and fills in front.
func (op Cumulative) delay(x Value, fill float64, w int) Value {
	low, high := make([]int, x.Rank()), make([]int, x.Rank())
	if op.Reverse {
		w = -w
	}
	low[op.Axis], high[op.Axis] = w, -w
	return Pad(x, Like(x, fill), low, high, nil)
}

// Transpose, of sum: x_i counts in y_k for k >= i.
func (op Cumulative) Transpose(ct, x []Value, in []ir.Type) []Value {
	switch {
	case op.Fold != "sum":
		return notLinear{}.Transpose(nil, nil, nil)
	case ct[0] == nil:
		return []Value{nil}
	}
	op.Reverse = !op.Reverse
	return []Value{ir.Bind1(op, ct[0])}
}

func (op Cumulative) Batch(n int, x []Value, mapped []bool) []Value {
	op.Axis++
	return ir.Bind(op, x...)
}

// Lower goes along Axis with the fold so far.
func (op Cumulative) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	if x[0].Shape[op.Axis] == 0 {
		return []*expr.Node{expr.Const(out[0].DType, out[0].Shape, 0)}
	}
	task := &expr.Task{Name: "cumulative", In: x, Emit: func(e expr.Emitter) { op.emit(e, x[0]) }}
	return task.Results(expr.Loops, out)
}

func (op Cumulative) emit(e expr.Emitter, x *expr.Node) {
	b := e.Builder()
	fold := map[string]loop.Op{"sum": loop.Add, "prod": loop.Mul, "max": loop.Max, "min": loop.Min, "logsumexp": loop.LogAddExp}[op.Fold]
	outer := x.Shape.Without([]int{op.Axis})
	at := make([]*loop.Value, len(outer))
	last := b.Int(array.Int64, int64(x.Shape[op.Axis]-1))
	expr.Nest(b, outer, at, func() {
		place := func(k *loop.Value) []*loop.Value {
			if op.Reverse {
				k = b.Op(loop.Sub, last, k)
			}
			return slices.Insert(slices.Clone(at), op.Axis, k)
		}
		first := place(b.Int(array.Int64, 0))
		acc := e.At(0, first...)
		e.Store(0, acc, first...)
		b.For(b.Int(array.Int64, 1), b.Int(array.Int64, int64(x.Shape[op.Axis])), []*loop.Value{acc},
			func(k *loop.Value, carry []*loop.Value) []*loop.Value {
				i := place(k)
				acc := e.Op(fold, carry[0], e.At(0, i...))
				e.Store(0, acc, i...)
				return []*loop.Value{acc}
			})
	})
}
