package opt

import "testing"

func TestDeadCode(t *testing.T) {
	testPass(t, nil, exact, []rewriting{
		{"unused", `{ x:f64[] -> a:f64[] = exp x b:f64[] = sin a c:f64[] = neg x return c }`, `{ x:f64[] -> c:f64[] = neg x return c }`},
		{"used", `{ x:f64[] -> a:f64[] = exp x b:f64[] = sin a return b }`, ``},
		{"one of two results", `{ x:f64[3] y:i64[3] -> a:f64[3] b:i64[3] = sort axis=0 keys=1 x y return b }`, ``},
		{"unused loop", `{ x:i32[] -> a:i32[] = while testConsts=0 bodyConsts=0 test={ i:i32[] -> return false:bool[] } body={ i:i32[] -> return i } x return x }`, `{ x:i32[] -> return x }`},
		// The second state only feeds itself; so goes the const it uses. The first stack is not used.
		{"scan", `{ k:f64[] l:f64[] s:f64[] t:f64[] x:f64[3] y:f64[3] ->
		  a:f64[] b:f64[] c:f64[3] d:f64[3] = scan consts=2 carry=2 length=3 reverse=true body={ k:f64[] l:f64[] s:f64[] t:f64[] x:f64[] y:f64[] ->
		    a:f64[] = add s x b:f64[] = mul t l c:f64[] = mul y b d:f64[] = mul a k return a b c d } k l s t x y
		  return a d }`, `{ k:f64[] l:f64[] s:f64[] t:f64[] x:f64[3] y:f64[3] ->
		  a:f64[] d:f64[3] = scan consts=1 carry=1 length=3 reverse=true body={ k:f64[] s:f64[] x:f64[] ->
		    a:f64[] = add s x d:f64[] = mul a k return a d } k s x
		  return a d }`},
		{"scan state that others need", `{ s:f64[] t:f64[] x:f64[3] ->
		  a:f64[] b:f64[] = scan consts=0 carry=2 length=3 reverse=false body={ s:f64[] t:f64[] x:f64[] -> a:f64[] = add s t b:f64[] = mul t x return a b } s t x
		  return a }`, `{ s:f64[] t:f64[] x:f64[3] ->
		  a:f64[] b:f64[] = scan consts=0 carry=2 length=3 reverse=false body={ s:f64[] t:f64[] x:f64[] -> a:f64[] = add s t b:f64[] = mul t x return a b } s t x
		  return a }`},
		{"scan state set anew", `{ s:f64[] t:f64[] x:f64[3] ->
		  a:f64[] b:f64[] = scan consts=0 carry=2 length=3 reverse=false body={ s:f64[] t:f64[] x:f64[] -> return x t } s t x
		  return a }`, `{ s:f64[] t:f64[] x:f64[3] ->
		  a:f64[] = scan consts=0 carry=1 length=3 reverse=false body={ s:f64[] x:f64[] -> return x } s x
		  return a }`},
		// The test needs i, the result x; y feeds nothing but itself.
		{"while", `{ n:i32[] k:f64[] l:f64[] x:f64[] y:f64[] ->
		  i:i32[] a:f64[] b:f64[] = while testConsts=2 bodyConsts=2 test={ n:i32[] l:f64[] i:i32[] x:f64[] y:f64[] -> m:i32[] = min n 4:i32[] t:bool[] = lt i m return t }
		    body={ k:f64[] l:f64[] i:i32[] x:f64[] y:f64[] -> j:i32[] = add i 1:i32[] a:f64[] = mul x k b:f64[] = mul y l return j a b } n l k l 0:i32[] x y
		  return a }`, `{ n:i32[] k:f64[] l:f64[] x:f64[] y:f64[] ->
		  i:i32[] a:f64[] = while testConsts=1 bodyConsts=1 test={ n:i32[] i:i32[] x:f64[] -> m:i32[] = min n 4:i32[] t:bool[] = lt i m return t }
		    body={ k:f64[] i:i32[] x:f64[] -> j:i32[] = add i 1:i32[] a:f64[] = mul x k return j a } n k 0:i32[] x
		  return a }`},
		{"switch", `{ i:i32[] x:f64[] y:f64[] z:f64[] ->
		  a:f64[] b:f64[] = switch branches=[{ x:f64[] y:f64[] z:f64[] -> a:f64[] = sin x return a y } { x:f64[] y:f64[] z:f64[] -> b:f64[] = cos y return z b }] i x y z
		  return a }`, `{ i:i32[] x:f64[] y:f64[] z:f64[] ->
		  a:f64[] = switch branches=[{ x:f64[] z:f64[] -> a:f64[] = sin x return a } { x:f64[] z:f64[] -> return z }] i x z
		  return a }`},
		{"checkpoint", `{ x:f64[] y:f64[] -> a:f64[] b:f64[] = checkpoint body={ x:f64[] y:f64[] -> a:f64[] = exp x b:f64[] = exp y return a b } x y return b }`,
			`{ x:f64[] y:f64[] -> b:f64[] = checkpoint body={ y:f64[] -> b:f64[] = exp y return b } y return b }`},
		{"custom derivatives keep all", `{ x:f64[] y:f64[] -> a:f64[] b:f64[] = custom_jvp fun={ x:f64[] y:f64[] -> return x y } rule={ x:f64[] y:f64[] dx:f64[] dy:f64[] -> return x y dx dy } x y return b }`, ``},
	})
}
