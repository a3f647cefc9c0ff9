package prim_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/special"
	"github.com/phlox-ppl/phlox/ir"
	. "github.com/phlox-ppl/phlox/prim"
)

var (
	inf, nan = math.Inf(1), math.NaN()
	zero     = 0.0
	negZero  = math.Copysign(0, -1)
)

const (
	tiny = math.SmallestNonzeroFloat64
	free = 1234.5 // not stated
	pi2  = math.Pi / 2
)

// Answers of NumPy and scipy.special at 0, -0, Inf, -Inf, NaN and the least subnormal; of zeros the sign
// counts.
var unaryEdges = map[string][6]float64{
	"neg":        {negZero, zero, -inf, inf, nan, -tiny},
	"abs":        {0, zero, inf, inf, nan, tiny},
	"sign":       {0, negZero, 1, -1, nan, 1}, // XLA's -0; NumPy has 0
	"floor":      {0, negZero, inf, -inf, nan, 0},
	"ceil":       {0, negZero, inf, -inf, nan, 1},
	"round":      {0, negZero, inf, -inf, nan, 0},
	"sqrt":       {0, negZero, inf, nan, nan, 2.2227587494850775e-162},
	"rsqrt":      {inf, -inf, 0, nan, nan, 4.4989137945431964e161},
	"square":     {0, 0, inf, inf, nan, 0},
	"reciprocal": {inf, -inf, 0, negZero, nan, inf},
	"exp":        {1, 1, inf, 0, nan, 1},
	"expm1":      {0, negZero, inf, -1, nan, tiny},
	"log":        {-inf, -inf, inf, nan, nan, -744.4400719213812},
	"log1p":      {0, negZero, inf, nan, nan, tiny},
	"logistic":   {0.5, 0.5, 1, 0, nan, 0.5},
	"softplus":   {math.Ln2, math.Ln2, inf, 0, nan, math.Ln2},
	"sin":        {0, negZero, nan, nan, nan, tiny},
	"cos":        {1, 1, nan, nan, nan, 1},
	"tan":        {0, negZero, nan, nan, nan, tiny},
	"asin":       {0, negZero, nan, nan, nan, tiny},
	"acos":       {pi2, pi2, nan, nan, nan, pi2},
	"atan":       {0, negZero, pi2, -pi2, nan, tiny},
	"sinh":       {0, negZero, inf, -inf, nan, tiny},
	"cosh":       {1, 1, inf, inf, nan, 1},
	"tanh":       {0, negZero, 1, -1, nan, tiny},
	"asinh":      {0, negZero, inf, -inf, nan, tiny},
	"acosh":      {nan, nan, inf, nan, nan, nan},
	"atanh":      {0, negZero, nan, nan, nan, tiny},
	"erf":        {0, negZero, 1, -1, nan, tiny},
	"erfc":       {1, 1, 0, 2, nan, 1},
	"erfinv":     {0, negZero, nan, nan, nan, tiny},
	"ndtri":      {-inf, -inf, nan, nan, nan, free},
	"log_ndtr":   {-math.Ln2, -math.Ln2, negZero, -inf, nan, -math.Ln2},
	"lgamma":     {inf, inf, inf, free, nan, 744.4400719213812},
	"digamma":    {free, free, inf, free, nan, -inf},
	"i0e":        {1, 1, 0, 0, nan, 1},
	"i1e":        {0, negZero, 0, negZero, nan, free},
}

func TestUnaryEdges(t *testing.T) {
	at := []float64{0, negZero, inf, -inf, nan, tiny}
	for _, op := range elementwiseOps(1) {
		if !elementwiseLaws[op.Name()].on(array.Float64) {
			continue
		}
		want, ok := unaryEdges[op.Name()]
		if !ok {
			t.Errorf("no edges of %s", op.Name())
		}
		for i, x := range at {
			got := ir.Bind1(op, Scalar(array.Float64, x)).Buffer().Float64(0)
			if want[i] != free && !agree(got, want[i]) {
				t.Errorf("%s(%v) = %v, want %v", op.Name(), x, got, want[i])
			}
		}
	}
}

// agree compares within 2 ulp, and zeros with their signs.
func agree(got, want float64) bool {
	if want == 0 || math.IsInf(want, 0) || want == tiny || want == -tiny {
		return math.Float64bits(got) == math.Float64bits(want)
	}
	return want != want && got != got || math.Abs(got-want) <= 5e-16*math.Abs(want)
}

func elementwiseOps(arity int) (ops []Elementwise) {
	for _, op := range Ops() {
		if e, ok := op.(Elementwise); ok && len(elementwiseLaws[e.Name()].in) == arity {
			ops = append(ops, e)
		}
	}
	return ops
}

