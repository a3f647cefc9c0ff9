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
	"slices"
	"strings"
	"unsafe"

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
	walk(reflect.ValueOf(&x).Elem(), "", func(path string, v reflect.Value) {
		leaves = append(leaves, Leaf{path, v.Interface().(np.Array)})
	}, nil)
	return leaves
}

// Arrays returns the arrays that x holds.
func Arrays[T any](x T) []np.Array {
	leaves := Leaves(x)
	arrays := make([]np.Array, len(leaves))
	for i, l := range leaves {
		arrays[i] = l.Array
	}
	return arrays
}

// Values returns the Values of the arrays that x holds.
func Values[T any](x T) []ir.Value {
	leaves := Leaves(x)
	values := make([]ir.Value, len(leaves))
	for i, l := range leaves {
		values[i] = l.Array.IR()
	}
	return values
}

// With returns a tree like x with other arrays.
func With[T any](x T, arrays []np.Array) T {
	y := x
	v := reflect.ValueOf(&y).Elem()
	v.Set(rebuild(v, &arrays))
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

// walk calls leaf for each array and static, if given, for all else that tells trees apart: what is neither
// array nor container, zero Arrays, and containers of nothing.
func walk(v reflect.Value, path string, leaf, static func(path string, v reflect.Value)) {
	if !v.IsValid() {
		return
	}
	if static == nil {
		static = func(string, reflect.Value) {}
	}
	w := walker{leaf: leaf, static: static}
	w.walk(v, path)
}

type walker struct {
	leaf, static func(path string, v reflect.Value)
	above        chain
}

func (w *walker) walk(v reflect.Value, path string) {
	if v.Type() == arrayType {
		if v.IsZero() {
			w.static(path, v)
		} else {
			w.leaf(path, v)
		}
		return
	}
	switch k := v.Kind(); {
	case k == reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() {
				w.walk(v.Field(i), join(path, field.Name))
			} else {
				w.static(join(path, field.Name), v.Field(i))
			}
		}
	case isEmpty(v) || !isContainer(k) || !holds(v.Type(), nil):
		w.static(path, v)
	case k == reflect.Slice || k == reflect.Array:
		for i := range v.Len() {
			w.walk(v.Index(i), join(path, fmt.Sprint(i)))
		}
	case k == reflect.Map:
		for _, key := range keys(v) {
			w.walk(v.MapIndex(key), join(path, fmt.Sprint(key)))
		}
	case k == reflect.Interface:
		w.static(path, reflect.ValueOf(typeName(v.Elem().Type()))) // what it holds may print like another type
		w.walk(v.Elem(), path)
	default: // a pointer
		if !w.above.push(v) {
			panic(ir.Errorf("%s of a tree is a pointer that leads back to itself", named(path)))
		}
		w.walk(v.Elem(), path)
		w.above.pop()
	}
}

func isContainer(k reflect.Kind) bool {
	switch k {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Pointer, reflect.Interface:
		return true
	}
	return false
}

// isEmpty reports whether a container has nothing in it.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		return v.Len() == 0
	case reflect.Pointer, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// chain is the references on the way to a value.
type chain []reference

type reference struct {
	typ reflect.Type // a struct and its first field have one address
	at  unsafe.Pointer
}

// push adds a pointer, map or slice, and reports whether it was not there yet.
func (c *chain) push(v reflect.Value) bool {
	r := reference{v.Type(), v.UnsafePointer()}
	if slices.Contains(*c, r) {
		return false
	}
	*c = append(*c, r)
	return true
}

func (c *chain) pop() { *c = (*c)[:len(*c)-1] }

// named is a path in a message.
func named(path string) string {
	if path == "" {
		return "the root"
	}
	return path
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// keys returns the keys of a map in the order of their printed form.
func keys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return keys
}

// holds reports whether a value of type t can hold arrays.
func holds(t reflect.Type, seen []reflect.Type) bool {
	if t == arrayType || t.Kind() == reflect.Interface {
		return true
	}
	if slices.Contains(seen, t) {
		return false
	}
	seen = append(seen, t)
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() && holds(t.Field(i).Type, seen) {
				return true
			}
		}
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Pointer:
		return holds(t.Elem(), seen)
	}
	return false
}

// rebuild returns a copy of v with the next arrays in place of its own. v itself does not change.
func rebuild(v reflect.Value, arrays *[]np.Array) reflect.Value {
	if !v.IsValid() || !holds(v.Type(), nil) {
		return v
	}
	if v.Type() == arrayType {
		if v.Interface().(np.Array).IsZero() {
			return v
		}
		if len(*arrays) == 0 {
			panic("tree: too few arrays")
		}
		a := (*arrays)[0]
		*arrays = (*arrays)[1:]
		return reflect.ValueOf(a)
	}
	w := reflect.New(v.Type()).Elem()
	w.Set(v)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				w.Field(i).Set(rebuild(v.Field(i), arrays))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			w.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			w.Index(i).Set(rebuild(v.Index(i), arrays))
		}
	case reflect.Array:
		for i := range v.Len() {
			w.Index(i).Set(rebuild(v.Index(i), arrays))
		}
	case reflect.Map:
		if !v.IsNil() {
			w.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		}
		for _, k := range keys(v) {
			w.SetMapIndex(k, rebuild(v.MapIndex(k), arrays))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			w.Set(reflect.New(v.Type().Elem()))
			w.Elem().Set(rebuild(v.Elem(), arrays))
		}
	case reflect.Interface:
		if !v.IsNil() {
			w.Set(rebuild(v.Elem(), arrays))
		}
	}
	return w
}
