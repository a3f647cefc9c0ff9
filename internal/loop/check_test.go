package loop

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// prelude are the buffers and first values of the functions of the tests below.
const prelude = `func f {
in x f64[10]
out y f64[10]
temp t f64[10] @0
data d i64[2] = 1 2
%0 = const i64 0
%1 = const i64 10
%2 = const f64 1
%3 = const bool true
`

// forked begins a function that a fork of x and y may have.
const forked = "in k i64[1]\nin x f64[10]\nout y f64[10]\n"

// valid and broken functions, by what follows the prelude. want is part of the error, empty for none.
var checks = []struct{ name, text, want string }{
	{"empty", "", ""},
	{"select", "%4 = select f64 %3 %2 %2", ""},
	{"shadow of a scope", "for %4 = %0 to %1 {\n%5 = neg f64 %2\n}\n%6 = neg f64 %5", "%6 = neg: %5 is used outside of its block"},
	{"var outside", "%6 = for %4 = %0 to %1 carry %5 = %2 {\nnext %5\n}\nstore y[0] = %5", "store of %5: %5 is used outside of its block"},
	{"index outside", "for %4 = %0 to %1 {\n}\nstore y[%4] = %2", "%4 is used outside of its block"},
	{"test in body", "while {\n%4 = not bool %3\ntest %4\n%5 = not bool %4\n}", "while: %5 = not: %4 is used outside of its block"},
	{"var in test and body", "%8 = while carry %4 = %3 {\ntest %4\n%5 = not bool %4\nnext %5\n}\n%9 = not bool %8", ""},
	{"next from test", "%8 = while carry %4 = %3 {\n%5 = not bool %4\ntest %5\nnext %5\n}", "next of %4: %5 is used outside of its block"},
	{"condition of i64", "while {\ntest %0\n}", "while: %0 is i64, want bool"},
	{"then in else", "%6 = if %3 {\n%4 = neg f64 %2\ngive %4\n} else {\ngive %4\n}", "if %3: %4 is used outside of its block"},
	{"sides of two types", "%6 = if %3 {\ngive %2\n} else {\ngive %0\n}", "if %3: %0 is i64, want f64"},
	{"branch on f64", "if %2 {\n}", "if %2: %2 is f64, want bool"},

	{"add of two types", "%4 = add f64 %2 %0", "operands of f64 and i64"},
	{"add of bool", "%4 = add bool %3 %3", "operands of bool"},
	{"rem of f64", "%4 = rem f64 %2 %2", "operands of f64"},
	{"exp of i64", "%4 = exp i64 %0", "operands of i64"},
	{"lt is bool", "%4 = lt f64 %2 %2", "a result of f64, want bool"},
	{"add is f64", "%4 = add i64 %2 %2", "a result of i64, want f64"},
	{"select by f64", "%4 = select f64 %2 %2 %2", "a condition of f64"},
	{"select of two types", "%4 = select f64 %3 %2 %0", "operands of f64 and i64"},
	{"bitcast", "%4 = bitcast u64 %2", ""},
	{"bitcast of another width", "%4 = bitcast u32 %2", "from f64 to u32, which differ in width"},
	{"bitcast of bool", "%4 = bitcast bool %3", "operands of bool"},
	{"load of another type", "%4 = load i64 x[0]", "i64 from a buffer of f64"},
	{"store of another type", "store y[0] = %0", "%0 is i64, want f64"},

	{"store to in", "store x[0] = %2", "buffer x is only read"},
	{"store to data", "store d[0] = %0", "buffer d is only read"},
	{"index of f64", "%4 = load f64 x[%2]", "address in x: %2 is f64, want i64"},
	{"index twice", "for %4 = %0 to %0 {\n%5 = load f64 x[%4 + %4]\n}", "%4 has stride 0 or comes twice"},
	{"stride 0", "for %4 = %0 to %0 {\n%5 = load f64 x[%4*0]\n}", "%4 has stride 0 or comes twice"},

	{"last element", "%4 = load f64 x[9]", ""},
	{"beyond the end", "%4 = load f64 x[10]", "elements 10 to 10 of buffer x, which has 10"},
	{"before the begin", "%4 = load f64 x[-1]", "elements -1 to -1 of buffer x"},
	{"by a constant", "%4 = const i64 3\n%5 = load f64 x[%4*4]", "elements 12 to 12 of buffer x"},
	{"all of a loop", "for %4 = %0 to %1 {\nstore y[%4] = %2\n}", ""},
	{"backward", "for %4 = %0 to %1 {\nstore y[%4*-1 + 9] = %2\n}", ""},
	{"one too many", "for %4 = %0 to %1 {\nstore y[%4 + 1] = %2\n}", "elements 1 to 10 of buffer y"},
	{"guarded", "for %4 = %0 to %1 {\nif %3 {\nstore y[%4 + 1] = %2\n}\n}", ""},
	{"guarded but always wrong", "for %4 = %0 to %1 {\nif %3 {\nstore y[%4 + 10] = %2\n}\n}", "elements 10 to 19 of buffer y"},
	{"empty loop", "for %4 = %1 to %0 {\nstore y[%4] = %2\n}", ""},
	{"triangle", "for %4 = %0 to %1 {\nfor %5 = %0 to %4 {\nstore y[%4 + %5] = %2\n}\n}", ""},
	{"two loops", "for %4 = %0 to %1 {\nfor %5 = %0 to %1 {\nstore y[%4 + %5] = %2\n}\n}", "elements 0 to 18 of buffer y"},
	{"not known", "%4 = load i64 d[0]\nstore y[%4*100] = %2", ""},

	{"sum", "%7 = vector %4 = %0 to %1 carry %5 = %2 add {\n%6 = add f64 %2 %5\nnext %6\n}", ""},
	{"sum of products", "%7 = vector %4 = %0 to %1 carry %5 = %2 add {\n%6 = fma f64 %2 %2 %5\nnext %6\n}", ""},
	{"product of sums", "%7 = vector %4 = %0 to %1 carry %5 = %2 mul {\n%6 = fma f64 %2 %2 %5\nnext %6\n}", "carry %5 is no reduction by mul"},
	{"no combine", "%7 = vector %4 = %0 to %1 carry %5 = %2 {\n%6 = add f64 %5 %2\nnext %6\n}", "carry %5 of a vector loop has Combine none"},
	{"sub", "%7 = vector %4 = %0 to %1 carry %5 = %2 sub {\n%6 = sub f64 %5 %2\nnext %6\n}", "carry %5 of a vector loop has Combine sub"},
	{"combine in order", "%7 = for %4 = %0 to %1 carry %5 = %2 add {\n%6 = add f64 %5 %2\nnext %6\n}", "carry %5 of a loop in order has Combine add"},
	{"combine of a while", "%7 = while carry %5 = %3 and {\ntest %5\nnext %5\n}", "carry %5 of a while has Combine and"},
	{"other op", "%7 = vector %4 = %0 to %1 carry %5 = %2 max {\n%6 = add f64 %5 %2\nnext %6\n}", "carry %5 is no reduction by max"},
	{"var unchanged", "%7 = vector %4 = %0 to %1 carry %5 = %2 add {\nnext %5\n}", "carry %5 is no reduction by add"},
	{"var used twice", "%8 = vector %4 = %0 to %1 carry %5 = %2 add {\n%6 = neg f64 %5\n%7 = add f64 %5 %6\nnext %7\n}", "carry %5 is used for something else"},
	{"partial sums used", "%7 = vector %4 = %0 to %1 carry %5 = %2 add {\n%6 = add f64 %5 %2\nstore y[%4] = %6\nnext %6\n}", "carry %5 is used for something else"},
	{"next from an inner loop", "%9 = vector %4 = %0 to %1 carry %5 = %2 add {\nfor %6 = %0 to %1 {\n%7 = add f64 %5 %2\n}\nnext %7\n}", "carry %5 is no reduction by add"},
	{"next of another type", "%7 = for %4 = %0 to %1 carry %5 = %2 {\nnext %4\n}", "next of %5: %4 is i64, want f64"},
	{"bounds of f64", "for %4 = %2 to %1 {\n}", "loop %4: %2 is f64, want i64"},

	{"call", "call g(x[2 5], d[2]) to (y[10])", ""},
	{"call of another size", "call g(x[2 6]) to (y[10])", "call g: buffer x of 10 elements as [2 6]"},
	{"call that writes in", "call g(y[10]) to (x[10])", "call g: buffer x is only read"},

	{"fork", "fork f 3 (x) to (y) {\n" + forked + "}", ""},
	{"fork that writes in", "fork f 3 () to (x) {\nin k i64[1]\nout y f64[10]\n}", "fork: buffer x is only read"},
	{"fork with a buffer twice", "fork f 3 (y) to (y) {\n" + forked + "}", "fork: buffer y is passed twice"},
	{"fork with too few buffers", "fork f 3 () to (y) {\n" + forked + "}", "fork: 3 parameters of f, want 2"},
	{"fork with a buffer of another type", "fork f 3 (d) to (y) {\n" + forked + "}", "parameter x of f is in f64[10], want in i64[2]"},
	{"fork without index", "fork f 3 () to (y) {\nin k i32[1]\nout y f64[10]\n}", "parameter k of f is in i32[1], want in i64[1]"},
	{"fork of what is wrong", "fork f 3 (x) to (y) {\n" + forked + "%0 = load f64 x[10]\n}", "fork: f: %0 = load: elements 10 to 10"},
	{"fork of a fork", "fork f 3 (x) to (y) {\n" + forked + "fork g 1 () to () {\nin k i64[1]\n}\n}", "fork: f has a call or fork"},
	{"fork of less than nothing", "fork f -1 (x) to (y) {\n" + forked + "}", "fork: -1 times f"},
}

