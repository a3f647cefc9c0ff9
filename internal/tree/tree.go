// Package tree takes structs, slices, arrays, maps and pointers apart into the np.Arrays they hold, and
// puts them together again around others: what JAX calls pytrees, by reflection. Everything that is not
// an np.Array or a container is static: it is kept as it is, and belongs to the structure, as do fields that
// are not exported, with all that they hold.
//
// The order of leaves is that of fields and elements; map entries come in the order of their printed
// keys. The zero Array is no leaf.
package tree

import (
	"fmt"
	"reflect"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

var arrayType = reflect.TypeFor[np.Array]()

// Leaf is an array of a tree.
type Leaf struct {
	Path  string // field names, indices and keys joined by dots; "" for a tree that is one array
	Array np.Array
}

// Leaves returns the arrays that x holds.
func Leaves[T any](x T) []Leaf {
	var leaves []Leaf
	walk(reflect.ValueOf(&x).Elem(), func(w *walker, v reflect.Value) {
		leaves = append(leaves, Leaf{w.path(), arrayOf(v)})
	}, nil)
	return leaves
}

// Arrays returns the arrays that x holds.
func Arrays[T any](x T) []np.Array {
	var arrays []np.Array
	walk(reflect.ValueOf(&x).Elem(), func(_ *walker, v reflect.Value) { arrays = append(arrays, arrayOf(v)) }, nil)
	return arrays
}

// Values returns the Values of the arrays that x holds.
func Values[T any](x T) []ir.Value {
	values := make([]ir.Value, 0, 8)
	walk(reflect.ValueOf(&x).Elem(), func(_ *walker, v reflect.Value) { values = append(values, arrayOf(v).IR()) }, nil)
	return values
}

// With returns a tree like x with other arrays.
func With[T any](x T, arrays []np.Array) T {
	y := x
	replace(reflect.ValueOf(&y).Elem(), &arrays)
	if len(arrays) > 0 {
		panic(fmt.Sprintf("tree: %d arrays too many for a %T", len(arrays), x))
	}
	return y
}

// WithValues is With for Values.
func WithValues[T any](x T, values []ir.Value) T {
	arrays := make([]np.Array, len(values))
	for i, v := range values {
		arrays[i] = np.FromIR(v)
	}
	return With(x, arrays)
}

// Map returns a tree like x whose arrays are f of those of x.
func Map[T any](x T, f func(np.Array) np.Array) T {
	arrays := Arrays(x)
	for i := range arrays {
		arrays[i] = f(arrays[i])
	}
	return With(x, arrays)
}
