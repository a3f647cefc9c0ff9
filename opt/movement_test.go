package opt

import "testing"

var movementCases = []rewriting{
	{"reshape to the same", `{ x:f64[2 3] -> y:f64[2 3] = reshape shape=[2 3] x return y }`, `{ x:f64[2 3] -> return x }`},
	{"reshape reshape", `{ x:f64[2 3] -> y:f64[6] = reshape shape=[6] x z:f64[3 2] = reshape shape=[3 2] y return z }`, `{ x:f64[2 3] -> z:f64[3 2] = reshape shape=[3 2] x return z }`},
	{"reshape scalar", `{ x:f64[] -> y:f64[1 1] = reshape shape=[1 1] x return y }`, `{ x:f64[] -> y:f64[1 1] = broadcast shape=[1 1] dims=[] x return y }`},
	{"transpose transpose", `{ x:f64[2 3 4] -> y:f64[3 4 2] = transpose perm=[1 2 0] x z:f64[4 3 2] = transpose perm=[1 0 2] y return z }`, `{ x:f64[2 3 4] -> z:f64[4 3 2] = transpose perm=[2 1 0] x return z }`},
	{"transpose back", `{ x:f64[2 3 4] -> y:f64[3 4 2] = transpose perm=[1 2 0] x z:f64[2 3 4] = transpose perm=[2 0 1] y return z }`, `{ x:f64[2 3 4] -> return x }`},
	{"transpose of length 1", `{ x:f64[1 3 2] -> y:f64[3 2 1] = transpose perm=[1 2 0] x return y }`, `{ x:f64[1 3 2] -> y:f64[3 2 1] = reshape shape=[3 2 1] x return y }`},
	{"transpose broadcast", `{ x:f64[3] -> y:f64[2 3] = broadcast shape=[2 3] dims=[1] x z:f64[3 2] = transpose perm=[1 0] y return z }`, `{ x:f64[3] -> z:f64[3 2] = broadcast shape=[3 2] dims=[0] x return z }`},
	{"broadcast to the same", `{ x:f64[2] -> y:f64[2] = broadcast shape=[2] dims=[0] x return y }`, `{ x:f64[2] -> return x }`},
	{"broadcast broadcast", `{ x:f64[3] -> y:f64[3 4] = broadcast shape=[3 4] dims=[0] x z:f64[2 3 4] = broadcast shape=[2 3 4] dims=[1 2] y return z }`, `{ x:f64[3] -> z:f64[2 3 4] = broadcast shape=[2 3 4] dims=[1] x return z }`},
	{"broadcast of a column", `{ x:f64[3] -> y:f64[3 1] = reshape shape=[3 1] x z:f64[3 4] = broadcast shape=[3 4] dims=[0 1] y return z }`, `{ x:f64[3] -> z:f64[3 4] = broadcast shape=[3 4] dims=[0] x return z }`},
	{"broadcast that repeats nothing", `{ x:f64[3] -> z:f64[1 3] = broadcast shape=[1 3] dims=[1] x return z }`, `{ x:f64[3] -> z:f64[1 3] = reshape shape=[1 3] x return z }`},
	{"reverse reverse", `{ x:f64[3 2] -> y:f64[3 2] = reverse axes=[0] x z:f64[3 2] = reverse axes=[0] y return z }`, `{ x:f64[3 2] -> return x }`},
	{"reverse other", `{ x:f64[3 2] -> y:f64[3 2] = reverse axes=[0] x z:f64[3 2] = reverse axes=[1] y return z }`, ``},
	{"reverse of one", `{ x:f64[3 1] -> y:f64[3 1] = reverse axes=[1] x return y }`, `{ x:f64[3 1] -> return x }`},
	{"slice of all", `{ x:f64[3] -> y:f64[3] = slice start=[0] limit=[3] stride=[1] x return y }`, `{ x:f64[3] -> return x }`},
	{"slice slice", `{ x:f64[20] -> y:f64[6] = slice start=[2] limit=[20] stride=[3] x z:f64[2] = slice start=[1] limit=[5] stride=[2] y return z }`, `{ x:f64[20] -> z:f64[2] = slice start=[5] limit=[12] stride=[6] x return z }`},
	{"empty slice of slice", `{ x:f64[20] -> y:f64[6] = slice start=[2] limit=[20] stride=[3] x z:f64[0] = slice start=[6] limit=[6] stride=[1] y return z }`, `{ x:f64[20] -> z:f64[0] = slice start=[0] limit=[0] stride=[3] x return z }`},
	{"dynamic slice of all", `{ x:f64[3] i:i32[] -> y:f64[3] = dynamic_slice sizes=[3] x i return y }`, `{ x:f64[3] i:i32[] -> return x }`},
	{"dynamic slice at a constant", `{ x:f64[5] -> y:f64[2] = dynamic_slice sizes=[2] x 9:i32[] return y }`, `{ x:f64[5] -> y:f64[2] = slice start=[3] limit=[5] stride=[1] x return y }`},
	{"dynamic update of all", `{ x:f64[3] y:f64[3] i:i32[] -> z:f64[3] = dynamic_update x y i return z }`, `{ x:f64[3] y:f64[3] i:i32[] -> return y }`},
	{"pad with nothing", `{ x:f64[3] -> y:f64[3] = pad low=[0] high=[0] interior=[0] x 0:f64[] return y }`, `{ x:f64[3] -> return x }`},
	{"pad that moves stays", `{ x:f64[3] -> y:f64[3] = pad low=[1] high=[-1] interior=[0] x 0:f64[] return y }`, ``},
	{"pad between that cuts as many off stays", `{ x:f64[3] -> y:f64[3] = pad low=[0] high=[-2] interior=[1] x 0:f64[] return y }`, ``},
	{"broadcast of a leading axis of 1", `{ x:f64[1 3] -> y:f64[2 3] = broadcast shape=[2 3] dims=[0 1] x return y }`,
		`{ x:f64[1 3] -> z:f64[3] = reshape shape=[3] x y:f64[2 3] = broadcast shape=[2 3] dims=[1] z return y }`},
	{"pad with the same", `{ x:f64[] -> y:f64[3] = broadcast shape=[3] dims=[] x z:f64[5] = pad low=[1] high=[1] interior=[0] y x return z }`, `{ x:f64[] -> z:f64[5] = broadcast shape=[5] dims=[] x return z }`},
	{"concat of one", `{ x:f64[3] -> y:f64[3] = concat axis=0 x return y }`, `{ x:f64[3] -> return x }`},
	{"uniform moves", `{ x:f64[] -> y:f64[2 3] = broadcast shape=[2 3] dims=[] x
	    z:f64[3 2] = transpose perm=[1 0] y
	    r:f64[3 2] = reverse axes=[0] z
	    s:f64[1 2] = slice start=[1 0] limit=[2 2] stride=[1 1] r
	    v:f64[2] = reshape shape=[2] s return v }`, `{ x:f64[] -> v:f64[2] = broadcast shape=[2] dims=[] x return v }`},
	{"uniform constant", `{ x:f64[2] -> z:f64[3 2] = transpose perm=[1 0] (7 7 7 7 7 7):f64[2 3] return z }`, `{ x:f64[2] -> z:f64[3 2] = broadcast shape=[3 2] dims=[] 7:f64[] return z }`},
}

func TestMovement(t *testing.T) { testPass(t, []pass{movement}, exact, movementCases) }
