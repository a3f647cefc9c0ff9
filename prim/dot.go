package prim

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// DotOp multiplies its operands and sums over pairs of axes, as XLA's dot_general. Axes XBatch[i] and
// YBatch[i] belong together and come first in the result; XSum[i] and YSum[i] are summed over; the other
// axes of x and then of y follow in their order.
type DotOp struct{ XBatch, YBatch, XSum, YSum []int }

// Dot applies op to x and y.
func Dot(x, y Value, op DotOp) Value { return ir.Bind1(op, x, y) }

// MatMul multiplies the matrices in the last two axes; all axes before them are the same in x and y.
func MatMul(x, y Value) Value {
	n := x.Rank() - 2
	batch := axesFrom(0, n)
	return Dot(x, y, DotOp{batch, batch, []int{n + 1}, []int{n}})
}

// MatTranspose exchanges the last two axes.
func MatTranspose(x Value) Value {
	n := x.Rank()
	return Transpose(x, append(axesFrom(0, n-2), n-1, n-2))
}

func (op DotOp) Name() string { return "dot" }

// free returns the axes of x and y that are neither batch nor summed over.
func (op DotOp) free(xRank, yRank int) (x, y []int) {
	return without(xRank, slices.Concat(op.XBatch, op.XSum)), without(yRank, slices.Concat(op.YBatch, op.YSum))
}

func (op DotOp) Infer(in []ir.Type) ([]ir.Type, error) {
	if len(in) != 2 || in[0].DType != in[1].DType || in[0].DType == array.Bool ||
		len(op.XBatch) != len(op.YBatch) || len(op.XSum) != len(op.YSum) {
		return nil, fmt.Errorf("operands %v", in)
	}
	var shape array.Shape
	xAxes, yAxes := slices.Concat(op.XBatch, op.XSum), slices.Concat(op.YBatch, op.YSum)
	for i, a := range xAxes {
		b := yAxes[i]
		if a < 0 || a >= len(in[0].Shape) || b < 0 || b >= len(in[1].Shape) ||
			slices.Contains(xAxes[:i], a) || slices.Contains(yAxes[:i], b) || in[0].Shape[a] != in[1].Shape[b] {
			return nil, fmt.Errorf("axis %d of %v and axis %d of %v do not fit", a, in[0], b, in[1])
		}
		if i < len(op.XBatch) {
			shape = append(shape, in[0].Shape[a])
		}
	}
	xFree, yFree := op.free(len(in[0].Shape), len(in[1].Shape))
	for _, a := range xFree {
		shape = append(shape, in[0].Shape[a])
	}
	for _, a := range yFree {
		shape = append(shape, in[1].Shape[a])
	}
	return []ir.Type{{DType: in[0].DType, Shape: shape}}, nil
}

// Eval brings x to [batch, free, sum] and y to [batch, sum, free] and multiplies row by row. float32 is
// accumulated in float64.
func (op DotOp) Eval(in []*array.Buffer, out []ir.Type) []*array.Buffer {
	xFree, yFree := op.free(len(in[0].Shape()), len(in[1].Shape()))
	x := permuted(in[0], slices.Concat(op.XBatch, xFree, op.XSum))
	y := permuted(in[1], slices.Concat(op.YBatch, op.YSum, yFree))
	nb := len(op.XBatch)
	batch := x.Shape()[:nb].Size()
	m, k, n := x.Shape()[nb:nb+len(xFree)].Size(), x.Shape()[nb+len(xFree):].Size(), y.Shape()[nb+len(op.YSum):].Size()
	z := array.New(out[0].DType, out[0].Shape)
	for b := range batch {
		switch z.DType() {
		case array.Float64:
			matmulFloat(array.Data[float64](z)[b*m*n:], array.Data[float64](x)[b*m*k:], array.Data[float64](y)[b*k*n:], m, k, n)
		case array.Float32:
			matmulFloat(array.Data[float32](z)[b*m*n:], array.Data[float32](x)[b*m*k:], array.Data[float32](y)[b*k*n:], m, k, n)
		default:
			matmulInt(z, x, y, b, m, k, n)
		}
	}
	return []*array.Buffer{z}
}

// permuted returns x with its axes in another order.
func permuted(x *array.Buffer, perm []int) *array.Buffer {
	if slices.IsSorted(perm) {
		return x
	}
	op := Permute{perm}
	types, _ := op.Infer([]ir.Type{ir.TypeOf(x)})
	return op.Eval([]*array.Buffer{x}, types)[0]
}

func matmulFloat[T float32 | float64](z, x, y []T, m, k, n int) {
	if n == 1 {
		for i := range m {
			var sum float64
			for l, a := range x[i*k : (i+1)*k] {
				sum += float64(a) * float64(y[l])
			}
			z[i] = T(sum)
		}
		return
	}
	row := make([]float64, n)
	for i := range m {
		clear(row)
		for l := range k {
			a := float64(x[i*k+l])
			for j, b := range y[l*n : l*n+n] {
				row[j] += a * float64(b)
			}
		}
		for j, v := range row {
			z[i*n+j] = T(v)
		}
	}
}

