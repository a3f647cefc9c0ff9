// Package flow has the operations that hold programs: scan, while and switch, custom derivatives, and
// checkpointing. They stand above ad and batch, which transform the programs they hold, so their rules
// are again written as programs, and any nesting of transformations and control flow works.
package flow

import (
	"slices"

	"github.com/phlox-ppl/phlox/ad"
	"github.com/phlox-ppl/phlox/internal/marks"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Value is an operand or result. As a tangent or cotangent, nil is zero.
type Value = ir.Value

// Ops has one of each op of this package, for ir.Parse.
func Ops() []ir.Op {
	return []ir.Op{Scan{}, While{}, Switch{}, CustomJVP{}, CustomVJP{}, pullback{}, Checkpoint{}, tangents{}}
}

// present reports which values are not nil.
func present(x []Value) []bool {
	out := make([]bool, len(x))
	for i, v := range x {
		out[i] = v != nil
	}
	return out
}

// always returns n set that are all set.
func always(n int) []bool { return slices.Repeat([]bool{true}, n) }

// fixpoint grows the set of a loop's carry, which stand at [lo, hi) of the set of a body's inputs and
// first among those of its results, until the body does not set more.
func fixpoint(set []bool, lo, hi int, spread func(in []bool) (out []bool)) []bool {
	set = slices.Clone(set)
	for {
		out := spread(set)
		grown := marks.Or(set[lo:hi], out[:hi-lo])
		if slices.Equal(grown, set[lo:hi]) {
			return set
		}
		copy(set[lo:hi], grown)
	}
}

// derivative is a body whose primal and tangent computations have been taken apart.
type derivative struct {
	primal   *ir.Program // inputs: the body's; results: the body's and then the saved values
	linear   *ir.Program // inputs: the tangents of the active inputs, then one for each of kept
	nonzero  []bool      // which of the body's results have a tangent; linear computes these
	kept     []int       // what linear needs: input i of the body, or ^k for the saved value k
	nResults int
}

// linearize takes a body apart at its active inputs. A saved value that is one of the inputs marked
// there, which the linear program will find where the primal one does, is not saved again.
func linearize(body *ir.Program, active, there []bool) derivative {
	trace, x := ir.NewTrace(body.InTypes())
	y, lin := ad.Linearize(body, x, active)
	d := derivative{nResults: len(y)}
	var captured []Value
	d.linear, d.nonzero, captured = lin.Linear()
	out := slices.Clone(y)
	for _, v := range captured {
		if i := slices.Index(x, v); i >= 0 && there[i] {
			d.kept = append(d.kept, i)
			continue
		}
		d.kept = append(d.kept, ^(len(out) - d.nResults))
		out = append(out, v)
	}
	d.primal, _ = trace.Close(out)
	return d
}

// saved returns the types of the saved values.
func (d derivative) saved() []ir.Type { return d.primal.OutTypes()[d.nResults:] }

// zeros returns a value of zeros for each type.
func zeros(types []ir.Type) []Value {
	out := make([]Value, len(types))
	for i, t := range types {
		out[i] = prim.Zeros(t)
	}
	return out
}

// Body returns the program that computes the results of an op that only adds rules to it, or nil.
func Body(op ir.Op) *ir.Program {
	switch op := op.(type) {
	case CustomJVP:
		return op.Fun
	case CustomVJP:
		return op.Fun
	case Checkpoint:
		return op.Body
	case tangents:
		return op.Push
	}
	return nil
}
