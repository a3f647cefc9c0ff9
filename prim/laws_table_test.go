package prim_test

import (
	"math"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	. "github.com/phlox-ppl/phlox/prim"
)

// law is an op with operands at which laws_test.go holds its rules to its Eval.
type law struct {
	op     ir.Op
	on     dtypes // what Infer accepts for the operands that have no dtype of their own
	in     []operand
	linear [][]int // each a set of operands in which the op is linear together
	once   bool    // it has no second derivative in some operand
	flat   bool    // its derivative is zero, whatever differences say
}

// operand says what an operand looks like. The zero dtype is the law's, which runs through all.
type operand struct {
	shape array.Shape
	elems elems
	dtype array.DType
}

// dtypes is a set of element types.
type dtypes func(array.DType) bool

func float(d array.DType) bool   { return d.IsFloat() }
func integer(d array.DType) bool { return d.IsInt() }
func bits(d array.DType) bool    { return d.IsInt() || d == array.Bool }
func real(d array.DType) bool    { return d != array.Bool }
func signed(d array.DType) bool  { return d.IsFloat() || d.IsSigned() }
func all(array.DType) bool       { return true }

// elems makes the elements of an operand of the given shape.
type elems func(rng *rand.Rand, shape array.Shape) []float64

func each(f func(rng *rand.Rand) float64) elems {
	return func(rng *rand.Rand, shape array.Shape) []float64 {
		x := make([]float64, shape.Size())
		for i := range x {
			x[i] = f(rng)
		}
		return x
	}
}

func between(lo, hi float64) elems {
	return each(func(rng *rand.Rand) float64 { return lo + (hi-lo)*rng.Float64() })
}

var (
	anywhere = each(func(rng *rand.Rand) float64 { return 3 * rng.NormFloat64() })
	positive = between(0.3, 4)
	unit     = between(0.05, 0.95)
	inside   = between(-0.95, 0.95)
	above1   = between(1.1, 5)
	index    = each(func(rng *rand.Rand) float64 { return float64(rng.IntN(5) - 1) }) // also out of range
	farIndex = each(func(rng *rand.Rand) float64 { return []float64{0, 1, 2, 9, 1 << 63}[rng.IntN(5)] })
	counts   = each(func(rng *rand.Rand) float64 { return float64(rng.IntN(9)) })
	words    = each(func(rng *rand.Rand) float64 { return float64(rng.Uint32()) })

	// Their quotients are not near integers.
	halves    = each(func(rng *rand.Rand) float64 { return float64(rng.IntN(5)-2) + 0.5 })
	aroundOne = between(0.9, 1.1)
)

// matrices makes stacks of square matrices A + diagonal I, where A is normal.
func matrices(diagonal float64) elems {
	return func(rng *rand.Rand, shape array.Shape) []float64 {
		x, n := make([]float64, shape.Size()), shape[len(shape)-1]
		for i := range x {
			if x[i] = rng.NormFloat64(); i/n%n == i%n {
				x[i] += diagonal
			}
		}
		return x
	}
}

// definite makes stacks of matrices with dominant diagonal, whose lower triangles are those of positive
// definite ones.
func definite(rng *rand.Rand, shape array.Shape) []float64 {
	return matrices(2*float64(shape[len(shape)-1]))(rng, shape)
}

// sortedRows makes rows in ascending order.
func sortedRows(rng *rand.Rand, shape array.Shape) []float64 {
	x, at := make([]float64, shape.Size()), 0.0
	for i := range x {
		if i%shape[len(shape)-1] == 0 {
			at = 0
		}
		at += 2 * rng.Float64()
		x[i] = at
	}
	return x
}

// someZeros makes numbers of which every fourth is zero: products must do without quotients.
func someZeros(rng *rand.Rand, shape array.Shape) []float64 {
	x := anywhere(rng, shape)
	for i := 1; i < len(x); i += 4 {
		x[i] = 0
	}
	return x
}

// bitPatterns makes numbers whose bits are not special in another dtype.
var bitPatterns = between(1, 2)

// elementwiseLaw is a law of an op that takes operands of one shape, or of rank 0.
type elementwiseLaw struct {
	on     dtypes
	in     []elems
	linear [][]int
	once   bool
}