func TestBinaryEdges(t *testing.T) {
	for _, c := range []struct {
		name       string
		f          func(x, y Value) Value
		x, y, want float64
	}{
		{"add", Add, inf, -inf, nan},
		{"sub", Sub, inf, inf, nan},
		{"sub", Sub, 0, 0, 0},
		{"mul", Mul, 0, inf, nan},
		{"mul", Mul, 0, -1, negZero},
		{"div", Div, 1, 0, inf},
		{"div", Div, 1, negZero, -inf},
		{"div", Div, 0, 0, nan},
		{"div", Div, inf, inf, nan},
		{"floordiv", FloorDiv, 1, 0.1, 9}, // the quotient rounds to 10, but 10 × 0.1 > 1
		{"floordiv", FloorDiv, -7, 2, -4},
		{"floordiv", FloorDiv, 7, -2, -4},
		{"floordiv", FloorDiv, 1, 0, inf},
		{"floordiv", FloorDiv, -1, inf, -1},
		{"floordiv", FloorDiv, 1, inf, 0},
		{"floordiv", FloorDiv, inf, 1, nan},
		{"floordiv", FloorDiv, 0, -3, negZero},
		{"mod", Mod, -7, 2, 1},
		{"mod", Mod, 7, -2, -1},
		{"mod", Mod, 6, -3, negZero},
		{"mod", Mod, -6, 3, 0},
		{"mod", Mod, 5, inf, 5},
		{"mod", Mod, -5, inf, inf},
		{"mod", Mod, 5, 0, nan},
		{"mod", Mod, inf, 5, nan},
		{"pow", Pow, 0, 0, 1},
		{"pow", Pow, nan, 0, 1},
		{"pow", Pow, 1, nan, 1},
		{"pow", Pow, 0, -1, inf},
		{"pow", Pow, negZero, -1, -inf},
		{"pow", Pow, -8, 1.0 / 3, nan},
		{"pow", Pow, -2, 3, -8},
		{"pow", Pow, 0.5, inf, 0},
		{"pow", Pow, -inf, 3, -inf},
		{"max", Max, nan, 1, nan},
		{"max", Max, 1, nan, nan},
		{"max", Max, -inf, inf, inf},
		{"min", Min, nan, 1, nan},
		{"min", Min, 1, nan, nan},
		{"atan2", Atan2, 0, 0, 0},
		{"atan2", Atan2, 0, negZero, math.Pi},
		{"atan2", Atan2, negZero, -1, -math.Pi},
		{"atan2", Atan2, inf, inf, math.Pi / 4},
		{"xlogy", Xlogy, 0, 0, 0},
		{"xlogy", Xlogy, 0, nan, nan},
		{"xlogy", Xlogy, 1, 0, -inf},
		{"xlog1py", Xlog1py, 0, -1, 0},
		{"xlog1py", Xlog1py, 1, -1, -inf},
		{"logaddexp", LogAddExp, -inf, -inf, -inf},
		{"logaddexp", LogAddExp, inf, inf, inf},
		{"logaddexp", LogAddExp, inf, -inf, inf},
		{"logaddexp", LogAddExp, 1000, -inf, 1000},
		{"logaddexp", LogAddExp, nan, -inf, nan},
		{"nextafter", Nextafter, 0, 1, tiny},
		{"nextafter", Nextafter, 1, 2, 1 + 0x1p-52},
		{"nextafter", Nextafter, math.MaxFloat64, inf, inf},
		{"igamma", Igamma, 1, 0, 0},
		{"igamma", Igamma, 1, inf, 1},
		{"igammac", Igammac, 1, 0, 1},
		{"igammac", Igammac, 1, inf, 0},
		{"igamma_inv", IgammaInv, 1, 0, 0},
		{"igamma_inv", IgammaInv, 1, 1, inf},
		{"eq", Eq, 0, negZero, 1},
		{"eq", Eq, nan, nan, 0},
		{"ne", Ne, nan, nan, 1},
		{"ne", Ne, 2, 2, 0},
		{"lt", Lt, 2, 2, 0},
		{"lt", Lt, nan, 2, 0},
		{"le", Le, 2, 2, 1},
		{"le", Le, 2, nan, 0},
		{"gt", Gt, 2, 2, 0},
		{"gt", Gt, 3, 2, 1},
		{"ge", Ge, 2, 2, 1},
		{"ge", Ge, nan, nan, 0},
	} {
		got := c.f(Scalar(array.Float64, c.x), Scalar(array.Float64, c.y)).Buffer().Float64(0)
		if !agree(got, c.want) {
			t.Errorf("%s(%v, %v) = %v, want %v", c.name, c.x, c.y, got, c.want)
		}
	}
}

