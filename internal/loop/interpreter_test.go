package loop

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
)

// randomParams returns what f reads, and room for what it writes.
func randomParams(f *Func, seed uint64) (params []*array.Buffer) {
	r := rand.New(rand.NewPCG(seed, 2))
	for _, b := range f.Buffers {
		if b.Kind != In && b.Kind != Out {
			continue
		}
		x := array.New(b.Type, array.Shape{b.Len})
		for i := range b.Len {
			switch {
			case b.Type.IsFloat() && r.IntN(20) == 0:
				x.SetFloat64(i, floatLiterals[r.IntN(len(floatLiterals))])
			case b.Type.IsFloat():
				x.SetFloat64(i, 3*r.NormFloat64())
			case b.Type == array.Bool:
				x.SetBits(i, uint64(r.IntN(2)))
			default:
				x.SetBits(i, uint64(int64(r.Uint64())>>r.IntN(64)))
			}
		}
		params = append(params, x)
	}
	return params
}

// sameElements returns an error if x and y differ in their bits, all NaN being the same.
func sameElements(x, y *array.Buffer) error {
	for i := range x.Size() {
		a, b := x.Bits(i), y.Bits(i)
		if a != b && !(math.IsNaN(x.Float64(i)) && math.IsNaN(y.Float64(i))) {
			return fmt.Errorf("element %d is %v, want %v", i, x.Float64(i), y.Float64(i))
		}
	}
	return nil
}

// agree runs f twice with one interpreter and once with its clone and compares with the oracle.
func agree(f *Func, seed uint64) error {
	want := randomParams(f, seed)
	eval(f, want)
	p, err := Interpret(f)
	if err != nil {
		return err
	}
	for run, p := range []*Interpreter{p, p, p.Clone()} {
		got := randomParams(f, seed)
		if err := p.Run(got, nil); err != nil {
			return err
		}
		for i := range want {
			if err := sameElements(got[i], want[i]); err != nil {
				return fmt.Errorf("run %d, %s: %w", run, f.Buffers[p.params[i]].Name, err)
			}
		}
	}
	return nil
}

func TestRandomFuncsAgreeWithTheOracle(t *testing.T) {
	for seed := range uint64(250) {
		checkRandom(t, seed)
	}
}

func FuzzInterpreter(f *testing.F) {
	f.Add(uint64(1000))
	f.Fuzz(func(t *testing.T, seed uint64) { checkRandom(t, seed) })
}

func checkRandom(t *testing.T, seed uint64) {
	f := randomFunc(seed)
	if err := f.Check(); err != nil {
		t.Fatalf("seed %d: %v\n%v", seed, err, f)
	}
	if err := agree(f, seed); err != nil {
		t.Fatalf("seed %d: %v\n%v", seed, err, f)
	}
}

