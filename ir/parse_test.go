package ir_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

var prototypes = append(prim.Ops(), flow.Ops()...)

func parse(t testing.TB, text string) *ir.Program {
	t.Helper()
	p, err := ir.Parse(text, prototypes)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return p
}

// texts are programs as String prints them.
var texts = []string{
	"{ ->\n  return }",
	"{ a:f64[3] b:f64[] ->\n  c:f64[3] = mul a b\n  d:f64[] = sum axes=[0] c\n  return d 2:f64[] }",
	"{ ->\n  return NaN:f64[] +Inf:f32[] -Inf:f64[] -0:f64[] -0:f32[] 5e-324:f64[] 1e-45:f32[] 0.1:f64[] 0.1:f32[] }",
	"{ ->\n  return true:bool[] (true false):bool[2] 18446744073709551615:u64[] -9223372036854775808:i64[] 4294967295:u32[] -2147483648:i32[] }",
	"{ a:f64[0] ->\n  return ():f64[0] ():i32[2 0 3] (1 2 3 4):u32[2 2] a }",
	"{ a:f64[2 3] ->\n  b:f64[3 2] = transpose perm=[1 0] a\n  c:f64[3] = reduce fold=max axes=[1] b\n  return c }",
	"{ a:f64[3] ->\n  b:f64[3] c:i64[3] = sort axis=0 keys=1 a (0 1 2):i64[3]\n  return c b }",
	"{ a:f64[] b:f64[4] ->\n  c:f64[] d:f64[4] = scan consts=0 carry=1 length=4 reverse=true body={ a:f64[] b:f64[] ->\n" +
		"    c:f64[] = add a b\n    return c a } a b\n  return c d }",
	"{ a:i32[] b:f64[] ->\n  c:f64[] = switch branches=[{ a:f64[] ->\n    return a } { a:f64[] ->\n    b:f64[] = exp a\n    return b }] a b\n  return c }",
}

func TestPrintAndParseAreInverse(t *testing.T) {
	for _, text := range texts {
		if got := parse(t, text).String(); got != text {
			t.Errorf("got\n%s\nwant\n%s", got, text)
		}
	}
}

func TestParseReadsAnySpacingAndNames(t *testing.T) {
	got := parse(t, "{x_1:f64[ 2 ]y:f64[]-> z:f64[2]=add\tx_1 y return(1 2):f64[2]z}").String()
	if want := "{ a:f64[2] b:f64[] ->\n  c:f64[2] = add a b\n  return (1 2):f64[2] c }"; got != want {
		t.Errorf("got\n%s", got)
	}
}

var malformed = []struct{ text, message string }{
	{"", "ends too early"},
	{"{", "ends too early"},
	{"{ a:f64[] ->", "ends too early"},
	{"{ -> return } }", "after the end"},
	{"{ a:f65[] -> return }", `unknown dtype "f65"`},
	{"{ a:f64[x] -> return }", "not an integer"},
	{"{ a:f64[-1 -1] -> return }", "not a shape"},
	{"{ -> return ():f64[4294967296 4294967296] }", "not a shape"},
	{"{ a:f64[] a:f64[] -> return a }", "defined twice"},
	{"{ -> return a }", `"a" where "}"`},
	{"{ -> return 1 }", `"}" where ":"`},
	{"{ -> return 1.5:i32[] }", `element "1.5"`},
	{"{ -> return 256:f64[2] }", "1 elements for type f64[2]"},
	{"{ -> return (1 2):f64[3] }", "2 elements for type f64[3]"},
	{"{ a:f64[] -> b:f64[] = frob a return b }", `unknown op "frob"`},
	{"{ a:f64[] -> b:f64[] = neg x=1 a return b }", `neg has no parameter "x"`},
	{"{ a:f64[] -> b:f64[] = stop_gradient flat=1 a return b }", `no parameter "flat"`},
	{"{ a:f64[] -> b:f64[] = checkpoint a return b }", "checkpoint needs a program"},
	{"{ a:f64[3] -> b:f64[3] = cumulative fold=sum axis=0 reverse=maybe a return b }", "maybe"},
	{"{ a:f64[3] -> b:f64[] = exp a return b }", "result 0 is f64[] where the op infers f64[3]"},
	{"{ a:f64[] -> b:f64[] = add a a c:f64[] = add a return c }", "equation 1, add: 1 operands, want 2"},
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for _, c := range malformed {
		p, err := ir.Parse(c.text, prototypes)
		if p != nil || err == nil || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s: program %v, error %v, want one with %q", c.text, p, err, c.message)
		}
	}
}

// Any text is refused, or is a program that prints and parses to itself.
func FuzzParse(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	for _, c := range malformed {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ir.Parse(text, prototypes)
		if err != nil {
			return
		}
		printed := p.String()
		q, err := ir.Parse(printed, prototypes)
		if err != nil {
			t.Fatalf("%v in\n%s\nprinted from\n%s", err, printed, text)
		}
		if q.String() != printed {
			t.Fatalf("printed\n%s\nthen\n%s", printed, q)
		}
	})
}
