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

// programs are built with these options beyond -O3 -march=native.
var programs = map[string][]string{"covtype": nil, "hmm": nil, "skim": nil, "nuts": {"-ffast-math"}, "peak": nil}

// limits has the C programs that there is a compiler for.
type limits struct {
	missing   map[string]string // why a program is not there
	dir       string
	processes map[string]*process
}

// newLimits builds the C programs in a temporary directory. Close removes it.
func newLimits() (*limits, error) {
	l := &limits{missing: map[string]string{}, processes: map[string]*process{}}
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		for name := range programs {
			l.missing[name] = "there is no gcc"
		}
		return l, nil
	}
	if l.dir, err = os.MkdirTemp("", "phlox-bench-"); err != nil {
		return nil, err
	}
	if err := os.CopyFS(l.dir, testdata); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	for name, options := range programs {
		args := append([]string{"-O3", "-march=native"}, options...)
		args = append(args, "-o", l.path(name), filepath.Join(l.dir, "testdata", name+".c"), "-lm", "-lpthread")
		if text, err := exec.Command(gcc, args...).CombinedOutput(); err != nil {
			l.missing[name] = fmt.Sprintf("gcc does not compile %s.c: %s", name, firstError(string(text)))
		}
	}
	return l, nil
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

// haveC reports whether there is a C program to compare with.
func (l *limits) haveC(name string) bool { return l.missing[name] == "" }

// String says what is compared with.
func (l *limits) String() string {
	var why []string
	for _, name := range slices.Sorted(maps.Keys(l.missing)) {
		if !slices.Contains(why, l.missing[name]) {
			why = append(why, l.missing[name])
		}
	}
	if len(why) == 0 {
		return "hand-written C"
	}
	return "hand-written C and, in its place, own loops, since " + strings.Join(why, "; ")
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
