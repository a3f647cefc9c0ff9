package ir

import (
	"reflect"
	"sync"
)

// Programs returns the Programs that are parameters of op.
func Programs(op Op) []*Program {
	fields := programFields(reflect.TypeOf(op))
	if len(fields) == 0 {
		return nil
	}
	var programs []*Program
	v := reflect.ValueOf(op)
	for _, i := range fields {
		switch x := v.Field(i).Interface().(type) {
		case *Program:
			programs = append(programs, x)
		case []*Program:
			programs = append(programs, x...)
		}
	}
	return programs
}

// MapPrograms returns op with f applied to each of Programs(op), in their order. It returns op itself if
// that changes nothing.
func MapPrograms(op Op, f func(*Program) *Program) Op {
	fields := programFields(reflect.TypeOf(op))
	if len(fields) == 0 {
		return op
	}
	mapped := reflect.New(reflect.TypeOf(op)).Elem()
	mapped.Set(reflect.ValueOf(op))
	changed := false
	apply := func(p *Program) *Program {
		q := f(p)
		changed = changed || q != p
		return q
	}
	for _, i := range fields {
		switch x := mapped.Field(i).Addr().Interface().(type) {
		case **Program:
			*x = apply(*x)
		case *[]*Program:
			list := make([]*Program, len(*x))
			for k, p := range *x {
				list[k] = apply(p)
			}
			*x = list
		}
	}
	if !changed {
		return op
	}
	return mapped.Interface().(Op)
}

// fieldsOf remembers programFields by type: passes ask for each equation.
var fieldsOf sync.Map // reflect.Type to []int

// programFields returns the numbers of the exported fields of an op's type that hold Programs.
func programFields(t reflect.Type) []int {
	if t.Kind() != reflect.Struct {
		return nil
	}
	if fields, ok := fieldsOf.Load(t); ok {
		return fields.([]int)
	}
	var fields []int
	for i := range t.NumField() {
		switch t.Field(i).Type {
		case reflect.TypeFor[*Program](), reflect.TypeFor[[]*Program]():
			if t.Field(i).IsExported() {
				fields = append(fields, i)
			}
		}
	}
	fieldsOf.Store(t, fields)
	return fields
}