func TestCheck(t *testing.T) {
	names := Names{Calls: map[string]func(in, out []*array.Buffer){"g": func(_, _ []*array.Buffer) {}}}
	for _, c := range checks {
		f, err := Parse(prelude+c.text+"\n}", names)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		err = f.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestCheckOfWhatCannotBeParsed breaks a function by hand.
func TestCheckOfWhatCannotBeParsed(t *testing.T) {
	one := func() *Value { return &Value{ID: 1, Op: Const, Type: array.Float64} }
	elems := array.New(array.Int32, array.Shape{3})
	for _, c := range []struct {
		name   string
		damage func(f *Func)
		want   string
	}{
		{"id too large", func(f *Func) { f.Values = 0 }, "%0: there are 0 values"},
		{"id twice", func(f *Func) { f.Body.List = append(f.Body.List, &Value{Op: Const, Type: array.Float64}) }, "%0 is defined twice"},
		{"two values of one id", func(f *Func) {
			f.Values = 3
			f.Body.List = append(f.Body.List, one(), &Value{ID: 2, Op: Neg, Type: array.Float64, Args: []*Value{one()}})
		}, "%1 is used, but another value has this ID"},
		{"not yet", func(f *Func) {
			f.Values = 3
			f.Body.List = append(f.Body.List, &Value{ID: 2, Op: Neg, Type: array.Float64, Args: []*Value{one()}})
		}, "%1 is used before it is defined"},
		{"nil", func(f *Func) { f.Body.List = append(f.Body.List, &Store{At: Address{Buffer: f.Buffers[0]}}) }, "an operand is nil"},
		{"operands", func(f *Func) {
			f.Values = 2
			f.Body.List = append(f.Body.List, &Value{ID: 1, Op: Add, Type: array.Float64})
		}, "0 operands, want 2"},
		{"op of no statement", func(f *Func) {
			f.Values = 2
			f.Body.List = append(f.Body.List, &Value{ID: 1, Op: Index, Type: array.Int64})
		}, "this op is no statement"},
		{"ahead of the past", func(f *Func) {
			f.Values = 2
			f.Body.List = append(f.Body.List, &Fetch{Len: 1, At: Address{Buffer: f.Buffers[0]}, Ahead: -1})
		}, "1 elements -1 ahead"},
		{"constant too wide", func(f *Func) {
			f.Values = 2
			f.Body.List = append(f.Body.List, &Value{ID: 1, Op: Const, Type: array.Int32, Bits: 1 << 32})
		}, "0x100000000 is no element of i32"},
		{"buffer id", func(f *Func) { f.Buffers[0].ID = 5 }, "buffer 0 is y, which says its ID is 5"},
		{"buffer name", func(f *Func) { f.Buffers[0].Name = "a b" }, `the name "a b", which cannot be printed`},
		{"buffer type", func(f *Func) { f.Buffers[0].Type = array.Invalid }, "buffer y is invalid[1]"},
		{"buffer not listed", func(f *Func) {
			other := *f.Buffers[0]
			f.Body.List = append(f.Body.List, &Store{Address{Buffer: &other}, f.Body.List[0].(*Value)})
		}, "the buffer is not one of the function"},
		{"data without elements", func(f *Func) { f.Buffers[0].Kind = Data }, "a Data buffer has Elems"},
		{"data of other elements", func(f *Func) { f.Buffers[0].Kind, f.Buffers[0].Elems = Data, elems }, "buffer y is f64[1] but its elements are i32[3]"},
		{"temp not aligned", func(f *Func) { f.Buffers[0].Kind, f.Buffers[0].Offset = Temp, 4 }, "buffer y of f64 is at byte 4"},
		{"call of nothing", func(f *Func) { f.Body.List = append(f.Body.List, &Call{Name: "g"}) }, "nothing to run"},
	} {
		b := NewBuilder("f")
		y := b.Buffer(Out, "y", array.Float64, 1)
		b.Store(Address{Buffer: y}, b.Float(array.Float64, 1))
		f := b.Finish()
		c.damage(f)
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
