package array

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Shape holds the length of each axis; a scalar's is empty. Arrays are stored row-major.
type Shape []int

// Size returns the number of elements.
func (s Shape) Size() int {
	n := 1
	for _, d := range s {
		n *= d
	}
	return n
}

// Equal reports whether s and t have the same axes.
func (s Shape) Equal(t Shape) bool { return slices.Equal(s, t) }

// String returns the axes in brackets: [3 4]; [] for a scalar.
func (s Shape) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for i, d := range s {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(d))
	}
	b.WriteByte(']')
	return b.String()
}

// Strides returns, per axis, the distance in elements between neighbors along it.
func (s Shape) Strides() []int {
	strides := make([]int, len(s))
	n := 1
	for i := len(s) - 1; i >= 0; i-- {
		strides[i] = n
		n *= s[i]
	}
	return strides
}

// Axis maps an axis in [-rank, rank) to [0, rank).
func (s Shape) Axis(axis int) (int, error) {
	if axis < -len(s) || axis >= len(s) {
		return 0, fmt.Errorf("axis %d is out of range for shape %v", axis, s)
	}
	if axis < 0 {
		axis += len(s)
	}
	return axis, nil
}

// Broadcast returns the shape that NumPy's rule gives for the operands: axes are aligned from the
// right, and an axis of length 1 stretches.
func Broadcast(shapes ...Shape) (Shape, error) {
	rank := 0
	for _, s := range shapes {
		rank = max(rank, len(s))
	}
	out := make(Shape, rank)
	for i := range out {
		out[i] = 1
	}
	for _, s := range shapes {
		for i, d := range s {
			o := &out[rank-len(s)+i]
			switch {
			case *o == 1:
				*o = d
			case d != 1 && d != *o:
				return nil, fmt.Errorf("shapes %v do not broadcast", shapes)
			}
		}
	}
	return out, nil
}

// Prepend returns the shape with one more leading axis of length n.
func (s Shape) Prepend(n int) Shape {
	return append(Shape{n}, s...)
}

// Without returns the shape less the given axes, which are in [0, rank).
func (s Shape) Without(axes []int) Shape {
	out := make(Shape, 0, len(s))
	for i, d := range s {
		if !slices.Contains(axes, i) {
			out = append(out, d)
		}
	}
	return out
}
