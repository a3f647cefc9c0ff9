package opt

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

var convertCases = []rewriting{
	{"same", `{ x:f64[3] -> y:f64[3] = convert to=f64 x return y }`, `{ x:f64[3] -> return x }`},
	{"wider and back", `{ x:f32[3] -> y:f64[3] = convert to=f64 x z:f32[3] = convert to=f32 y return z }`, `{ x:f32[3] -> return x }`},
	{"narrower and back stays", `{ x:f64[3] -> y:f32[3] = convert to=f32 x z:f64[3] = convert to=f64 y return z }`, ``},
	{"bool by way of int", `{ x:bool[3] -> y:i32[3] = convert to=i32 x z:f64[3] = convert to=f64 y return z }`, `{ x:bool[3] -> z:f64[3] = convert to=f64 x return z }`},
	{"int by way of a float that holds it", `{ x:i32[3] -> y:f64[3] = convert to=f64 x z:i64[3] = convert to=i64 y return z }`, `{ x:i32[3] -> z:i64[3] = convert to=i64 x return z }`},
	{"int by way of a wider int", `{ x:i32[3] -> y:i64[3] = convert to=i64 x z:u32[3] = convert to=u32 y return z }`, `{ x:i32[3] -> z:u32[3] = convert to=u32 x return z }`},
	{"unsigned by way of a wider int", `{ x:u32[3] -> y:i64[3] = convert to=i64 x z:f64[3] = convert to=f64 y return z }`, `{ x:u32[3] -> z:f64[3] = convert to=f64 x return z }`},
	{"int saturates by way of float", `{ x:i32[3] -> y:f64[3] = convert to=f64 x z:u32[3] = convert to=u32 y return z }`, ``},
}

func TestConvert(t *testing.T) { testPass(t, []pass{movement}, exact, convertCases) }

// All chains of two conversions: Simplify gives the same elements, at the extremes of the first dtype too.
func TestConvertChains(t *testing.T) {
	for _, a := range array.DTypes {
		for _, b := range array.DTypes {
			for _, c := range array.DTypes {
				p := parse(t, "{ x:"+a.String()+"[8] -> y:"+b.String()+"[8] = convert to="+b.String()+
					" x z:"+c.String()+"[8] = convert to="+c.String()+" y return z }")
				x := array.New(a, array.Shape{8})
				for i, v := range []float64{0, 1, 200, -1, 2147483647, -2147483648, 4294967295, 1 << 53} {
					if a.IsFloat() || !(a.IsUnsigned() && v < 0) && a != array.Int32 || v <= 2147483647 && !a.IsUnsigned() {
						x.SetFloat64(i, v)
					}
				}
				q := Simplify(p)
				in := []*array.Buffer{x}
				if got, want := q.Eval(in)[0], p.Eval(in)[0]; !same(got, want, exact) {
					t.Errorf("%v -> %v -> %v of %v: %v, want %v after\n%v", a, b, c, x, got, want, q)
				}
			}
		}
	}
}
