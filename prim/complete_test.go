package prim_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	. "github.com/phlox-ppl/phlox/prim"
)

// Every type of the package with an Infer method, and every row of the elementwise table, is in Ops and
// has a law.
func TestEveryOpHasALaw(t *testing.T) {
	var known []string
	for _, op := range Ops() {
		known = append(known, nameOf(op))
	}
	var lawful []string
	for _, l := range table() {
		lawful = append(lawful, nameOf(l.op))
	}
	types, rows := sources(t)
	for _, name := range types {
		if name != "Elementwise" && (!slices.Contains(known, name) || !slices.Contains(lawful, name)) {
			t.Errorf("op %s: in Ops %v, in the law table %v", name, slices.Contains(known, name), slices.Contains(lawful, name))
		}
	}
	for i, name := range rows {
		row := Elementwise(i).Name()
		if row == "" || !slices.Contains(known, row) || !slices.Contains(lawful, row) {
			t.Errorf("%s, row %q: in Ops %v, in the law table %v", name, row, slices.Contains(known, row), slices.Contains(lawful, row))
		}
	}
	if n := len(types) - 1 + len(rows); n != len(known) {
		t.Errorf("Ops has %d ops, the sources %d", len(known), n)
	}
	slices.Sort(known)
	if once := slices.Compact(slices.Clone(known)); len(once) != len(known) {
		t.Errorf("Ops lists an op twice: %v", known)
	}
}

// nameOf is the name of an op's type, or of its row.
func nameOf(op interface{ Name() string }) string {
	if e, ok := op.(Elementwise); ok {
		return e.Name()
	}
	return reflect.TypeOf(op).Name()
}

// sources returns the types with an Infer method and the constants of type Elementwise, in their order.
func sources(t *testing.T) (types, rows []string) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "Infer" && d.Recv != nil {
					types = append(types, d.Recv.List[0].Type.(*ast.Ident).Name)
				}
			case *ast.GenDecl:
				if d.Tok == token.CONST {
					rows = append(rows, elementwiseConstants(d)...)
				}
			}
		}
	}
	return types, rows
}

func elementwiseConstants(d *ast.GenDecl) (names []string) {
	if typ, ok := d.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); !ok || typ.Name != "Elementwise" {
		return nil
	}
	for _, s := range d.Specs {
		if name := s.(*ast.ValueSpec).Names[0].Name; name != "numElementwise" {
			names = append(names, name)
		}
	}
	return names
}