// Derivatives where the formula would be 0·Inf or Inf - Inf.
func TestDerivativeEdges(t *testing.T) {
	for _, c := range []struct {
		name    string
		f       func(x, y Value) Value
		x, y    float64
		dx1, dy float64 // due to unit tangents of x and of y
	}{
		{"pow", Pow, 0, 2, 0, 0},
		{"pow", Pow, 0, 1, 1, 0},
		{"pow", Pow, 2, 0, 0, math.Ln2},
		{"pow", Pow, 0, 0, 0, 0},
		{"pow", Pow, -2, 3, 12, nan},
		{"max", Max, 1, 1, 0.5, 0.5},
		{"min", Min, 1, 1, 0.5, 0.5},
		{"max", Max, 2, 1, 1, 0},
		{"logaddexp", LogAddExp, -inf, -inf, 0, 0},
		{"logaddexp", LogAddExp, -inf, 3, 0, 1},
		{"xlogy", Xlogy, 0, 2, math.Ln2, 0},
		{"atan2", Atan2, 0, -1, -1, 0},
	} {
		x := []Value{Scalar(array.Float64, c.x), Scalar(array.Float64, c.y)}
		y := c.f(x[0], x[1])
		op := traceOp(c.f)
		for i, want := range []float64{c.dx1, c.dy} {
			dx := []Value{nil, nil}
			dx[i] = Scalar(array.Float64, 1)
			if got := op.JVP(x, []Value{y}, dx)[0].Buffer().Float64(0); !agree(got+0, want+0) {
				t.Errorf("tangent of %s(%v, %v) due to operand %d is %v, want %v", c.name, c.x, c.y, i, got, want)
			}
		}
	}
}

// Derivatives at zero, where a formula in terms of x or y would divide by it or has two sides.
func TestDerivativesAtZero(t *testing.T) {
	for _, c := range []struct {
		name string
		op   Elementwise
		want float64
	}{
		{"abs", opByName("abs"), 0},
		{"sqrt", opByName("sqrt"), inf},
		{"square", opByName("square"), 0},
		{"i0e", opByName("i0e"), 0},
		{"i1e", opByName("i1e"), 0.5},
		{"erfinv", opByName("erfinv"), math.Sqrt(math.Pi) / 2},
		{"softplus", opByName("softplus"), 0.5},
		{"log1p", opByName("log1p"), 1},
		{"expm1", opByName("expm1"), 1},
	} {
		x := Scalar(array.Float64, 0)
		got := c.op.JVP([]Value{x}, ir.Bind(c.op, x), []Value{Scalar(array.Float64, 1)})[0].Buffer().Float64(0)
		if !agree(got+0, c.want) {
			t.Errorf("the derivative of %s at 0 is %v, want %v", c.name, got, c.want)
		}
	}
}

func opByName(name string) Elementwise { return byName(name).(Elementwise) }

