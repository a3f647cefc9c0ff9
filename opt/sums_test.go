package opt

import "testing"

var sumCases = []rewriting{
	{"no axes", `{ x:f64[3] -> y:f64[3] = sum axes=[] x return y }`, `{ x:f64[3] -> return x }`},
	{"one term", `{ x:f64[3 1] -> y:f64[3] = sum axes=[1] x return y }`, `{ x:f64[3 1] -> y:f64[3] = reshape shape=[3] x return y }`},
	{"no terms", `{ x:f64[3 0] -> y:f64[3] = sum axes=[1] x return y }`, `{ x:f64[3 0] -> y:f64[3] = broadcast shape=[3] dims=[] 0:f64[] return y }`},
	{"of neg", `{ x:f64[3 2] -> y:f64[3 2] = neg x z:f64[3] = sum axes=[1] y return z }`, `{ x:f64[3 2] -> z:f64[3] = sum axes=[1] x y:f64[3] = neg z return y }`},
	{"of sum", `{ x:f64[2 3 4] -> y:f64[2 4] = sum axes=[1] x z:f64[2] = sum axes=[1] y return z }`, `{ x:f64[2 3 4] -> z:f64[2] = sum axes=[1 2] x return z }`},
	{"of broadcast", `{ x:f64[3] -> y:f64[3 4] = broadcast shape=[3 4] dims=[0] x z:f64[3] = sum axes=[1] y return z }`, `{ x:f64[3] -> z:f64[3] = mul x 4:f64[] return z }`},
	{"of broadcast, in part", `{ x:f64[3 2] -> y:f64[5 3 4 2] = broadcast shape=[5 3 4 2] dims=[1 3] x z:f64[5 2] = sum axes=[1 2] y return z }`,
		`{ x:f64[3 2] -> y:f64[5 3 2] = broadcast shape=[5 3 2] dims=[1 2] x z:f64[5 2] = sum axes=[1] y w:f64[5 2] = mul z 4:f64[] return w }`},
	{"of other axes of a broadcast stays", `{ x:f64[3] -> y:f64[3 4] = broadcast shape=[3 4] dims=[0] x z:f64[4] = sum axes=[0] y return z }`, ``},
	{"ints of broadcast", `{ x:i32[] -> y:i32[4] = broadcast shape=[4] dims=[] x z:i32[] = sum axes=[0] y return z }`, `{ x:i32[] -> z:i32[] = mul x 4:i32[] return z }`},
	{"reduce of one", `{ x:f64[3 1] -> y:f64[3] = reduce fold=prod axes=[1] x return y }`, `{ x:f64[3 1] -> y:f64[3] = reshape shape=[3] x return y }`},
	{"max of broadcast", `{ x:f64[3] -> y:f64[3 4] = broadcast shape=[3 4] dims=[0] x z:f64[] = reduce fold=max axes=[0 1] y return z }`, `{ x:f64[3] -> z:f64[] = reduce fold=max axes=[0] x return z }`},
	{"prod of broadcast stays", `{ x:f64[] -> y:f64[4] = broadcast shape=[4] dims=[] x z:f64[] = reduce fold=prod axes=[0] y return z }`, ``},
	{"cumulative of one", `{ x:f64[3 1] -> y:f64[3 1] = cumulative fold=sum axis=1 reverse=false x return y }`, `{ x:f64[3 1] -> return x }`},
}

func TestSums(t *testing.T) { testPass(t, []pass{movement}, rounded, sumCases) }
