package native

import (
	"fmt"
	"strings"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// Listing returns the instructions that Compile makes of f, one a line, each with its statement. A register is written as
// its class, G, V or K, and its number in the hardware, or as [n] if it is in memory. It is for reading, not for assemblers.
func Listing(f *loop.Func, cpu exec.Features) (string, error) {
	w, err := translate(f, cpu)
	if err != nil {
		return "", fmt.Errorf("compile %s: %w", f.Name, err)
	}
	var text strings.Builder
	stmt, depth := int32(-1), 0
	for i := range w.region.body {
		in := &w.region.body[i]
		if in.form == formEnd {
			depth--
		}
		line := w.line(in)
		if line == "" {
			if in.form == formBegin {
				depth++
			}
			continue
		}
		line = strings.Repeat("  ", depth) + line
		if in.stmt != stmt && len(w.stmts) > 0 {
			stmt = in.stmt
			line = fmt.Sprintf("%-60s ; %s", line, describe(w.stmts[stmt]))
		}
		fmt.Fprintln(&text, line)
	}
	for _, s := range w.forks {
		body, err := Listing(s.Body, cpu)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "\n%s:\n%s", s.Body.Name, body)
	}
	return text.String(), nil
}

// line returns an instruction as text, or nothing if there will be none.
func (w *writer) line(in *inst) string {
	switch in.form {
	case formNone, formBegin, formEnd:
		return ""
	case formMove:
		if w.at[in.dst] >= 0 && w.at[in.dst] == w.at[in.a] {
			return ""
		}
	case formVM, formZero, formRM:
		if w.at[in.dst] < 0 && w.regs[in.dst].origin != computed { // read where it is used
			return ""
		}
	}
	var operands []string
	stores := in.form == formMV || in.form == formMR || in.form == formMI || in.form == formScatter
	if stores {
		operands = append(operands, w.place(&in.mem))
	}
	for _, r := range []reg{in.dst, in.a, in.b, in.c} {
		if r != 0 {
			operands = append(operands, w.name(r))
		}
	}
	if !stores && in.mem != (memory{}) {
		operands = append(operands, w.place(&in.mem))
	}
	if in.imm != 0 || in.form == formImm || in.form == formMI {
		operands = append(operands, fmt.Sprint(in.imm))
	}
	if in.label != 0 {
		operands = append(operands, fmt.Sprintf("L%d", in.label))
	}
	if in.k != 0 {
		operands = append(operands, "{"+w.name(in.k)+"}")
	}
	return in.mnemonic() + " " + strings.Join(operands, ", ")
}

// mnemonic returns the name of an instruction.
func (in *inst) mnemonic() string {
	if name, ok := names[in.form]; ok {
		return name
	}
	switch {
	case in.form == formCmov:
		return "cmov" + in.cond.String()
	case in.form == formSet:
		return "set" + in.cond.String()
	case in.form == formBranch:
		return "j" + in.cond.String()
	case in.form < formZero:
		return amd64.Op(in.op).String()
	}
	return strings.Replace(amd64.VOp(in.op).String(), "213", "", 1) + [...]string{"", ".x", ".y", ".z"}[in.width]
}

// names are those of the forms that are their own instruction.
var names = map[form]string{
	formMove: "move", formImm: "mov", formCmp: "cmp", formCmpI: "cmp", formCmpM: "cmp", formTest: "test", formZero: "zero", formOnes: "ones",
	formKOnes: "ones", formLabel: "label", formJump: "jmp", formPoll: "poll", formCall: "call", formReturn: "ret", formTime: "rdtsc",
}

func (w *writer) name(r reg) string {
	switch v := &w.regs[r]; {
	case w.at[r] >= 0:
	case v.origin == pooled:
		return fmt.Sprintf("[constant %d]", v.label)
	default:
		return fmt.Sprintf("[%d]", w.slot[r])
	}
	return fmt.Sprintf("%c%d", "GVK"[w.regs[r].class], w.at[r])
}

// place returns a memory operand as text.
func (w *writer) place(m *memory) string {
	var parts []string
	switch {
	case m.label != 0:
		parts = append(parts, fmt.Sprintf("constant %d", m.label))
	case m.arena:
		parts = append(parts, "arena")
	case m.stack:
		parts = append(parts, "stack")
	default:
		parts = append(parts, w.name(m.base))
	}
	if m.index != 0 {
		parts = append(parts, fmt.Sprintf("%s*%d", w.name(m.index), m.scale))
	}
	if m.disp != 0 {
		parts = append(parts, fmt.Sprint(m.disp))
	}
	return "[" + strings.Join(parts, " + ") + "]"
}