// Each op applies the function of its name, to its operands in order: the laws compare an op's values with
// nothing but themselves.
func TestSpecialFunctions(t *testing.T) {
	one := func(f func(x float64) float64) func(x []float64) float64 {
		return func(x []float64) float64 { return f(x[0]) }
	}
	two := func(f func(x, y float64) float64) func(x []float64) float64 {
		return func(x []float64) float64 { return f(x[0], x[1]) }
	}
	three := func(f func(x, y, z float64) float64) func(x []float64) float64 {
		return func(x []float64) float64 { return f(x[0], x[1], x[2]) }
	}
	for name, want := range map[string]func(x []float64) float64{
		"neg": one(func(x float64) float64 { return -x }), "abs": one(math.Abs), "floor": one(math.Floor), "ceil": one(math.Ceil),
		"round": one(math.RoundToEven), "sqrt": one(math.Sqrt), "exp": one(special.Exp), "expm1": one(math.Expm1), "log": one(math.Log),
		"log1p": one(math.Log1p), "sin": one(math.Sin), "cos": one(math.Cos), "tan": one(math.Tan), "asin": one(math.Asin),
		"acos": one(math.Acos), "atan": one(math.Atan), "sinh": one(special.Sinh), "cosh": one(special.Cosh), "tanh": one(math.Tanh),
		"asinh": one(math.Asinh), "acosh": one(math.Acosh), "atanh": one(math.Atanh), "erf": one(math.Erf), "erfc": one(math.Erfc),
		"rsqrt":      one(func(x float64) float64 { return 1 / math.Sqrt(x) }),
		"square":     one(func(x float64) float64 { return x * x }),
		"reciprocal": one(func(x float64) float64 { return 1 / x }),
		"logistic":   one(special.Logistic), "softplus": one(special.Softplus), "erfinv": one(special.Erfinv),
		"ndtri": one(special.Ndtri), "log_ndtr": one(special.LogNdtr), "lgamma": one(special.Lgamma),
		"digamma": one(special.Digamma), "i0e": one(special.I0e), "i1e": one(special.I1e),
		"add": two(func(x, y float64) float64 { return x + y }), "sub": two(func(x, y float64) float64 { return x - y }),
		"mul": two(func(x, y float64) float64 { return x * y }), "div": two(func(x, y float64) float64 { return x / y }),
		"pow": two(math.Pow), "max": two(math.Max), "min": two(math.Min), "atan2": two(math.Atan2),
		"xlogy": two(special.Xlogy), "xlog1py": two(special.Xlog1py), "logaddexp": two(special.LogAddExp),
		"igamma": two(special.Igamma), "igammac": two(special.Igammac), "igamma_grad_a": two(special.IgammaGradA),
		"random_gamma_grad": two(special.RandomGammaGrad), "igamma_inv": two(special.IgammaInv),
		"betainc": three(special.Betainc), "betainc_grad_a": three(special.BetaincGradA),
		"betainc_grad_b": three(special.BetaincGradB), "betainc_inv": three(special.BetaincInv),
	} {
		const n = 20
		rng := rand.New(rand.NewPCG(11, 0))
		var x []Value
		for _, e := range elementwiseLaws[name].in {
			x = append(x, make1(array.Float64, array.Shape{n}, e(rng, array.Shape{n})))
		}
		y := ir.Bind1(byName(name), x...).Buffer()
		for i := range n {
			at := make([]float64, len(x))
			for k, v := range x {
				at[k] = v.Buffer().Float64(i)
			}
			if got := y.Float64(i); !agree(got, want(at)) {
				t.Errorf("%s%v = %v, want %v", name, at, got, want(at))
			}
		}
	}
}

// traceOp returns the op that f binds.
func traceOp(f func(x, y Value) Value) ir.Op {
	f64 := ir.Type{DType: array.Float64}
	p, _ := ir.TraceFunc([]ir.Type{f64, f64}, func(x []Value) []Value { return []Value{f(x[0], x[1])} })
	return p.Eqns[0].Op
}

