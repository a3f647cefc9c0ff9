package opt

import "testing"

func TestBroadcasts(t *testing.T) {
	testPass(t, []pass{broadcasts}, exact, []rewriting{
		{"scalar operand", `{ x:f64[3] y:f64[] -> b:f64[3] = broadcast shape=[3] dims=[] y z:f64[3] = add x b return z }`,
			`{ x:f64[3] y:f64[] -> z:f64[3] = add x y return z }`},
		{"uniform constant", `{ x:f64[3] -> z:f64[3] = add x (2 2 2):f64[3] return z }`, `{ x:f64[3] -> z:f64[3] = add x 2:f64[] return z }`},
		{"zeros of both signs stay", `{ x:f64[2] -> z:f64[2] = add x (0 -0):f64[2] return z }`, ``},
		{"only scalars", `{ x:f64[] -> b:f64[3] = broadcast shape=[3] dims=[] x e:f64[3] = exp b z:f64[3] = mul e b return z }`,
			`{ x:f64[] -> e:f64[] = exp x z:f64[] = mul e x b:f64[3] = broadcast shape=[3] dims=[] z return b }`},
		{"the same broadcast", `{ x:f64[3] y:f64[3] s:f64[] -> a:f64[2 3] = broadcast shape=[2 3] dims=[1] x b:f64[2 3] = broadcast shape=[2 3] dims=[1] y c:f64[2 3] = mul a b d:f64[2 3] = mul c s return d }`,
			`{ x:f64[3] y:f64[3] s:f64[] -> c:f64[3] = mul x y d:f64[3] = mul c s e:f64[2 3] = broadcast shape=[2 3] dims=[1] d return e }`},
		{"other broadcasts stay", `{ x:f64[3] y:f64[3] -> a:f64[3 3] = broadcast shape=[3 3] dims=[1] x b:f64[3 3] = broadcast shape=[3 3] dims=[0] y c:f64[3 3] = mul a b return c }`, ``},
		{"select", `{ p:bool[] x:f64[3] y:f64[] -> q:bool[3] = broadcast shape=[3] dims=[] p b:f64[3] = broadcast shape=[3] dims=[] y z:f64[3] = select q x b return z }`,
			`{ p:bool[] x:f64[3] y:f64[] -> z:f64[3] = select p x y return z }`},
		{"convert", `{ x:f32[3] -> a:f32[2 3] = broadcast shape=[2 3] dims=[1] x z:f64[2 3] = convert to=f64 a return z }`,
			`{ x:f32[3] -> z:f64[3] = convert to=f64 x a:f64[2 3] = broadcast shape=[2 3] dims=[1] z return a }`},
		{"empty", `{ x:f64[0] -> z:f64[0] = add x ():f64[0] return z }`, ``},
	})
}
