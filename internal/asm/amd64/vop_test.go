package amd64

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// constants returns the names of the constants of a file that are declared with iota as of a type, by value.
func constants(t *testing.T, file string, perLine int) (names []string) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			line := spec.(*ast.ValueSpec).Names
			if len(line) != perLine {
				return names
			}
			for _, name := range line {
				names = append(names, name.Name)
			}
		}
		return names
	}
	return names
}

func TestVOpNames(t *testing.T) {
	names := constants(t, "vop.go", 4)
	if len(names) != len(encodings) {
		t.Errorf("%d constants, %d instructions", len(names), len(encodings))
	}
	for i, name := range names {
		if op := VOp(i); name != "_" && op.String() != strings.ToLower(name) {
			t.Errorf("%s is called %s", name, op)
		}
	}
}

func TestOpNames(t *testing.T) {
	names := constants(t, "integertable.go", 1)
	if len(names) != len(integerTable) {
		t.Errorf("%d constants, %d instructions", len(names), len(integerTable))
	}
	for i, name := range names {
		if op := Op(i); !strings.HasPrefix(name, "MOV") && op.String() != strings.ToLower(name) {
			t.Errorf("%s is called %s", name, op)
		}
	}
}

// No instruction has two encodings for the same operands, of which one would not be reached.
func TestEncodingsAreDistinct(t *testing.T) {
	for i, all := range encodings {
		for f := vvv; f <= rk; f++ {
			n := 0
			for _, e := range all {
				n += int(e >> f & 1)
			}
			if n > 1 {
				t.Error(fmt.Sprint(VOp(i)), f-vvv, n)
			}
		}
	}
}
