package tree

import (
	"reflect"
	"slices"
	"sync"
)

// layout is what a walk asks of a type.
type layout struct {
	holds  bool // its values can hold arrays
	fields []field
}

type field struct {
	name     string
	exported bool
}

// layouts remembers layoutOf by type: asking reflect each time would take longer than many programs run.
var layouts sync.Map // reflect.Type to *layout

func layoutOf(t reflect.Type) *layout {
	if l, ok := layouts.Load(t); ok {
		return l.(*layout)
	}
	l := &layout{holds: holds(t, nil)}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			f := t.Field(i)
			l.fields = append(l.fields, field{f.Name, f.IsExported()})
		}
	}
	layouts.Store(t, l)
	return l
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
