package flow

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// Results that are updates of an input, or pass it on in a branch, can be held back; what is computed cannot.
func TestHold(t *testing.T) {
	const text = `{ x:f64[4 2] y:f64[3] i:i32[] u:f64[1 2] ->
	  a:f64[4 2] = dynamic_update x u i 0:i32[]
	  b:f64[4 2] c:f64[3] d:f64[4 2] = switch branches=[
	    { p:f64[4 2] q:f64[3] u:f64[1 2] i:i32[] -> r:f64[4 2] = dynamic_update p u 1:i32[] i s:f64[3] = neg q return r s p }
	    { p:f64[4 2] q:f64[3] u:f64[1 2] i:i32[] -> s:f64[3] = exp q r:f64[4 2] = neg p return p s r }] i a y u i
	  e:f64[4 2] = dynamic_update b u 0:i32[] i
	  f:f64[3] = add y 1:f64[]
	  return e c d f y x }`
	p, err := ir.Parse(text, append(prim.Ops(), Ops()...))
	if err != nil {
		t.Fatal(err)
	}
	// Result 2 would need the other branch of the switch than result 0.
	pass, want := []int{0, 1, 0, 1, 1, -1}, []bool{true, false, false, false, true, false}
	q, held := hold(p, pass)
	if err := ir.Check(q); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(held, want) {
		t.Fatalf("held %v, want %v", held, want)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		in := []*array.Buffer{array.New(array.Float64, array.Shape{4, 2}), array.New(array.Float64, array.Shape{3}),
			array.Scalar(int32(rng.IntN(6) - 2)), array.New(array.Float64, array.Shape{1, 2})}
		for _, b := range in {
			for k := range b.Size() {
				if b.DType().IsFloat() {
					b.SetFloat64(k, rng.NormFloat64())
				}
			}
		}
		plain := p.Eval(in)
		taken := q.Eval(append([]*array.Buffer{array.Scalar(true)}, in...))
		kept := q.Eval(append([]*array.Buffer{array.Scalar(false)}, in...))
		for i := range plain {
			if got := taken[i].String(); got != plain[i].String() {
				t.Errorf("result %d is %s, want %v", i, got, plain[i])
			}
			if held[i] && kept[i].String() != in[pass[i]].String() {
				t.Errorf("held back, result %d is %v, want %v", i, kept[i], in[pass[i]])
			}
		}
	}
}
