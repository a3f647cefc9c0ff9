package vmath

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Expand replaces, in place, every function in f by its expansion. The constants of expansions go to the begin of f.Body,
// before all loops. Other operations that don't change in a loop stay where the function was: moving them is left
// to whoever moves the others.
func Expand(f *loop.Func) {
	e := expander{f: f, constants: map[constant]value{}}
	e.block(&f.Body)
	f.Body.List = append(e.first, f.Body.List...)
}

type expander struct {
	f         *loop.Func
	constants map[constant]value
	first     []loop.Stmt // the constants
}

type constant struct {
	t    array.DType
	bits uint64
}

func (e *expander) block(b *loop.Block) {
	rest := b.List
	b.List = nil
	x := expansion{expander: e, builder: loop.NewBuilder(e.f.Name), known: map[value]value{}}
	for _, s := range rest {
		if v, ok := s.(value); ok && v.Op.IsFunction() && Has(v.Op, v.Type) {
			x.add(v, len(b.List))
			continue
		}
		for _, inner := range blocksOf(s) {
			e.block(inner)
		}
		b.List = append(b.List, s)
	}
	b.List = x.into(b.List)
}

// blocksOf returns the blocks of s, as loop.Blocks does, to be changed.
func blocksOf(s loop.Stmt) []*loop.Block {
	switch s := s.(type) {
	case *loop.For:
		return []*loop.Block{&s.Body}
	case *loop.While:
		return []*loop.Block{&s.Test, &s.Body}
	case *loop.If:
		return []*loop.Block{&s.Then, &s.Else}
	}
	return nil
}

// expansion builds all expansions of a block together, so that they share what they have in common.
type expansion struct {
	*expander
	builder *loop.Builder
	done    []expanded
	known   map[value]value // what stands for a value of builder in f, if not itself
}

// expanded is a function whose expansion is result, and before which statement of the block it goes.
type expanded struct {
	function, result value
	before           int
}

func (x *expansion) add(v value, before int) {
	x.done = append(x.done, expanded{v, Apply(x.builder, v.Op, v.Args...), before})
}

// into merges the expansions with the other statements of the block. Values have the ID of their place in builder.
func (x *expansion) into(rest []loop.Stmt) []loop.Stmt {
	var list []loop.Stmt
	values := x.builder.Finish().Body.List
	place, at := 0, 0
	for _, d := range x.done {
		list = append(list, rest[at:d.before]...)
		at = d.before
		for ; place < d.result.ID; place++ {
			list = x.emit(list, values[place].(value))
		}
		// The function becomes the last operation of its expansion, and keeps its uses.
		v := d.function
		v.Op, v.Args = d.result.Op, x.args(d.result)
		list = append(list, v)
		if place == d.result.ID {
			x.known[d.result] = v
			place++
		}
	}
	return append(list, rest[at:]...)
}

func (x *expansion) emit(list []loop.Stmt, v value) []loop.Stmt {
	if v.Op != loop.Const {
		v.Args = x.args(v)
		x.number(v)
		return append(list, v)
	}
	k := constant{v.Type, v.Bits}
	if x.constants[k] == nil {
		x.number(v)
		x.constants[k] = v
		x.first = append(x.first, v)
	}
	x.known[v] = x.constants[k]
	return list
}

func (x *expansion) args(v value) []value {
	args := make([]value, len(v.Args))
	for i, a := range v.Args {
		args[i] = a
		if k := x.known[a]; k != nil {
			args[i] = k
		}
	}
	return args
}

func (x *expansion) number(v value) {
	v.ID = x.f.Values
	x.f.Values++
}
