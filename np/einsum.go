package np

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/phlox-ppl/phlox/ir"
)

// Einsum multiplies the operands and sums, as the spec says: a letter for each axis of each operand, and
// after "->" the axes of the result. What is not in the result is summed over. The same letter twice in
// one operand takes the diagonal. "..." stands for any number of leading axes, which broadcast. Without
// "->" the result has the ellipsis and then, in alphabetical order, the letters that occur once.
//
//	"ij,jk->ik"      matrix product         "ii->i"    diagonal
//	"...ij,...j"     stacks of products     "i,i"      inner product
//	"ni,ij,nj->n"    quadratic forms        "ij->"     sum
//
// The operands are multiplied pair by pair from the left.
func Einsum(spec string, operands ...Array) Array {
	e, err := parseEinsum(spec, len(operands))
	if err != nil {
		panic(ir.Errorf("einsum %q: %v", spec, err))
	}
	v, weak := convert(operands...)
	x := make([]labeled, len(v))
	for i := range v {
		if x[i], err = e.label(i, v[i]); err != nil {
			panic(ir.Errorf("einsum %q: operand %d of shape %v: %v", spec, i+1, v[i].Shape(), err))
		}
	}
	z, err := contractAll(x, e.result(x))
	if err != nil {
		panic(ir.Errorf("einsum %q of shapes %v: %v", spec, shapesOf(operands), err))
	}
	return Array{z, weak}
}

// einsum is a parsed spec. In its lists of labels a letter is itself and ellipsis stands for "...".
type einsum struct {
	in  [][]int
	out []int
}

const ellipsis = 0

func parseEinsum(spec string, operands int) (e einsum, err error) {
	left, right, explicit := strings.Cut(spec, "->")
	for _, term := range strings.Split(left, ",") {
		labels, err := parseTerm(term)
		if err != nil {
			return e, err
		}
		e.in = append(e.in, labels)
	}
	if len(e.in) != operands {
		return e, fmt.Errorf("it is for %d operands, and there are %d", len(e.in), operands)
	}
	if !explicit {
		e.out = e.implicit()
		return e, nil
	}
	if e.out, err = parseTerm(right); err != nil {
		return e, err
	}
	all := slices.Concat(e.in...)
	for i, label := range e.out {
		switch {
		case slices.Contains(e.out[:i], label):
			return e, fmt.Errorf("%q is twice in the result", rune(label))
		case label != ellipsis && !slices.Contains(all, label):
			return e, fmt.Errorf("%q of the result is in no operand", rune(label))
		}
	}
	if slices.Contains(all, ellipsis) && !slices.Contains(e.out, ellipsis) {
		return e, fmt.Errorf("the result has no ellipsis, and an operand has one; sum over its axes first")
	}
	return e, nil
}

func parseTerm(term string) (labels []int, err error) {
	term = strings.ReplaceAll(term, " ", "")
	before, after, found := strings.Cut(term, "...")
	for _, c := range before {
		labels = append(labels, int(c))
	}
	if found {
		labels = append(labels, ellipsis)
		for _, c := range after {
			labels = append(labels, int(c))
		}
	}
	for _, label := range labels {
		if label != ellipsis && !unicode.IsLetter(rune(label)) {
			return nil, fmt.Errorf("%q is not a letter", rune(label))
		}
	}
	return labels, nil
}

// implicit returns the labels of the result if the spec does not name them.
func (e einsum) implicit() (out []int) {
	all := slices.Sorted(slices.Values(slices.Concat(e.in...)))
	for i, label := range all {
		first := i == 0 || all[i-1] != label
		if once := first && (i+1 == len(all) || all[i+1] != label); once || first && label == ellipsis {
			out = append(out, label)
		}
	}
	return out
}

// label gives operand i its labels: the axes of the ellipsis get those of batch axes.
func (e einsum) label(i int, v ir.Value) (labeled, error) {
	axes := slices.Clone(e.in[i])
	extra := v.Rank() - len(axes)
	if dots := slices.Index(axes, ellipsis); dots >= 0 {
		extra++
		axes = slices.Replace(axes, dots, dots+1, batchLabels(max(extra, 0))...)
	} else if extra > 0 {
		extra = -1
	}
	if extra < 0 {
		return labeled{}, fmt.Errorf("%d axes, and the spec has another number for it", v.Rank())
	}
	return diagonals(labeled{v, axes})
}

// diagonals takes the diagonal where a label occurs twice.
func diagonals(l labeled) (labeled, error) {
	for j := 0; j < len(l.axes); j++ {
		i := slices.Index(l.axes, l.axes[j])
		if i == j {
			continue
		}
		shape := l.v.Shape()
		if shape[i] != shape[j] {
			return l, fmt.Errorf("axes %d and %d have one letter and differ in length", i, j)
		}
		x := MoveAxis(MoveAxis(Array{v: l.v}, j, -1), i, -2)
		axes := slices.Delete(l.axes, j, j+1)
		label := axes[i]
		l = labeled{Diagonal(x).v, append(slices.Delete(axes, i, i+1), label)}
		j = -1
	}
	return l, nil
}

// result returns the labels of the result, its ellipsis replaced by the batch axes there are.
func (e einsum) result(x []labeled) []int {
	dots := slices.Index(e.out, ellipsis)
	if dots < 0 {
		return e.out
	}
	most := 0
	for _, l := range x {
		for _, label := range l.axes {
			most = max(most, -label)
		}
	}
	return slices.Replace(slices.Clone(e.out), dots, dots+1, batchLabels(most)...)
}
