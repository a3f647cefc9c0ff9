package tree

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// visit is called for a place in a tree.
type visit func(w *walker, v reflect.Value)

// walk calls leaf for each array and static, if given, for all else that tells trees apart: what is neither
// array nor container, zero Arrays, and containers of nothing.
func walk(v reflect.Value, leaf, static visit) {
	if static == nil {
		static = func(*walker, reflect.Value) {}
	}
	var steps [8]step
	w := walker{leaf: leaf, static: static, steps: steps[:0]}
	w.walk(v)
}

type walker struct {
	leaf, static visit
	steps        []step // the way from the root
	above        chain
}

// step is a field or key, or an index.
type step struct {
	name  string
	index int // -1 if there is a name
}

// path returns the names, indices and keys on the way to the current place, joined by dots.
func (w *walker) path() string {
	var b strings.Builder
	w.writePath(&b)
	return b.String()
}

func (w *walker) writePath(b *strings.Builder) {
	for i, s := range w.steps {
		if i > 0 {
			b.WriteByte('.')
		}
		if s.index < 0 {
			b.WriteString(s.name)
		} else {
			writeInt(b, s.index)
		}
	}
}

func writeInt(b *strings.Builder, x int) {
	var digits [20]byte
	b.Write(strconv.AppendInt(digits[:0], int64(x), 10))
}

// down walks to a value one step further.
func (w *walker) down(s step, v reflect.Value) {
	w.steps = append(w.steps, s)
	w.walk(v)
	w.steps = w.steps[:len(w.steps)-1]
}

func (w *walker) walk(v reflect.Value) {
	t := v.Type()
	if t == arrayType {
		if arrayOf(v).IsZero() {
			w.static(w, v)
		} else {
			w.leaf(w, v)
		}
		return
	}
	switch k := v.Kind(); {
	case k == reflect.Struct:
		for i, f := range layoutOf(t).fields {
			if f.exported {
				w.down(step{f.name, -1}, v.Field(i))
				continue
			}
			w.steps = append(w.steps, step{f.name, -1})
			w.static(w, v.Field(i))
			w.steps = w.steps[:len(w.steps)-1]
		}
	case isEmpty(v) || !isContainer(k) || !layoutOf(t).holds:
		w.static(w, v)
	case k == reflect.Slice || k == reflect.Array:
		for i := range v.Len() {
			w.down(step{index: i}, v.Index(i))
		}
	case k == reflect.Map:
		for _, key := range keys(v) {
			w.down(step{fmt.Sprint(key), -1}, v.MapIndex(key))
		}
	case k == reflect.Interface:
		w.static(w, reflect.ValueOf(typeName(v.Elem().Type()))) // what it holds may print like another type
		w.walk(v.Elem())
	default: // a pointer
		if !w.above.push(v) {
			panic(ir.Errorf("%s of a tree is a pointer that leads back to itself", named(w.path())))
		}
		w.walk(v.Elem())
		w.above.pop()
	}
}

// arrayOf returns the array that v is.
func arrayOf(v reflect.Value) np.Array {
	if v.CanAddr() {
		return *(*np.Array)(v.Addr().UnsafePointer())
	}
	return v.Interface().(np.Array)
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

// keys returns the keys of a map in the order of their printed form.
func keys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return keys
}
