package opt

import "testing"

var takeCases = []rewriting{
	{"slice of transpose", `{ x:f64[2 3 4] -> y:f64[3 4 2] = transpose perm=[1 2 0] x z:f64[2 2 1] = slice start=[1 0 1] limit=[3 4 2] stride=[1 2 1] y return z }`, `{ a:f64[2 3 4] ->
	    b:f64[1 2 2] = slice start=[1 1 0] limit=[2 3 4] stride=[1 1 2] a
	    c:f64[2 2 1] = reshape shape=[2 2 1] b
	    return c }`},
	{"slice of take", `{ x:f64[5 2] i:i32[6] -> y:f64[6 2] = take axis=0 shared=0 x i z:f64[3 2] = slice start=[1 0] limit=[6 2] stride=[2 1] y return z }`, `{ a:f64[5 2] b:i32[6] ->
	    c:i32[3] = slice start=[1] limit=[6] stride=[2] b
	    d:f64[3 2] = take axis=0 shared=0 a c
	    return d }`},
	{"slice of shared take", `{ x:f64[2 5 3] i:i32[2 6] -> y:f64[2 6 3] = take axis=1 shared=1 x i z:f64[2 1 3] = slice start=[0 4 0] limit=[2 5 3] stride=[1 1 1] y return z }`, `{ a:f64[2 5 3] b:i32[2 6] ->
	    c:i32[2 1] = slice start=[0 4] limit=[2 5] stride=[1 1] b
	    d:f64[2 1 3] = take axis=1 shared=1 a c
	    return d }`},
	{"most of take stays", `{ x:f64[5 2] i:i32[6] -> y:f64[6 2] = take axis=0 shared=0 x i z:f64[5 2] = slice start=[1 0] limit=[6 2] stride=[1 1] y return z }`, ``},
	{"slice of what is taken whole stays", `{ x:f64[5 2] i:i32[6] -> y:f64[6 2] = take axis=0 shared=0 x i z:f64[6 1] = slice start=[0 1] limit=[6 2] stride=[1 1] y return z }`, ``},
	{"take of take", `{ x:f64[3 4 2] i:u64[5] j:i32[5 2] -> y:f64[5 4 2] = take axis=0 shared=0 x i z:f64[5 2 2] = take axis=1 shared=1 y j return z }`, `{ a:f64[3 4 2] b:u64[5] c:i32[5 2] ->
	    d:u64[5] = min b 2:u64[]
	    e:i64[5] = convert to=i64 d
	    f:i64[5] = min e 2:i64[]
	    g:i64[5] = max f 0:i64[]
	    h:i64[5 2] = broadcast shape=[5 2] dims=[0] g
	    i:i64[5 2] = mul h 4:i64[]
	    j:i64[5 2] = convert to=i64 c
	    k:i64[5 2] = min j 3:i64[]
	    l:i64[5 2] = max k 0:i64[]
	    m:i64[5 2] = add i l
	    n:f64[12 2] = reshape shape=[12 2] a
	    o:f64[5 2 2] = take axis=0 shared=0 n m
	    return o }`},
	{"take of the same elements of all rows stays", `{ x:f64[3 4] i:i64[5] j:i64[2] -> y:f64[5 4] = take axis=0 shared=0 x i z:f64[5 2] = take axis=1 shared=0 y j return z }`, ``},
	{"scatter of scatter", `{ x:f64[3 4] i:i32[5] j:i64[5 2] u:f64[5 2] -> z:f64[5 4] = broadcast shape=[5 4] dims=[] 0:f64[]
	    y:f64[5 4] = scatter axis=1 shared=1 add=true z j u v:f64[3 4] = scatter axis=0 shared=0 add=true x i y return v }`, `{ a:f64[3 4] b:i32[5] c:i64[5 2] d:f64[5 2] ->
	    e:i64[5] = convert to=i64 b
	    f:i64[5 2] = broadcast shape=[5 2] dims=[0] e
	    g:bool[5 2] = ge f 0:i64[]
	    h:bool[5 2] = lt f 3:i64[]
	    i:bool[5 2] = and g h
	    j:bool[5 2] = ge c 0:i64[]
	    k:bool[5 2] = lt c 4:i64[]
	    l:bool[5 2] = and j k
	    m:bool[5 2] = and i l
	    n:i64[5 2] = mul f 4:i64[]
	    o:i64[5 2] = add n c
	    p:i64[5 2] = select m o -1:i64[]
	    q:f64[12] = reshape shape=[12] a
	    r:f64[12] = scatter axis=0 shared=0 add=true q p d
	    s:f64[3 4] = reshape shape=[3 4] r
	    return s }`},
	{"scatter of scatter into others stays", `{ x:f64[3 4] i:i32[5] j:i64[5 2] u:f64[5 2] z:f64[5 4] ->
	    y:f64[5 4] = scatter axis=1 shared=1 add=true z j u v:f64[3 4] = scatter axis=0 shared=0 add=true x i y return v }`, ``},
}

func TestTakes(t *testing.T) { testPass(t, []pass{movement}, rounded, takeCases) }
