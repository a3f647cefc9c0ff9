package diagnostics

import (
	"math"
	"strings"
	"testing"
)

func TestRowCells(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		name string
		row  Row
		want string // mean std median lower upper, n_eff r_hat ess_bulk ess_tail mcse_mean
	}{
		{"unit scale, as NumPyro",
			Row{"", 4.4136, 3.2871, 4.375, -0.876, 9.9041, 1234.4, 1.00049, 1200.6, 1500, 0.0941},
			"4.41 3.29 4.38 -0.88 9.90, 1234 1.000 1201 1500 0.094"},
		{"small",
			Row{"", 0.0123456, 0.0034567, 0.0121, 0.0065, 0.0181, 900, 1.0123, 900, 900, 0.000112},
			"0.01235 0.00346 0.01210 0.00650 0.01810, 900 1.012 900 900 0.00011"},
		{"tiny",
			Row{"", 1.23456e-9, 3.4e-10, 1.2e-9, 0, 1.8e-9, 900, 1, 900, 900, 1.12e-11},
			"1.235e-09 3.40e-10 1.200e-09 0 1.800e-09, 900 1.000 900 900 1.1e-11"},
		{"large",
			Row{"", 201234.5, 12345.6, 200987, 180000, 221000, 900, 1, 900, 900, 411.5},
			"201234 12346 200987 180000 221000, 900 1.000 900 900 412"},
		{"huge",
			Row{"", 3.21e20, 1.5e19, 3.2e20, 3.0e20, 3.4e20, 900, 1, 900, 900, 5e17},
			"3.210e+20 1.50e+19 3.200e+20 3.000e+20 3.400e+20, 900 1.000 900 900 5.0e+17"},
		{"narrow about a large value",
			Row{"", 1980.123456, 0.00345, 1980.1234, 1980.118, 1980.129, 900, 1, 900, 900, 0.00011},
			"1980.12346 0.00345 1980.12340 1980.11800 1980.12900, 900 1.000 900 900 0.00011"},
		{"heavy tails: the interval sets the decimals",
			Row{"", 51.7, 12345.678, 0.02, -6.1, 6.3, 900, 1, 900, 900, 195.2},
			"51.7 12345.7 0.0 -6.1 6.3, 900 1.000 900 900 195"},
		{"constant",
			Row{"", 3, 0, 3, 3, 3, nan, nan, nan, nan, nan},
			"3.00 0.00 3.00 3.00 3.00, NaN NaN NaN NaN NaN"},
		{"constant zero",
			Row{"", 0, 0, 0, 0, 0, nan, nan, nan, nan, nan},
			"0.00 0.00 0.00 0.00 0.00, NaN NaN NaN NaN NaN"},
		{"no negative zero",
			Row{"", -0.0001, 1.5, -0.0002, -2.5, 2.5, 900, 1, 900, 900, 0.05},
			"0.00 1.50 0.00 -2.50 2.50, 900 1.000 900 900 0.050"},
		{"stuck chains",
			Row{"", 0.5, 0.5, 0.5, 0, 1, 1, inf, 1, 1, 0.5},
			"0.500 0.500 0.500 0.000 1.000, 1 Inf 1 1 0.50"},
		{"undefined",
			Row{"", nan, nan, nan, -inf, inf, nan, nan, nan, nan, nan},
			"NaN NaN NaN -Inf Inf, NaN NaN NaN NaN NaN"},
	} {
		cells := test.row.cells()
		if got := strings.Join(cells[1:6], " ") + ", " + strings.Join(cells[6:], " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

// TestEveryMagnitudeIsReadable: from 1e-300 to 1e300 three digits of std
// survive, and no cell is long.
func TestEveryMagnitudeIsReadable(t *testing.T) {
	for e := -300; e <= 300; e++ {
		s := math.Pow(10, float64(e))
		row := Row{Mean: 4.56 * s, Std: 1.23 * s, Median: 4.5 * s, Lower: 2 * s, Upper: 7 * s, MCSEMean: 0.02 * s}
		for _, cell := range row.cells()[1:6] {
			if len(cell) > 9 {
				t.Errorf("1e%d: %q is long", e, cell)
			}
		}
		std := row.cells()[2]
		if !strings.HasPrefix(strings.TrimLeft(strings.ReplaceAll(std, ".", ""), "0"), "123") {
			t.Errorf("1e%d: std %q lost digits", e, std)
		}
	}
}
