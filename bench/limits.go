package main

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// testdata are the hand-written C programs, one kernel or more each; see serve.h for how they are asked, simd.h for
// the processors they are for.
//
//go:embed testdata/*.c testdata/*.h
var testdata embed.FS

// programs are built with these options besides those for the processor and the level of optimization.
var programs = map[string][]string{"covtype": nil, "hmm": nil, "skim": nil, "nuts": {"-ffast-math"}, "peak": nil, "matmul": nil}

// limits has the C programs, each from when it is first asked for, if there is a compiler for it.
type limits struct {
	gcc       string
	level     string            // of optimization: -O3
	missing   map[string]string // by name of what was asked for: why it is not there; "" if it is
	dir       string
	processes map[string]*process
}

// newLimits makes a temporary directory for programs. Close removes it.
func newLimits(level string) (*limits, error) {
	l := &limits{level: level, missing: map[string]string{}, processes: map[string]*process{}}
	var err error
	if l.gcc, err = exec.LookPath("gcc"); err != nil {
		return noC("there is no gcc"), nil
	}
	if l.dir, err = os.MkdirTemp("", "phlox-bench-"); err != nil {
		return nil, err
	}
	if err := os.CopyFS(l.dir, testdata); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// noC is without all programs for a reason.
func noC(why string) *limits {
	l := &limits{missing: map[string]string{}}
	for name := range programs {
		l.missing[name] = why
	}
	return l
}

// haveC reports whether there is a C program to compare with. It is built if it was not asked for before.
func (l *limits) haveC(name string) bool {
	why, asked := l.missing[name]
	if !asked {
		why = l.build(name)
		l.missing[name] = why
	}
	return why == ""
}

// build compiles a program and returns why that cannot be done.
func (l *limits) build(name string) (why string) {
	args := append([]string{l.level, "-march=native"}, programs[name]...)
	args = append(args, "-o", l.path(name), filepath.Join(l.dir, "testdata", name+".c"), "-lm", "-lpthread")
	if text, err := exec.Command(l.gcc, args...).CombinedOutput(); err != nil {
		return fmt.Sprintf("gcc does not compile %s.c: %s", name, firstError(string(text)))
	}
	return ""
}

// firstError returns the first line of a compiler's output that is an error.
func firstError(text string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, "error:") {
			return strings.TrimSpace(line)
		}
	}
	return strings.TrimSpace(text)
}

func (l *limits) path(name string) string { return filepath.Join(l.dir, name) }

// String says what was compared with.
func (l *limits) String() string {
	var reasons []string
	for _, name := range slices.Sorted(maps.Keys(l.missing)) {
		if why := l.missing[name]; why != "" && !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	if reasons == nil {
		return "hand-written C"
	}
	return "own loops where there is no C: " + strings.Join(reasons, "; ")
}

// c returns the contender that is a kernel of a program with arguments. Kernels of the same arguments share a process.
func (l *limits) c(name string, args []string, kernel string) (contender, error) {
	key := name + " " + strings.Join(args, " ")
	p := l.processes[key]
	if p == nil {
		var err error
		if p, err = start(exec.Command(l.path(name), args...)); err != nil {
			return nil, err
		}
		l.processes[key] = p
	}
	return p.measure(kernel), nil
}

// Close ends the programs and removes them.
func (l *limits) Close() error {
	var err error
	for _, p := range l.processes {
		err = errors.Join(err, p.Close())
	}
	if l.dir == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}
