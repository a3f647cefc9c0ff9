package opt

import (
	"cmp"
	"slices"

	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// piece is a part of an array along an axis, from At on.
type piece struct {
	at int
	x  Value
}

func (p piece) end(axis int) int { return p.at + p.x.Shape()[axis] }

// addPads is pad(x, 0) + pad(y, 0) = concat(x, y) where x and y are side by side, with zeros between and around
// them. The gradient of a vector that a model cuts in slices is such a sum, one term for each slice.
func addPads(r *rewriter, e *ir.Eqn) Value {
	if e.Out[0].Rank() == 0 {
		return nil
	}
	xAxis, x := r.pieces(e.In[0])
	yAxis, y := r.pieces(e.In[1])
	if x == nil || y == nil || xAxis != yAxis {
		return nil
	}
	all := append(x, y...)
	slices.SortStableFunc(all, func(p, q piece) int { return cmp.Compare(p.at, q.at) })
	var parts []Value
	end := 0
	gap := func(to int) {
		if to > end {
			shape := slices.Clone(e.Out[0].Shape())
			shape[xAxis] = to - end
			parts = append(parts, prim.Zeros(ir.Type{DType: e.Out[0].DType(), Shape: shape}))
		}
	}
	for _, p := range all {
		if p.at < end {
			return nil // they overlap
		}
		gap(p.at)
		parts = append(parts, p.x)
		end = p.end(xAxis)
	}
	gap(e.Out[0].Shape()[xAxis])
	return prim.Concat(xAxis, parts...)
}

// pieces returns what v consists of along an axis, but for zeros; nil if v is neither padded with zeros along
// one axis nor joined.
func (r *rewriter) pieces(v Value) (axis int, list []piece) {
	if d := r.def(v, "concat"); d != nil {
		axis, at := d.Op.(prim.ConcatOp).Axis, 0
		for _, x := range d.In {
			if s := r.scalarOf(x); s == nil || s.Buffer() == nil || !isZero(s) {
				list = append(list, piece{at, x})
			}
			at += x.Shape()[axis]
		}
		return axis, list
	}
	d := r.def(v, "pad")
	if d == nil || d.In[1].Buffer() == nil || !isZero(d.In[1]) {
		return 0, nil
	}
	op := d.Op.(prim.PadOp)
	axis = -1
	for k := range op.Low {
		switch {
		case op.Low[k] < 0 || op.High[k] < 0 || op.Interior[k] != 0:
			return 0, nil
		case op.Low[k]+op.High[k] == 0:
		case axis >= 0:
			return 0, nil
		default:
			axis = k
		}
	}
	if axis < 0 {
		return 0, nil
	}
	return axis, []piece{{op.Low[axis], d.In[0]}}
}
