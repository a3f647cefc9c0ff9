package opt

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

func unary(op string) string { return "{ x:f64[3] -> y:f64[3] = " + op + " return y }" }

const keep, keepInt = "{ x:f64[3] -> return x }", "{ x:i32[3] -> return x }"

var algebraCases = []rewriting{
	{"neg neg", `{ x:f64[3] -> y:f64[3] = neg x z:f64[3] = neg y return z }`, keep},
	{"neg scaled", `{ x:f64[3] -> y:f64[3] = mul x 3:f64[] z:f64[3] = neg y return z }`, unary("mul x -3:f64[]")},
	{"x+(-0)", unary("add x -0:f64[]"), keep},
	{"-0+x", unary("add -0:f64[] x"), keep},
	{"x+0 stays", unary("add x 0:f64[]"), ""},
	{"exp+0", `{ x:f64[3] -> y:f64[3] = exp x z:f64[3] = add y 0:f64[] return z }`, unary("exp x")},
	{"int+0", `{ x:i32[3] -> y:i32[3] = add x 0:i32[] return y }`, keepInt},
	{"x+(-y)", `{ x:f64[3] y:f64[3] -> n:f64[3] = neg y z:f64[3] = add x n return z }`, `{ x:f64[3] y:f64[3] -> z:f64[3] = sub x y return z }`},
	{"(-x)+y", `{ x:f64[3] y:f64[] -> n:f64[3] = neg x z:f64[3] = add n y return z }`, `{ x:f64[3] y:f64[] -> z:f64[3] = sub y x return z }`},
	{"x-0", unary("sub x 0:f64[]"), keep},
	{"x-(-0) stays", unary("sub x -0:f64[]"), ""},
	{"-0-x", unary("sub -0:f64[] x"), unary("neg x")},
	{"0-x stays", unary("sub 0:f64[] x"), ""},
	{"0-int", `{ x:i32[3] -> y:i32[3] = sub 0:i32[] x return y }`, `{ x:i32[3] -> y:i32[3] = neg x return y }`},
	{"x-(-y)", `{ x:f64[3] y:f64[3] -> n:f64[3] = neg y z:f64[3] = sub x n return z }`, `{ x:f64[3] y:f64[3] -> z:f64[3] = add x y return z }`},
	{"x-x stays", unary("sub x x"), ""},
	{"int-int", `{ x:i32[3] -> y:i32[3] = sub x x return y }`, `{ x:i32[3] -> y:i32[3] = broadcast shape=[3] dims=[] 0:i32[] return y }`},
	{"x*1", unary("mul x 1:f64[]"), keep},
	{"1*x", unary("mul 1:f64[] x"), keep},
	{"x*(-1)", unary("mul x -1:f64[]"), unary("neg x")},
	{"x*0 stays", unary("mul x 0:f64[]"), ""},
	{"int*0", `{ x:u32[3] -> y:u32[3] = mul x 0:u32[] return y }`, `{ x:u32[3] -> y:u32[3] = broadcast shape=[3] dims=[] 0:u32[] return y }`},
	{"x*x", unary("mul x x"), unary("square x")},
	{"(-x)(-y)", `{ x:f64[3] y:f64[3] -> a:f64[3] = neg x b:f64[3] = neg y z:f64[3] = mul a b return z }`, `{ x:f64[3] y:f64[3] -> z:f64[3] = mul x y return z }`},
	{"(-x)c", `{ x:f64[3] -> a:f64[3] = neg x z:f64[3] = mul a 3:f64[] return z }`, unary("mul x -3:f64[]")},
	{"(x 3) 2 stays", `{ x:f64[3] -> a:f64[3] = mul x 3:f64[] z:f64[3] = mul a 2:f64[] return z }`, ""},
	{"(x/2) 3 stays", `{ x:f64[3] -> a:f64[3] = mul x 0.5:f64[] z:f64[3] = mul a 3:f64[] return z }`, ""},
	{"x/1", unary("div x 1:f64[]"), keep},
	{"x/(-1)", unary("div x -1:f64[]"), unary("neg x")},
	{"1/x", unary("div 1:f64[] x"), unary("reciprocal x")},
	{"x/4", unary("div x 4:f64[]"), unary("mul x 0.25:f64[]")},
	{"x/3 stays", unary("div x 3:f64[]"), ""},
	{"x/0 stays", unary("div x 0:f64[]"), ""},
	{"x/Inf stays", unary("div x +Inf:f64[]"), ""},
	{"x/2^1023 stays", unary("div x 8.98846567431158e+307:f64[]"), ""}, // its reciprocal is subnormal
	{"int/2 stays", `{ x:i32[3] -> y:i32[3] = div x 2:i32[] return y }`, ""},
	{"(-x)/(-y)", `{ x:f64[3] y:f64[3] -> a:f64[3] = neg x b:f64[3] = neg y z:f64[3] = div a b return z }`, `{ x:f64[3] y:f64[3] -> z:f64[3] = div x y return z }`},
	{"(-x)/c", `{ x:f64[3] -> a:f64[3] = neg x z:f64[3] = div a 3:f64[] return z }`, unary("div x -3:f64[]")},
	{"(-x)/y", `{ x:f64[3] y:f64[3] -> a:f64[3] = neg x z:f64[3] = div a y return z }`, `{ x:f64[3] y:f64[3] -> a:f64[3] = div x y z:f64[3] = neg a return z }`},
	{"x/(-y)", `{ x:f64[3] y:f64[] -> a:f64[] = neg y z:f64[3] = div x a return z }`, `{ x:f64[3] y:f64[] -> a:f64[3] = div x y z:f64[3] = neg a return z }`},
	{"int (-x)/y stays", `{ x:i32[3] y:i32[3] -> a:i32[3] = neg x z:i32[3] = div a y return z }`, ""},
	{"square of neg", `{ x:f64[3] -> a:f64[3] = neg x z:f64[3] = square a return z }`, unary("square x")},
	{"square of abs", `{ x:f64[3] -> a:f64[3] = abs x z:f64[3] = square a return z }`, unary("square x")},
	{"abs of neg", `{ x:f64[3] -> a:f64[3] = neg x z:f64[3] = abs a return z }`, unary("abs x")},
	{"abs of exp", `{ x:f64[3] -> a:f64[3] = exp x z:f64[3] = abs a return z }`, unary("exp x")},
	{"abs of int square stays", `{ x:i32[3] -> a:i32[3] = square x z:i32[3] = abs a return z }`, ""}, // it may overflow
	{"x^0", unary("pow x 0:f64[]"), `{ x:f64[3] -> y:f64[3] = broadcast shape=[3] dims=[] 1:f64[] return y }`},
	{"x^1", unary("pow x 1:f64[]"), keep},
	{"x^2", unary("pow x 2:f64[]"), unary("square x")},
	{"x^-1", unary("pow x -1:f64[]"), unary("reciprocal x")},
	{"x^0.5 stays", unary("pow x 0.5:f64[]"), ""}, // (-Inf)^0.5 = Inf, √-Inf = NaN
	{"max x x", unary("max x x"), keep},
	{"max -Inf", unary("max x -Inf:f64[]"), keep},
	{"min x x", unary("min x x"), keep},
	{"min Inf", unary("min +Inf:f64[] x"), keep},
	{"not eq", `{ x:f64[3] y:f64[3] -> a:bool[3] = eq x y b:bool[3] = not a return b }`, `{ x:f64[3] y:f64[3] -> b:bool[3] = ne x y return b }`},
	{"not ne", `{ x:f64[3] y:f64[3] -> a:bool[3] = ne x y b:bool[3] = not a return b }`, `{ x:f64[3] y:f64[3] -> b:bool[3] = eq x y return b }`},
	{"not lt stays", `{ x:f64[3] y:f64[3] -> a:bool[3] = lt x y b:bool[3] = not a return b }`, ""},
	{"not not", `{ x:i64[3] -> a:i64[3] = not x b:i64[3] = not a return b }`, `{ x:i64[3] -> return x }`},
	{"and true", `{ x:bool[3] -> y:bool[3] = and true:bool[] x return y }`, `{ x:bool[3] -> return x }`},
	{"and 0", `{ x:i32[3] -> y:i32[3] = and x 0:i32[] return y }`, `{ x:i32[3] -> y:i32[3] = broadcast shape=[3] dims=[] 0:i32[] return y }`},
	{"and ones", `{ x:u32[3] -> y:u32[3] = and x 4294967295:u32[] return y }`, `{ x:u32[3] -> return x }`},
	{"and 1 stays", `{ x:u32[3] -> y:u32[3] = and x 1:u32[] return y }`, ""},
	{"or false", `{ x:bool[3] -> y:bool[3] = or x false:bool[] return y }`, `{ x:bool[3] -> return x }`},
	{"or true", `{ x:bool[3] -> y:bool[3] = or x true:bool[] return y }`, `{ x:bool[3] -> y:bool[3] = broadcast shape=[3] dims=[] true:bool[] return y }`},
	{"xor 0", `{ x:i32[3] -> y:i32[3] = xor x 0:i32[] return y }`, keepInt},
	{"xor true", `{ x:bool[3] -> y:bool[3] = xor x true:bool[] return y }`, `{ x:bool[3] -> y:bool[3] = not x return y }`},
	{"xor x x", `{ x:bool[3] -> y:bool[3] = xor x x return y }`, `{ x:bool[3] -> y:bool[3] = broadcast shape=[3] dims=[] false:bool[] return y }`},
	{"shift by 0", `{ x:i32[3] -> y:i32[3] = shift_left x 0:i32[] z:i32[3] = shift_right y 0:i32[] return z }`, keepInt},
	{"eq x x of ints", `{ x:i32[3] -> y:bool[3] = eq x x return y }`, `{ x:i32[3] -> y:bool[3] = broadcast shape=[3] dims=[] true:bool[] return y }`},
	{"eq x x of floats stays", `{ x:f64[3] -> y:bool[3] = eq x x return y }`, ""},
	{"ne x x of ints", `{ x:i32[3] -> y:bool[3] = ne x x return y }`, `{ x:i32[3] -> y:bool[3] = broadcast shape=[3] dims=[] false:bool[] return y }`},
	{"select x x", `{ p:bool[3] x:f64[3] -> y:f64[3] = select p x x return y }`, `{ p:bool[3] x:f64[3] -> return x }`},
	{"select true", `{ x:f64[3] y:f64[] -> z:f64[3] = select true:bool[] x y return z }`, `{ x:f64[3] y:f64[] -> return x }`},
	{"select false", `{ x:f64[3] y:f64[] -> z:f64[3] = select (false false false):bool[3] x y return z }`, `{ x:f64[3] y:f64[] -> z:f64[3] = broadcast shape=[3] dims=[] y return z }`},
	{"select not", `{ p:bool[] x:f64[3] y:f64[3] -> n:bool[] = not p z:f64[3] = select n x y return z }`, `{ p:bool[] x:f64[3] y:f64[3] -> z:f64[3] = select p y x return z }`},
	{"select in select", `{ p:bool[] x:f64[3] y:f64[3] z:f64[3] -> a:f64[3] = select p x y b:f64[3] = select p a z return b }`, `{ p:bool[] x:f64[3] y:f64[3] z:f64[3] -> b:f64[3] = select p x z return b }`},
	{"select in else", `{ p:bool[] x:f64[3] y:f64[3] z:f64[3] -> a:f64[3] = select p x y b:f64[3] = select p z a return b }`, `{ p:bool[] x:f64[3] y:f64[3] z:f64[3] -> b:f64[3] = select p z y return b }`},
	{"neg of a product with a scalar stays", `{ x:f64[3] s:f64[] -> a:f64[3] = mul x s b:f64[3] = neg a return b }`, ""},
	{"div by the greatest power", unary("div x 4.49423283715579e+307:f64[]"), unary("mul x 2.2250738585072014e-308:f64[]")},
	{"div by a power with subnormal reciprocal stays", unary("div x 8.98846567431158e+307:f64[]"), ""},
	{"f32 div by the greatest power", `{ x:f32[3] -> y:f32[3] = div x 8.507059e+37:f32[] return y }`, `{ x:f32[3] -> y:f32[3] = mul x 1.1754944e-38:f32[] return y }`},
	{"f32 div by a power with subnormal reciprocal stays", `{ x:f32[3] -> y:f32[3] = div x 1.7014118e+38:f32[] return y }`, ""},
	{"select of arrays that differ after the first element stays", `{ p:bool[2] -> y:f64[2] = select p (1 2):f64[2] (1 3):f64[2] return y }`, ""},
	{"stop_gradient twice", `{ x:f64[3] -> a:f64[3] = stop_gradient x b:f64[3] = stop_gradient a return b }`, unary("stop_gradient x")},
}

