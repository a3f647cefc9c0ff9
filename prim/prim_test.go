package prim

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// Functions that may apply nothing refuse what their ops refuse.
func TestShortcutsRefuse(t *testing.T) {
	x, y := floatValue(array.Shape{3}, 1, 2, 3), floatValue(array.Shape{2, 3}, 1, 2, 3, 4, 5, 6)
	fill := Scalar(array.Float64, 0)
	for what, f := range map[string]func(){
		"transpose: a prefix of the identity":   func() { Transpose(y, []int{0}) },
		"transpose: no axes":                    func() { Transpose(y, nil) },
		"transpose: too many axes":              func() { Transpose(y, []int{0, 1, 2}) },
		"pad: a short low":                      func() { Pad(y, fill, []int{0}, []int{0, 0}, nil) },
		"pad: a short high":                     func() { Pad(y, fill, []int{0, 0}, nil, nil) },
		"pad: a long interior":                  func() { Pad(x, fill, []int{0}, []int{0}, []int{0, 0}) },
		"slice: a short start":                  func() { Slice(y, []int{0}, []int{2, 3}, nil) },
		"slice: a short limit":                  func() { Slice(y, []int{0, 0}, []int{2}, nil) },
		"slice: a short stride":                 func() { Slice(y, []int{0, 0}, []int{2, 3}, []int{1}) },
		"slice: stride 0":                       func() { Slice(x, []int{0}, []int{3}, []int{0}) },
		"slice: past the end":                   func() { Slice(x, []int{1}, []int{4}, nil) },
		"reshape: negative lengths":             func() { Reshape(x, array.Shape{-1, -3}) },
		"broadcast: negative length":            func() { BroadcastScalar(fill, array.Shape{-2}) },
		"concat: axis out of range":             func() { Concat(1, x, x) },
		"concat: an empty one of another dtype": func() { Concat(0, x, ConvertTo(floatValue(array.Shape{0}), array.Int32)) },
	} {
		mustPanic(t, what, f)
	}
}

// Padding that puts elements in between and cuts as many off keeps the shape, but not the elements.
func TestPadWithinTheShape(t *testing.T) {
	x := floatValue(array.Shape{3}, 1, 2, 3)
	got := Pad(x, Scalar(array.Float64, 9), []int{0}, []int{-2}, []int{1})
	assertClose(t, "pad", got, floatValue(array.Shape{3}, 1, 9, 2), 0)
}
