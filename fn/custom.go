package fn

import (
	"slices"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// CustomJVP returns f with its derivative given by rule, which returns f(x) and its tangent in the
// direction dx and must be linear in dx. Tangents of arrays that are not floats are zero. There is no
// derivative in what f uses besides its argument: to take one is an error.
func CustomJVP[A, B any](f func(A) B, rule func(x, dx A) (B, B)) func(A) B {
	return func(x A) B {
		values := tree.Values(x)
		types := ir.TypesOf(values)
		t := trace(f, x, types)
		n, all := len(values), t.operands(values)
		ruleTypes := slices.Concat(ir.TypesOf(all), floatTypes(types)) // what f uses from outside is constant
		r, captured := ir.TraceFunc(ruleTypes, func(in []ir.Value) []ir.Value {
			dx := fillFloats(in[len(all):], types)
			y, dy := rule(tree.WithValues(x, in[:n]), tree.WithValues(x, dx))
			return slices.Concat(tree.Values(y), onlyFloats(tree.Values(dy)))
		})
		if len(captured) > 0 {
			panic(ir.Errorf("custom derivative: the rule uses values that are traced outside of it; pass them as arguments"))
		}
		return t.unflatten(ir.Bind(flow.CustomJVP{Fun: t.program, Rule: r}, all...))
	}
}

// CustomVJP returns f with its reverse-mode derivative given by forth, which returns f(x) and what to
// save, and back, which maps what was saved and a cotangent of the result to a cotangent of the argument.
func CustomVJP[A, B, R any](f func(A) B, forth func(A) (B, R), back func(R, B) A) func(A) B {
	return func(x A) B {
		values := tree.Values(x)
		types := ir.TypesOf(values)
		t := trace(f, x, types)
		if len(t.captured) > 0 {
			panic(ir.Errorf("custom derivative: the function uses values that are traced outside of it; pass them as arguments"))
		}
		out := trace(func(x A) pair[B, R] {
			y, saved := forth(x)
			return pair[B, R]{y, saved}
		}, x, types)
		saved := ir.TypesOf(tree.Values(out.result.B))
		results := t.program.OutTypes()
		b, captured := ir.TraceFunc(slices.Concat(saved, floatTypes(results)), func(in []ir.Value) []ir.Value {
			ct := tree.WithValues(t.result, fillFloats(in[len(saved):], results))
			return onlyFloats(tree.Values(back(tree.WithValues(out.result.B, in[:len(saved)]), ct)))
		})
		if len(captured)+len(out.captured) > 0 {
			panic(ir.Errorf("custom derivative: the rule uses values that are traced outside of it; pass them as arguments"))
		}
		return t.unflatten(ir.Bind(flow.CustomVJP{Fun: t.program, Forth: out.program, Back: b}, values...))
	}
}

// Checkpoint returns f such that reverse mode saves its argument only and computes the rest again.
func Checkpoint[A, B any](f func(A) B) func(A) B {
	return func(x A) B {
		values := tree.Values(x)
		t := trace(f, x, ir.TypesOf(values))
		return t.unflatten(ir.Bind(flow.Checkpoint{Body: t.program}, t.operands(values)...))
	}
}

func floatTypes(types []ir.Type) []ir.Type {
	var out []ir.Type
	for _, t := range types {
		if t.DType.IsFloat() {
			out = append(out, t)
		}
	}
	return out
}

// onlyFloats drops the values that have no tangents.
func onlyFloats(v []ir.Value) []ir.Value {
	return slices.DeleteFunc(v, func(v ir.Value) bool { return !v.DType().IsFloat() })
}

// fillFloats puts tangents in the places of floats and zeros in the others.
func fillFloats(v []ir.Value, types []ir.Type) []ir.Value {
	out := make([]ir.Value, len(types))
	for i, t := range types {
		if !t.DType.IsFloat() {
			out[i] = prim.Zeros(t)
			continue
		}
		out[i], v = v[0], v[1:]
	}
	return out
}
