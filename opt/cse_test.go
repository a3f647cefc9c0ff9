package opt

import "testing"

func TestCSE(t *testing.T) {
	const step = `{ c:f64[] x:f64[] -> d:f64[] = add c x return d }`
	const double = `{ c:f64[] x:f64[] -> d:f64[] = mul c x return d }`
	scan := func(y, body string) string {
		return y + `:f64[] = scan consts=0 carry=1 length=3 reverse=false body=` + body + ` a x `
	}
	testPass(t, []pass{cse}, exact, []rewriting{
		{"same", `{ x:f64[] -> a:f64[] = exp x b:f64[] = exp x c:f64[] = div a b return c }`, `{ x:f64[] -> a:f64[] = exp x c:f64[] = div a a return c }`},
		{"chain", `{ x:f64[] -> a:f64[] = exp x b:f64[] = exp x c:f64[] = sin a d:f64[] = sin b return c d }`, `{ x:f64[] -> a:f64[] = exp x c:f64[] = sin a return c c }`},
		{"commutative", `{ x:f64[] y:f64[] -> a:f64[] = mul x y b:f64[] = mul y x return a b }`, `{ x:f64[] y:f64[] -> a:f64[] = mul x y return a a }`},
		{"not commutative", `{ x:f64[] y:f64[] -> a:f64[] = sub x y b:f64[] = sub y x return a b }`, ``},
		{"constants", `{ x:f64[] -> a:f64[] = mul x 2:f64[] b:f64[] = mul x 2:f64[] return a b }`, `{ x:f64[] -> a:f64[] = mul x 2:f64[] return a a }`},
		{"other dtype", `{ x:i32[3] -> a:f32[3] = convert to=f32 x b:f64[3] = convert to=f64 x return a b }`, ``},
		{"arrays differ after the first element", `{ x:f64[2] -> a:f64[2] = mul x (1 2):f64[2] b:f64[2] = mul x (1 3):f64[2] return a b }`, ``},
		{"a scalar and an array", `{ x:f64[] -> a:f64[2] = mul x (1 2):f64[2] b:f64[] = mul x 1:f64[] return a b }`, ``},
		{"lists of nothing", `{ x:f64[] -> a:f64[2] = broadcast shape=[2] dims=[] x b:f64[2] = broadcast shape=[2] dims=[] x c:f64[3] = broadcast shape=[3] dims=[] x return a b c }`,
			`{ x:f64[] -> a:f64[2] = broadcast shape=[2] dims=[] x c:f64[3] = broadcast shape=[3] dims=[] x return a a c }`},
		{"lists and numbers", `{ x:f64[2 2] i:i64[] -> a:f64[2] = take axis=0 shared=0 x i b:f64[2] = take axis=1 shared=0 x i c:f64[2] = take axis=0 shared=0 x i return a b c }`,
			`{ x:f64[2 2] i:i64[] -> a:f64[2] = take axis=0 shared=0 x i b:f64[2] = take axis=1 shared=0 x i return a b a }`},
		{"zeros differ", `{ x:f64[] -> a:f64[] = mul x 0:f64[] b:f64[] = mul x -0:f64[] return a b }`, ``},
		{"parameters", `{ x:f64[2 2] -> a:f64[2] = sum axes=[0] x b:f64[2] = sum axes=[1] x c:f64[2] = sum axes=[0] x return a b c }`, `{ x:f64[2 2] -> a:f64[2] = sum axes=[0] x b:f64[2] = sum axes=[1] x return a b a }`},
		{"many operands", `{ x:f64[1] y:f64[1] -> a:f64[4] = concat axis=0 x x x y b:f64[4] = concat axis=0 x x x x c:f64[4] = concat axis=0 x x x y return a b c }`,
			`{ x:f64[1] y:f64[1] -> a:f64[4] = concat axis=0 x x x y b:f64[4] = concat axis=0 x x x x return a b a }`},
		{"scans", `{ a:f64[] x:f64[3] -> ` + scan("b", step) + scan("c", double) + scan("d", step) + ` return b c d }`,
			`{ a:f64[] x:f64[3] -> ` + scan("b", step) + scan("c", double) + ` return b c b }`},
		{"checkpoint and outside", `{ x:f64[] -> a:f64[] = exp x b:f64[] = checkpoint body={ x:f64[] -> a:f64[] = exp x return a } x return a b }`, ``},
		{"checkpoints", `{ x:f64[] -> a:f64[] = checkpoint body={ x:f64[] -> a:f64[] = exp x return a } x b:f64[] = checkpoint body={ x:f64[] -> a:f64[] = exp x return a } x return a b }`,
			`{ x:f64[] -> a:f64[] = checkpoint body={ x:f64[] -> a:f64[] = exp x return a } x return a a }`},
		{"inside", `{ x:f64[] -> b:f64[] = checkpoint body={ x:f64[] -> a:f64[] = exp x b:f64[] = exp x c:f64[] = add a b return c } x return b }`,
			`{ x:f64[] -> b:f64[] = checkpoint body={ x:f64[] -> a:f64[] = exp x c:f64[] = add a a return c } x return b }`},
	})
}
