package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// limitsCommand measures cases against their limits.
func limitsCommand(s settings) (err error) {
	all, err := chosen(s, benchmarks(paper), func(b benchmark) string { return b.Name })
	if err != nil {
		return err
	}
	if level() == "none" {
		return errors.New("there is no machine code for this processor")
	}
	l, err := newLimits("-O3")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	r := report{Machine: thisMachine()}
	if !s.JSON {
		fmt.Fprintf(s.Stdout, "%v\nmedians of %d%s\n\n%s\n", r.Machine, s.Reps, clockNote(), header)
	}
	narrow, err := startAVX2()
	if err != nil {
		return err
	}
	if narrow != nil {
		defer func() { err = errors.Join(err, narrow.Close()) }()
	}
	for _, b := range all {
		c := result{Name: b.Name, Bar: b.Bar}
		if err := b.compare(l, narrow, s, &c); err != nil {
			c.Violated = err.Error()
		}
		r.Cases = append(r.Cases, c)
		if !s.JSON {
			fmt.Fprintln(s.Stdout, c)
		}
	}
	r.Over, r.Limits = count(r.Cases), l.String()
	if s.JSON {
		if err := r.write(s.Stdout); err != nil {
			return err
		}
	} else {
		fmt.Fprint(s.Stdout, "\n", r.summary())
	}
	if r.Over > 0 {
		return errOver
	}
	return nil
}

// startAVX2 starts this program for machine code without AVX-512; nil if that is what this one makes.
func startAVX2() (*process, error) {
	if level() != "avx512" {
		return nil, nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "serve")
	cmd.Env = append(os.Environ(), "PHLOX_CPU=avx2")
	return start(cmd)
}

// compare measures phlox, its limit, and phlox without AVX-512 in turn.
func (b benchmark) compare(l *limits, narrow *process, s settings, r *result) error {
	limit, err := b.Limit(l)
	if err != nil {
		return err
	}
	r.LimitIs, r.PeerIs = limit.What, limit.PeerIs
	w, err := b.prepare()
	if err != nil {
		return err
	}
	contenders := []contender{w.Time, limit.Time, limit.Peer, nil}
	if narrow != nil {
		contenders[3] = narrow.measure(b.Name)
	}
	t, err := medians(contenders, s.Settle, s.Reps)
	if err != nil {
		return err
	}
	r.Phlox, r.Limit, r.Peer, r.AVX2 = t[0], t[1], t[2], t[3]
	if w.Check != nil {
		return w.Check()
	}
	return nil
}