func mustInterpret(t *testing.T, text string, names Names) *Interpreter {
	t.Helper()
	f, err := Parse(text, names)
	if err == nil {
		err = f.Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRunNamesTheWrongBuffer(t *testing.T) {
	p := mustInterpret(t, "func f {\nin x f64[2]\ntemp t i64[1] @0\nout y bool[1]\n}", Names{})
	x, y := array.New(array.Float64, array.Shape{2}), array.New(array.Bool, nil)
	for _, c := range []struct {
		params []*array.Buffer
		want   string
	}{
		{[]*array.Buffer{x, y}, ""},
		{[]*array.Buffer{x.Reshape(array.Shape{1, 2}), y}, ""}, // the shape is nobody's concern
		{[]*array.Buffer{x}, "run f: 1 buffers, want 2"},
		{[]*array.Buffer{y, x}, "run f: buffer x is bool[1], want f64[2]"},
		{[]*array.Buffer{x, array.New(array.Bool, array.Shape{3})}, "run f: buffer y is bool[3], want bool[1]"},
	} {
		if err := p.Run(c.params, nil); fmt.Sprint(err) != c.want && (err != nil || c.want != "") {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

func TestInterpretNeedsKnownOps(t *testing.T) {
	f, err := Parse("func f {\n%0 = const bool true\n%1 = exp bool %0\n}", Names{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Interpret(f); err == nil || err.Error() != "interpret f: exp of bool" {
		t.Error(err)
	}
}

const endless = `func endless {
in x f64[1]
%0 = const bool true
%1 = const i64 0
%2 = const i64 1000
while {
test %0
for %3 = %1 to %2 {
%4 = load f64 x[0]
%5 = exp f64 %4
}
}
}`

func TestPollStopsARun(t *testing.T) {
	p := mustInterpret(t, endless, Names{})
	stop := errors.New("stop")
	polls := 0
	begin := time.Now()
	err := p.Run([]*array.Buffer{array.New(array.Float64, nil)}, func() error {
		if polls++; polls == 5 {
			return stop
		}
		return nil
	})
	if err != stop {
		t.Fatal(err)
	}
	if took := time.Since(begin); took < 5*period {
		t.Errorf("5 polls in %v", took)
	}
}

func TestCalls(t *testing.T) {
	var shapes []string
	names := Names{Calls: map[string]func(in, out []*array.Buffer){"double": func(in, out []*array.Buffer) {
		shapes = append(shapes, fmt.Sprint(in[0].Shape(), out[0].Shape()))
		for i := range in[0].Size() {
			out[0].SetFloat64(i, 2*in[0].Float64(i))
		}
	}}}
	p := mustInterpret(t, `func calls {
in x f64[4]
temp t f64[4] @64
data d f64[4] = 1 2 3 4
out y f64[4]
out z f64[4]
call double(x[2 2]) to (t[4])
call double(t[2 2]) to (y[4])
call double(d[4]) to (z[4 1])
}`, names)
	for range 2 {
		y, z := array.New(array.Float64, array.Shape{4}), array.New(array.Float64, array.Shape{4})
		x := array.Of([]float64{1, 0, -1, 5}, array.Shape{4})
		if err := p.Run([]*array.Buffer{x, y, z}, nil); err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			if y.Float64(i) != 4*x.Float64(i) || z.Float64(i) != float64(2+2*i) {
				t.Errorf("y = %v, z = %v", y, z)
			}
		}
	}
	want := "[[2 2] [4] [2 2] [4] [4] [4 1] [2 2] [4] [2 2] [4] [4] [4 1]]"
	if got := fmt.Sprint(shapes); got != want {
		t.Errorf("shapes %s, want %s", got, want)
	}
}

func TestPanicOfACallComesThrough(t *testing.T) {
	names := Names{Calls: map[string]func(in, out []*array.Buffer){"fail": func(_, _ []*array.Buffer) { panic("oh") }}}
	p := mustInterpret(t, "func f {\ncall fail() to ()\n}", names)
	defer func() {
		if r := recover(); r != "oh" {
			t.Errorf("recovered %v", r)
		}
	}()
	_ = p.Run(nil, nil)
}

func TestAddressesAreChecked(t *testing.T) {
	for _, body := range []string{
		"%2 = load f64 x[%1]",
		"store y[%1] = %9",
		"vector %3 = %0 to %1 {\n%4 = load f64 x[%3]\nstore y[%3] = %4\n}",
		"vector %3 = %0 to %1 {\n%4 = load f64 x[%3*2]\nstore y[%3] = %4\n}",
		"vector %3 = %0 to %8 {\n%4 = add i64 %1 %3\n%5 = load f64 x[%4]\nstore y[%3] = %5\n}",
		"vector %3 = %0 to %1 {\nstore y[%3*-1 + 2] = %9\n}",
	} {
		p := mustInterpret(t, `func f {
in n i64[1]
in x f64[3]
out y f64[3]
%0 = const i64 0
%1 = load i64 n[0]
%8 = const i64 3
%9 = const f64 1
`+body+"\n}", Names{})
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.Contains(r, "of buffer") {
					t.Errorf("%s: recovered %s", body, r)
				}
			}()
			x := array.New(array.Float64, array.Shape{3})
			_ = p.Run([]*array.Buffer{array.Scalar[int64](5), x, array.New(array.Float64, array.Shape{3})}, nil)
		}()
	}
}

func TestRunDoesNotAllocate(t *testing.T) {
	f := randomFunc(1)
	p, err := Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	params := randomParams(f, 1)
	if n := testing.AllocsPerRun(5, func() { _ = p.Run(params, nil) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
