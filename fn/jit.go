package fn

import (
	"sync"

	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/opt"
)

// Function is a function that is traced once for each structure, dtype and shape of its argument, and
// then runs as a program. It is safe for concurrent use.
type Function[A, B any] struct {
	f     func(A) B
	mu    sync.Mutex
	cache map[string]traced[B]
}

// Jit returns f as a Function. f must compute its result from its argument alone: what it reads from
// elsewhere is read when it is traced.
func Jit[A, B any](f func(A) B) *Function[A, B] {
	return &Function[A, B]{f: f, cache: map[string]traced[B]{}}
}

// Call runs the function. A mistake in building the program is returned as an error of type *ir.Error.
func (j *Function[A, B]) Call(x A) (y B, err error) {
	defer ir.Recover(&err)
	return j.Do(x), nil
}

// Do runs the function; inside another traced function it becomes part of that. It panics with an
// *ir.Error on a mistake in building the program.
func (j *Function[A, B]) Do(x A) B {
	t := j.traced(x)
	operands := t.operands(tree.Values(x))
	in, ok := buffers(operands)
	if !ok {
		return t.unflatten(t.program.Inline(operands))
	}
	out := t.run.Run(in)
	values := make([]ir.Value, len(out))
	for i, b := range out {
		values[i] = ir.Concrete(b)
	}
	return t.unflatten(values)
}

func (j *Function[A, B]) traced(x A) traced[B] {
	key := tree.Structure(x)
	j.mu.Lock()
	defer j.mu.Unlock()
	t, ok := j.cache[key]
	if !ok {
		t = trace(j.f, x, ir.TypesOf(tree.Values(x)))
		t.program = opt.Simplify(t.program)
		t.run = compile.New(t.program, compile.Selected())
		if len(t.captured) == 0 { // else it belongs to a trace, which ends
			j.cache[key] = t
		}
	}
	return t
}
