package diagnostics

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

var exampleTable = Table{
	Prob:        0.9,
	Divergences: 7,
	Rows: []Row{
		{"mu", 4.4136, 3.2871, 4.375, -0.876, 9.9041, 1234.4, 1.0005, 1200.6, 1500, 0.0941},
		{"tau", 3.6, 3.1, 2.8, 0.01, 7.9, 88.4, 1.034, 75.2, 60, 0.36},
		{"rate[0,1]", 1.23e-9, 3.4e-10, 1.2e-9, 0.6e-9, 1.8e-9, 4000, 1, 3900, 3800, 5.4e-12},
		{"income", 201234.5, 12345.6, 200987, 180000, 221000, 4000, 1, 3900, 3800, 195},
	},
}

func TestStringAligns(t *testing.T) {
	long := Row{Name: "a_very_long_site_name_η[10,11,12]", Mean: -1234567.5, Std: 0.001, NEff: 1e12}
	table := Table{Prob: 0.95, Rows: append([]Row{long}, exampleTable.Rows...)}
	text := table.String()
	if !strings.HasSuffix(text, "\n\nNumber of divergences: 0\n") {
		t.Errorf("ends with %q", text[len(text)-40:])
	}
	for _, whole := range []string{long.Name, "-1234567.50000", "1000000000000", "2.5%", "97.5%"} {
		if !strings.Contains(text, whole) {
			t.Errorf("%s is missing in\n%s", whole, text)
		}
	}
	lines := strings.Split(text, "\n")[1:6]
	for _, i := range []int{1, 2} { // 3 is scientific, 4 without a point
		if a, b := firstPoint(lines[i]), firstPoint(lines[0]); a != b {
			t.Errorf("the first decimal point is at %d and %d in\n%s", a, b, text)
		}
	}
}

// firstPoint is the column of the first decimal point.
func firstPoint(line string) int {
	before, _, _ := strings.Cut(line, ".")
	return utf8.RuneCountInString(before)
}

func TestEmptyTable(t *testing.T) {
	text := Table{Prob: 0.5}.String()
	want := "  mean  std  median  25.0%  75.0%  n_eff  r_hat  ess_bulk  ess_tail  mcse_mean\n\nNumber of divergences: 0\n"
	if text != want {
		t.Errorf("got %q, want %q", text, want)
	}
	if width := utf8.RuneCountInString(strings.Split(text, "\n")[0]); width > 80 {
		t.Errorf("the bare header takes %d columns", width)
	}
}

func TestMarkdownEscapesNames(t *testing.T) {
	text := Table{Rows: []Row{{Name: "p(a|b)"}}}.Markdown()
	if !strings.Contains(text, `| p(a\|b) |`) {
		t.Errorf("not escaped in\n%s", text)
	}
}

func ExampleTable_String() {
	fmt.Print(exampleTable)
	// Output:
	//                 mean       std     median       5.0%      95.0%  n_eff  r_hat  ess_bulk  ess_tail  mcse_mean
	//        mu       4.41      3.29       4.38      -0.88       9.90   1234  1.000      1201      1500      0.094
	//       tau       3.60      3.10       2.80       0.01       7.90     88  1.034        75        60      0.36
	// rate[0,1]  1.230e-09  3.40e-10  1.200e-09   6.00e-10  1.800e-09   4000  1.000      3900      3800    5.4e-12
	//    income  201234     12346     200987     180000     221000      4000  1.000      3900      3800    195
	//
	// Number of divergences: 7
}

func ExampleTable_Markdown() {
	fmt.Print(exampleTable.Markdown())
	// Output:
	// |  | mean | std | median | 5.0% | 95.0% | n_eff | r_hat | ess_bulk | ess_tail | mcse_mean |
	// |:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
	// | mu | 4.41 | 3.29 | 4.38 | -0.88 | 9.90 | 1234 | 1.000 | 1201 | 1500 | 0.094 |
	// | tau | 3.60 | 3.10 | 2.80 | 0.01 | 7.90 | 88 | 1.034 | 75 | 60 | 0.36 |
	// | rate[0,1] | 1.230e-09 | 3.40e-10 | 1.200e-09 | 6.00e-10 | 1.800e-09 | 4000 | 1.000 | 3900 | 3800 | 5.4e-12 |
	// | income | 201234 | 12346 | 200987 | 180000 | 221000 | 4000 | 1.000 | 3900 | 3800 | 195 |
	//
	// Number of divergences: 7
}
