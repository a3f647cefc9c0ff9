package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// The semi-supervised hidden Markov model of Phan, Pradhan, Jankowiak, arXiv:1912.11554, with 33 unconstrained
// parameters.
const (
	hmmStates = 3
	hmmWords  = 10
)

// hmmData is two texts, of which the first is labeled.
type hmmData struct {
	States  np.Array // the hidden states of Labeled
	Labeled np.Array
	Words   np.Array // words whose states are summed out
}

// hmmModel is the model of examples/hmm.
func hmmModel(p *phlox.P, d hmmData) {
	state := p.Plate("state", hmmStates)
	transition := state.Sample("transition", dist.Dirichlet(np.Ones(hmmStates)))
	emission := state.Sample("emission", dist.Dirichlet(np.Full(np.Shape{hmmWords}, 0.1)))

	n := d.States.Len()
	from, to := d.States.Slice(0, 0, n-1), d.States.Slice(0, 1, n)
	p.Observe("states", dist.Categorical(np.Take(transition, from, 0)), to)
	p.Observe("labeled", dist.Categorical(np.Take(emission, d.States, 0)), d.Labeled)

	p.Factor("words", hmmForward(transition.Log(), emission.Log(), d.Words))
}

// hmmForward returns the log probability of the words, whatever their states, by the forward algorithm in log
// space:
//
//	a[t, j] = log Σ_i e^(a[t-1, i] + log transition[i, j]) + log emission[j, word t]
func hmmForward(logTransition, logEmission, words np.Array) np.Array {
	logWord := np.Take(logEmission, words, 1).T() // [words, states]
	last, _ := fn.Scan(func(logA, logWord np.Array) (np.Array, struct{}) {
		return np.LogSumExp(logA.ExpandDims(1).Add(logTransition), 0).Add(logWord), struct{}{}
	}, logWord.At(0), logWord.Slice(0, 1, words.Len()), fn.Steps{})
	return np.LogSumExp(last)
}

// What the texts are drawn from, as in testdata/hmm.c.
var (
	hmmTransition = [][]float64{{.6, .3, .1}, {.2, .5, .3}, {.25, .25, .5}}
	hmmEmission   = [][]float64{
		{.01, .01, .17, .75, .01, .01, .01, .01, .01, .01},
		{.3, .01, .01, .01, .2, .4, .01, .03, .02, .01},
		{.01, .4, .02, .01, .01, .01, .01, .02, .5, .01},
	}
)

// hmm is a problem of hmmModel.
type hmm struct {
	States, Labeled, Words []int
	Z                      []float64
}

func newHMM(supervised, unsupervised int) hmm {
	r := rand.New(rand.NewPCG(3, 4))
	var h hmm
	z := 0
	for t := range supervised + unsupervised {
		if t > 0 {
			z = draw(r, hmmTransition[z])
		}
		word := draw(r, hmmEmission[z])
		if t < supervised {
			h.States, h.Labeled = append(h.States, z), append(h.Labeled, word)
		} else {
			h.Words = append(h.Words, word)
		}
	}
	for range hmmStates * (hmmStates - 1 + hmmWords - 1) {
		h.Z = append(h.Z, 1.6*r.Float64()-0.8)
	}
	return h
}

// draw returns i with probability p[i].
func draw(r *rand.Rand, p []float64) int {
	u, i := r.Float64(), 0
	for i < len(p)-1 && u > p[i] {
		u -= p[i]
		i++
	}
	return i
}

func (h hmm) data() hmmData {
	return hmmData{States: np.IntVec(h.States...), Labeled: np.IntVec(h.Labeled...), Words: np.IntVec(h.Words...)}
}

func hmmBenchmark(s sizes) benchmark {
	return benchmark{
		Name: "hmm", Threads: 1, Bar: 1.3,
		Work: func() (work, error) {
			h := newHMM(s.Supervised, s.Unsupervised)
			return timedOnly(posterior(hmmModel, h.data(), h.Z))
		},
		Limit: func(l *limits) (limit, error) {
			if !l.haveC("hmm") {
				return limit{What: "-"}, nil
			}
			args := []string{fmt.Sprint(s.Supervised), fmt.Sprint(s.Unsupervised)}
			t, err := l.c("hmm", args, "simd")
			return limit{What: "C, log space, SIMD", Time: t}, err
		},
	}
}
