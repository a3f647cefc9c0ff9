// Validation samples posteriors of posteriordb as phlox models and compares the means of the parameters and
// of their squares with reference draws of Stan, or with exact expectations where they are known; and it
// compares the models' densities and gradients with CmdStan's. It prints one line per posterior and ends with
// status 1 if a bound is violated. Without the database it says so and does nothing.
//
//	go run ./validation             all posteriors, 4 chains of 1000 draws
//	go run ./validation -short      the cheap ones
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
)

func main() {
	var s settings
	flag.IntVar(&s.Draws, "draws", 1000, "draws per chain")
	flag.IntVar(&s.Warmup, "warmup", 1000, "warm-up draws per chain")
	flag.IntVar(&s.Chains, "chains", 4, "number of chains")
	flag.Int64Var(&s.Seed, "seed", 0, "seed of the random numbers")
	only := flag.String("only", "", "regular expression: run only posteriors with such names")
	quick := flag.Bool("short", false, "run the cheap posteriors only, with half the draws")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	chosen, err := choose(*only, *quick)
	if err == nil {
		err = validate(ctx, chosen, s.shortened(*quick))
	}
	switch {
	case errors.Is(err, errNoDatabase):
		fmt.Println(err)
	case err != nil:
		fmt.Fprintln(os.Stderr, "validation:", err)
		os.Exit(1)
	}
}

// shortened halves draws and warm-up that were not asked for.
func (s settings) shortened(quick bool) settings {
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if quick && !given["draws"] {
		s.Draws /= 2
	}
	if quick && !given["warmup"] {
		s.Warmup /= 2
	}
	return s
}

// choose returns the posteriors whose names match.
func choose(only string, quick bool) ([]posterior, error) {
	name, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	var chosen []posterior
	for _, p := range suite {
		if name.MatchString(p.Name) && (p.Short || !quick) {
			chosen = append(chosen, p)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("there is no posterior like %q", only)
	}
	return chosen, nil
}
