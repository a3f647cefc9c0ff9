package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// errOver says that a case is over its bar.
var errOver = errors.New("cases are over their bars")

// result is what was measured of a case.
type result struct {
	Name     string
	Phlox    float64 // seconds
	Limit    float64 // seconds; 0: there is none here
	LimitIs  string
	Bar      float64 // times the limit
	Peer     float64 `json:",omitempty"` // seconds of something else worth to know
	PeerIs   string  `json:",omitempty"`
	AVX2     float64 `json:",omitempty"` // seconds without AVX-512
	Violated string  `json:",omitempty"` // what went wrong, or should hold besides and does not
}

// avx2Bar is how much slower machine code without AVX-512 may be.
const avx2Bar = 2.2

// ratio returns phlox's time in limits, or NaN.
func (r result) ratio() float64 {
	if r.Limit <= 0 {
		return math.NaN()
	}
	return r.Phlox / r.Limit
}

// avx2Ratio returns how much slower AVX2 is, or NaN.
func (r result) avx2Ratio() float64 {
	if r.AVX2 <= 0 || r.Phlox <= 0 {
		return math.NaN()
	}
	return r.AVX2 / r.Phlox
}

// over reports whether a case is over its bar. A case without a limit is not.
func (r result) over() bool { return r.ratio() > r.Bar || r.Violated != "" }

// avx2Over reports whether a case is too slow without AVX-512.
func (r result) avx2Over() bool { return r.avx2Ratio() > avx2Bar }

// report is what a run of limits finds.
type report struct {
	Machine machine
	Limits  string // what they are
	Cases   []result
	Over    int
}

// count is the number of cases over their bar; AVX2 in place of AVX-512 is one more, over all.
func count(cases []result) (over int) {
	avx2 := 0
	for _, r := range cases {
		if r.over() {
			over++
		}
		if r.avx2Over() {
			avx2 = 1
		}
	}
	return over + avx2
}

const header = "case                           phlox      limit   ratio    bar  AVX2/AVX-512   limit is"

// String is the line of a case. A * marks what is over its bar.
func (r result) String() string {
	ratio, limit, avx2 := "- ", "-", "- "
	if r.Limit > 0 {
		ratio, limit = mark(fmt.Sprintf("%.2f", r.ratio()), r.ratio() > r.Bar), duration(r.Limit)
	}
	if r.AVX2 > 0 {
		avx2 = mark(fmt.Sprintf("%.2f", r.avx2Ratio()), r.avx2Over())
	}
	line := fmt.Sprintf("%-25s %10s %10s %8s %5.2f %13s   %s", r.Name, duration(r.Phlox), limit, ratio, r.Bar, avx2, r.LimitIs)
	if r.Peer > 0 {
		line += fmt.Sprintf("; %s: %s", r.PeerIs, duration(r.Peer))
		if r.Limit > 0 {
			line += fmt.Sprintf(", %.2f", r.Peer/r.Limit)
		}
	}
	if r.Violated != "" {
		line += "; * " + r.Violated
	}
	return line
}

// mark puts a star, or a space, behind s.
func mark(s string, over bool) string {
	if over {
		return s + "*"
	}
	return s + " "
}

// summary is the last lines.
func (r report) summary() string {
	var b strings.Builder
	worst := result{}
	for _, c := range r.Cases {
		if q := c.avx2Ratio(); !math.IsNaN(q) && !(worst.avx2Ratio() >= q) {
			worst = c
		}
	}
	if worst.Name != "" {
		fmt.Fprintf(&b, "AVX2 in place of AVX-512: at most %.2f times slower (%s), bar %.2f\n", worst.avx2Ratio(), worst.Name, avx2Bar)
	}
	fmt.Fprintf(&b, "limits: %s\n%d over their bar (*)\n", r.Limits, r.Over)
	return b.String()
}

// write prints the report as JSON.
func (r report) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// duration formats seconds with three digits.
func duration(seconds float64) string {
	if seconds == 0 {
		return "-"
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(seconds, 'e', 2, 64), 64)
	size, unit := math.Abs(rounded), 3 // of units
	for size *= 1e9; size >= 1000 && unit > 0; unit-- {
		size /= 1000
	}
	digits := 2
	for limit := 10.0; size >= limit*(1-1e-9) && digits > 0; limit *= 10 {
		digits--
	}
	return fmt.Sprintf("%.*f %s", digits, math.Copysign(size, seconds), [...]string{"s", "ms", "µs", "ns"}[unit])
}
