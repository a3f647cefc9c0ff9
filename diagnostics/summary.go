package diagnostics

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Config says what a summary shows.
type Config struct {
	Prob        float64 // mass of the interval, in (0, 1]; 0 means 0.9
	Divergences int     // divergent transitions after warmup, printed below the table
}

// Table is the summary of a posterior, one row per scalar. Its String and
// Markdown methods print it; the numbers are in Rows, unrounded.
type Table struct {
	Rows        []Row
	Prob        float64 // mass of the intervals
	Divergences int
}

// Row summarizes one scalar: an element name[i,j] of a site, or a site without
// shape. The draws of all chains are pooled for the first five numbers, which
// follow NumPyro's print_summary.
type Row struct {
	Name         string
	Mean         float64
	Std          float64 // unbiased: divisor S-1; NaN for a single draw
	Median       float64
	Lower, Upper float64 // the [HPDI]; columns named like 5.0% and 95.0%, though it need not be central
	NEff         float64 // [ESS]
	RHat         float64 // [RankRHat], rank-normalized; NumPyro prints [SplitRHat]
	ESSBulk      float64 // [ESSBulk]
	ESSTail      float64 // [ESSTail]
	MCSEMean     float64 // [MCSEMean]
}

// Summarize tabulates the sites in their order, and the elements of each in
// row-major order; a site with a zero dimension has no rows. It fails if a
// site's draws do not fit its shape or differ in number between chains. A NaN or
// infinite draw is no error: it shows as NaN in its row.
func Summarize(sites []Site, config Config) (Table, error) {
	prob := config.Prob
	if prob == 0 {
		prob = 0.9
	}
	if !(0 < prob && prob <= 1) {
		return Table{}, fmt.Errorf("summarize: probability %v of the interval is outside (0, 1]", prob)
	}
	var scalars []scalar
	for _, site := range sites {
		if err := site.check(); err != nil {
			return Table{}, fmt.Errorf("summarize: %w", err)
		}
		for i := range site.size() {
			scalars = append(scalars, scalar{site, i})
		}
	}
	return Table{Rows: summarizeAll(scalars, prob), Prob: prob, Divergences: config.Divergences}, nil
}

// scalar is one element of a site.
type scalar struct {
	site    Site
	element int
}

// summarizeAll shares the rows among the processors: each takes a millisecond or
// more, mostly for sorting, and they are independent.
func summarizeAll(scalars []scalar, prob float64) []Row {
	rows := make([]Row, len(scalars))
	var taken atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rows)) {
		workers.Go(func() {
			for i := taken.Add(1) - 1; i < int64(len(rows)); i = taken.Add(1) - 1 {
				rows[i] = scalars[i].summarize(prob)
			}
		})
	}
	workers.Wait()
	return rows
}

func (s scalar) summarize(prob float64) Row {
	chains := s.site.element(s.element)
	x := pool(chains)
	row := Row{
		Name: s.site.elementName(s.element),
		Mean: mean(x),
		Std:  math.Sqrt(variance(x)),
	}
	slices.Sort(x)
	interval := hpdiOfSorted(x, prob)
	row.Median = quantileOfSorted(x, 0.5)
	row.Lower, row.Upper = interval.Lower, interval.Upper
	row.NEff = ESS(chains)
	row.RHat = RankRHat(chains)
	row.ESSBulk = ESSBulk(chains)
	row.ESSTail = ESSTail(chains)
	row.MCSEMean = MCSEMean(chains)
	return row
}
