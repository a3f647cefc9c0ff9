package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"time"
)

// errViolated says that not all is as it should be.
var errViolated = errors.New("bounds are violated")

// validate runs posteriors and prints how they did.
func validate(ctx context.Context, chosen []posterior, s settings) error {
	db, err := open()
	if err != nil {
		return err
	}
	fmt.Printf("%d chains of %d draws after %d warm-up draws, seed %d\n", s.Chains, s.Draws, s.Warmup, s.Seed)
	fmt.Print(header)
	begun := time.Now()
	var all zScores
	var violations []string
	for o := range runAll(ctx, db, chosen, s) {
		if o.Err != nil {
			return fmt.Errorf("%s: %w", o.Name, o.Err)
		}
		fmt.Println(o)
		all.join(o.Scores)
		for _, v := range o.Violations {
			violations = append(violations, o.Name+": "+v)
		}
	}
	violations = append(violations, all.violations()...)
	fmt.Printf("%d comparisons: max |z| %.2f at %s (bound %.2f), rms z %.3f (1 ± %.2f); %s\n", all.Count, all.Max, all.Worst,
		all.largest(), all.rms(), all.spread(), time.Since(begun).Round(time.Second))
	for _, v := range violations {
		fmt.Println("VIOLATED:", v)
	}
	if violations != nil {
		return errViolated
	}
	return nil
}

// runAll runs as many posteriors at a time as there are processors, and yields the outcomes in order.
func runAll(ctx context.Context, db database, chosen []posterior, s settings) iter.Seq[outcome] {
	return func(yield func(outcome) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		free := make(chan struct{}, runtime.GOMAXPROCS(0))
		done := make([]chan outcome, len(chosen))
		for i := range chosen {
			done[i] = make(chan outcome, 1)
		}
		go func() {
			for i, p := range chosen {
				free <- struct{}{}
				go func() {
					done[i] <- p.run(ctx, db, s)
					<-free
				}()
			}
		}()
		for _, c := range done {
			if !yield(<-c) {
				return
			}
		}
	}
}

const header = "posterior                   truth  max|z|  rms z  diverging  min ESS   R-hat  gradient     time\n"

// String is the posterior's line in the table.
func (o outcome) String() string {
	truth := "draws"
	if o.Exact {
		truth = "exact"
	}
	return fmt.Sprintf("%-26s  %-5s  %6.2f  %5.2f  %9d  %7.0f  %6.3f  %8s  %7s", o.Name, truth,
		o.Scores.Max, o.Scores.rms(), o.Divergences, o.ESS, o.RHat, o.Gradient, o.Time.Round(10*time.Millisecond))
}
