package native

import (
	"fmt"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// describe returns a few words on a statement.
func describe(s loop.Stmt) string {
	switch s := s.(type) {
	case *loop.Value:
		if s.Op == loop.Load {
			return fmt.Sprintf("v%d = load %s", s.ID, s.At.Buffer.Name)
		}
		return fmt.Sprintf("v%d = %v %v", s.ID, s.Op, s.Type)
	case *loop.Store:
		return "store " + s.At.Buffer.Name
	case *loop.Fetch:
		return "fetch " + s.At.Buffer.Name
	case *loop.For:
		return fmt.Sprintf("for v%d", s.Index.ID)
	case *loop.While:
		return "while"
	case *loop.If:
		return "if"
	case *loop.Call:
		return "call " + s.Name
	case *loop.Fork:
		return "fork " + s.Body.Name
	}
	return "?"
}