var elementwiseLaws = map[string]elementwiseLaw{
	"neg":        {on: real, in: []elems{anywhere}, linear: [][]int{{0}}},
	"abs":        {on: signed, in: []elems{anywhere}},
	"sign":       {on: signed, in: []elems{anywhere}},
	"floor":      {on: float, in: []elems{anywhere}},
	"ceil":       {on: float, in: []elems{anywhere}},
	"round":      {on: float, in: []elems{anywhere}},
	"sqrt":       {on: float, in: []elems{positive}},
	"rsqrt":      {on: float, in: []elems{positive}},
	"square":     {on: real, in: []elems{anywhere}},
	"reciprocal": {on: float, in: []elems{positive}},
	"exp":        {on: float, in: []elems{anywhere}},
	"expm1":      {on: float, in: []elems{anywhere}},
	"log":        {on: float, in: []elems{positive}},
	"log1p":      {on: float, in: []elems{unit}},
	"logistic":   {on: float, in: []elems{anywhere}},
	"softplus":   {on: float, in: []elems{anywhere}},
	"sin":        {on: float, in: []elems{anywhere}},
	"cos":        {on: float, in: []elems{anywhere}},
	"tan":        {on: float, in: []elems{inside}},
	"asin":       {on: float, in: []elems{inside}},
	"acos":       {on: float, in: []elems{inside}},
	"atan":       {on: float, in: []elems{anywhere}},
	"sinh":       {on: float, in: []elems{anywhere}},
	"cosh":       {on: float, in: []elems{anywhere}},
	"tanh":       {on: float, in: []elems{anywhere}},
	"asinh":      {on: float, in: []elems{anywhere}},
	"acosh":      {on: float, in: []elems{above1}},
	"atanh":      {on: float, in: []elems{inside}},
	"erf":        {on: float, in: []elems{anywhere}},
	"erfc":       {on: float, in: []elems{anywhere}},
	"erfinv":     {on: float, in: []elems{inside}},
	"ndtri":      {on: float, in: []elems{unit}},
	"log_ndtr":   {on: float, in: []elems{anywhere}},
	"lgamma":     {on: float, in: []elems{positive}},
	"digamma":    {on: float, in: []elems{positive}},
	"i0e":        {on: float, in: []elems{anywhere}},
	"i1e":        {on: float, in: []elems{anywhere}},

	"not":      {on: bits, in: []elems{anywhere}},
	"popcount": {on: integer, in: []elems{counts}},

	"add":       {on: real, in: []elems{anywhere, anywhere}, linear: [][]int{{0}, {1}, {0, 1}}},
	"sub":       {on: real, in: []elems{anywhere, anywhere}, linear: [][]int{{0}, {1}, {0, 1}}},
	"mul":       {on: real, in: []elems{anywhere, anywhere}, linear: [][]int{{0}, {1}}},
	"div":       {on: real, in: []elems{anywhere, positive}, linear: [][]int{{0}}},
	"floordiv":  {on: real, in: []elems{halves, aroundOne}},
	"mod":       {on: real, in: []elems{halves, aroundOne}},
	"pow":       {on: float, in: []elems{positive, anywhere}},
	"max":       {on: all, in: []elems{anywhere, anywhere}},
	"min":       {on: all, in: []elems{anywhere, anywhere}},
	"atan2":     {on: float, in: []elems{anywhere, positive}},
	"xlogy":     {on: float, in: []elems{anywhere, positive}},
	"xlog1py":   {on: float, in: []elems{anywhere, unit}},
	"logaddexp": {on: float, in: []elems{anywhere, anywhere}},
	"nextafter": {on: float, in: []elems{anywhere, anywhere}},

	"igamma":            {on: float, in: []elems{positive, positive}, once: true},
	"igammac":           {on: float, in: []elems{positive, positive}, once: true},
	"igamma_grad_a":     {on: float, in: []elems{positive, positive}, once: true},
	"random_gamma_grad": {on: float, in: []elems{positive, positive}, once: true},
	"igamma_inv":        {on: float, in: []elems{positive, unit}, once: true},
	"betainc":           {on: float, in: []elems{positive, positive, unit}, once: true},
	"betainc_grad_a":    {on: float, in: []elems{positive, positive, unit}, once: true},
	"betainc_grad_b":    {on: float, in: []elems{positive, positive, unit}, once: true},
	"betainc_inv":       {on: float, in: []elems{positive, positive, unit}, once: true},

	"and":         {on: bits, in: []elems{anywhere, anywhere}},
	"or":          {on: bits, in: []elems{anywhere, anywhere}},
	"xor":         {on: bits, in: []elems{anywhere, anywhere}},
	"shift_left":  {on: integer, in: []elems{anywhere, counts}},
	"shift_right": {on: integer, in: []elems{anywhere, counts}},

	"eq": {on: all, in: []elems{counts, counts}},
	"ne": {on: all, in: []elems{counts, counts}},
	"lt": {on: real, in: []elems{counts, counts}},
	"le": {on: real, in: []elems{counts, counts}},
	"gt": {on: real, in: []elems{counts, counts}},
	"ge": {on: real, in: []elems{counts, counts}},
}

