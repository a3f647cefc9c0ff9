package random

import (
	"math"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// rejectionMin is the mean from which counts are drawn by transformed rejection, whose constants hold from
// there on; below it few arrivals are counted one by one.
const rejectionMin = 10

// Poisson returns, as int64, draws of mean rate >= 0; -1 where rate is negative or NaN. Whatever the dtype of
// rate, it computes in float64: in float32 the probabilities of large counts would be noise.
func Poisson(k PRNGKey, rate np.Array, shape np.Shape) np.Array {
	rate = np.StopGradient(parameter(rate, shape, np.Float64))
	large := rate.Ge(rejectionMin)
	few := rate.Gt(0).And(rate.Lt(rejectionMin))
	keys := k.Split(2)
	count := arrivals(keys[0], np.Where(few, rate, -1), func(k PRNGKey) np.Array {
		return Exponential(k, shape, np.Float64)
	})
	count = np.Where(large, poissonRejection(keys[1], np.Where(large, rate, rejectionMin), large), count)
	return np.Where(rate.Ge(0), count, -1).AsType(np.Int64)
}

// arrivals counts the arrivals up to time limit whose gaps gap draws; none if limit is negative.
func arrivals(k PRNGKey, limit np.Array, gap func(PRNGKey) np.Array) np.Array {
	type state struct {
		Key         PRNGKey
		Time, Count np.Array
	}
	if limit.Size() == 0 {
		return limit
	}
	zero := np.ZerosLike(limit)
	return fn.While(func(s state) np.Array { return s.Time.Le(limit).Any() },
		func(s state) state {
			keys := s.Key.Split(2)
			time := s.Time.Add(gap(keys[1]))
			return state{keys[0], time, s.Count.Add(time.Le(limit).AsType(np.Float64))}
		},
		state{k, zero, zero}).Count
}

// poissonRejection draws where wanted.
func poissonRejection(k PRNGKey, rate, wanted np.Array) np.Array {
	return poissonHat(rate).draw(k, wanted, func(count np.Array) (logP, possible np.Array) {
		return poissonLogProb(count, rate), count.Ge(0)
	})
}

// poissonHat is for rates from rejectionMin on: algorithm PTRS of Hörmann, "The transformed rejection method for
// generating Poisson random variables", Insurance: Mathematics and Economics 12 (1993).
//
// His Scale and Squeeze are fits: for rates up to 100 the acceptance would be up to 1.0056 at some k, and up to
// 0.0027 below Squeeze. With a Scale greater by 0.6% and a Squeeze less by 0.01 the draws are exact.
func poissonHat(rate np.Array) hat {
	b := rate.Sqrt().Mul(2.53).Add(0.931)
	return hat{
		A:       b.Mul(0.02483).Sub(0.059),
		B:       b,
		Center:  rate.Add(0.43),
		Scale:   np.Div(1.1328, b.Sub(3.4)).Add(1.1239).Mul(1.006),
		Squeeze: np.Sub(0.9177, np.Div(3.6224, b.Sub(2))),
	}
}

// poissonLogProb returns log(e^-rate rate^k/k!). With Stirling's formula for k! the terms of order k become
//
//	(k+1-rate) - k log(1 + (k+1-rate)/rate) - log(2π(k+1))/2 - stirlingTail(k)
//
// whose rounding error is that of √k and not of k log k.
func poissonLogProb(k, rate np.Array) np.Array {
	excess := k.Add(1).Sub(rate)
	large := excess.Sub(k.Mul(np.Log1p(excess.Div(rate))))
	return large.Sub(k.Add(1).Mul(2 * math.Pi).Log().Mul(0.5)).Sub(stirlingTail(k))
}