func TestAlgebra(t *testing.T) { testPass(t, []pass{algebra}, exact, algebraCases) }

// The exception to equality bit for bit: 2x overflows where x does not.
func TestMergeScales(t *testing.T) {
	p := parse(t, `{ x:f64[4] -> a:f64[4] = mul x 2:f64[] b:f64[4] = mul a -0.3:f64[] return b }`)
	got := newSimplifier([]pass{algebra}).simplify(p)
	if want := parse(t, `{ x:f64[4] -> b:f64[4] = mul x -0.6:f64[] return b }`); got.String() != want.String() {
		t.Fatalf("got\n%v", got)
	}
	x := []*array.Buffer{array.Of([]float64{1.1, -0.7, 5e-324, math.Inf(1)}, array.Shape{4})}
	if g, w := got.Eval(x)[0], p.Eval(x)[0]; !same(g, w, exact) {
		t.Errorf("got %v, want %v", g, w)
	}
	x = []*array.Buffer{array.Of([]float64{1e308, 0, 0, 0}, array.Shape{4})}
	if g, w := got.Eval(x)[0].Float64(0), p.Eval(x)[0].Float64(0); g != -0.6*1e308 || !math.IsInf(w, -1) {
		t.Errorf("got %v for %v", g, w)
	}
}