// of returns the laws at operands of rank 0 and 2 and of no elements.
func (l elementwiseLaw) of(op ir.Op) (laws []law) {
	for scalars := range 1 << len(l.in) { // the operands of rank 0
		for _, full := range []array.Shape{{2, 3}, {0, 2}} {
			in := make([]operand, len(l.in))
			for i, e := range l.in {
				if in[i] = (operand{full, e, array.Invalid}); scalars>>i&1 == 1 {
					in[i].shape = nil
				}
			}
			laws = append(laws, law{op: op, on: l.on, in: in, linear: l.linear, once: l.once})
		}
	}
	return laws
}

// structuredLaws are those of the ops that are types of their own.
func structuredLaws() []law {
	x := func(shape ...int) operand { return operand{shape: shape, elems: anywhere} }
	at := func(shape ...int) operand { return operand{shape, index, array.Int64} }
	scalars := func(n int) (in []operand) {
		for range n {
			in = append(in, operand{nil, index, array.Int32})
		}
		return in
	}
	with := func(in []operand, more ...operand) []operand { return append(more, in...) }
	first, both := [][]int{{0}}, [][]int{{0}, {1}, {0, 1}}
	var laws []law
	add := func(op ir.Op, on dtypes, linear [][]int, in ...operand) {
		laws = append(laws, law{op: op, on: on, in: in, linear: linear})
	}

	for _, to := range array.DTypes {
		var linear [][]int
		if to.IsFloat() {
			linear = first
		}
		add(Convert{To: to}, all, linear, x(2, 3))
		same := func(d array.DType) bool {
			return d.Size() == to.Size() && (d == array.Bool) == (to == array.Bool)
		}
		laws = append(laws, law{op: Bitcast{To: to}, on: same, in: []operand{{shape: array.Shape{2, 3}, elems: bitPatterns}}, flat: true})
	}
	add(Polygamma{N: 1}, float, nil, operand{array.Shape{2, 3}, positive, array.Invalid})
	add(Polygamma{N: 3}, float, nil, operand{nil, positive, array.Invalid})
	for _, pred := range []array.Shape{nil, {2, 3}} {
		p := operand{pred, index, array.Bool}
		add(SelectOp{}, all, [][]int{{1}, {2}, {1, 2}}, p, x(2, 3), x(2, 3))
		add(SelectOp{}, all, [][]int{{1}, {2}, {1, 2}}, p, x(), x(2, 3))
		add(SelectOp{}, all, [][]int{{1}, {2}, {1, 2}}, p, x(), x())
	}
	laws = append(laws, law{op: StopGradient{}, on: all, in: []operand{x(2, 3)}, flat: true})

	add(Broadcast{Shape: array.Shape{2, 3}}, all, first, x())
	add(Broadcast{Shape: array.Shape{4, 2, 3}, Dims: []int{1, 2}}, all, first, x(2, 3))
	add(Broadcast{Shape: array.Shape{2, 4, 3}, Dims: []int{0, 2}}, all, first, x(2, 1))
	add(Broadcast{Shape: array.Shape{3, 1}, Dims: []int{0, 1}}, all, first, x(1, 1))
	add(Broadcast{Shape: array.Shape{3, 0}, Dims: []int{0}}, all, first, x(3))
	add(ReshapeOp{Shape: array.Shape{3, 2}}, all, first, x(2, 3))
	add(ReshapeOp{Shape: array.Shape{}}, all, first, x(1, 1))
	add(ReshapeOp{Shape: array.Shape{0, 7}}, all, first, x(2, 0))
	add(Permute{Perm: []int{1, 0}}, all, first, x(2, 3))
	add(Permute{Perm: []int{2, 0, 1}}, all, first, x(2, 3, 4))
	add(Permute{Perm: []int{0, 2, 1}}, all, first, x(2, 3, 4))
	add(ReverseOp{Axes: []int{0, 1}}, all, first, x(2, 3))
	add(ReverseOp{Axes: []int{1}}, all, first, x(2, 3, 2))
	add(ReverseOp{Axes: []int{0}}, all, first, x(0, 3))
	add(SliceOp{Start: []int{1, 0}, Limit: []int{3, 4}, Stride: []int{1, 2}}, all, first, x(4, 5))
	add(SliceOp{Start: []int{1, 0}, Limit: []int{3, 5}, Stride: []int{1, 1}}, all, first, x(4, 5))
	add(SliceOp{Start: []int{2}, Limit: []int{2}, Stride: []int{1}}, all, first, x(4))
	for _, c := range []PadOp{
		{[]int{1, 0}, []int{0, 2}, []int{0, 0}}, {[]int{1, 2}, []int{0, 1}, []int{2, 1}},
		{[]int{-1, 1}, []int{1, -2}, []int{0, 0}}, {[]int{-1, 0}, []int{0, -2}, []int{1, 2}}, {[]int{-2, 0}, []int{0, 0}, []int{0, 0}},
	} {
		add(c, all, both, x(2, 3), x())
	}
	add(PadOp{[]int{2}, []int{1}, []int{3}}, all, both, x(0), x())
	add(ConcatOp{Axis: 1}, all, [][]int{{0}, {1}, {0, 1}, {1, 2}, {0, 1, 2}}, x(2, 3), x(2, 1), x(2, 0))
	add(ConcatOp{Axis: 0}, all, both, x(2), x(3))

	add(SumOp{Axes: []int{}}, real, first, x(2, 3))
	for _, axes := range [][]int{{0}, {1}, {2}, {0, 2}, {1, 2}, {0, 1, 2}} {
		add(SumOp{Axes: axes}, real, first, x(2, 3, 4))
		add(ReduceOp{Fold: "max", Axes: axes}, all, nil, x(2, 3, 4))
		add(ReduceOp{Fold: "min", Axes: axes}, all, nil, x(2, 3, 4))
		add(ReduceOp{Fold: "prod", Axes: axes}, real, nil, x(2, 3, 4))
	}
	add(SumOp{Axes: []int{1}}, real, first, x(2, 0))
	add(SumOp{Axes: []int{0}}, real, first, x(2, 0))
	add(ReduceOp{Fold: "prod", Axes: []int{0}}, real, nil, x(0, 3))
	for _, fold := range []string{"max", "min"} {
		laws = append(laws, law{op: ReduceOp{Fold: fold, Axes: []int{0}}, on: all, in: []operand{x(0, 3)}, flat: true})
		add(ArgReduce{Fold: fold, Axis: 0}, all, nil, x(3, 4))
		add(ArgReduce{Fold: fold, Axis: 1}, all, nil, x(3, 4))
		add(ArgReduce{Fold: fold, Axis: 1}, all, nil, x(0, 4))
	}
	for _, fold := range []string{"sum", "prod", "max", "min", "logsumexp"} {
		on, linear := dtypes(real), [][]int(nil)
		switch fold {
		case "sum":
			linear = first
		case "logsumexp":
			on = float
		}
		for _, reverse := range []bool{false, true} {
			add(Cumulative{Fold: fold, Axis: 1, Reverse: reverse}, on, linear, x(2, 5))
			add(Cumulative{Fold: fold, Axis: 0, Reverse: reverse}, on, linear, x(5, 2))
			add(Cumulative{Fold: fold, Axis: 1, Reverse: reverse}, on, linear, x(2, 1))
			add(Cumulative{Fold: fold, Axis: 0, Reverse: reverse}, on, linear, x(0, 3))
			add(Cumulative{Fold: fold, Axis: 1, Reverse: reverse}, on, linear, x(3, 0))
		}
	}
	add(Cumulative{Fold: "prod", Axis: 1}, real, nil, operand{array.Shape{2, 5}, someZeros, array.Invalid})
	add(ReduceOp{Fold: "prod", Axes: []int{1}}, real, nil, operand{array.Shape{2, 5}, someZeros, array.Invalid})
	add(SortOp{Axis: 0, Keys: 1}, all, nil, x(5))
	add(SortOp{Axis: 0, Keys: 1}, all, nil, x(3, 4), x(3, 4), x(3, 4))
	add(SortOp{Axis: 1, Keys: 2}, all, nil, x(2, 3, 2), x(2, 3, 2), x(2, 3, 2))
	add(SortOp{Axis: 0, Keys: 1}, all, nil, operand{array.Shape{4}, words, array.Uint32}, x(4))
	add(SortOp{Axis: 1, Keys: 1}, all, nil, x(0, 3))
	add(SortOp{Axis: 0, Keys: 1}, all, nil, x(0), x(0))
	for _, side := range []string{"left", "right"} {
		list := operand{array.Shape{5}, sortedRows, array.Invalid}
		for _, v := range []operand{x(), x(3), x(2, 2), x(0)} {
			add(SearchsortedOp{Side: side}, all, nil, list, v)
		}
		list.shape = array.Shape{2, 5}
		add(SearchsortedOp{Side: side, Lead: 1}, all, nil, list, x(2, 3))
	}

	add(DynamicSlice{Sizes: []int{2, 3}}, all, first, with(scalars(2), x(4, 5))...)
	add(DynamicSlice{Sizes: []int{1, 5}}, all, first, with(scalars(2), x(4, 5))...)
	add(DynamicSlice{Sizes: []int{2, 2, 3}}, all, first, with(scalars(3), x(3, 4, 3))...)
	add(DynamicSlice{Sizes: []int{}}, all, first, x())
	add(DynamicUpdate{}, all, both, with(scalars(2), x(4, 5), x(2, 3))...)
	add(DynamicUpdate{}, all, both, with(scalars(2), x(4, 5), x(1, 5))...)
	add(DynamicUpdate{}, all, both, with(scalars(3), x(3, 4, 3), x(2, 2, 3))...)
	add(DynamicUpdate{}, all, both, with(scalars(1), x(4), x(0))...)
	add(DynamicUpdate{}, all, both, x(), x())
	far := operand{nil, farIndex, array.Uint64}
	add(DynamicSlice{Sizes: []int{2}}, all, first, x(5), far)
	add(DynamicUpdate{}, all, both, x(5), x(2), far)
	far.shape = array.Shape{8}
	add(TakeOp{0, 0}, all, first, x(3, 2), far)
	add(Scatter{0, 0, true}, real, [][]int{{0}, {2}, {0, 2}}, x(3, 2), far, x(8, 2))
	add(Scatter{0, 0, false}, all, [][]int{{0}, {2}, {0, 2}}, x(3, 2), far, x(8, 2))
	type taking struct {
		axis, shared int
		x, index     array.Shape
		taken        array.Shape
	}
	for _, c := range []taking{
		{0, 0, array.Shape{3, 2}, nil, array.Shape{2}},
		{0, 0, array.Shape{3, 2}, array.Shape{4}, array.Shape{4, 2}},
		{1, 0, array.Shape{2, 3, 2}, array.Shape{2, 2}, array.Shape{2, 2, 2, 2}},
		{1, 1, array.Shape{2, 3, 2}, array.Shape{2, 4}, array.Shape{2, 4, 2}},
		{2, 1, array.Shape{2, 2, 3}, array.Shape{2, 4}, array.Shape{2, 2, 4}},
		{0, 0, array.Shape{0, 2}, array.Shape{0}, array.Shape{0, 2}},
	} {
		taken := x(c.taken...)
		add(TakeOp{c.axis, c.shared}, all, first, x(c.x...), at(c.index...))
		add(Scatter{c.axis, c.shared, true}, real, [][]int{{0}, {2}, {0, 2}}, x(c.x...), at(c.index...), taken)
		add(Scatter{c.axis, c.shared, false}, all, [][]int{{0}, {2}, {0, 2}}, x(c.x...), at(c.index...), taken)
	}

	for _, c := range []struct {
		op   DotOp
		x, y array.Shape
	}{
		{DotOp{XSum: []int{0}, YSum: []int{0}}, array.Shape{3}, array.Shape{3}},
		{DotOp{XSum: []int{1}, YSum: []int{0}}, array.Shape{2, 3}, array.Shape{3}},
		{DotOp{XSum: []int{1}, YSum: []int{0}}, array.Shape{2, 3}, array.Shape{3, 4}},
		{DotOp{XSum: []int{0}, YSum: []int{1}}, array.Shape{3, 2}, array.Shape{4, 3}},
		{DotOp{}, array.Shape{2}, array.Shape{3}},
		{DotOp{XBatch: []int{0}, YBatch: []int{0}, XSum: []int{2}, YSum: []int{1}}, array.Shape{2, 3, 4}, array.Shape{2, 4, 2}},
		{DotOp{XBatch: []int{1}, YBatch: []int{2}, XSum: []int{2, 0}, YSum: []int{0, 1}}, array.Shape{4, 2, 3}, array.Shape{3, 4, 2}},
		{DotOp{XBatch: []int{0, 2}, YBatch: []int{1, 0}}, array.Shape{2, 2, 3}, array.Shape{3, 2}},
		{DotOp{XSum: []int{1}, YSum: []int{0}}, array.Shape{2, 0}, array.Shape{0, 3}},
	} {
		add(c.op, real, [][]int{{0}, {1}}, x(c.x...), x(c.y...))
	}
	square := func(e elems, shape ...int) operand { return operand{shape, e, array.Invalid} }
	for _, shape := range [][]int{{3, 3}, {2, 4, 4}, {1, 1}, {0, 2, 2}, {0, 0}, {2, 0, 0}} {
		add(DiagonalOp{}, all, first, x(shape...))
		add(CholeskyOp{}, float, nil, square(definite, shape...))
		add(CholeskyTangent{}, float, [][]int{{1}}, square(matrices(4), shape...), x(shape...))
		add(CholeskyPullback{}, float, [][]int{{1}}, square(matrices(4), shape...), x(shape...))
		add(SlogdetOp{}, float, nil, square(matrices(3), shape...))
		add(EighOp{}, float, nil, square(matrices(0), shape...))
		right := append(shape[:len(shape)-1:len(shape)-1], 2)
		for _, trans := range []bool{false, true} {
			add(SolveOp{Trans: trans}, float, [][]int{{1}}, square(matrices(4), shape...), x(right...))
			for form := range 4 {
				op := TriangularSolve{LowerTriangle: form&1 != 0, Trans: trans, UnitDiagonal: form&2 != 0}
				add(op, float, [][]int{{1}}, square(matrices(4), shape...), x(right...))
			}
		}
	}
	for _, shape := range [][]int{{3, 3}, {4, 2}, {2, 4}, {2, 3, 2}, {1, 1}, {0, 2}, {2, 0}} {
		add(QROp{}, float, nil, operand{shape, between(-2, 2), array.Invalid})
	}

	word := func(shape ...int) operand { return operand{shape, words, array.Uint32} }
	add(ThreefryOp{}, nil, nil, word(), word(), word(), word())
	add(ThreefryOp{}, nil, nil, word(), word(), word(5), word(5))
	add(ThreefryOp{}, nil, nil, word(5), word(5), word(5), word(5))
	add(ThreefryOp{}, nil, nil, word(2, 3), word(2, 3), word(), word())
	add(ThreefryOp{}, nil, nil, word(), word(), word(0), word(0))
	return laws
}

// table returns the laws of every op, in the order of Ops for those that are elementwise.
func table() []law {
	out := structuredLaws()
	for _, op := range Ops() {
		if e, ok := op.(Elementwise); ok {
			out = append(out, elementwiseLaws[e.Name()].of(op)...)
		}
	}
	return out
}

// values returns the operands, of dtype d where they have none of their own.
func (l law) values(d array.DType, seed uint64) []ir.Value {
	rng := rand.New(rand.NewPCG(seed, 0))
	x := make([]ir.Value, len(l.in))
	for i, o := range l.in {
		if o.dtype != array.Invalid {
			x[i] = make1(o.dtype, o.shape, o.elems(rng, o.shape))
		} else {
			x[i] = make1(d, o.shape, o.elems(rng, o.shape))
		}
	}
	return x
}

// make1 returns a Value of the given elements; unsigned ones lose their signs.
func make1(d array.DType, shape array.Shape, elems []float64) ir.Value {
	b := array.New(d, shape)
	for i, v := range elems {
		if d.IsUnsigned() || d == array.Bool {
			v = math.Floor(math.Abs(v))
		}
		b.SetFloat64(i, v)
	}
	return ir.Concrete(b)
}
