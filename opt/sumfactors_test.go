package opt

import "testing"

var factorCases = []rewriting{
	{"factor", `{ x:f64[3] s:f64[] -> y:f64[3] = mul x s z:f64[] = sum axes=[0] y return z }`,
		`{ x:f64[3] s:f64[] -> y:f64[] = sum axes=[0] x z:f64[] = mul y s return z }`},
	{"divisor", `{ x:f64[3] s:f64[] -> y:f64[3] = div x s z:f64[] = sum axes=[0] y return z }`,
		`{ x:f64[3] s:f64[] -> y:f64[] = sum axes=[0] x z:f64[] = div y s return z }`},
	{"factor of a batch", `{ x:f64[2 3] s:f64[2] -> r:f64[2 3] = broadcast shape=[2 3] dims=[0] s y:f64[2 3] = mul x r z:f64[2] = sum axes=[1] y return z }`,
		`{ x:f64[2 3] s:f64[2] -> y:f64[2] = sum axes=[1] x z:f64[2] = mul y s return z }`},
	{"factor that varies along an axis stays", `{ x:f64[2 3] s:f64[2] -> r:f64[2 3] = broadcast shape=[2 3] dims=[0] s y:f64[2 3] = mul x r z:f64[3] = sum axes=[0] y return z }`, ``},
	{"integers stay", `{ x:i32[3] s:i32[] -> y:i32[3] = mul x s z:i32[] = sum axes=[0] y return z }`, ``},
	{"factors of a product", `{ x:f64[3] w:f64[3] s:f64[] t:f64[] -> y:f64[3] = div x s v:f64[3] = mul t w u:f64[3] = mul y v z:f64[] = sum axes=[0] u return z }`,
		`{ x:f64[3] w:f64[3] s:f64[] t:f64[] -> y:f64[3] = mul x w z:f64[] = sum axes=[0] y u:f64[] = div z s v:f64[] = mul u t return v }`},
	{"factors of a quotient", `{ x:f64[3] w:f64[3] s:f64[] -> y:f64[3] = mul x s v:f64[3] = div y w z:f64[] = sum axes=[0] v return z }`,
		`{ x:f64[3] w:f64[3] s:f64[] -> y:f64[3] = div x w z:f64[] = sum axes=[0] y v:f64[] = mul z s return v }`},
	{"a square keeps its factor", `{ h:f64[3] s:f64[] t:f64[] -> x:f64[3] = div h s y:f64[3] = div x t v:f64[3] = mul y x z:f64[] = sum axes=[0] v return z }`,
		`{ h:f64[3] s:f64[] t:f64[] -> x:f64[3] = div h s v:f64[3] = mul x x z:f64[] = sum axes=[0] v y:f64[] = div z t return y }`},
	{"factor in a square", `{ h:f64[3] m:f64[] s:f64[] -> x:f64[3] = sub h m y:f64[3] = div x s v:f64[3] = square y z:f64[] = sum axes=[0] v return z }`,
		`{ h:f64[3] m:f64[] s:f64[] -> x:f64[3] = sub h m v:f64[3] = square x z:f64[] = sum axes=[0] v y:f64[] = div z s u:f64[] = div y s return u }`},
	{"factor in a square of float32 stays", `{ x:f32[3] s:f32[] -> y:f32[3] = mul x s v:f32[3] = square y z:f32[] = sum axes=[0] v return z }`, ``},
	{"summand beside a square", `{ x:f64[3] s:f64[] -> y:f64[3] = square x v:f64[3] = sub y s z:f64[] = sum axes=[0] v return z }`,
		`{ x:f64[3] s:f64[] -> y:f64[3] = square x z:f64[] = sum axes=[0] y v:f64[] = mul s 3:f64[] u:f64[] = sub z v return u }`},
	{"summand before a function", `{ x:f64[3] s:f64[] -> y:f64[3] = exp x v:f64[3] = sub s y z:f64[] = sum axes=[0] v return z }`,
		`{ x:f64[3] s:f64[] -> y:f64[3] = exp x v:f64[] = mul s 3:f64[] z:f64[] = sum axes=[0] y u:f64[] = sub v z return u }`},
	{"data less their mean stay", `{ x:f64[3] s:f64[] -> y:f64[3] = sub x s z:f64[] = sum axes=[0] y return z }`, ``},
	{"data less a linear function stay", `{ x:f64[3] w:f64[3] s:f64[] t:f64[] -> u:f64[3] = mul w t v:f64[3] = sub x u y:f64[3] = sub v s z:f64[] = sum axes=[0] y return z }`, ``},
}

func TestSumFactors(t *testing.T) { testPass(t, []pass{movement}, ranged, factorCases) }
