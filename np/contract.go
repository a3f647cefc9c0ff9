package np

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// labeled is a value whose axes have labels, each once. Axes with one label have one length; negative
// labels are those of batch axes, where length 1 broadcasts.
type labeled struct {
	v    ir.Value
	axes []int
}

// contractAll multiplies the operands, pair by pair from the left, sums over the labels that are not in
// out and puts the axes in out's order. A batch axis of length 1 that another operand has longer is
// dropped, not repeated: a dot takes the axis from the operand that has it.
func contractAll(x []labeled, out []int) (ir.Value, error) {
	lengths, err := labelLengths(x)
	if err != nil {
		return nil, err
	}
	z := x[0].dropOnes(lengths)
	for i, y := range x[1:] {
		keep := out
		for _, later := range x[i+2:] {
			keep = slices.Concat(keep, later.axes)
		}
		z = contract(z, y.dropOnes(lengths), keep)
	}
	return z.sumBut(out).ordered(out), nil
}

// labelLengths returns the length that belongs to each label.
func labelLengths(x []labeled) (map[int]int, error) {
	lengths := map[int]int{}
	for _, l := range x {
		for i, label := range l.axes {
			n := l.v.Shape()[i]
			m, seen := lengths[label]
			switch {
			case !seen, label < 0 && m == 1:
				lengths[label] = n
			case n != m && (label >= 0 || n != 1):
				return nil, fmt.Errorf("axes of length %d and %d do not fit", m, n)
			}
		}
	}
	return lengths, nil
}

// dropOnes removes the axes of length 1 that another operand has longer.
func (l labeled) dropOnes(lengths map[int]int) labeled {
	shape := l.v.Shape()
	return l.squeeze(func(i int) bool { return shape[i] != lengths[l.axes[i]] }, func(drop []int) ir.Value {
		return prim.Reshape(l.v, shape.Without(drop))
	})
}

// sumBut sums over the axes whose label is not in keep.
func (l labeled) sumBut(keep []int) labeled {
	return l.squeeze(func(i int) bool { return !slices.Contains(keep, l.axes[i]) }, func(drop []int) ir.Value {
		return prim.Sum(l.v, drop)
	})
}

// squeeze returns the value that f makes without the axes that are gone.
func (l labeled) squeeze(gone func(i int) bool, f func(drop []int) ir.Value) labeled {
	var drop, axes []int
	for i, label := range l.axes {
		if gone(i) {
			drop = append(drop, i)
		} else {
			axes = append(axes, label)
		}
	}
	if len(drop) == 0 {
		return l
	}
	return labeled{f(drop), axes}
}

// contract multiplies x and y and sums over the labels that are not in keep. The labels of the result are
// those of both, kept or in one operand only, x's first.
func contract(x, y labeled, keep []int) labeled {
	x, y = x.sumBut(slices.Concat(keep, y.axes)), y.sumBut(slices.Concat(keep, x.axes))
	var op prim.DotOp
	var batch, xFree, yFree []int
	for i, label := range x.axes {
		j := slices.Index(y.axes, label)
		switch {
		case j < 0:
			xFree = append(xFree, label)
		case slices.Contains(keep, label):
			batch = append(batch, label)
			op.XBatch, op.YBatch = append(op.XBatch, i), append(op.YBatch, j)
		default:
			op.XSum, op.YSum = append(op.XSum, i), append(op.YSum, j)
		}
	}
	for _, label := range y.axes {
		if !slices.Contains(x.axes, label) {
			yFree = append(yFree, label)
		}
	}
	axes := slices.Concat(batch, xFree, yFree)
	if len(op.XSum) == 0 { // an elementwise product, which fuses with its neighbors
		return labeled{Mul(x.spread(axes), y.spread(axes)).v, axes}
	}
	return labeled{prim.Dot(x.v, y.v, op), axes}
}

// spread puts the axes in the order of the given labels, with length 1 for those that l lacks.
func (l labeled) spread(axes []int) Array {
	var own []int
	for _, label := range axes {
		if slices.Contains(l.axes, label) {
			own = append(own, label)
		}
	}
	x := Array{v: l.ordered(own)}
	for i, label := range axes {
		if !slices.Contains(own, label) {
			x = x.ExpandDims(i)
		}
	}
	return x
}

// ordered puts the axes in the order of the given labels, which are l's.
func (l labeled) ordered(axes []int) ir.Value {
	perm := make([]int, len(axes))
	for i, label := range axes {
		perm[i] = slices.Index(l.axes, label)
	}
	return prim.Transpose(l.v, perm)
}
