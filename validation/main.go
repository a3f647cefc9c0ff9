// Validation samples posteriors of posteriordb as phlox models and compares the means of the parameters and
// of their squares with reference draws of Stan, or with exact expectations where they are known; and it
// compares the models' densities and gradients with CmdStan's. It prints one line per posterior and ends with
// status 1 if a bound is violated. Without the database it says so and does nothing.
//
//	go run ./validation             all posteriors, 4 chains of 1000 draws
//	go run ./validation -short      the cheap ones, with half the draws
//
// A z below its bound is evidence only if the standard error in it is right: each parameter has to have an
// effective sample size of 100 per chain.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime/debug"
)

func main() {
	var s settings
	flag.IntVar(&s.Draws, "draws", 1000, "draws per chain")
	flag.IntVar(&s.Warmup, "warmup", 1000, "warm-up draws per chain")
	flag.IntVar(&s.Chains, "chains", 4, "number of chains")
	flag.Int64Var(&s.Seed, "seed", 0, "seed of the random numbers")
	var c choice
	flag.StringVar(&c.Only, "only", "", "regular expression: run only posteriors with such names")
	flag.BoolVar(&c.Short, "short", false, "run the cheap posteriors only, with half the draws")
	flag.Parse()

	// The evaluator makes much garbage and keeps little: with the default, collecting it takes half the time.
	debug.SetGCPercent(1000)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if c.Short {
		s = s.halved()
	}
	chosen, err := c.choose()
	if err == nil {
		err = validate(ctx, chosen, s)
	}
	switch {
	case errors.Is(err, errNoDatabase):
		fmt.Println(err)
	case err != nil:
		fmt.Fprintln(os.Stderr, "validation:", err)
		os.Exit(1)
	}
}

// halved is s with half the draws, and warm-up draws, unless they were asked for.
func (s settings) halved() settings {
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if !given["draws"] {
		s.Draws /= 2
	}
	if !given["warmup"] {
		s.Warmup /= 2
	}
	return s
}

// choice says which posteriors to run.
type choice struct {
	Only  string // regular expression of names
	Short bool
}

func (c choice) choose() ([]posterior, error) {
	name, err := regexp.Compile(c.Only)
	if err != nil {
		return nil, err
	}
	var chosen []posterior
	for _, p := range suite {
		if name.MatchString(p.Name) && (p.Short || !c.Short) {
			chosen = append(chosen, p)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("there is no posterior like %q among those to run", c.Only)
	}
	return chosen, nil
}
