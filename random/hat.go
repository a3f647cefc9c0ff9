package random

import (
	"math"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// hat is the distribution of candidates in Hörmann's transformed rejection: with u uniform on (-1/2, 1/2),
//
//	k = ⌊(2A/(1/2-|u|) + B) u + Center⌋
//
// which is accepted if another uniform number v is such that v Scale/(A/(1/2-|u|)² + B) <= p(k), and without
// computing p if 1/2-|u| >= squeezeEdge and v <= Squeeze.
type hat struct{ A, B, Center, Scale, Squeeze np.Array }

// squeezeEdge is the distance of u from ±1/2 from which on acceptance is at least Squeeze.
const squeezeEdge = 0.07

// draw returns draws where wanted, each of which stops at its own first acceptance. prob returns log p(k),
// and where k can occur at all.
func (h hat) draw(k PRNGKey, wanted np.Array, prob func(k np.Array) (logP, possible np.Array)) np.Array {
	type state struct {
		Key             PRNGKey
		Pending, Result np.Array
	}
	if wanted.Size() == 0 {
		return h.Center
	}
	shape := wanted.Shape()
	return fn.While(func(s state) np.Array { return s.Pending.Any() },
		func(s state) state {
			keys := s.Key.Split(3)
			count, edge := h.candidate(openUniform(keys[1], shape, np.Float64).Sub(0.5))
			v := openUniform(keys[2], shape, np.Float64)
			logP, possible := prob(count)
			quick := edge.Ge(squeezeEdge).And(v.Le(h.Squeeze))
			exact := v.Div(h.ratio(edge)).Log().Le(logP)
			accept := s.Pending.And(possible).And(quick.Or(exact))
			return state{keys[0], s.Pending.And(accept.Not()), np.Where(accept, count, s.Result)}
		},
		state{k, wanted, np.ZerosLike(h.Center)}).Result
}

// candidate returns the candidate for u, and how far u is from ±1/2.
func (h hat) candidate(u np.Array) (count, edge np.Array) {
	edge = np.Sub(0.5, u.Abs())
	return np.Floor(h.A.Mul(2).Div(edge).Add(h.B).Mul(u).Add(h.Center)), edge
}

// ratio returns by what p(k) is multiplied to give the probability of acceptance.
func (h hat) ratio(edge np.Array) np.Array {
	return h.A.Div(edge.Square()).Add(h.B).Div(h.Scale)
}

// stirlingTail returns log k! - ((k+1/2) log(k+1) - (k+1) + log(2π)/2) for counts k >= 0.
func stirlingTail(k np.Array) np.Array {
	table := np.New(stirlingTails[:])
	small := np.Take(table, k.Minimum(float64(len(stirlingTails)-1)).AsType(np.Int64), 0)
	r := np.Reciprocal(k.Maximum(0).Add(1))
	s := r.Square()
	series := r.Mul(np.Sub(1./12, s.Mul(np.Sub(1./360, s.Mul(np.Sub(1./1260, s.Div(1680)))))))
	return np.Where(k.Lt(float64(len(stirlingTails))), small, series)
}

// stirlingTails are those of k = 0, ..., 9; from there on four terms of the series leave 1e-12.
var stirlingTails = func() (t [10]float64) {
	for k := range t {
		x := float64(k + 1)
		logFactorial, _ := math.Lgamma(x)
		t[k] = logFactorial - ((x-0.5)*math.Log(x) - x + math.Log(2*math.Pi)/2)
	}
	return t
}()
