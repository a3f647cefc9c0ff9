package diagnostics

import (
	"math"
	"strconv"
	"strings"
)

// notation prints numbers that belong together to one resolution, 10^exponent,
// in fixed or scientific form.
type notation struct {
	exponent   int
	scientific bool
}

// notationFor resolves significant digits of scale, and is scientific if the
// largest magnitude is not in [1e-4, 1e7), where fixed point has many zeros.
func notationFor(scale, largest float64, significant int) notation {
	return notation{
		exponent:   exponent(scale) + 1 - significant,
		scientific: largest != 0 && (largest < 1e-4 || largest >= 1e7),
	}
}

// exponent is floor(log10|x|), and 0 for 0, NaN and infinities.
func exponent(x float64) int {
	if x == 0 || notFinite(x) {
		return 0
	}
	return int(math.Floor(math.Log10(math.Abs(x))))
}

// maxDigits is what a float64 holds.
const maxDigits = 15

func (n notation) format(x float64) string {
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 0):
		return strings.TrimPrefix(strconv.FormatFloat(x, 'f', 0, 64), "+")
	case n.scientific && x == 0:
		return "0"
	case n.scientific:
		digits := min(max(exponent(x)-n.exponent, 0), maxDigits)
		return strconv.FormatFloat(x, 'e', digits, 64)
	}
	decimals := min(max(-n.exponent, 0), maxDigits)
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" { // -0.00
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// notation of the row's mean, std, median and bounds: three significant digits
// of the spread, so that all five show the same decimals and none that the
// posterior leaves undetermined. The spread is the interval's width where std is
// larger, as it is without bound for heavy tails; the largest magnitude where
// the draws never move.
func (r Row) notation() notation {
	largest := 0.0
	for _, x := range []float64{r.Mean, r.Std, r.Median, r.Lower, r.Upper} {
		if !notFinite(x) {
			largest = max(largest, math.Abs(x))
		}
	}
	scale := largest
	for _, spread := range []float64{r.Std, r.Upper - r.Lower} {
		if spread > 0 && spread < scale {
			scale = spread
		}
	}
	return notationFor(scale, largest, 3)
}

// cells are the row's columns as text. R-hat has the decimals of its threshold
// 1.01 and one more; the error has two digits.
func (r Row) cells() []string {
	value, count, rhat := r.notation(), notation{}, notation{exponent: -3}
	mcse := notationFor(r.MCSEMean, r.MCSEMean, 2)
	return []string{
		r.Name,
		value.format(r.Mean), value.format(r.Std), value.format(r.Median),
		value.format(r.Lower), value.format(r.Upper),
		count.format(r.NEff), rhat.format(r.RHat),
		count.format(r.ESSBulk), count.format(r.ESSTail),
		mcse.format(r.MCSEMean),
	}
}
