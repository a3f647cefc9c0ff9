package amd64

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// slot is the distance between instructions in the files of this test: no instruction is longer.
const slot = 16

// The GNU assembler makes the same of the text of each sample, or, where an instruction has several encodings, the
// same as of what objdump reads in ours.
func TestSameAsGNU(t *testing.T) {
	for _, tool := range []string{"as", "objdump"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	n := 12
	if testing.Short() {
		n = 1
	}
	all := samples(t, n)
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.text
	}
	theirs := gnuAssemble(t, texts)
	var differ []sample
	var want [][]byte
	for i, s := range all {
		if !bytes.Equal(pad(s.code), theirs[i]) {
			differ, want = append(differ, s), append(want, theirs[i])
		}
	}
	t.Logf("%d samples, %d of them another encoding", len(all), len(differ))
	read := gnuDisassemble(t, differ)
	for i, again := range gnuAssemble(t, read) {
		if !bytes.Equal(again, want[i]) {
			t.Errorf("%s\n got % x, which is %s\nwant % x", differ[i].text, differ[i].code, read[i], want[i])
		}
	}
}

// pad fills a slot.
func pad(code []byte) []byte {
	return append(append([]byte(nil), code...), make([]byte, slot-len(code))...)
}

// gnuAssemble returns the slot of each instruction.
func gnuAssemble(t *testing.T, texts []string) [][]byte {
	t.Helper()
	var source strings.Builder
	source.WriteString(".intel_syntax noprefix\n")
	for i, text := range texts {
		fmt.Fprintf(&source, ".org %d; %s\n", i*slot, text)
	}
	fmt.Fprintf(&source, ".org %d\n", len(texts)*slot)
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.s"), filepath.Join(dir, "out.o")
	if err := os.WriteFile(in, []byte(source.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if message, err := exec.Command("as", "-mmnemonic=intel", "-o", out, in).CombinedOutput(); err != nil {
		t.Fatal(explain(string(message), texts))
	}
	object, err := elf.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	code, err := object.Section(".text").Data()
	if err = errors.Join(err, object.Close()); err != nil {
		t.Fatal(err)
	}
	slots := make([][]byte, len(texts))
	for i := range slots {
		slots[i] = code[i*slot : (i+1)*slot]
	}
	return slots
}

var errorLine = regexp.MustCompile(`in\.s:(\d+): (.*)`)

// explain puts the text of instructions before what as says of them.
func explain(message string, texts []string) string {
	var b strings.Builder
	for _, m := range errorLine.FindAllStringSubmatch(message, 100) {
		line, _ := strconv.Atoi(m[1])
		fmt.Fprintf(&b, "%s: %s\n", texts[max(line-2, 0)], m[2])
	}
	return b.String()
}

var disassembled = regexp.MustCompile(`(?m)^ *([0-9a-f]+):\t[^\t]*\t([^#\n]*)`)

// gnuDisassemble returns the text of each sample.
func gnuDisassemble(t *testing.T, all []sample) []string {
	t.Helper()
	var code []byte
	for _, s := range all {
		code = append(code, s.code...)
		code = append(code, bytes.Repeat([]byte{0x90}, slot-len(s.code))...)
	}
	file := filepath.Join(t.TempDir(), "code")
	if err := os.WriteFile(file, code, 0o600); err != nil {
		t.Fatal(err)
	}
	listing, err := exec.Command("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(all))
	for _, m := range disassembled.FindAllStringSubmatch(string(listing), -1) {
		if at, _ := strconv.ParseInt(m[1], 16, 64); at%slot == 0 {
			texts[at/slot] = m[2]
		}
	}
	return texts
}
