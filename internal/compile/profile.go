package compile

import (
	"fmt"
	"strings"
	"time"

	"github.com/phlox-ppl/phlox/internal/roofline"
)

// Profile says where the time of a program goes, and how far from the machine's limits it is there.
type Profile struct {
	Bandwidth float64 // bytes a second that one thread reads from memory; 0 if there is no machine code to measure it with
	Peak      float64 // float64 operations a second of one thread
	Parts     []Part  // the first is the whole
}

// Part is a loop nest, a while, or a call of Go; or the whole program. What it says is of all runs together, parts inside
// included. Traffic and operations are what the loops say, not what caches make of it; they are 0 where that depends on
// numbers: of a while, for one.
type Part struct {
	Name       string // as in the loops that Explain shows
	Buffers    string // that it reads, and after a ">" those that it writes
	Depth      int    // of parts around it
	Runs       int64
	Iterations int64 // of a loop
	Time       time.Duration
	Read       float64 // bytes; what a run touches several times counts once
	Written    float64
	Flops      float64
}

// Roofline returns which part of the time the limits of the machine explain: 1 is as fast as can be, more is data from
// caches.
func (p *Profile) Roofline(part Part) float64 {
	if p.Bandwidth == 0 || part.Time == 0 {
		return 0
	}
	least := roofline.Limits{Bandwidth: p.Bandwidth, Flops: p.Peak}.Time(part.Read+part.Written, part.Flops)
	return least / part.Time.Seconds()
}

// String returns a table of the parts.
func (p *Profile) String() string {
	var b strings.Builder
	whole := p.Parts[0]
	fmt.Fprintf(&b, "%d runs, %v", whole.Runs, whole.Time.Round(time.Microsecond))
	if p.Bandwidth > 0 {
		fmt.Fprintf(&b, "; a thread reads %.3g GB/s and does %.3g GFLOP/s", p.Bandwidth/1e9, p.Peak/1e9)
	}
	fmt.Fprintf(&b, "\n\n%6s %9s %9s %10s %9s %7s %9s %8s %8s\n", "time", "runs", "a run", "iterations", "bytes/run", "GB/s", "flop/run", "GFLOP/s", "roofline")
	few := 0
	for _, n := range p.Parts {
		if n.Runs == 0 || n.Time < whole.Time/1000 {
			few++
			continue
		}
		fmt.Fprintf(&b, "%5.1f%% %9d %9v ", 100*float64(n.Time)/float64(max(whole.Time, 1)), n.Runs, rounded(n.Time/time.Duration(n.Runs)))
		fmt.Fprintf(&b, "%10s %9s %7s ", number(float64(n.Iterations)/float64(n.Runs)), number((n.Read+n.Written)/float64(n.Runs)), n.rate(n.Read+n.Written))
		fmt.Fprintf(&b, "%9s %8s %8s  ", number(n.Flops/float64(n.Runs)), n.rate(n.Flops), percent(p.Roofline(n)))
		b.WriteString(strings.TrimRight(strings.Repeat("  ", n.Depth)+n.Name+"  "+n.Buffers, " ") + "\n")
	}
	if few > 0 {
		fmt.Fprintf(&b, "%d other parts with less than 0.1%% each\n", few)
	}
	return b.String()
}

// rate returns billions a second.
func (p Part) rate(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.3g", x/float64(p.Time))
}

func rounded(d time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
}

func number(x float64) string {
	switch {
	case x == 0:
		return ""
	case x < 1e5:
		return fmt.Sprintf("%.4g", x)
	}
	return fmt.Sprintf("%.3g", x)
}

func percent(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f%%", 100*x)
}
