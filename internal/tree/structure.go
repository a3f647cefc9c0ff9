package tree

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// Structure describes x without its elements: two trees with the same Structure can stand for one another
// in a program. Static values are part of it by what they hold, pointers by what they point to, never by
// an address: memory is used again, so addresses can be equal where values are not, and those of another
// run say nothing. It panics with an *ir.Error if a static value holds what cannot be compared that way: a
// func, a channel, a pointer that leads back to itself, or an array, which no transformation would see.
func Structure[T any](x T) string {
	d := description{root: reflect.TypeFor[T]()}
	d.Grow(200) // most are shorter
	walk(reflect.ValueOf(&x).Elem(), func(w *walker, v reflect.Value) {
		w.writePath(&d.Builder)
		d.WriteByte(':')
		d.array(arrayOf(v))
		d.WriteByte(';')
	}, func(w *walker, v reflect.Value) {
		d.path = w.path()
		fmt.Fprintf(&d, "%s=", d.path)
		d.static(v)
		d.WriteByte(';')
	})
	return d.String()
}

// description is a Structure while it is written.
type description struct {
	strings.Builder
	root  reflect.Type
	path  string // of the static value that is being described
	above chain
}

// array describes an array by its type, as that prints.
func (d *description) array(a np.Array) {
	d.WriteString(a.DType().String())
	d.WriteByte('[')
	for i, n := range a.Shape() {
		if i > 0 {
			d.WriteByte(' ')
		}
		writeInt(&d.Builder, n)
	}
	d.WriteByte(']')
}

func (d *description) static(v reflect.Value) {
	switch k := v.Kind(); {
	case v.Type() == arrayType && v.IsZero():
		d.WriteString("none")
	case v.Type() == arrayType:
		d.fail("an array that transformations do not reach: in a field that is not exported, or a key of a map")
	case k == reflect.String:
		fmt.Fprintf(d, "%q", v)
	case k == reflect.Struct:
		d.list(v.NumField(), func(i int) { d.static(v.Field(i)) })
	case k == reflect.Array:
		d.list(v.Len(), func(i int) { d.static(v.Index(i)) })
	case k == reflect.Slice, k == reflect.Map, k == reflect.Pointer, k == reflect.Interface,
		k == reflect.Func, k == reflect.Chan, k == reflect.UnsafePointer:
		if v.IsNil() {
			d.WriteString("nil")
		} else {
			d.reference(v)
		}
	default: // numbers and truth values
		fmt.Fprint(d, v)
	}
}

// reference describes what a value that is not nil refers to.
func (d *description) reference(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		fmt.Fprintf(d, "%q ", typeName(v.Elem().Type()))
		d.static(v.Elem())
		return
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		d.fail(fmt.Sprintf("a %s, and nothing tells whether two of them are the same: use it from outside of the function instead", v.Kind()))
	}
	if !d.above.push(v) {
		d.fail("a reference that leads back to itself")
	}
	defer d.above.pop()
	switch v.Kind() {
	case reflect.Slice:
		d.list(v.Len(), func(i int) { d.static(v.Index(i)) })
	case reflect.Map:
		d.entries(v)
	default:
		d.WriteByte('&')
		d.static(v.Elem())
	}
}

// entries describes those of a map, in the order of their texts.
func (d *description) entries(v reflect.Value) {
	var texts []string
	for _, k := range v.MapKeys() {
		e := description{root: d.root, path: d.path, above: d.above}
		e.static(k)
		e.WriteByte(':')
		e.static(v.MapIndex(k))
		texts = append(texts, e.String())
	}
	slices.Sort(texts)
	d.list(len(texts), func(i int) { d.WriteString(texts[i]) })
}

// list writes n things in braces.
func (d *description) list(n int, write func(i int)) {
	d.WriteByte('{')
	for i := range n {
		if i > 0 {
			d.WriteByte(' ')
		}
		write(i)
	}
	d.WriteByte('}')
}

func (d *description) fail(what string) {
	panic(ir.Errorf("the structure of a %v: %s holds %s", d.root, named(d.path), what))
}

// typeName tells types of one name in different packages apart.
func typeName(t reflect.Type) string { return t.PkgPath() + " " + t.String() }
