package hmc

import (
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// Window is a range of warm-up transitions, both ends included.
type Window struct{ First, Last int }

// Windows is Stan's schedule for n warm-up transitions. In the first and the last window only the step size
// is adapted; after each of those between, which double in length, the metric is set to an estimate of the
// posterior's covariance from the window's draws.
func Windows(n int) []Window {
	if n < 20 {
		return []Window{{0, n - 1}}
	}
	first, base, last := 75, 25, 50
	if first+base+last > n {
		first, last = int(0.15*float64(n)), int(0.1*float64(n))
		base = n - first - last
	}
	windows := []Window{{0, first - 1}}
	end := n - last
	for start, size := first, base; start < end; size *= 2 {
		stop := start + size
		if stop+2*size > end { // the next, of twice the size, would not fit
			stop = end
		}
		windows = append(windows, Window{start, stop - 1})
		start = stop
	}
	return append(windows, Window{end, n - 1})
}

// welford accumulates the mean and the covariance of draws, by Welford's algorithm: Mean, and the sum of
// products of deviations from it, M2, [n] or [n, n].
type welford struct{ Mean, M2, Count np.Array }

func newWelfords(t infer.Target, blocks []block) []welford {
	var out []welford
	for _, b := range blocks {
		shape := np.Shape{b.size}
		if b.dense {
			shape = np.Shape{b.size, b.size}
		}
		out = append(out, welford{np.ZerosOf(t.DType, b.size), np.ZerosOf(t.DType, shape...), np.ZerosOf(t.DType)})
	}
	return out
}

func (w welford) add(x np.Array) welford {
	n := w.Count.Add(1)
	before := x.Sub(w.Mean)
	mean := w.Mean.Add(before.Div(n))
	after := x.Sub(mean)
	product := before.Mul(after)
	if w.M2.Rank() == 2 {
		product = after.ExpandDims(1).Mul(before)
	}
	return welford{mean, w.M2.Add(product), n}
}

// covariance returns the sample covariance. Unless raw, it is regularized as in Stan,
// n/(n+5) cov + 10⁻³ 5/(n+5) I.
func (w welford) covariance(raw bool) np.Array {
	cov := w.M2.Div(w.Count.Sub(1))
	if raw {
		return cov
	}
	n5 := w.Count.Add(5)
	shrink := np.Of(1e-3 * 5).Div(n5)
	if cov.Rank() == 2 {
		shrink = np.Eye(cov.Len()).AsType(cov.DType()).Mul(shrink)
	}
	return cov.Mul(w.Count.Div(n5)).Add(shrink)
}

// adapt is what is learned from a transition of the given acceptance probability, the one after s.Count
// others. After warm-up it is nothing.
func (c Config) adapt(t infer.Target, ch chain, s infer.State, accept np.Array, warmup int) chain {
	if warmup == 0 || c.FixStepSize && c.FixMetric {
		return ch
	}
	return when(s.Count.Lt(warmup), ch, func(ch chain) chain {
		blocks := c.blocks(t)
		within, ends := schedule(warmup)
		if !c.FixStepSize {
			ch.Average = ch.Average.add(np.Of(c.targetAccept()).Sub(accept))
			ch.StepSize = ch.Average.stepSize(s.Count.Eq(warmup - 1))
		}
		if !c.FixMetric {
			ch.Estimate = when(np.DynamicIndex(within, s.Count), ch.Estimate, func(w []welford) []welford {
				out := make([]welford, len(w))
				for k, b := range blocks {
					out[k] = w[k].add(b.take(s.Z))
				}
				return out
			})
		}
		return when(np.DynamicIndex(ends, s.Count), ch, func(ch chain) chain { return c.endWindow(t, ch, s) })
	})
}

// endWindow sets the metric from a window's draws and begins the adaptation of the step size anew.
func (c Config) endWindow(t infer.Target, ch chain, s infer.State) chain {
	blocks := c.blocks(t)
	if !c.FixMetric {
		m := Metric{}
		for k := range blocks {
			m.Blocks = append(m.Blocks, newBlockMetric(ch.Estimate[k].covariance(c.Unregularized)))
		}
		ch.Metric = m
		ch.Estimate = newWelfords(t, blocks)
	}
	if !c.FixStepSize {
		if c.FindStepSize {
			ch.StepSize = c.findStepSize(t, ch, s.Z, transitionKey(ch, s.Count).FoldIn(-1))
		}
		ch.Average = newDualAverage(ch.StepSize)
	}
	return ch
}

// schedule returns, for each warm-up transition, whether it is in a window whose draws estimate the metric,
// and whether it is the last of one.
func schedule(warmup int) (within, ends np.Array) {
	w, e := make([]bool, warmup), make([]bool, warmup)
	windows := Windows(warmup)
	for i := 1; i < len(windows)-1; i++ {
		for k := windows[i].First; k <= windows[i].Last; k++ {
			w[k] = true
		}
		e[windows[i].Last] = true
	}
	return np.New(w), np.New(e)
}
