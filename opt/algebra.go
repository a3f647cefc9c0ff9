package opt

import (
	"math"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// algebra applies identities of arithmetic. Each stands in its comment, in letters: x and y are any
// values, c and 1 constants. They hold for all floats, bit for bit but for NaNs, whose sign and payload
// mean nothing; mergeScales has an exception. So x + 0 = x is not among them (-0 + 0 = +0), nor is 0 x = 0,
// unless x is an integer.
// Derivatives of both sides agree too, since a simplified program may be differentiated: that is why
// stop_gradient stays.
func algebra(r *rewriter, e *ir.Eqn) []Value {
	rule := identities[e.Op.Name()]
	if rule == nil {
		return nil
	}
	y := rule(r, e.In)
	if y == nil {
		return nil
	}
	return []Value{r.repeat(y, e)}
}

// identity returns another value for the result of an elementwise op, possibly of rank 0, or nil.
type identity func(r *rewriter, x []Value) Value

// identities by op.
var identities = map[string]identity{
	"neg": func(r *rewriter, x []Value) Value {
		if y := r.arg(x[0], "neg"); y != nil {
			return y // -(-x) = x
		}
		if y, c := r.scaled(x[0]); y != nil {
			return prim.Mul(y, prim.Neg(c)) // -(x c) = x (-c)
		}
		return nil
	},
	"add": symmetric(func(r *rewriter, x, y Value) Value {
		switch {
		case isMinusZero(y), isZero(y) && r.neverMinusZero(x):
			return x // x + (-0) = x
		case r.arg(y, "neg") != nil:
			return prim.Sub(x, r.arg(y, "neg")) // x + (-y) = x - y
		}
		return nil
	}),
	"sub": func(r *rewriter, x []Value) Value {
		a, b := x[0], x[1]
		switch {
		case isZero(b):
			return a // x - 0 = x
		case isMinusZero(a):
			return prim.Neg(b) // -0 - x = -x
		case r.arg(b, "neg") != nil:
			return prim.Add(a, r.arg(b, "neg")) // x - (-y) = x + y
		case a == b && a.DType().IsInt():
			return prim.Like(a, 0) // x - x = 0
		}
		return nil
	},
	"mul": symmetric(func(r *rewriter, x, y Value) Value {
		nx, ny := r.arg(x, "neg"), r.arg(y, "neg")
		switch {
		case is(y, 1):
			return x // x 1 = x
		case is(y, -1):
			return prim.Neg(x) // x (-1) = -x
		case isZero(y) && y.DType().IsInt():
			return y // x 0 = 0
		case x == y:
			return prim.Square(x) // x x = x²
		case nx != nil && ny != nil:
			return prim.Mul(nx, ny) // (-x)(-y) = x y
		case nx != nil && y.Buffer() != nil:
			return prim.Mul(nx, prim.Neg(y)) // (-x) c = x (-c)
		}
		return r.mergeScales(x, y)
	}),
	"div": func(r *rewriter, x []Value) Value {
		a, b := x[0], x[1]
		na, nb := r.arg(a, "neg"), r.arg(b, "neg")
		switch {
		case is(b, 1):
			return a // x/1 = x
		case is(b, -1):
			return prim.Neg(a) // x/(-1) = -x
		case !a.DType().IsFloat():
			return nil
		case is(a, 1):
			return prim.Reciprocal(b) // 1/x
		case isPowerOfTwo(b):
			return prim.Mul(a, prim.Reciprocal(b)) // x/c = x (1/c), 1/c exact
		case na != nil && nb != nil:
			return prim.Div(na, nb) // (-x)/(-y) = x/y
		case na != nil && b.Buffer() != nil:
			return prim.Div(na, prim.Neg(b)) // (-x)/c = x/(-c)
		case na != nil:
			return prim.Neg(prim.Div(na, b)) // (-x)/y = -(x/y), which there may be already
		case nb != nil:
			return prim.Neg(prim.Div(a, nb)) // x/(-y) = -(x/y)
		}
		return nil
	},
	"square": func(r *rewriter, x []Value) Value {
		for _, op := range []string{"neg", "abs"} {
			if y := r.arg(x[0], op); y != nil {
				return prim.Square(y) // (-x)² = |x|² = x²
			}
		}
		return nil
	},
	"abs": func(r *rewriter, x []Value) Value {
		if y := r.arg(x[0], "neg"); y != nil {
			return prim.Abs(y) // |-x| = |x|
		}
		for _, op := range []string{"abs", "square", "exp"} {
			if r.arg(x[0], op) != nil && x[0].DType().IsFloat() {
				return x[0] // |x| = x for x >= 0
			}
		}
		return nil
	},
	"pow": func(r *rewriter, x []Value) Value {
		switch c := x[1]; {
		case is(c, 0):
			return prim.Like(c, 1) // x^0 = 1, also for NaN
		case is(c, 1):
			return x[0] // x^1 = x
		case is(c, 2):
			return prim.Square(x[0]) // x^2 = x²: both round once, pow not always where x² is subnormal
		case is(c, -1):
			return prim.Reciprocal(x[0]) // x^-1 = 1/x, likewise
		}
		return nil
	},
	"max": symmetric(func(r *rewriter, x, y Value) Value {
		if x == y || x.DType().IsFloat() && is(y, math.Inf(-1)) {
			return x // max(x, x) = max(x, -Inf) = x
		}
		return nil
	}),
	"min": symmetric(func(r *rewriter, x, y Value) Value {
		if x == y || x.DType().IsFloat() && is(y, math.Inf(1)) {
			return x // min(x, x) = min(x, Inf) = x
		}
		return nil
	}),
	"not": func(r *rewriter, x []Value) Value {
		if e := r.def(x[0], "eq"); e != nil && x[0].DType() == array.Bool {
			return prim.Ne(e.In[0], e.In[1]) // !(x = y) is x != y
		}
		if e := r.def(x[0], "ne"); e != nil {
			return prim.Eq(e.In[0], e.In[1]) // !(x != y) is x = y
		}
		return r.arg(x[0], "not") // !!x = x
	},
	"and": symmetric(func(r *rewriter, x, y Value) Value {
		switch {
		case x == y, isAllOnes(y):
			return x // x & x = x & 1...1 = x
		case isZero(y):
			return y // x & 0 = 0
		}
		return nil
	}),
	"or": symmetric(func(r *rewriter, x, y Value) Value {
		switch {
		case x == y, isZero(y):
			return x // x | x = x | 0 = x
		case isAllOnes(y):
			return y // x | 1...1 = 1...1
		}
		return nil
	}),
	"xor": symmetric(func(r *rewriter, x, y Value) Value {
		switch {
		case isZero(y):
			return x // x ^ 0 = x
		case isAllOnes(y):
			return prim.Not(x) // x ^ 1...1 = !x
		case x == y:
			return prim.Like(x, 0) // x ^ x = 0
		}
		return nil
	}),
	"shift_left":  shiftByZero,
	"shift_right": shiftByZero,
	"eq": func(r *rewriter, x []Value) Value {
		if x[0] == x[1] && !x[0].DType().IsFloat() {
			return prim.Scalar(array.Bool, 1) // x = x, but for NaN
		}
		return nil
	},
	"ne": func(r *rewriter, x []Value) Value {
		if x[0] == x[1] && !x[0].DType().IsFloat() {
			return prim.Scalar(array.Bool, 0)
		}
		return nil
	},
	"select":        selectIdentity,
	"stop_gradient": stopGradientIdentity,
}

// symmetric tries a rule of a commutative op both ways.
func symmetric(rule func(r *rewriter, x, y Value) Value) identity {
	return func(r *rewriter, x []Value) Value {
		if z := rule(r, x[0], x[1]); z != nil {
			return z
		}
		return rule(r, x[1], x[0])
	}
}

// x << 0 = x >> 0 = x
func shiftByZero(r *rewriter, x []Value) Value {
	if isZero(x[1]) {
		return x[0]
	}
	return nil
}

func selectIdentity(r *rewriter, x []Value) Value {
	pred, a, b := x[0], x[1], x[2]
	switch p := r.scalarOf(pred); {
	case sameValue(a, b):
		return a // select(p, x, x) = x
	case p != nil && is(p, 1):
		return a // select(true, x, y) = x
	case p != nil && is(p, 0):
		return b // select(false, x, y) = y
	}
	if p := r.arg(pred, "not"); p != nil {
		return prim.Select(p, b, a) // select(!p, x, y) = select(p, y, x)
	}
	if e := r.def(a, "select"); e != nil && e.In[0] == pred {
		return prim.Select(pred, e.In[1], b) // select(p, select(p, x, y), z) = select(p, x, z)
	}
	if e := r.def(b, "select"); e != nil && e.In[0] == pred {
		return prim.Select(pred, a, e.In[2]) // select(p, x, select(p, y, z)) = select(p, x, z)
	}
	return nil
}

// (x c) d = x (c d) for c a power of two, at least 1: both sides round once. They differ only where x c
// overflows, in favor of the right. The gradient of -z²/2 is full of these.
func (r *rewriter) mergeScales(xc, d Value) Value {
	x, c := r.scaled(xc)
	if x == nil || d.Buffer() == nil || d.Rank() > 0 || !isPowerOfTwo(c) || math.Abs(c.Buffer().Float64(0)) < 1 {
		return nil
	}
	cd := prim.Mul(c, d)
	if math.IsInf(cd.Buffer().Float64(0), 0) {
		return nil
	}
	return prim.Mul(x, cd)
}

// The derivative of stop_gradient is zero once or twice.
func stopGradientIdentity(r *rewriter, x []Value) Value {
	if r.def(x[0], "stop_gradient") != nil {
		return x[0]
	}
	return nil
}
