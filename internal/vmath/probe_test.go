package vmath

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/special"
)

func opNamed(name string) loop.Op {
	for op := loop.Exp; op <= loop.Xlog1py; op++ {
		if op.String() == name {
			return op
		}
	}
	panic(name)
}

var oracle = map[loop.Op]func(float64) float64{
	loop.Exp: math.Exp, loop.Expm1: math.Expm1, loop.Log: special.Log, loop.Log1p: math.Log1p, loop.Logistic: special.Logistic,
	loop.Softplus: special.Softplus, loop.Sin: math.Sin, loop.Cos: math.Cos, loop.Tan: math.Tan, loop.Asin: math.Asin, loop.Acos: math.Acos,
	loop.Atan: math.Atan, loop.Sinh: math.Sinh, loop.Cosh: math.Cosh, loop.Tanh: math.Tanh, loop.Asinh: math.Asinh, loop.Acosh: math.Acosh,
	loop.Atanh: math.Atanh, loop.Erf: math.Erf, loop.Erfc: math.Erfc, loop.Erfinv: math.Erfinv, loop.Ndtri: special.Ndtri, loop.LogNdtr: special.LogNdtr,
	loop.Lgamma: special.Lgamma, loop.Digamma: special.Digamma, loop.I0e: special.I0e, loop.I1e: special.I1e,
}

func TestProbe(t *testing.T) {
	for op := loop.Exp; op <= loop.Xlog1py; op++ {
		if want := os.Getenv("OP"); want != "" && !strings.Contains(","+want+",", ","+op.String()+",") || !Has(op, array.Float64) {
			continue
		}
		f := build(op, array.Float64, 1)
		ops := 0
		kinds := map[string]int{}
		for _, s := range f.Body.List {
			if l, ok := s.(*loop.For); ok {
				for _, s := range l.Body.List {
					if v, ok := s.(*loop.Value); ok && v.Op != loop.Const && v.Op != loop.Load && v.Op != loop.Bitcast {
						ops++
						kinds[v.Op.String()]++
					}
				}
			}
		}
		fmt.Printf("%-10s %d ops %d div\n", op, ops, kinds["div"])
		for _, sfx := range []string{"", "-"} {
			data, err := os.ReadFile("/tmp/vm/ref_" + op.String() + sfx + ".bin")
			if err != nil {
				continue
			}
			n := len(data) / 32
			v := make([]float64, 4*n)
			binary.Decode(data, binary.LittleEndian, v)
			x, y := make([]float64, n), make([]float64, n)
			for i := range x {
				x[i], y[i] = v[4*i], v[4*i+1]
			}
			args := [][]float64{x, y}[:op.Arity()]
			got := run(t, op, args...)
			worst, at := 0.0, 0
			over := [5]int{}
			for i := range got {
				u := ulps(got[i], v[4*i+2], v[4*i+3])
				if !(u <= worst) {
					worst, at = u, i
				}
				for k := range over {
					if !(u <= float64(k)) {
						over[k]++
					}
				}
			}
			fmt.Printf("   f64%s %.3f at %v %v got %v want %v; over 1,2,3,4: %v of %d\n", sfx, worst, x[at], y[at], got[at], v[4*at+2], over[1:], n)
		}
		if g := oracle[op]; g != nil {
			var x []float32
			for b := uint64(0); b < 1<<32; b += 997 {
				x = append(x, math.Float32frombits(uint32(b)))
			}
			got := run(t, op, x)
			worst, at := 0.0, 0
			worstMid, atMid := 0.0, 0
			bad := 0
			for i := range got {
				u := ulps(got[i], g(float64(x[i])), 0)
				if !(u <= worst) {
					if bad++; bad < 0 {
						fmt.Println(x[i], got[i], g(float64(x[i])))
					}
					worst, at = u, i
				}
				if a := math.Abs(float64(x[i])); a < 1e5 && !(u <= worstMid) {
					worstMid, atMid = u, i
				}
			}
			fmt.Printf("   f32  %.3f at %v got %v want %v; |x|<1e5: %.3f at %v got %v want %v\n", worst, x[at], got[at], g(float64(x[at])), worstMid, x[atMid], got[atMid], g(float64(x[atMid])))
		}
	}
}

func TestSpecials(t *testing.T) {
	inf := math.Inf(1)
	xs := []float64{0, math.Copysign(0, -1), inf, -inf, math.NaN(), 1, -1, 0.5, -0.5, 2, -2, 5e-324, -5e-324, 1e-310, -1e-310, 0x1p-1022, 1e308, -1e308, math.MaxFloat64, -math.MaxFloat64, 1e-20, -1e-20, 1e20, -1e20, 709.782712893384, 709.7827128933841, -745.13, -745.2, -1000, 1000, -3, 3}
	for op := loop.Exp; op <= loop.Xlog1py; op++ {
		if want := os.Getenv("OP"); want != "" && !strings.Contains(","+want+",", ","+op.String()+",") || !Has(op, array.Float64) {
			continue
		}
		if g := oracle[op]; g != nil {
			got := run(t, op, xs)
			for i := range xs {
				w := g(xs[i])
				if u := ulps(got[i], w, 0); !(u <= 6) || math.Signbit(got[i]) != math.Signbit(w) && w == w {
					fmt.Println(op, xs[i], "got", got[i], "want", w, u)
				}
			}
			x32 := make([]float32, len(xs))
			for i := range xs {
				x32[i] = float32(xs[i])
			}
			x32 = append(x32, 1e-45, -1e-45, 88.72283, 88.72284, -103.9, -104, 3.4e38, -3.4e38)
			got32 := run(t, op, x32)
			for i := range x32 {
				w := g(float64(x32[i]))
				if u := ulps(got32[i], w, 0); !(u <= 6) || math.Signbit(float64(got32[i])) != math.Signbit(w) && w == w {
					fmt.Println("f32", op, x32[i], "got", got32[i], "want", float32(w), u)
				}
			}
		}
	}
}
