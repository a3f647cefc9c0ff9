package opt

import "testing"

func TestInline(t *testing.T) {
	const body = `{ k:f64[] s:f64[] x:f64[2] -> a:f64[] = mul s k b:f64[2] = mul x k return a b }`
	testPass(t, []pass{inline}, exact, []rewriting{
		{"known branch", `{ x:f64[] -> a:f64[] = switch branches=[{ x:f64[] -> a:f64[] = sin x return a } { x:f64[] -> a:f64[] = cos x return a }] 1:i32[] x return a }`,
			`{ x:f64[] -> a:f64[] = cos x return a }`},
		{"index too large", `{ x:f64[] -> a:f64[] = switch branches=[{ x:f64[] -> a:f64[] = sin x return a } { x:f64[] -> a:f64[] = cos x return a }] 7:i32[] x return a }`,
			`{ x:f64[] -> a:f64[] = cos x return a }`},
		{"index negative", `{ x:f64[] -> a:f64[] = switch branches=[{ x:f64[] -> a:f64[] = sin x return a } { x:f64[] -> a:f64[] = cos x return a }] -7:i32[] x return a }`,
			`{ x:f64[] -> a:f64[] = sin x return a }`},
		{"one branch", `{ i:i32[] x:f64[] -> a:f64[] = switch branches=[{ x:f64[] -> a:f64[] = sin x return a }] i x return a }`,
			`{ i:i32[] x:f64[] -> a:f64[] = sin x return a }`},
		{"no step", `{ k:f64[] s:f64[] x:f64[0 2] -> a:f64[] b:f64[0 2] = scan consts=1 carry=1 length=0 reverse=false body=` + body + ` k s x return a b }`,
			`{ k:f64[] s:f64[] x:f64[0 2] -> return s ():f64[0 2] }`},
		{"one step", `{ k:f64[] s:f64[] x:f64[1 2] -> a:f64[] b:f64[1 2] = scan consts=1 carry=1 length=1 reverse=true body=` + body + ` k s x return a b }`,
			`{ k:f64[] s:f64[] x:f64[1 2] -> y:f64[2] = reshape shape=[2] x a:f64[] = mul s k b:f64[2] = mul y k c:f64[1 2] = reshape shape=[1 2] b return a c }`},
		{"two steps stay", `{ k:f64[] s:f64[] x:f64[2 2] -> a:f64[] b:f64[2 2] = scan consts=1 carry=1 length=2 reverse=true body=` + body + ` k s x return a b }`, ``},
	})
}

