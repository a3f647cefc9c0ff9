package fn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
)

// Runner is a Function with memory for one argument and one result: for callers that come a million times with other
// numbers of the same shapes, as a sampler or optimizer does. A Run allocates nothing, and takes some 20 ns longer than the
// machine code. Its memory is given out as slices by [Input] and [Output]; Arrays stay immutable.
//
//	r, err := f.Prepare(Point{Z: z, Data: data})
//	z, err := fn.Input[float64](r, "Z")
//	lp, err := fn.Output[float64](r, "LogDensity")
//	for ... {
//		copy(z, ...)
//		err := r.Run()
//		... lp[0] ...
//	}
//
// A Runner is for one goroutine at a time; each can have its own, of the same Function.
type Runner[B any] struct {
	session *compile.Session
	run     *compile.Executable
	in, out []*array.Buffer
	names   []string // of the inputs that are not captured
	own     []bool   // inputs that have been given out, so that their memory is the Runner's
	outputs []string
	result  traced[B]
}

// Prepare returns a Runner for arguments like x, which is the argument until an [Input] is changed. It traces and compiles the
// function if that has not been done for arguments like x.
func (j *Function[A, B]) Prepare(x A) (r *Runner[B], err error) {
	defer ir.Recover(&err)
	t := j.traced(x)
	r = &Runner[B]{run: t.run, result: t}
	for _, l := range tree.Leaves(x) {
		r.names = append(r.names, l.Path)
	}
	for _, l := range tree.Leaves(t.result) {
		r.outputs = append(r.outputs, l.Path)
	}
	var ok bool
	if r.in, ok = buffers(t.operands(tree.Values(x))); !ok {
		return nil, ir.Errorf("Prepare inside of a function that is being traced")
	}
	r.own = make([]bool, len(r.in))
	r.session, r.out = t.run.Session(r.in)
	return r, nil
}

// Run computes the result for what is in the inputs now.
func (r *Runner[B]) Run() error { return r.session.Run() }

// Result returns a copy of the last result: Arrays that do not change with the next Run.
func (r *Runner[B]) Result() B {
	values := make([]ir.Value, len(r.out))
	for i, b := range r.out {
		values[i] = ir.Concrete(clone(b))
	}
	return r.result.unflatten(values)
}

// Input returns the elements of an array of the argument, in row-major order, to be written by the caller: what they are when
// Run is called counts. The array is named by its field, or, in nested trees, by field names, indices and keys joined by dots; ""
// if the argument is one array. The first call for an array copies it; arrays that are not asked for are never copied.
func Input[T array.Elem, B any](r *Runner[B], path string) ([]T, error) {
	i, err := find(r.names, path)
	if err != nil {
		return nil, fmt.Errorf("no such input: %w", err)
	}
	if !r.own[i] {
		in := slices.Clone(r.in)
		in[i] = clone(in[i])
		if err := r.session.Bind(in); err != nil {
			return nil, err
		}
		r.in, r.own[i] = in, true
	}
	return elements[T](r.in[i], path)
}

// Output returns the elements of an array of the result, in row-major order: each Run replaces them. It is named as those of
// [Input] are.
func Output[T array.Elem, B any](r *Runner[B], path string) ([]T, error) {
	i, err := find(r.outputs, path)
	if err != nil {
		return nil, fmt.Errorf("no such output: %w", err)
	}
	return elements[T](r.out[i], path)
}

func find(names []string, name string) (int, error) {
	i := slices.Index(names, name)
	if i < 0 {
		return 0, fmt.Errorf("%q; there is \"%s\"", name, strings.Join(names, `", "`))
	}
	return i, nil
}

func elements[T array.Elem](b *array.Buffer, path string) ([]T, error) {
	if d := array.DTypeFor[T](); d != b.DType() {
		return nil, fmt.Errorf("%q has elements of %v, not %v", path, b.DType(), d)
	}
	return array.Data[T](b), nil
}

func clone(b *array.Buffer) *array.Buffer {
	c := array.New(b.DType(), b.Shape())
	array.Copy(c, 0, b, 0, b.Size())
	return c
}
