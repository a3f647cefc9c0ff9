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
	config Config
	begun  time.Time

	mu     sync.Mutex // guards chains, and writes to out
	bars   *mpb.Progress
	chains []chainProgress
}

type chainProgress struct {
	bar    *mpb.Bar
	status string
	first  int // the Count it began at
	done   int // and has now
	shown  time.Time

	// of the transitions looked at in this phase, the sum of the acceptance probabilities and the number
	accept float64
	looks  int
	warmup bool
}

func newProgress(c Config) *progress {
	p := &progress{mode: c.Progress, out: c.Output, config: c, begun: time.Now(), chains: make([]chainProgress, c.Chains)}
	if p.out == nil {
		p.out = os.Stderr
	}
	f, ok := p.out.(*os.File)
	terminal := ok && term.IsTerminal(int(f.Fd()))
	if p.mode == Auto {
		p.mode = Lines
		if terminal {
			p.mode = Bars
		}
	}
	if p.mode == Bars { // as wide as the terminal; elsewhere so that a status fits
		p.bars = mpb.New(mpb.WithOutput(p.out), mpb.WithAutoRefresh(), mpb.ContainerOptional(mpb.WithWidth(132), !terminal))
	}
	for k := range p.chains {
		c := &p.chains[k]
		c.shown = p.begun
		if p.mode == Bars {
			c.bar = p.bars.AddBar(int64(p.config.total()), mpb.BarWidth(18),
				mpb.PrependDecorators(decor.Name(p.name(k)+" "), decor.Percentage(decor.WCSyncSpace)),
				mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
					p.mu.Lock()
					defer p.mu.Unlock()
					return " " + c.status
				})))
		}
	}
	return p
}

func (p *progress) name(k int) string { return fmt.Sprintf("chain %d", p.config.FirstChain+k) }

// update reports that chain k has come to a state.
func (p *progress) update(k int, ch *chain) {
	if p.mode == Quiet {
		return
	}
	count := ch.count()
	p.mu.Lock()
	c := &p.chains[k]
	if c.status == "" {
		c.first = count
	} else if c.done == count {
		p.mu.Unlock()
		return
	}
	c.done = count
	if warmup := count < p.config.Warmup; warmup != c.warmup {
		c.warmup, c.accept, c.looks = warmup, 0, 0
	}
	c.status = fmt.Sprintf("%d/%d", count, p.config.total())
	if ch.begun && count > c.first {
		c.accept += ch.state.Info.AcceptProb.Item()
		c.looks++
		c.status += " " + p.times(c) + " " + c.describe(ch.state.Info, ch.draws.Diverged)
	}
	if p.mode == Lines && (time.Since(c.shown) > linesEvery || count == p.config.total()) && count > c.first {
		c.shown = time.Now()
		fmt.Fprintf(p.out, "%s: %s\n", p.name(k), c.status)
	}
	bar := c.bar
	p.mu.Unlock() // the bar asks for the status
	if bar != nil {
		bar.SetCurrent(int64(count))
	}
}

// times returns the time a chain has taken and the time it will still take if it goes on so.
func (p *progress) times(c *chainProgress) string {
	taken := time.Since(p.begun)
	left := time.Duration(float64(taken) / float64(c.done-c.first) * float64(p.config.total()-c.done))
	return fmt.Sprintf("[%v<%v]", taken.Round(time.Second), left.Round(time.Second))
}

// describe tells about the last transition as NumPyro does. The acceptance probability is a mean over the
// transitions of the phase that were looked at.
func (c *chainProgress) describe(info infer.Info, diverged int) string {
	phase := "sample"
	if c.warmup {
		phase = "warmup"
	}
	s := fmt.Sprintf("%s: %d steps of size %.2e. acc. prob=%.2f", phase, int(info.Steps.Item()), info.StepSize.Item(), c.accept/float64(c.looks))
	if diverged > 0 {
		s += fmt.Sprintf(", %d divergences", diverged)
	}
	return s
}

// close ends the bars.
func (p *progress) close() {
	if p.bars == nil {
		return
	}
	for _, c := range p.chains {
		if c.done < p.config.total() {
			c.bar.Abort(false)
		}
	}
	p.bars.Wait()
}
