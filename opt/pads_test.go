package opt

import "testing"

var padCases = []rewriting{
	{"side by side", `{ x:f64[2] y:f64[3] -> a:f64[5] = pad low=[0] high=[3] interior=[0] x 0:f64[] b:f64[5] = pad low=[2] high=[0] interior=[0] y 0:f64[] c:f64[5] = add a b return c }`,
		`{ x:f64[2] y:f64[3] -> c:f64[5] = concat axis=0 x y return c }`},
	{"the other way around, with zeros", `{ x:f64[1] y:f64[1] -> a:f64[4] = pad low=[2] high=[1] interior=[0] x 0:f64[] b:f64[4] = pad low=[0] high=[3] interior=[0] y 0:f64[] c:f64[4] = add a b return c }`,
		`{ x:f64[1] y:f64[1] -> c:f64[4] = concat axis=0 y 0:f64[1] x 0:f64[1] return c }`},
	{"three", `{ x:f64[1] y:f64[1] z:f64[1] -> a:f64[3] = pad low=[2] high=[0] interior=[0] x 0:f64[] b:f64[3] = pad low=[0] high=[2] interior=[0] y 0:f64[] c:f64[3] = add a b d:f64[3] = pad low=[1] high=[1] interior=[0] z 0:f64[] w:f64[3] = add c d return w }`,
		`{ x:f64[1] y:f64[1] z:f64[1] -> w:f64[3] = concat axis=0 y z x return w }`},
	{"rows", `{ x:f64[1 2] y:f64[2 2] -> a:f64[3 2] = pad low=[0 0] high=[2 0] interior=[0 0] x 0:f64[] b:f64[3 2] = pad low=[1 0] high=[0 0] interior=[0 0] y 0:f64[] c:f64[3 2] = add a b return c }`,
		`{ x:f64[1 2] y:f64[2 2] -> c:f64[3 2] = concat axis=0 x y return c }`},
	{"that overlap stay", `{ x:f64[2] y:f64[2] -> a:f64[3] = pad low=[0] high=[1] interior=[0] x 0:f64[] b:f64[3] = pad low=[1] high=[0] interior=[0] y 0:f64[] c:f64[3] = add a b return c }`, ``},
	{"with ones stay", `{ x:f64[2] y:f64[1] -> a:f64[3] = pad low=[0] high=[1] interior=[0] x 1:f64[] b:f64[3] = pad low=[2] high=[0] interior=[0] y 0:f64[] c:f64[3] = add a b return c }`, ``},
	{"spread out stay", `{ x:f64[2] y:f64[1] -> a:f64[4] = pad low=[0] high=[1] interior=[1] x 0:f64[] b:f64[4] = pad low=[3] high=[0] interior=[0] y 0:f64[] c:f64[4] = add a b return c }`, ``},
	{"of other axes stay", `{ x:f64[1 2] y:f64[2 1] -> a:f64[2 2] = pad low=[0 0] high=[1 0] interior=[0 0] x 0:f64[] b:f64[2 2] = pad low=[0 1] high=[0 0] interior=[0 0] y 0:f64[] c:f64[2 2] = add a b return c }`, ``},
}

func TestPads(t *testing.T) { testPass(t, []pass{movement}, exact, padCases) }
