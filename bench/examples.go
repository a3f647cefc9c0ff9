package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// example is a program of examples/ with arguments.
type example struct {
	Name     string
	Args     []string
	Backends []string
}

// backends are what PHLOX_BACKEND can be.
var backends = []string{"eval", "interp", "native"}

// examples run as they are, but where the evaluator needs many minutes: there it is given fewer draws.
var examples = []example{
	{"baseball", nil, backends},
	{"eightschools", nil, backends},
	{"gp", nil, backends},
	{"hmm", []string{"-warmup", "10", "-samples", "10"}, backends},
	{"hmm", nil, []string{"native"}},
	{"horseshoe", nil, backends},
	{"logistic", nil, backends},
	{"ucbadmit", nil, backends},
}

// timedExample is how long an example takes, in seconds, from start to end.
type timedExample struct {
	Name, Args string
	Seconds    map[string]float64 // by back end
}

const exampleHeader = "example       arguments                     eval      interp      native  eval/native"

// String is the line of an example.
func (t timedExample) String() string {
	line := fmt.Sprintf("%-13s %-22s", t.Name, t.Args)
	for _, b := range backends {
		line += fmt.Sprintf("  %10s", duration(t.Seconds[b]))
	}
	if t.Seconds["eval"] > 0 {
		return line + fmt.Sprintf("  %11.1f", t.Seconds["eval"]/t.Seconds["native"])
	}
	return line + fmt.Sprintf("  %11s", "-")
}

// examplesCommand times the examples with each back end, compiled before.
func examplesCommand(s settings) (err error) {
	list, err := chosen(s, examples, func(e example) string { return e.Name })
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "phlox-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if !s.JSON {
		fmt.Fprintf(s.Stdout, "%v\nmedians of %d%s; what takes more than %v s is not repeated\n\n%s\n", thisMachine(), s.Reps, clockNote(), long, exampleHeader)
	}
	var all []timedExample
	for _, e := range list {
		t, err := e.timed(dir, s.Reps)
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
		all = append(all, t)
		if !s.JSON {
			fmt.Fprintln(s.Stdout, t)
		}
	}
	if s.JSON {
		e := json.NewEncoder(s.Stdout)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Machine  machine
			Examples []timedExample
		}{thisMachine(), all})
	}
	return nil
}

// timed builds an example in a directory and runs it with its back ends.
func (e example) timed(dir string, reps int) (timedExample, error) {
	t := timedExample{e.Name, strings.Join(e.Args, " "), map[string]float64{}}
	binary := filepath.Join(dir, e.Name)
	build := exec.Command("go", "build", "-o", binary, "github.com/phlox-ppl/phlox/examples/"+e.Name)
	if text, err := build.CombinedOutput(); err != nil {
		return t, fmt.Errorf("%w: %s", err, text)
	}
	for _, backend := range e.Backends {
		var times []float64
		for len(times) < reps && !(median(times) > long) {
			x, err := runTime(backend, binary, e.Args)
			if err != nil {
				return t, err
			}
			times = append(times, x)
		}
		t.Seconds[backend] = median(times)
	}
	return t, nil
}

// long is a number of seconds.
const long = 5.0

// runTime returns how long a program runs with a back end.
func runTime(backend, binary string, args []string) (seconds float64, err error) {
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "PHLOX_BACKEND="+backend)
	begun := now()
	if text, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("PHLOX_BACKEND=%s: %w: %s", backend, err, text)
	}
	if clock == "cpu" {
		return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), nil
	}
	return (now() - begun).Seconds(), nil
}