func matmulInt(z, x, y *array.Buffer, b, m, k, n int) {
	for i := range m {
		for j := range n {
			var sum int64
			for l := range k {
				sum += intAt(x, (b*m+i)*k+l) * intAt(y, (b*k+l)*n+j)
			}
			setInt(z, (b*m+i)*n+j, sum)
		}
	}
}

func (op DotOp) JVP(x, y, dx []Value) []Value {
	var dz Value
	if dx[0] != nil {
		dz = Dot(dx[0], x[1], op)
	}
	if dx[1] != nil {
		dz = AddTangents(dz, Dot(x[0], dx[1], op))
	}
	return []Value{dz}
}

// Transpose: the cotangent of one operand is the dot of the result's cotangent with the other operand
// over the other's free axes, with its axes put back in order.
func (op DotOp) Transpose(ct, x []Value, in []ir.Type) []Value {
	cts := make([]Value, 2)
	if ct[0] == nil {
		return cts
	}
	nb := len(op.XBatch)
	xFree, yFree := op.free(len(in[0].Shape), len(in[1].Shape))
	batch := axesFrom(0, nb)
	if x[0] == nil {
		// ct is [batch, xFree, yFree]; the result is [batch, xFree, ySum in y's order].
		g := Dot(ct[0], x[1], DotOp{batch, op.YBatch, axesFrom(nb+len(xFree), len(yFree)), yFree})
		cts[0] = restore(g, slices.Concat(op.XBatch, xFree, paired(op.YSum, op.XSum)))
	}
	if x[1] == nil {
		g := Dot(ct[0], x[0], DotOp{batch, op.XBatch, axesFrom(nb, len(xFree)), xFree})
		cts[1] = restore(g, slices.Concat(op.YBatch, yFree, paired(op.XSum, op.YSum)))
	}
	return cts
}

// paired returns the axes of the one operand that go with the other's summed axes in increasing order.
func paired(other, own []int) []int {
	order := sorted(other)
	axes := make([]int, len(own))
	for i, a := range order {
		axes[i] = own[slices.Index(other, a)]
	}
	return axes
}

// restore transposes v, whose axis i is axis to[i] of the result.
func restore(v Value, to []int) Value {
	perm := make([]int, len(to))
	for i, a := range to {
		perm[a] = i
	}
	return Transpose(v, perm)
}

// Batch makes the mapped axis a batch axis, or a free axis of the operand that has it.
func (op DotOp) Batch(n int, x []Value, mapped []bool) []Value {
	zero := []int{0}
	switch {
	case mapped[0] && mapped[1]:
		return []Value{Dot(x[0], x[1], DotOp{append(zero, shifted(op.XBatch)...), append(zero, shifted(op.YBatch)...), shifted(op.XSum), shifted(op.YSum)})}
	case mapped[0]:
		z := Dot(x[0], x[1], DotOp{shifted(op.XBatch), op.YBatch, shifted(op.XSum), op.YSum})
		return []Value{moveToFront(z, len(op.XBatch))}
	}
	z := Dot(x[0], x[1], DotOp{op.XBatch, shifted(op.YBatch), op.XSum, shifted(op.YSum)})
	xFree, _ := op.free(x[0].Rank(), x[1].Rank()-1)
	return []Value{moveToFront(z, len(op.XBatch)+len(xFree))}
}

// moveToFront makes the given axis the first.
func moveToFront(v Value, axis int) Value {
	return Transpose(v, append([]int{axis}, without(v.Rank(), []int{axis})...))
}

// Lower is a sum of products over the axes of the result and then those summed over.
func (op DotOp) Lower(x []*expr.Node, out []ir.Type) []*expr.Node {
	xFree, yFree := op.free(len(x[0].Shape), len(x[1].Shape))
	rank, sums := len(out[0].Shape), len(op.XSum)
	shape := slices.Clone(out[0].Shape)
	for _, a := range op.XSum {
		shape = append(shape, x[0].Shape[a])
	}
	spread := func(n *expr.Node, batch, free, sum []int, firstFree int) *expr.Node {
		perm := slices.Concat(batch, free, sum)
		dims := slices.Concat(axesFrom(0, len(batch)), axesFrom(firstFree, len(free)), axesFrom(rank, sums))
		return n.Permute(perm).Broadcast(shape, dims)
	}
	product := expr.Apply(loop.Mul,
		spread(x[0], op.XBatch, xFree, op.XSum, len(op.XBatch)),
		spread(x[1], op.YBatch, yFree, op.YSum, len(op.XBatch)+len(xFree)))
	return []*expr.Node{expr.Fold(loop.Add, product, axesFrom(rank, sums))}
}
