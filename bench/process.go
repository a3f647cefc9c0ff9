package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// process is a program that measures on request: it prints a line when it is ready, and then answers each line
// "name seconds" with the time of a piece of work in seconds, or with "error" and what is wrong.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// start starts a program and waits until it is ready.
func start(cmd *exec.Cmd) (*process, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd, in, bufio.NewReader(out)}
	if _, err := p.out.ReadString('\n'); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", cmd.Path, errors.Join(err, p.Close()), complaints.String())
	}
	return p, nil
}

// measure returns the contender that is the work of a name.
func (p *process) measure(name string) contender {
	return func(atLeast time.Duration) (float64, error) {
		if _, err := fmt.Fprintln(p.in, name, atLeast.Seconds()); err != nil {
			return 0, err
		}
		line, err := p.out.ReadString('\n')
		if err != nil {
			return 0, fmt.Errorf("%s ended: %w", p.cmd.Path, err)
		}
		line = strings.TrimSpace(line)
		if reason, wrong := strings.CutPrefix(line, "error "); wrong {
			return 0, errors.New(reason)
		}
		return strconv.ParseFloat(line, 64)
	}
}

// Close ends the program.
func (p *process) Close() error { return errors.Join(p.in.Close(), p.cmd.Wait()) }

// serve is the other side: it measures phlox's part of benchmarks. The last one is kept ready.
func serve(all []benchmark, in io.Reader, out io.Writer) error {
	fmt.Fprintln(out, "ready")
	var ready string
	var w work
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var name string
		var seconds float64
		if _, err := fmt.Sscan(lines.Text(), &name, &seconds); err != nil {
			return fmt.Errorf("request %q: %w", lines.Text(), err)
		}
		t, err := func() (float64, error) {
			if name != ready {
				b, err := find(all, name)
				if err != nil {
					return 0, err
				}
				if w, err = b.prepare(); err != nil {
					return 0, err
				}
				ready = name
			}
			return w.Time(time.Duration(seconds * float64(time.Second)))
		}()
		if err != nil {
			fmt.Fprintln(out, "error", strings.ReplaceAll(err.Error(), "\n", " "))
			continue
		}
		fmt.Fprintf(out, "%.9e\n", t)
	}
	return nil
}

// prepare makes the work of a benchmark ready, with its number of threads, and without garbage of what was before.
func (b benchmark) prepare() (work, error) {
	runtime.GOMAXPROCS(b.Threads)
	w, err := b.Work()
	runtime.GC()
	return w, err
}
