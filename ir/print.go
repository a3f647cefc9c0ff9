package ir

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// String prints p so that Parse reads it back:
//
//	{ a:f64[3] b:f64[] ->
//	  c:f64[3] = mul a b
//	  d:f64[] = sum axes=[0] c
//	  return d 2:f64[] }
//
// A concrete operand is printed as its elements and type. Variables are named in the order of their
// definition, so two programs with the same text are the same program.
func (p *Program) String() string {
	var w printer
	w.program(p, "")
	return w.String()
}

// OpString prints an op with its parameters. Programs it holds are printed in full.
func OpString(op Op) string {
	var w printer
	w.op(op, "")
	return w.String()
}

type printer struct {
	strings.Builder
	names map[*Var]string
}

func (w *printer) program(p *Program, indent string) {
	outer := w.names
	defer func() { w.names = outer }()
	w.names = map[*Var]string{}
	define := func(v *Var) {
		w.names[v] = varName(len(w.names))
		fmt.Fprintf(w, "%s:%v", w.names[v], v.typ)
	}
	w.WriteString("{")
	for _, v := range p.In {
		w.WriteByte(' ')
		define(v)
	}
	w.WriteString(" ->")
	for i := range p.Eqns {
		e := &p.Eqns[i]
		fmt.Fprintf(w, "\n%s ", indent)
		for _, v := range e.Out {
			w.WriteByte(' ')
			define(v)
		}
		w.WriteString(" = ")
		w.op(e.Op, indent+"  ")
		w.operands(e.In)
	}
	fmt.Fprintf(w, "\n%s  return", indent)
	w.operands(p.Out)
	w.WriteString(" }")
}

func (w *printer) operands(vars []*Var) {
	for _, v := range vars {
		w.WriteByte(' ')
		if v.buf == nil {
			w.WriteString(w.names[v])
			continue
		}
		w.literal(v.buf)
	}
}

// literal prints a concrete operand: 2:f64[] or (1 2 3):f64[3].
func (w *printer) literal(b *array.Buffer) {
	if len(b.Shape()) == 0 {
		fmt.Fprintf(w, "%s:%v", b.FormatElem(0), TypeOf(b))
		return
	}
	w.WriteByte('(')
	for i := range b.Size() {
		if i > 0 {
			w.WriteByte(' ')
		}
		w.WriteString(b.FormatElem(i))
	}
	fmt.Fprintf(w, "):%v", TypeOf(b))
}

func (w *printer) op(op Op, indent string) {
	w.WriteString(op.Name())
	v := reflect.ValueOf(op)
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && !f.Anonymous {
			fmt.Fprintf(w, " %s=", paramName(f.Name))
			w.param(v.Field(i).Interface(), indent)
		}
	}
}

func (w *printer) param(x any, indent string) {
	switch x := x.(type) {
	case *Program:
		w.program(x, indent)
	case []*Program:
		w.WriteByte('[')
		for i, p := range x {
			if i > 0 {
				w.WriteByte(' ')
			}
			w.program(p, indent)
		}
		w.WriteByte(']')
	default:
		fmt.Fprint(w, x)
	}
}

// paramName is a field's name in a printed program: its first letter in lower case.
func paramName(field string) string { return strings.ToLower(field[:1]) + field[1:] }

// varName counts a, b, ..., z, aa, ab, ...
func varName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('a'+(i-1)%26)) + name
	}
	return name
}
