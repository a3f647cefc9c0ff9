package infer

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Mapping is how a function of one draw is applied to many. The results are the same.
type Mapping uint8

// The mappings.
const (
	Sequential Mapping = iota // one after another, in the memory of one
	Vectorized                // all at once, as one batched program
)

// PredictConfig says what to predict. Its zero value is the default, except that predictions from the prior
// need Draws.
type PredictConfig struct {
	Draws   int      // how many without a posterior; else 0, or the number of its draws
	Sites   []string // what to return; nil: samples without a value in the posterior, and deterministic values
	Mapping Mapping
}

// Predict runs the model on d once for each draw from the posterior, whose arrays have the draws along the
// leading axis, and returns the values of its sites, stacked in the same way. Samples with a value in the
// posterior take it; the others are drawn, and so is what d leaves unobserved: with d the new data, less
// the observations, that is the posterior predictive distribution. Without a posterior (nil) it is the
// prior predictive one.
//
// Deterministic values are computed anew, even if the posterior has them, since they may depend on d. In a
// scan with more steps than the posterior has values for, those that are left are drawn: a forecast. As in
// NumPyro, draw i uses the i-th key of key.Split.
func Predict[D any](model phlox.Model[D], posterior map[string]np.Array, d D, key random.PRNGKey, c PredictConfig) (map[string]np.Array, error) {
	n, err := drawsOf(posterior, c.Draws)
	if err != nil {
		return nil, fmt.Errorf("predict: %w", err)
	}
	keys := random.PRNGKey{Data: key.Data.ExpandDims(0)} // one draw takes the key itself
	if n > 1 {
		keys = key.SplitArray(n)
	}
	p := prediction[D]{model, c}
	return mapDraws(c.Mapping, drawsIn[D]{posterior, keys, d}, p.draw)
}

// drawsOf returns the number of draws.
func drawsOf(posterior map[string]np.Array, n int) (int, error) {
	first := ""
	for _, name := range names(posterior) {
		x := posterior[name]
		switch {
		case x.Rank() == 0:
			return 0, fmt.Errorf("the posterior's %q has no axis of draws", name)
		case n > 0 && x.Len() != n && first == "":
			return 0, fmt.Errorf("the configuration says %d draws, but the posterior has %d of %q", n, x.Len(), name)
		case n > 0 && x.Len() != n:
			return 0, fmt.Errorf("the posterior has %d draws of %q and %d of %q", n, first, x.Len(), name)
		}
		n, first = x.Len(), name
	}
	if n < 1 {
		return 0, fmt.Errorf("no draws: give a posterior, or say how many Draws to make from the prior")
	}
	return n, nil
}

// names returns the keys in order.
func names(values map[string]np.Array) []string {
	keys := make([]string, 0, len(values))
	for name := range values {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}

// drawsIn is what is mapped over draws, and the data, which is the same for all.
type drawsIn[D any] struct {
	Values map[string]np.Array
	Keys   random.PRNGKey // Data is zero if there is none
	D      D
}

// mapDraws compiles f, a function of one draw, and applies it to all.
func mapDraws[D any](how Mapping, in drawsIn[D], f func(drawsIn[D]) map[string]np.Array) (out map[string]np.Array, err error) {
	type draws struct {
		Values map[string]np.Array
		Keys   random.PRNGKey
	}
	return fn.Jit(func(in drawsIn[D]) map[string]np.Array {
		one := func(x draws) map[string]np.Array { return f(drawsIn[D]{x.Values, x.Keys, in.D}) }
		all := draws{in.Values, in.Keys}
		if how == Vectorized {
			return fn.Vmap(one)(all)
		}
		return fn.Map(one, all)
	}).Call(in)
}

type prediction[D any] struct {
	model  phlox.Model[D]
	config PredictConfig
}

// draw predicts from one draw.
func (p prediction[D]) draw(in drawsIn[D]) map[string]np.Array {
	t := traceWith(p.model, in)
	out := map[string]np.Array{}
	if p.config.Sites != nil {
		for _, name := range p.config.Sites {
			m := t.Site(name)
			if m == nil {
				panic(ir.Errorf("predict: the model has no site %q", name))
			}
			out[name] = m.Value
		}
		return out
	}
	for _, m := range t.Sites() {
		_, given := in.Values[m.Name]
		if m.Kind == phlox.Deterministic || m.Kind == phlox.Sample && !given && !m.Infer.Auxiliary {
			out[m.Name] = m.Value
		}
	}
	return out
}

// traceWith runs the model with one draw's values for its samples and parameters.
func traceWith[D any](model phlox.Model[D], in drawsIn[D]) *phlox.Trace {
	model = handler.SubstituteSamples(model, in.Values)
	if !in.Keys.Data.IsZero() { // around the values, so that what has one takes no key, as in NumPyro
		model = handler.Seed(model, in.Keys)
	}
	t, err := handler.Trace(model, in.D)
	if err != nil {
		panic(err)
	}
	return t
}
