package ir

import (
	"fmt"
	"go/token"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// Parse reads a program in the form String prints. Ops are looked up by name among the prototypes and
// get their parameters from the text.
func Parse(text string, prototypes []Op) (p *Program, err error) {
	ps := &parser{tokens: tokenize(text), ops: map[string]Op{}}
	for _, op := range prototypes {
		ps.ops[op.Name()] = op
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case parseError:
			p, err = nil, fmt.Errorf("program, token %d: %s", ps.pos, string(r))
		default:
			panic(r)
		}
	}()
	p = ps.program()
	if ps.pos != len(ps.tokens) {
		ps.fail("text after the end of the program")
	}
	if err := Check(p); err != nil {
		return nil, err
	}
	return p, nil
}

type parseError string

type parser struct {
	tokens []string
	pos    int
	ops    map[string]Op
	vars   map[string]*Var
	slots  int
}

// tokenize splits text at spaces and around brackets, '=' and ':'.
func tokenize(text string) []string {
	var tokens []string
	word := -1
	flush := func(i int) {
		if word >= 0 {
			tokens = append(tokens, text[word:i])
			word = -1
		}
	}
	for i, r := range text {
		switch {
		case strings.ContainsRune(" \t\n", r):
			flush(i)
		case strings.ContainsRune("{}[]()=:", r):
			flush(i)
			tokens = append(tokens, string(r))
		case word < 0:
			word = i
		}
	}
	flush(len(text))
	return tokens
}

func (ps *parser) fail(format string, args ...any) {
	panic(parseError(fmt.Sprintf(format, args...)))
}

func (ps *parser) peek(k int) string {
	if ps.pos+k < len(ps.tokens) {
		return ps.tokens[ps.pos+k]
	}
	return ""
}

func (ps *parser) next() string {
	s := ps.peek(0)
	if s == "" {
		ps.fail("the text ends too early")
	}
	ps.pos++
	return s
}

func (ps *parser) expect(s string) {
	if got := ps.next(); got != s {
		ps.fail("%q where %q is expected", got, s)
	}
}

func (ps *parser) program() *Program {
	vars, slots := ps.vars, ps.slots
	defer func() { ps.vars, ps.slots = vars, slots }()
	ps.vars, ps.slots = map[string]*Var{}, 0

	p := &Program{}
	ps.expect("{")
	p.In = ps.defs()
	ps.expect("->")
	for ps.peek(0) != "return" {
		out := ps.defs()
		ps.expect("=")
		op := ps.op()
		p.Eqns = append(p.Eqns, Eqn{Op: op, In: ps.operands(), Out: out})
	}
	ps.expect("return")
	p.Out = ps.operands()
	ps.expect("}")
	p.slots = ps.slots
	return p
}

// defs reads variable definitions: a:f64[3] b:f64[].
func (ps *parser) defs() []*Var {
	var vars []*Var
	for ps.peek(1) == ":" && !isLiteral(ps.peek(0)) {
		name := ps.next()
		ps.expect(":")
		v := &Var{typ: ps.typ(), slot: ps.slots}
		ps.slots++
		if ps.vars[name] != nil {
			ps.fail("%s is defined twice", name)
		}
		ps.vars[name] = v
		vars = append(vars, v)
	}
	return vars
}

// isLiteral reports whether a token begins a number or a truth value, not a name.
func isLiteral(token string) bool {
	return token != "" && strings.ContainsRune("+-0123456789NI", rune(token[0])) || token == "true" || token == "false"
}

func (ps *parser) operands() []*Var {
	var vars []*Var
	for {
		switch tok := ps.peek(0); {
		case tok == "(":
			ps.next()
			var elems []string
			for ps.peek(0) != ")" {
				elems = append(elems, ps.next())
			}
			ps.next()
			vars = append(vars, ps.literal(elems))
		case isLiteral(tok):
			vars = append(vars, ps.literal([]string{ps.next()}))
		case ps.vars[tok] != nil && ps.peek(1) != ":":
			vars = append(vars, ps.vars[ps.next()])
		default:
			return vars
		}
	}
}

func (ps *parser) literal(elems []string) *Var {
	ps.expect(":")
	t := ps.typ()
	if t.Shape.Size() != len(elems) {
		ps.fail("%d elements for type %v", len(elems), t)
	}
	b := array.New(t.DType, t.Shape)
	for i, s := range elems {
		if err := b.ParseElem(i, s); err != nil {
			ps.fail("element %q: %v", s, err)
		}
	}
	return Concrete(b)
}

func (ps *parser) typ() Type {
	d, err := array.ParseDType(ps.next())
	if err != nil {
		ps.fail("%v", err)
	}
	shape, size := ps.ints(), 1
	for _, n := range shape {
		if n < 0 || n > 0 && size > maxElems/n {
			ps.fail("%v is not a shape", shape)
		}
		size *= n
	}
	return Type{d, shape}
}

// maxElems keeps the size of an array, in bytes, within an int.
const maxElems = math.MaxInt / 8

// ints reads [1 2 3]; nil if there are none.
func (ps *parser) ints() []int {
	var list []int
	for _, s := range ps.list() {
		n, err := strconv.Atoi(s)
		if err != nil {
			ps.fail("%q is not an integer", s)
		}
		list = append(list, n)
	}
	return list
}

func (ps *parser) list() []string {
	var list []string
	ps.expect("[")
	for ps.peek(0) != "]" {
		list = append(list, ps.next())
	}
	ps.next()
	return list
}

// op reads an op's name and parameters.
func (ps *parser) op() Op {
	name := ps.next()
	prototype, ok := ps.ops[name]
	if !ok {
		ps.fail("unknown op %q", name)
	}
	v := reflect.New(reflect.TypeOf(prototype)).Elem()
	v.Set(reflect.ValueOf(prototype))
	for ps.peek(1) == "=" {
		param := ps.next()
		ps.next()
		f := reflect.Value{}
		if v.Kind() == reflect.Struct {
			f = v.FieldByNameFunc(func(field string) bool { return token.IsExported(field) && paramName(field) == param })
		}
		if !f.IsValid() {
			ps.fail("op %s has no parameter %q", name, param)
		}
		ps.param(f)
	}
	op := v.Interface().(Op)
	if slices.Contains(Programs(op), nil) {
		ps.fail("op %s needs a program", name)
	}
	return op
}

func (ps *parser) param(f reflect.Value) {
	var err error
	switch x := f.Addr().Interface().(type) {
	case **Program:
		*x = ps.program()
	case *[]*Program:
		ps.expect("[")
		for ps.peek(0) != "]" {
			*x = append(*x, ps.program())
		}
		ps.next()
	case *[]int:
		*x = ps.ints()
	case *array.Shape:
		*x = ps.ints()
	case *[]bool:
		for _, s := range ps.list() {
			b, err := strconv.ParseBool(s)
			if err != nil {
				ps.fail("%q is not a truth value", s)
			}
			*x = append(*x, b)
		}
	case *array.DType:
		*x, err = array.ParseDType(ps.next())
	case *int:
		*x, err = strconv.Atoi(ps.next())
	case *bool:
		*x, err = strconv.ParseBool(ps.next())
	case *float64:
		*x, err = strconv.ParseFloat(ps.next(), 64)
	case *string:
		*x = ps.next()
	default:
		ps.fail("a parameter of type %v cannot be read", f.Type())
	}
	if err != nil {
		ps.fail("%v", err)
	}
}
