package mcmc

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/phlox-ppl/phlox/infer"
)

// Progress is what a run shows of itself.
type Progress uint8

// What to show.
const (
	Auto  Progress = iota // bars if the output is a terminal, else lines
	Quiet                 // nothing
	Lines                 // a line now and then
	Bars                  // a bar for each chain
)

// linesEvery is how often Lines reports on a chain.
const linesEvery = 5 * time.Second

// progress reports on the chains of a run. Its methods may be called concurrently.
type progress struct {
	mode   Progress
	out    io.Writer
	total  int
	warmup int

	mu     sync.Mutex
	bars   *mpb.Progress
	chains []chainProgress
}

type chainProgress struct {
	bar    *mpb.Bar
	status string
	shown  time.Time
	done   int
}

func newProgress(c Config) *progress {
	p := &progress{mode: c.Progress, out: c.Output, total: c.Warmup + c.Samples, warmup: c.Warmup, chains: make([]chainProgress, c.Chains)}
	if p.out == nil {
		p.out = os.Stderr
	}
	if p.mode == Auto {
		p.mode = Lines
		if f, ok := p.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			p.mode = Bars
		}
	}
	now := time.Now()
	if p.mode == Bars {
		p.bars = mpb.New(mpb.WithOutput(p.out), mpb.WithWidth(40))
	}
	for k := range p.chains {
		p.chains[k].shown = now
		if p.mode == Bars {
			status := decor.Any(func(decor.Statistics) string {
				p.mu.Lock()
				defer p.mu.Unlock()
				return p.chains[k].status
			})
			p.chains[k].bar = p.bars.AddBar(int64(p.total),
				mpb.PrependDecorators(decor.Name(fmt.Sprintf("chain %d ", k))),
				mpb.AppendDecorators(decor.CountersNoUnit("%d/%d "), status))
		}
	}
	return p
}

// update reports that chain k has come to a state.
func (p *progress) update(k int, s infer.State) {
	if p.mode == Quiet {
		return
	}
	count := int(s.Count.Item())
	phase := "sample"
	if count < p.warmup {
		phase = "warmup"
	}
	status := fmt.Sprintf("%s: %d steps of size %.2e, acc. prob. %.2f", phase, int(s.Info.Steps.Item()), s.Info.StepSize.Item(), s.Info.AcceptProb.Item())
	p.mu.Lock()
	c := &p.chains[k]
	c.status, c.done = status, count
	show := p.mode == Lines && (time.Since(c.shown) > linesEvery || count == p.total)
	if show {
		c.shown = time.Now()
	}
	p.mu.Unlock()
	switch {
	case show:
		fmt.Fprintf(p.out, "chain %d: %d/%d %s\n", k, count, p.total, status)
	case p.mode == Bars:
		c.bar.SetCurrent(int64(count))
	}
}

// close ends the bars.
func (p *progress) close() {
	if p.bars == nil {
		return
	}
	for _, c := range p.chains {
		if c.done < p.total {
			c.bar.Abort(false)
		}
	}
	p.bars.Wait()
}