func TestLoops(t *testing.T) {
	testPass(t, []pass{loops}, exact, []rewriting{
		{"constant into a scan", `{ s:f64[] x:f64[3] -> a:f64[] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[] s:f64[] x:f64[] -> p:f64[] = mul k x a:f64[] = add s p return a } 2:f64[] s x return a }`,
			`{ s:f64[] x:f64[3] -> a:f64[] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[] x:f64[] -> p:f64[] = mul 2:f64[] x a:f64[] = add s p return a } s x return a }`},
		{"constant state is no constant", `{ x:f64[3] -> a:f64[] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[] x:f64[] -> a:f64[] = add s x return a } 0:f64[] x return a }`, ``},
		{"state that stays", `{ s:f64[] t:f64[] x:f64[3] -> a:f64[] b:f64[] = scan consts=0 carry=2 length=3 reverse=false body={ s:f64[] t:f64[] x:f64[] -> p:f64[] = mul t x a:f64[] = add s p return a t } s t x return a b }`,
			`{ s:f64[] t:f64[] x:f64[3] -> a:f64[] = scan consts=1 carry=1 length=3 reverse=false body={ t:f64[] s:f64[] x:f64[] -> p:f64[] = mul t x a:f64[] = add s p return a } t s x return a t }`},
		{"twice the same const and slices", `{ k:f64[] s:f64[] x:f64[3] -> a:f64[] = scan consts=2 carry=1 length=3 reverse=false body={ k:f64[] l:f64[] s:f64[] x:f64[] y:f64[] -> p:f64[] = mul k x q:f64[] = mul l y b:f64[] = add p q a:f64[] = add s b return a } k k s x x return a }`,
			`{ k:f64[] s:f64[] x:f64[3] -> a:f64[] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[] s:f64[] x:f64[] -> p:f64[] = mul k x q:f64[] = mul k x b:f64[] = add p q a:f64[] = add s b return a } k s x return a }`},
		{"uniform slices", `{ s:f64[] k:f64[] -> x:f64[3] = broadcast shape=[3] dims=[] k a:f64[] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[] x:f64[] -> a:f64[] = mul s x return a } s x return a }`,
			`{ s:f64[] k:f64[] -> a:f64[] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[] s:f64[] -> a:f64[] = mul s k return a } k s return a }`},
		{"equal slices", `{ s:f64[2] k:f64[2] -> x:f64[3 2] = broadcast shape=[3 2] dims=[1] k a:f64[2] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[2] x:f64[2] -> a:f64[2] = mul s x return a } s x return a }`,
			`{ s:f64[2] k:f64[2] -> a:f64[2] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[2] s:f64[2] -> a:f64[2] = mul s k return a } k s return a }`},
		{"zero slices", `{ s:f64[2] -> a:f64[2] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[2] x:f64[2] -> a:f64[2] = add s x return a } s (0 0 0 0 0 0):f64[3 2] return a }`,
			`{ s:f64[2] -> a:f64[2] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[2] -> a:f64[2] = add s (0 0):f64[2] return a } s return a }`},
		{"stacks from outside", `{ k:f64[] s:f64[] x:f64[3] -> a:f64[] b:f64[3] c:f64[3] d:f64[3] = scan consts=1 carry=1 length=3 reverse=true body={ k:f64[] s:f64[] x:f64[] -> a:f64[] = mul s k return a x k 7:f64[] } k s x return a b c d }`,
			`{ k:f64[] s:f64[] x:f64[3] -> c:f64[3] = broadcast shape=[3] dims=[] k d:f64[3] = broadcast shape=[3] dims=[] 7:f64[] a:f64[] = scan consts=1 carry=1 length=3 reverse=true body={ k:f64[] s:f64[] -> a:f64[] = mul s k return a } k s return a x c d }`},
		{"twice the same const alone", `{ k:f64[] s:f64[] x:f64[3] -> a:f64[] = scan consts=2 carry=1 length=3 reverse=false body={ k:f64[] l:f64[] s:f64[] x:f64[] -> p:f64[] = mul k x q:f64[] = mul l p a:f64[] = add s q return a } k k s x return a }`,
			`{ k:f64[] s:f64[] x:f64[3] -> a:f64[] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[] s:f64[] x:f64[] -> p:f64[] = mul k x q:f64[] = mul k p a:f64[] = add s q return a } k s x return a }`},
		{"stack of an array from outside", `{ k:f64[2] s:f64[2] -> a:f64[2] b:f64[3 2] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[2] s:f64[2] -> a:f64[2] = mul s k return a k } k s return a b }`,
			`{ k:f64[2] s:f64[2] -> b:f64[3 2] = broadcast shape=[3 2] dims=[1] k a:f64[2] = scan consts=1 carry=1 length=3 reverse=false body={ k:f64[2] s:f64[2] -> a:f64[2] = mul s k return a } k s return a b }`},
		{"stacks of repeated elements, and twice", `{ s:f64[2] x:f64[3] -> a:f64[2] b:f64[3 2 4] c:f64[3 2] d:f64[3 2] = scan consts=0 carry=1 length=3 reverse=true body={ s:f64[2] x:f64[] -> a:f64[2] = mul s x b:f64[2 4] = broadcast shape=[2 4] dims=[0] a return a b a a } s x return a b c d }`,
			`{ s:f64[2] x:f64[3] -> c:f64[2] d:f64[3 2] = scan consts=0 carry=1 length=3 reverse=true body={ a:f64[2] b:f64[] -> c:f64[2] = mul a b return c c } s x
			  e:f64[3 2 4] = broadcast shape=[3 2 4] dims=[0 1] d return c e d d }`},
		{"slices of repeated elements", `{ s:f64[2 4] x:f64[3 2] -> y:f64[3 2 4] = broadcast shape=[3 2 4] dims=[0 1] x a:f64[2 4] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[2 4] x:f64[2 4] -> a:f64[2 4] = mul s x return a } s y return a }`,
			`{ s:f64[2 4] x:f64[3 2] -> c:f64[2 4] = scan consts=0 carry=1 length=3 reverse=false body={ a:f64[2 4] b:f64[2] -> c:f64[2 4] = broadcast shape=[2 4] dims=[0] b
			  d:f64[2 4] = mul a c return d } s x return c }`},
		{"switch that returns its first operand", `{ i:i32[] x:f64[] y:f64[] -> a:f64[] b:f64[] = switch branches=[{ x:f64[] y:f64[] -> b:f64[] = mul x y return x b } { x:f64[] y:f64[] -> b:f64[] = add x y return x b }] i x y return a b }`,
			`{ i:i32[] x:f64[] y:f64[] -> b:f64[] = switch branches=[{ x:f64[] y:f64[] -> b:f64[] = mul x y return b } { x:f64[] y:f64[] -> b:f64[] = add x y return b }] i x y return x b }`},
		{"switch of an operand and a constant stays", `{ i:i32[] x:f64[] -> a:f64[] = switch branches=[{ x:f64[] -> return x } { x:f64[] -> return 1:f64[] }] i x return a }`, ``},
		{"while with a constant alone", `{ n:i32[] x:f64[] -> i:i32[] a:f64[] = while testConsts=1 bodyConsts=1 test={ n:i32[] i:i32[] x:f64[] -> t:bool[] = lt i n return t }
		    body={ k:f64[] i:i32[] x:f64[] -> j:i32[] = add i 1:i32[] y:f64[] = mul x k return j y } n 2:f64[] 0:i32[] x return i a }`,
			`{ n:i32[] x:f64[] -> i:i32[] a:f64[] = while testConsts=1 bodyConsts=0 test={ n:i32[] i:i32[] x:f64[] -> t:bool[] = lt i n return t }
		    body={ i:i32[] x:f64[] -> j:i32[] = add i 1:i32[] y:f64[] = mul x 2:f64[] return j y } n 0:i32[] x return i a }`},
		{"while", `{ n:i32[] x:f64[] k:f64[] -> i:i32[] m:i32[] a:f64[] = while testConsts=0 bodyConsts=2 test={ i:i32[] n:i32[] x:f64[] -> t:bool[] = lt i n return t }
		    body={ k:f64[] l:f64[] i:i32[] n:i32[] x:f64[] -> j:i32[] = add i 1:i32[] y:f64[] = mul x k z:f64[] = mul y l return j n z } k 2:f64[] 0:i32[] n x return m a }`,
			`{ n:i32[] x:f64[] k:f64[] -> i:i32[] a:f64[] = while testConsts=1 bodyConsts=1 test={ n:i32[] i:i32[] x:f64[] -> t:bool[] = lt i n return t }
		    body={ k:f64[] i:i32[] x:f64[] -> j:i32[] = add i 1:i32[] y:f64[] = mul x k z:f64[] = mul y 2:f64[] return j z } n k 0:i32[] x return n a }`},
		{"switch", `{ i:i32[] x:f64[] y:f64[] -> a:f64[] b:f64[] c:f64[] = switch branches=[{ x:f64[] y:f64[] z:f64[] w:f64[] -> a:f64[] = mul x z return a y 1:f64[] } { x:f64[] y:f64[] z:f64[] w:f64[] -> a:f64[] = mul w x return a y 1:f64[] }] i x y 2:f64[] x return a b c }`,
			`{ i:i32[] x:f64[] y:f64[] -> a:f64[] = switch branches=[{ x:f64[] -> a:f64[] = mul x 2:f64[] return a } { x:f64[] -> a:f64[] = mul x x return a }] i x return a y 1:f64[] }`},
	})
}
