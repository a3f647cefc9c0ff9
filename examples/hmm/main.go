// Hmm fits a hidden Markov model to a text of which only the beginning is labeled: each word is emitted by
// a hidden state, and the states follow one another as a Markov chain. The states of the rest are summed
// out by the forward algorithm.
//
// It is the semi-supervised model of the Stan User's Guide and of Phan, Pradhan, Jankowiak,
// arXiv:1912.11554.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/examples/internal/show"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

const (
	states = 3
	words  = 10
)

// Data is two texts, of which the first is labeled.
type Data struct {
	States  np.Array // the hidden states of Labeled
	Labeled np.Array // words whose states are known
	Words   np.Array // words whose states are not
}

// Prior concentrations: any transition is as likely, but a state has few words of its own.
var (
	transitionPrior = np.Ones(states)
	emissionPrior   = np.Full(np.Shape{words}, 0.1)
)

// Model says that each state has a distribution of the next state and one of its word. Nothing is assumed
// about the first states.
func Model(p *phlox.P, d Data) {
	state := p.Plate("state", states)
	transition := state.Sample("transition", dist.Dirichlet(transitionPrior))
	emission := state.Sample("emission", dist.Dirichlet(emissionPrior))

	n := d.States.Len()
	from, to := d.States.Slice(0, 0, n-1), d.States.Slice(0, 1, n)
	p.Observe("states", dist.Categorical(np.Take(transition, from, 0)), to)
	p.Observe("labeled", dist.Categorical(np.Take(emission, d.States, 0)), d.Labeled)

	p.Factor("words", forward(transition.Log(), emission.Log(), d.Words))
}

// forward returns the log probability of the words, whatever their states. With the probability of the
// words so far and of being in state j now as the scan's state,
//
//	a[t, j] = (Σ_i a[t-1, i] transition[i, j]) emission[j, word t]
func forward(logTransition, logEmission, words np.Array) np.Array {
	logWord := np.Take(logEmission, words, 1).T() // [words, states]
	last, _ := fn.Scan(func(logA, logWord np.Array) (np.Array, struct{}) {
		return np.LogSumExp(logA.ExpandDims(1).Add(logTransition), 0).Add(logWord), struct{}{}
	}, logWord.At(0), logWord.Slice(0, 1, words.Len()), fn.Steps{})
	return np.LogSumExp(last)
}

// Truth is what the simulated texts were made with.
type Truth struct{ Transition, Emission np.Array }

// simulate draws a model and n words from it, with their states.
func simulate(key random.PRNGKey, n int) (truth Truth, hidden, text np.Array) {
	keys := key.Split(3)
	truth = Truth{
		Transition: dist.Dirichlet(transitionPrior).Sample(keys[0], states),
		Emission:   dist.Dirichlet(emissionPrior).Sample(keys[1], states),
	}
	type step struct{ State, Word np.Array }
	_, steps := fn.Scan(func(state np.Array, key random.PRNGKey) (np.Array, step) {
		keys := key.Split(2)
		next := dist.Categorical(np.DynamicIndex(truth.Transition, state)).Sample(keys[0])
		word := dist.Categorical(np.DynamicIndex(truth.Emission, next)).Sample(keys[1])
		return next, step{next, word}
	}, np.Scalar(int64(0)), keys[2].SplitArray(n), fn.Steps{})
	return truth, steps.State, steps.Word
}

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	config := mcmc.Config{Method: mcmc.Vectorized} // a scan step costs much the same for all chains at once
	flags := flag.NewFlagSet("hmm", flag.ExitOnError)
	supervised := flags.Int("supervised", 100, "words with known states")
	unsupervised := flags.Int("unsupervised", 500, "words with unknown states")
	flags.IntVar(&config.Warmup, "warmup", 100, "warm-up draws per chain; 1000 for serious work")
	flags.IntVar(&config.Samples, "samples", 100, "draws per chain; 1000 for serious work. With the defaults it runs for some minutes")
	flags.IntVar(&config.Chains, "chains", 2, "number of chains, which run as one batch")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}

	keys := random.Key(*seed).Split(2)
	n := *supervised + *unsupervised
	truth, hidden, text := simulate(keys[0], n)
	data := Data{
		States:  hidden.Slice(0, 0, *supervised),
		Labeled: text.Slice(0, 0, *supervised),
		Words:   text.Slice(0, *supervised, n),
	}
	fit, err := mcmc.Run(ctx, keys[1], Model, data, config)
	if err != nil {
		return err
	}
	table, err := fit.SummaryOf(0.9, "transition", "emission")
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%v\n", table)

	covered := 0
	for i, x := range np.Concat(0, truth.Transition.Ravel(), truth.Emission.Ravel()).Float64s() {
		if row := table.Rows[i]; row.Lower <= x && x <= row.Upper {
			covered++
		}
	}
	fmt.Fprintf(stdout, "%d of %d probabilities are in their 90%% intervals.\n", covered, len(table.Rows))
	return nil
}
