package diagnostics

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// String is the table as plain text in the order of NumPyro's print_summary,
// right-aligned, the decimal points of fixed-point numbers below each other, every
// column as wide as its longest number. Each row shows three significant digits of its spread, so tiny
// and huge quantities read equally well. The last line, after an empty one, is
// "Number of divergences: N".
func (t Table) String() string {
	columns := transpose(t.cells())
	for _, column := range columns {
		align(column)
	}
	var b strings.Builder
	for _, line := range transpose(columns) {
		b.WriteString(strings.TrimRight(strings.Join(line, "  "), " ") + "\n")
	}
	fmt.Fprintf(&b, "\nNumber of divergences: %d\n", t.Divergences)
	return b.String()
}

// Markdown is the same table in GitHub's syntax, numbers to the right, followed
// by the line with the divergences.
func (t Table) Markdown() string {
	var b strings.Builder
	for i, line := range t.cells() {
		line[0] = strings.ReplaceAll(line[0], "|", `\|`)
		b.WriteString("| " + strings.Join(line, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|:--|" + strings.Repeat("--:|", len(line)-1) + "\n")
		}
	}
	fmt.Fprintf(&b, "\nNumber of divergences: %d\n", t.Divergences)
	return b.String()
}

// cells is the header and the rows as text, [line][column].
func (t Table) cells() [][]string {
	lines := [][]string{{
		"", "mean", "std", "median",
		fmt.Sprintf("%.1f%%", 50*(1-t.Prob)), fmt.Sprintf("%.1f%%", 50*(1+t.Prob)),
		"n_eff", "r_hat", "ess_bulk", "ess_tail", "mcse_mean",
	}}
	for _, row := range t.Rows {
		lines = append(lines, row.cells())
	}
	return lines
}

// align pads a column, header first, to one width: numbers to their decimal
// points, then everything to the right. The names, in the first column, have no
// header and no points of their own to align.
func align(column []string) {
	if header := column[0]; header != "" {
		alignPoints(column[1:])
	}
	width := 0
	for _, cell := range column {
		width = max(width, utf8.RuneCountInString(cell))
	}
	for i, cell := range column {
		column[i] = strings.Repeat(" ", width-utf8.RuneCountInString(cell)) + cell
	}
}

// alignPoints pads numbers on the right so that equally much follows the
// decimal point, or where it would be. Scientific ones, Inf and NaN stay as they
// are: their points say nothing of magnitude.
func alignPoints(numbers []string) {
	after, widest := make([]int, len(numbers)), 0
	for i, s := range numbers {
		if point := strings.IndexByte(s, '.'); point >= 0 && fixedPoint(s) {
			after[i] = len(s) - point
			widest = max(widest, after[i])
		}
	}
	for i, s := range numbers {
		if fixedPoint(s) {
			numbers[i] += strings.Repeat(" ", widest-after[i])
		}
	}
}

func fixedPoint(s string) bool { return !strings.ContainsAny(s, "eIN") }

// transpose turns lines into columns, or back.
func transpose(cells [][]string) [][]string {
	z := make([][]string, len(cells[0]))
	for j := range z {
		z[j] = make([]string, len(cells))
		for i := range cells {
			z[j][i] = cells[i][j]
		}
	}
	return z
}
