// Bench measures how far phlox's machine code is from what the machine can do, and how long making it takes.
//
//	go run ./bench limits     each case against its limit; exits 1 if one is over its bar
//	go run ./bench compile    the stages from a model to machine code
//	go run ./bench examples   the programs of examples/ with each back end
//
// A limit is hand-written C for the same density (testdata), the time to read the data once, or the number of
// floating-point operations at the peak rate; where there is no C compiler, the loops of package loop take the place
// of the last two. Phlox and its limit are measured in turn, in one run, so that what else the machine does
// hits both. With PHLOX_BENCH_CLOCK=cpu it is processor time that is measured, for a machine that does much else.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
)

func main() {
	err := run(os.Args[1:], os.Stdin, os.Stdout)
	switch {
	case errors.Is(err, errOver):
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

// settings say what to measure and how to report it.
type settings struct {
	JSON   bool
	Settle time.Duration // how long all runs before it is measured
	Reps   int           // repetitions, of which the median counts
	Only   *regexp.Regexp

	Stdout io.Writer
}

// commands are what the first argument can be.
var commands = map[string]func(s settings, stdin io.Reader) error{
	"limits":       func(s settings, _ io.Reader) error { return limitsCommand(s) },
	"compile":      func(s settings, _ io.Reader) error { return compileCommand(s) },
	"instructions": func(s settings, _ io.Reader) error { return instructionsCommand(s) },
	"examples":     func(s settings, _ io.Reader) error { return examplesCommand(s) },
	// Serve answers requests for measurements as the C programs do: it is how limits asks a process with other
	// settings in its environment.
	"serve": func(s settings, stdin io.Reader) error {
		return serve(benchmarks(paper), stdin, s.Stdout)
	},
}

const usage = "usage: bench limits|compile|instructions|examples [-json] [-settle time] [-reps n] [-only regexp]"

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	if len(args) == 0 || commands[args[0]] == nil {
		return errors.New(usage)
	}
	s := settings{Stdout: stdout}
	flags := flag.NewFlagSet("bench "+args[0], flag.ContinueOnError)
	flags.BoolVar(&s.JSON, "json", false, "print JSON")
	flags.DurationVar(&s.Settle, "settle", settling, "limits: how long each case runs before it is measured")
	flags.IntVar(&s.Reps, "reps", 5, "repetitions; the median counts")
	only := flags.String("only", "", "regular expression: measure only cases with such names")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if flags.NArg() > 0 || s.Reps < 1 {
		return errors.New(usage)
	}
	var err error
	if s.Only, err = regexp.Compile(*only); err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	return commands[args[0]](s, stdin)
}

// chosen returns the elements of x whose names the settings ask for.
func chosen[T any](s settings, x []T, name func(T) string) ([]T, error) {
	var out []T
	var names []string
	for _, e := range x {
		names = append(names, name(e))
		if s.Only.MatchString(name(e)) {
			out = append(out, e)
		}
	}
	if out == nil {
		return nil, fmt.Errorf("there is no case like %q among %s", s.Only, strings.Join(names, ", "))
	}
	return out, nil
}
