package np_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestEveryFunctionIsTested walks the sources: each exported function or method has an entry in the table
// of known answers or is called in a test of this package.
func TestEveryFunctionIsTested(t *testing.T) {
	called := map[string]bool{}
	var exported []string
	for file := range sources(t) {
		if strings.HasSuffix(file.name, "functions_test.go") {
			continue // its entries are in functions
		}
		for node := range ast.Preorder(file.syntax) {
			if c, ok := node.(*ast.CallExpr); ok && strings.HasSuffix(file.name, "_test.go") {
				if s, ok := c.Fun.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "np" {
						called[s.Sel.Name] = true
					} else {
						called["."+s.Sel.Name] = true
					}
				}
			}
			if f, ok := node.(*ast.FuncDecl); ok && f.Name.IsExported() && !strings.HasSuffix(file.name, "_test.go") {
				name := f.Name.Name
				if f.Recv != nil {
					name = "." + name
				}
				exported = append(exported, name)
			}
		}
	}
	if len(exported) < 100 {
		t.Fatalf("found %d exported functions, want 100 or more", len(exported))
	}
	for _, name := range exported {
		// x.Sum, where x is named np in no test, counts as a method's call.
		if functions[name] == nil && !called[name] {
			t.Errorf("%s: no entry in the table of known answers (functions_test.go), and no test calls it", name)
		}
	}
}

type source struct {
	name   string
	syntax *ast.File
}

// sources yields the files of this package, parsed.
func sources(t *testing.T) func(yield func(source) bool) {
	return func(yield func(source) bool) {
		entries, err := os.ReadDir(".")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(source{e.Name(), f}) {
				return
			}
		}
	}
}
