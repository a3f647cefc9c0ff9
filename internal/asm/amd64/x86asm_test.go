package amd64

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/arch/x86/x86asm"
)

// A disassembler written by others reads each sample as what it was meant to be.
func TestReadsAsMeant(t *testing.T) {
	unread := map[string]bool{}
	for _, s := range samples(t, 2) {
		name, _, _ := strings.Cut(s.text, " ")
		inst, err := x86asm.Decode(s.code, 64)
		if err != nil {
			unread[name] = true
			continue
		}
		want, got := plain(s.text), plain(canonical(inst))
		if misread.MatchString(s.text) {
			continue
		}
		if inst.Len != len(s.code) || got != want || inst.Broadcast != broadcast.MatchString(s.text) {
			t.Errorf("% x\n got %s\nwant %s", s.code, got, want)
		}
	}
	for _, name := range []string{"andn", "shlx", "shrx", "sarx", "rorx"} { // which x86asm does not know
		delete(unread, name)
	}
	if len(unread) > 0 {
		t.Errorf("not read at all: %v", unread)
	}
}

// misread is what x86asm v0.30.0 takes for something else: EVEX conversions of 128 bits, of which it makes the narrow
// operand YMM, and K0 as a source of vectors, which it leaves out.
var misread = regexp.MustCompile(`^vcvt(u?dq2pd|ps2pd|t?pd2u?dq|pd2ps) xmm\d+(\{.*\})?, xmm|^vpmovm2.*k0$`)

var synonyms = strings.NewReplacer("nbe", "a", "nb", "ae", "nle", "g", "nl", "ge", "nz", "ne", "z", "e")

// canonical writes an instruction as sample does.
func canonical(inst x86asm.Inst) string {
	text := strings.ToLower(x86asm.IntelSyntax(inst, 0, nil))
	if name, rest, _ := strings.Cut(text, " "); strings.HasPrefix(name, "set") || strings.HasPrefix(name, "cmov") {
		text = synonyms.Replace(name) + " " + rest
	}
	text = displacement.ReplaceAllStringFunc(text, func(s string) string {
		v, _ := strconv.ParseInt(s[1:], 0, 64)
		if s[0] == '-' {
			v = -v
		}
		return fmt.Sprintf("%+d", int32(v))
	})
	text = hexadecimal.ReplaceAllStringFunc(text, func(s string) string {
		v, _ := strconv.ParseUint(s, 0, 64)
		return fmt.Sprint(v)
	})
	text = scaled.ReplaceAllString(text, "$2*$1")
	text = absolute.ReplaceAllString(text, "[rip+$1]")
	text = strings.NewReplacer("+-", "-", "++", "+").Replace(text)
	return maskSource.ReplaceAllString(text, "$1, $2")
}

var (
	displacement = regexp.MustCompile(`[+-]0x[0-9a-f]+`)
	hexadecimal  = regexp.MustCompile(`0x[0-9a-f]+`)
	scaled       = regexp.MustCompile(`(\d)\*(\w+)`)
	absolute     = regexp.MustCompile(`\[([+-]?\d+)\]`)
	maskSource   = regexp.MustCompile(`^(vpmovm2.*) \{(k\d)\}`)
	broadcast    = regexp.MustCompile(`\{1to\d+\}`) // x86asm does not write it always
	memorySize   = regexp.MustCompile(`(\w+ )?ptr \[`)
)

// plain leaves out what disassemblers write differently and means nothing.
func plain(text string) string {
	return strings.NewReplacer(", ", ",", " {", "{", "*1", "", "movabs", "mov").Replace(
		broadcast.ReplaceAllString(memorySize.ReplaceAllString(text, "["), ""))
}
