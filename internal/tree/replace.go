package tree

import (
	"reflect"

	"github.com/phlox-ppl/phlox/np"
)

// replace puts the next arrays in place of those in v, which can be set. What v refers to does not change: it is copied.
func replace(v reflect.Value, arrays *[]np.Array) {
	t := v.Type()
	if t == arrayType {
		replaceArray((*np.Array)(v.Addr().UnsafePointer()), arrays)
		return
	}
	if !layoutOf(t).holds || v.Kind() != reflect.Struct && isEmpty(v) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i, f := range layoutOf(t).fields {
			if f.exported {
				replace(v.Field(i), arrays)
			}
		}
	case reflect.Array:
		replaceElements(v, arrays)
	case reflect.Slice:
		s := reflect.MakeSlice(t, v.Len(), v.Len())
		reflect.Copy(s, v)
		v.Set(s)
		replaceElements(v, arrays)
	case reflect.Map:
		m := reflect.MakeMapWithSize(t, v.Len())
		for _, k := range keys(v) {
			m.SetMapIndex(k, replaced(v.MapIndex(k), arrays))
		}
		v.Set(m)
	case reflect.Pointer:
		v.Set(replaced(v.Elem(), arrays).Addr())
	case reflect.Interface:
		v.Set(replaced(v.Elem(), arrays))
	}
}

func replaceArray(a *np.Array, arrays *[]np.Array) {
	if a.IsZero() {
		return
	}
	if len(*arrays) == 0 {
		panic("tree: too few arrays")
	}
	*a, *arrays = (*arrays)[0], (*arrays)[1:]
}

func replaceElements(v reflect.Value, arrays *[]np.Array) {
	for i := range v.Len() {
		replace(v.Index(i), arrays)
	}
}

// replaced returns a copy of v with the next arrays.
func replaced(v reflect.Value, arrays *[]np.Array) reflect.Value {
	w := reflect.New(v.Type()).Elem()
	w.Set(v)
	replace(w, arrays)
	return w
}
