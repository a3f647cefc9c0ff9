package random

import "github.com/phlox-ppl/phlox/np"

// Binomial returns, as int64, how many of n trials succeed with probability p each; -1 where n is negative, p
// is not in [0, 1], or one is NaN. Whatever the dtypes of the parameters, it computes in float64.
func Binomial(k PRNGKey, n, p np.Array, shape np.Shape) np.Array {
	n = np.Floor(np.StopGradient(parameter(n, shape, np.Float64)))
	p = np.StopGradient(parameter(p, shape, np.Float64))
	valid := n.Ge(0).And(p.Ge(0)).And(p.Le(1))
	mirror := p.Gt(0.5)
	q := np.Where(mirror, np.Sub(1, p), p)

	large := valid.And(n.Mul(q).Ge(rejectionMin))
	few := valid.And(large.Not())
	keys := k.Split(2)
	rate := successRate(q)
	count := arrivals(keys[0], np.Where(few, n, -1), func(k PRNGKey) np.Array { // trials to the next success
		return np.Floor(Exponential(k, shape, np.Float64).Div(rate)).Add(1)
	})
	trials := binomial{np.Where(large, n, 4*rejectionMin), np.Where(large, q, 0.5)}
	count = np.Where(large, trials.rejection(keys[1], large), count)
	count = np.Where(mirror, n.Sub(count), count)
	return np.Where(valid, count, -1).AsType(np.Int64)
}

// binomial has the parameters of distributions with p <= 1/2.
type binomial struct{ N, P np.Array }

// rejection draws where wanted.
func (t binomial) rejection(k PRNGKey, wanted np.Array) np.Array {
	return t.hat().draw(k, wanted, func(count np.Array) (logP, possible np.Array) {
		return t.logProbRatio(count), count.Ge(0).And(count.Le(t.N))
	})
}

// hat is for means from rejectionMin on: algorithm BTRS of Hörmann, "The generation of binomial random
// variates", Journal of Statistical Computation and Simulation 46 (1993).
func (t binomial) hat() hat {
	mean := t.N.Mul(t.P)
	sigma := mean.Mul(np.Sub(1, t.P)).Sqrt()
	b := sigma.Mul(2.53).Add(1.15)
	return hat{
		A:       b.Mul(0.0248).Sub(0.0873).Add(t.P.Mul(0.01)),
		B:       b,
		Center:  mean.Add(0.5),
		Scale:   np.Div(5.1, b).Add(2.83).Mul(sigma),
		Squeeze: np.Sub(0.92, np.Div(4.2, b)),
	}
}

// logProbRatio returns log(P(k)/P(m)), m the mode. With d = k - m and Stirling's formula for the factorials,
//
//	d log(p/(1-p) (n-m+1)/(m+1)) - (k+1/2) log(1 + d/(m+1)) - (n-k+1/2) log(1 - d/(n-m+1))
//	  + tail(m) + tail(n-m) - tail(k) - tail(n-k)
//
// whose rounding error is that of d and not of n.
func (t binomial) logProbRatio(k np.Array) np.Array {
	m := np.Floor(t.N.Add(1).Mul(t.P))
	d := k.Sub(m)
	success, failure := m.Add(1), t.N.Sub(m).Add(1)
	odds := t.P.Div(np.Sub(1, t.P)).Mul(failure).Div(success)
	z := d.Mul(odds.Log())
	z = z.Sub(k.Add(0.5).Mul(np.Log1p(d.Div(success))))
	z = z.Sub(t.N.Sub(k).Add(0.5).Mul(np.Log1p(d.Neg().Div(failure))))
	z = z.Add(stirlingTail(m)).Add(stirlingTail(t.N.Sub(m)))
	return z.Sub(stirlingTail(k)).Sub(stirlingTail(t.N.Sub(k)))
}
