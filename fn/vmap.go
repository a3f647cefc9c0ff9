package fn

import (
	"math"

	"github.com/phlox-ppl/phlox/batch"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Axes says, by the path of an array in its tree ("Data.X", "0", "loc"), along which axis it is mapped.
// The entry "" is for all arrays that are not named; without it that is axis 0.
type Axes map[string]int

// Unmapped is the axis of an array that is the same for all examples.
const Unmapped = math.MinInt

// of returns the axis for a path, and whether the array is mapped.
func (a Axes) of(path string) (axis int, mapped bool) {
	axis, ok := a[path]
	if !ok {
		axis = a[""]
	}
	return axis, axis != Unmapped
}

// Vmap returns f for many examples at once: all arrays of the argument have the examples along their
// first axis, and so have all arrays of the result.
func Vmap[A, B any](f func(A) B) func(A) B { return VmapAxes(f, nil, nil) }

// Vmap2 is Vmap for a function of two arguments.
func Vmap2[A, B, C any](f func(A, B) C) func(A, B) C {
	type pair struct {
		A A
		B B
	}
	g := Vmap(func(p pair) C { return f(p.A, p.B) })
	return func(a A, b B) C { return g(pair{a, b}) }
}

// VmapAxes is Vmap with the axes of the examples given for the argument and the result.
func VmapAxes[A, B any](f func(A) B, in, out Axes) func(A) B {
	return func(x A) B {
		leaves := tree.Leaves(x)
		n, first := -1, ""
		values, types := make([]ir.Value, len(leaves)), make([]ir.Type, len(leaves))
		for i, l := range leaves {
			a := l.Array
			axis, mapped := in.of(l.Path)
			if mapped {
				if axis < -a.Rank() || axis >= a.Rank() {
					panic(ir.Errorf("vmap: %s has shape %v, which has no axis %d to map", name(l.Path), a.Shape(), axis))
				}
				a = np.MoveAxis(a, axis, 0)
				if n >= 0 && a.Len() != n {
					panic(ir.Errorf("vmap: %s has %d examples and %s has %d", name(first), n, name(l.Path), a.Len()))
				}
				if n < 0 {
					n, first = a.Len(), l.Path
				}
			}
			values[i], types[i] = a.IR(), a.Type()
			if mapped {
				types[i].Shape = types[i].Shape[1:]
			}
		}
		if n < 0 {
			panic(ir.Errorf("vmap: no array of the argument is mapped"))
		}
		t := trace(f, x, types)
		y, mapped := batch.Apply(t.program, n, t.operands(values))
		for i, l := range tree.Leaves(t.result) {
			axis, want := out.of(l.Path)
			switch {
			case want:
				y[i] = np.MoveAxis(np.FromIR(batch.Broadcast(y[i], n, mapped[i])), 0, axis).IR()
			case mapped[i]:
				panic(ir.Errorf("vmap: %s of the result differs between examples, but its axis is Unmapped", name(l.Path)))
			}
		}
		return t.unflatten(y)
	}
}

// name is a path in a message.
func name(path string) string {
	if path == "" {
		return "the array"
	}
	return path
}
