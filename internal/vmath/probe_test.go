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
)

func opNamed(name string) loop.Op {
	for op := loop.Exp; op <= loop.Xlog1py; op++ {
		if op.String() == name {
			return op
		}
	}
	panic(name)
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
				sc := ulp[float64](scale(op, v[4*i:4*i+op.Arity()], v[4*i+2]))
				u := math.Abs((got[i]-v[4*i+2])/sc - v[4*i+3]/sc)
				if periodic(op) && math.Abs(x[i]) >= 0x1p47 {
					continue
				}
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
	}
}

func TestF32Heavy(t *testing.T) {
	for _, c := range claims {
		if want := os.Getenv("OP"); want != "" && !strings.Contains(","+want+",", ","+c.op.String()+",") {
			continue
		}
		worst := worstError{}
		for start := uint64(0); start < 97; start += 97 {
			for lo := uint64(0); lo < 1<<32; lo += 1 << 28 {
				var x []float32
				for b := lo; b < lo+1<<28; b += 97 {
					x = append(x, math.Float32frombits(uint32(b)))
				}
				args := [][]float32{x}
				if c.op.Arity() == 2 {
					if lo > 1<<28 {
						break
					}
					args = plane(2000000)
				}
				wide := make([][]float64, len(args))
				for k := range args {
					for _, v := range args[k] {
						wide[k] = append(wide[k], float64(v))
					}
				}
				want := run(t, c.op, wide...)
				got := run(t, c.op, args...)
				for i := range got {
					row := []float64{wide[0][i], wide[len(wide)-1][i]}
					if periodic(c.op) && math.Abs(row[0]) >= 1<<18 {
						continue
					}
					if w := float32(want[i]); w != got[i] && !(w != w && got[i] != got[i]) {
						worst.see(math.Abs(float64(got[i])-want[i])/ulp[float32](scale(c.op, row, want[i])), row, float64(got[i]), want[i])
					}
				}
			}
		}
		fmt.Printf("HEAVY %v f32 %.3f %v\n", c.op, worst.ulps, worst)
	}
}
