package opt

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// convertIdentity drops a conversion that comes before another and loses nothing.
func convertIdentity(r *rewriter, e *ir.Eqn) Value {
	x, to := e.In[0], e.Out[0].DType()
	if x.DType() == to {
		return x // convert to the same dtype
	}
	y := r.arg(x, "convert")
	if y == nil || !holds(x.DType(), y.DType()) || saturates(y.DType(), x.DType(), to) {
		return nil
	}
	return prim.ConvertTo(y, to) // convert(convert(x, d), e) = convert(x, e) if d holds all x
}

// holds reports whether d has every value of e.
func holds(d, e array.DType) bool {
	switch {
	case d == e, e == array.Bool:
		return true
	case d == array.Float64:
		return e.Size() == 4
	case d == array.Int64:
		return e == array.Int32 || e == array.Uint32
	case d == array.Uint64:
		return e == array.Uint32
	}
	return false
}

// saturates reports whether an integer converted by way of a float ends elsewhere than it does directly:
// a float that is out of range saturates, an integer wraps.
func saturates(from, by, to array.DType) bool {
	return from.IsInt() && by.IsFloat() && to.IsInt() && !holds(to, from)
}
