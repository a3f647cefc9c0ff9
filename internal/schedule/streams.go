package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A processor gets more from memory in a time if it reads at several places in turn: each of them is a stream that it fetches ahead by
// itself. So a long reduction that computes little goes over several parts of its data side by side.

const (
	streams        = 4
	streamedFolds  = 2
	streamedCost   = 16
	shortestStream = 1 << 10 // elements
)

// streamed reports whether the reductions of the nest, along axis v alone, are to go over several parts side by side.
func (n *nest) streamed(v int) bool {
	if v < 0 || len(n.stores) > 0 || len(n.folds) > streamedFolds || n.extents[v] < n.extents.Size() || n.extents[v] < streams*shortestStream {
		return false
	}
	long := false
	for _, f := range n.folds {
		if f.x.Cost(streamedCost) >= streamedCost {
			return false
		}
		long = long || slices.ContainsFunc(f.x.Loads(), func(m *expr.Node) bool { return n.isLong(m.Root) })
	}
	return long
}

// stream makes the reductions of several parts side by side, and what is left over, and returns them, beginning with init.
func (n *nest) stream(v int, init []*loop.Value) []*loop.Value {
	const line = 8 // a multiple of it is a multiple of the elements of a line, or of a half of one
	part := n.extents[v] / streams &^ (line - 1)
	units, ops := n.starts()
	own := len(units)
	starts, combine := slices.Clone(init), slices.Clone(ops)
	for range streams - 1 {
		starts, combine = append(starts, units...), append(combine, ops...)
	}
	zero := n.b.Int(array.Int64, 0)
	parts := n.b.Vector(zero, n.b.Int(array.Int64, int64(part)), starts, combine, func(i *loop.Value, carry []*loop.Value) []*loop.Value {
		var next []*loop.Value
		for k := range streams {
			n.at[v] = along(i).plus(coordinate{offset: k * part})
			next = append(next, n.next(carry[k*own:(k+1)*own], map[*expr.Node]*loop.Value{})...)
		}
		return next
	})
	out := parts[:own]
	for k := own; k < len(parts); k++ {
		out[k%own] = n.b.Op(ops[k%own], out[k%own], parts[k])
	}
	if rest := n.extents[v] - streams*part; rest > 0 {
		out = n.b.Vector(zero, n.b.Int(array.Int64, int64(rest)), out, ops, func(i *loop.Value, carry []*loop.Value) []*loop.Value {
			n.at[v] = along(i).plus(coordinate{offset: streams * part})
			return n.next(carry, map[*expr.Node]*loop.Value{})
		})
	}
	n.at[v] = coordinate{}
	return out
}
