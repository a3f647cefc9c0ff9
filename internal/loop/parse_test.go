package loop

import (
	"math"
	"reflect"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// golden are texts as String prints them.
var golden = []string{
	`func dot {
  in x f64[8]
  in y f64[8]
  out z f64[1]
  temp t f64[8] @64
  %0 = const i64 0
  %1 = const i64 8
  %2 = const f64 0
  %8 = vector %3 = %0 to %1 carry %4 = %2 add {
    %5 = load f64 x[%3]
    fetch 3 x[%3] ahead 512
    fetch 1 x[%3] ahead 64 second
    %6 = load f64 y[%3*-1 + 7]
    %7 = fma f64 %5 %6 %4
    next %7
  }
  store z[0] = %8
}
`,
	`func newton {
  in x f32[1]
  out y f32[1]
  %0 = load f32 x[0]
  %1 = const f32 0.001
  %9 = while carry %2 = %0 {
    %3 = mul f32 %2 %2
    %4 = lt bool %1 %3
    test %4
    %5 = convert f64 %2
    %6 = floor f64 %5
    %7 = convert f32 %6
    %8 = sub f32 %2 %7
    next %8
  }
  store y[0] = %9
}
`,
	`func branches {
  in n i64[1]
  out y i64[4]
  %0 = load i64 n[0]
  %1 = const i64 0
  %2 = lt bool %0 %1
  %5, %6 = if %2 {
    %3 = neg i64 %0
    give %3, %2
  } else {
    %4 = const bool false
    give %0, %4
  }
  if %6 {
    store y[1] = %5
  }
  if %2 {
  } else {
    store y[%5*2 + 1] = %5
  }
}
`,
	`func data {
  data small f32[5] = 1 -0 0x7fc00001 +Inf 1e-45
  data large f64[20]
  data none u32[0] =
  temp a#3 f64[6] @0
  temp a#4 f64[1] @64
  call solve(a#3[2 3], a#4[]) to (a#3[6])
  %0 = const i32 -5
  %1 = const u32 4000000000
  %2 = const i64 3
  for %3 = %2 to %2 {
  }
}
`,
}

func names() Names {
	return Names{
		Calls: map[string]func(in, out []*array.Buffer){"solve": func(_, _ []*array.Buffer) {}},
		Data:  map[string]*array.Buffer{"large": array.New(array.Float64, array.Shape{20})},
	}
}

func TestGoldenTextsPrintAsTheyAre(t *testing.T) {
	for _, text := range golden {
		f, err := Parse(text, names())
		if err != nil {
			t.Errorf("%v in\n%s", err, text)
			continue
		}
		if err := f.Check(); err != nil {
			t.Errorf("%v in\n%s", err, text)
		}
		if got := f.String(); got != text {
			t.Errorf("got\n%s\nwant\n%s", got, text)
		}
	}
}

func TestParseMeaning(t *testing.T) {
	f, err := Parse(golden[3], names())
	if err != nil {
		t.Fatal(err)
	}
	small := f.Buffers[0].Elems
	for i, want := range []float32{1, float32(math.Copysign(0, -1)), math.Float32frombits(0x7fc00001), float32(math.Inf(1)), 1e-45} {
		if small.Bits(i) != uint64(math.Float32bits(want)) {
			t.Errorf("element %d of small is %v", i, small.Float64(i))
		}
	}
	c := f.Body.List[0].(*Call)
	if c.Name != "solve" || c.Run == nil || !c.In[0].Shape.Equal(array.Shape{2, 3}) || c.Out[0].Buffer != f.Buffers[3] {
		t.Errorf("call %+v", c)
	}
}

func TestRandomFuncsParseAsTheyArePrinted(t *testing.T) {
	for seed := range uint64(100) {
		f := randomFunc(seed)
		names := Names{Calls: map[string]func(in, out []*array.Buffer){"reverse": reverse}, Data: map[string]*array.Buffer{}}
		for _, b := range f.Buffers {
			if b.Kind == Data {
				names.Data[b.Name] = b.Elems
			}
		}
		g, err := Parse(f.String(), names)
		if err != nil {
			t.Fatalf("seed %d: %v\n%v", seed, err, f)
		}
		forgetRun(f)
		forgetRun(g)
		if !reflect.DeepEqual(f, g) {
			t.Fatalf("seed %d:\n%v\nbecomes\n%v", seed, f, g)
		}
	}
}

// forgetRun removes the functions, which cannot be compared.
func forgetRun(f *Func) {
	f.Walk(func(s Stmt) {
		if c, ok := s.(*Call); ok {
			c.Run = nil
		}
	})
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "line 1: the text ends too early"},
		{"func f {", "line 1: the text ends too early"},
		{"fun f {\n}", `line 1: "fun" where "func" should be`},
		{"func f {\n}\nx", "line 2: text after the end"},
		{"func f {\n%0 = const f64 x\n}", `line 2: "x" where an element of f64 should be`},
		{"func f {\n%0 = const i32 3000000000\n}", `line 2: "3000000000" where an element of i32 should be`},
		{"func f {\n%0 = neg f64 %1\n}", "line 2: %1 is not defined before"},
		{"func f {\n%0 = const f64 1\n%0 = const f64 2\n}", "line 3: %0 is defined twice"},
		{"func f {\n%0 = index f64\n}", "line 2: no operation"},
		{"func f {\n%0 = const f65 1\n}", `line 2: unknown dtype "f65"`},
		{"func f {\n%0 = load f64 x[0]\n}", "line 2: no buffer x"},
		{"func f {\nin x f64[1]\nin x f64[1]\n}", "line 3: two buffers x"},
		{"func f {\ndata x f64[100]\n}", "line 2: no data of the name x"},
		{"func f {\ncall g() to ()\n}", "line 2: no function of the name g"},
		{"func f {\nstore\n}", "line 2: the line ends too early"},
		{"func f {\n%0 = const bool true 1\n}", `line 2: "1" where the line should end`},
		{"func f {\n%0 = const i64 0\n%2 = for %1 = %0 to %0 {\n}\n}", "line 4: 1 results of 0 carries"},
		{"func f {\n%0 = const i64 0\nfor %1 = %0 to %0 {\ntest %0\n}\n}", `line 4: "test" where "}" should be`},
		{"func f {\n%0 = const bool true\n%1 = if %0 {\ngive %0\n}\n}", "line 5: a branch with results has no else"},
		{"func f {\njump x\n}", `line 2: "jump" is no statement`},
	} {
		_, err := Parse(c.text, Names{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// FuzzParse: what can be parsed prints so that it parses to the same text, and Check does not panic.
func FuzzParse(f *testing.F) {
	for _, text := range golden {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Parse(text, names())
		if err != nil {
			return
		}
		printed := g.String()
		h, err := Parse(printed, names())
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		if again := h.String(); again != printed {
			t.Fatalf("%s\nbecomes\n%s", printed, again)
		}
		_ = h.Check() // whatever it says, it says
	})
}