func TestIntegerEdges(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(x, y Value) Value
		d    array.DType
		x, y string
		want string
	}{
		{"add", Add, array.Int32, "2147483647", "1", "-2147483648"},
		{"sub", Sub, array.Uint32, "0", "1", "4294967295"},
		{"mul", Mul, array.Uint64, "18446744073709551615", "2", "18446744073709551614"},
		{"div", Div, array.Int32, "-7", "2", "-3"},
		{"div", Div, array.Int32, "-2147483648", "-1", "-2147483648"},
		{"div", Div, array.Int64, "-9223372036854775808", "-1", "-9223372036854775808"},
		{"div", Div, array.Int64, "5", "0", "-1"},
		{"div", Div, array.Uint32, "5", "0", "4294967295"},
		{"div", Div, array.Uint64, "18446744073709551615", "2", "9223372036854775807"},
		{"floordiv", FloorDiv, array.Int64, "-7", "2", "-4"},
		{"floordiv", FloorDiv, array.Int64, "7", "-2", "-4"},
		{"floordiv", FloorDiv, array.Int64, "-6", "2", "-3"},
		{"floordiv", FloorDiv, array.Int64, "-9223372036854775808", "-1", "-9223372036854775808"},
		{"floordiv", FloorDiv, array.Uint64, "18446744073709551615", "10", "1844674407370955161"},
		{"mod", Mod, array.Int64, "-7", "2", "1"},
		{"mod", Mod, array.Int64, "7", "-2", "-1"},
		{"mod", Mod, array.Int64, "7", "0", "0"},
		{"mod", Mod, array.Int64, "-9223372036854775808", "-1", "0"},
		{"mod", Mod, array.Uint64, "18446744073709551615", "10", "5"},
		{"max", Max, array.Uint64, "18446744073709551615", "1", "18446744073709551615"},
		{"min", Min, array.Uint64, "18446744073709551615", "1", "1"},
		{"max", Max, array.Int64, "-1", "1", "1"},
		{"shift_left", ShiftLeft, array.Int32, "1", "31", "-2147483648"},
		{"shift_left", ShiftLeft, array.Int32, "1", "32", "0"},
		{"shift_left", ShiftLeft, array.Uint64, "1", "63", "9223372036854775808"},
		{"shift_left", ShiftLeft, array.Uint64, "1", "64", "0"},
		{"shift_right", ShiftRight, array.Int32, "-8", "1", "-4"},
		{"shift_right", ShiftRight, array.Int32, "-8", "40", "-1"},
		{"shift_right", ShiftRight, array.Uint32, "4294967295", "31", "1"},
		{"shift_right", ShiftRight, array.Uint32, "4294967295", "32", "0"},
		{"shift_right", ShiftRight, array.Uint64, "18446744073709551615", "63", "1"},
		{"shift_right", ShiftRight, array.Uint64, "1", "64", "0"},
		{"xor", Xor, array.Bool, "true", "true", "false"},
		{"and", And, array.Int32, "-1", "12", "12"},
		{"lt", Lt, array.Uint64, "18446744073709551615", "1", "false"},
		{"lt", Lt, array.Int64, "-1", "1", "true"},
		{"ge", Ge, array.Uint64, "9223372036854775808", "1", "true"},
		{"le", Le, array.Int64, "-1", "-1", "true"},
		{"le", Le, array.Uint64, "18446744073709551615", "18446744073709551615", "true"},
		{"le", Le, array.Uint32, "2", "1", "false"},
		{"lt", Lt, array.Int64, "-1", "-1", "false"},
		{"lt", Lt, array.Uint64, "1", "1", "false"},
		{"gt", Gt, array.Int64, "3", "3", "false"},
		{"gt", Gt, array.Uint64, "18446744073709551615", "1", "true"},
		{"gt", Gt, array.Uint64, "1", "1", "false"},
		{"ge", Ge, array.Int64, "3", "3", "true"},
		{"ge", Ge, array.Uint64, "1", "1", "true"},
		{"ne", Ne, array.Int64, "9007199254740993", "9007199254740992", "true"},
		{"or", Or, array.Int32, "3", "12", "15"},
		{"xor", Xor, array.Int32, "7", "12", "11"},
		{"eq", Eq, array.Int64, "9007199254740993", "9007199254740992", "false"},
	} {
		if got := c.f(parsed(t, c.d, c.x), parsed(t, c.d, c.y)).Buffer().FormatElem(0); got != c.want {
			t.Errorf("%s(%s, %s) on %v is %s, want %s", c.name, c.x, c.y, c.d, got, c.want)
		}
	}
	for _, c := range []struct {
		name    string
		f       func(x Value) Value
		d       array.DType
		x, want string
	}{
		{"neg", Neg, array.Uint32, "1", "4294967295"},
		{"neg", Neg, array.Int32, "-2147483648", "-2147483648"},
		{"abs", Abs, array.Int32, "-2147483648", "-2147483648"},
		{"sign", Sign, array.Int64, "-9", "-1"},
		{"square", Square, array.Int32, "65536", "0"},
		{"not", Not, array.Bool, "true", "false"},
		{"not", Not, array.Uint32, "0", "4294967295"},
		{"not", Not, array.Int64, "0", "-1"},
		{"popcount", Popcount, array.Int32, "-1", "32"},
		{"popcount", Popcount, array.Int64, "-1", "64"},
		{"popcount", Popcount, array.Uint32, "4294967295", "32"},
	} {
		if got := c.f(parsed(t, c.d, c.x)).Buffer().FormatElem(0); got != c.want {
			t.Errorf("%s(%s) on %v is %s, want %s", c.name, c.x, c.d, got, c.want)
		}
	}
}

func parsed(t *testing.T, d array.DType, s string) Value {
	b := array.New(d, nil)
	if err := b.ParseElem(0, s); err != nil {
		t.Fatal(err)
	}
	return ir.Concrete(b)
}

// Results of float32 are those of float64, rounded.
func TestFloat32IsRoundedFloat64(t *testing.T) {
	for name, l := range elementwiseLaws {
		if !l.on(array.Float64) || name == "nextafter" {
			continue
		}
		op := byName(name)
		rng := rand.New(rand.NewPCG(7, 7))
		var narrow, wide []Value
		for _, e := range l.in {
			v := make1(array.Float32, array.Shape{50}, e(rng, array.Shape{50}))
			narrow, wide = append(narrow, v), append(wide, ConvertTo(v, array.Float64))
		}
		got, want := ir.Bind1(op, narrow...), ir.Bind1(op, wide...)
		if want.DType() == array.Float64 {
			want = ConvertTo(want, array.Float32)
		}
		laws.Same(t, name, got, want, 0)
	}
}

func byName(name string) ir.Op {
	for _, op := range Ops() {
		if op.Name() == name {
			return op
		}
	}
	return nil
}
