// Package vmath computes the functions of the loop IR, from exp to xlog1py, by the operations that every machine has in
// vectors: arithmetic, fused multiply-add, comparison, selection, and integer operations on bit patterns. There are no
// branches and no tables, so an expansion may stand in a Vector loop, and it gives the same bits on every machine.
//
// Each function is one file or a part of one, with its formula, and takes its approximations from coefficients.go.
// Float32 is computed in float32: the same formulas with fewer terms. Both sides of every choice are computed, for
// NaN, infinities and numbers outside of the domain too; what is of no use is not selected.
//
// Errors are below 2 units in the last place for what most models are made of, and below 4 for the rest; the table
// in accuracy_test.go has them all, with what each function costs. Two things are not as exact. Sin, cos and tan hold
// to |x| < 2^47, float32 2^18; beyond that an exact reduction would cost more than all the rest, and they are
// between -1 and 1 (tan: finite) but otherwise arbitrary. And lgamma and digamma of negative x are exact to 4 units of
// the terms of their reflection (digamma of float32: 4.4), which is nothing relative near their zeros.
package vmath

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

var ofOne = map[loop.Op]func(calc, value) value{
	loop.Exp:      calc.exp,
	loop.Expm1:    calc.expm1,
	loop.Log:      calc.log,
	loop.Log1p:    calc.log1p,
	loop.Logistic: calc.logistic,
	loop.Softplus: calc.softplus,
	loop.Sin:      calc.sin,
	loop.Cos:      calc.cos,
	loop.Tan:      calc.tan,
	loop.Asin:     calc.asin,
	loop.Acos:     calc.acos,
	loop.Atan:     calc.atan,
	loop.Sinh:     calc.sinh,
	loop.Cosh:     calc.cosh,
	loop.Tanh:     calc.tanh,
	loop.Asinh:    calc.asinh,
	loop.Acosh:    calc.acosh,
	loop.Atanh:    calc.atanh,
	loop.Erf:      calc.erf,
	loop.Erfc:     calc.erfc,
	loop.Erfinv:   calc.erfinv,
	loop.Ndtri:    calc.ndtri,
	loop.LogNdtr:  calc.logNdtr,
	loop.Lgamma:   calc.lgamma,
	loop.Digamma:  calc.digamma,
	loop.I0e:      calc.i0e,
	loop.I1e:      calc.i1e,
}

var ofTwo = map[loop.Op]func(c calc, x, y value) value{
	loop.Pow:       calc.pow,
	loop.Atan2:     calc.atan2,
	loop.LogAddExp: calc.logAddExp,
	loop.Xlogy:     calc.xlogy,
	loop.Xlog1py:   calc.xlog1py,
}

// Has reports whether Apply knows op for operands of type t.
func Has(op loop.Op, t array.DType) bool {
	return formats[t] != nil && (ofOne[op] != nil || ofTwo[op] != nil)
}

// Apply appends to b what computes op(x...), and returns the result. Constants are put where they are needed: moving
// them out of loops is left to a later pass.
func Apply(b *loop.Builder, op loop.Op, x ...*loop.Value) *loop.Value {
	c := calc{b, formats[x[0].Type]}
	switch {
	case c.format == nil:
	case ofOne[op] != nil:
		return ofOne[op](c, x[0])
	case ofTwo[op] != nil:
		return ofTwo[op](c, x[0], x[1])
	}
	panic(fmt.Sprintf("vmath: no expansion of %v for %v", op, x[0].Type))
}
