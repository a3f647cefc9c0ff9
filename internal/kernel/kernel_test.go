package kernel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/internal/simulate"
	"github.com/phlox-ppl/phlox/ir"
)

// sizes are those up to some tiles, and some around whole panels.
func sizes() []int {
	var n []int
	for i := range 41 {
		n = append(n, i)
	}
	return append(n, 47, 48, 63, 64, 65, 100)
}

// program returns op as a program.
func program(op ir.Op, x []ir.Value) *ir.Program {
	p, _ := ir.TraceFunc(ir.TypesOf(x), func(x []ir.Value) []ir.Value { return ir.Bind(op, x...) })
	return p
}

// agree compares the loops of op with Eval: by the interpreter, as machine code if there is any, and, for a third of the smaller sizes, as that
// of a simulated processor with AVX-512.
func agree(t *testing.T, op ir.Op, tol float64, x ...ir.Value) {
	t.Helper()
	p := program(op, x)
	want := p.Eval(laws.Buffers(x))
	f := schedule.Program("program", p, schedule.Machine{Vector: 32, Registers: 16})
	interpreted, err := loop.Interpret(f)
	if err != nil {
		t.Fatal(err)
	}
	machines := map[string]runner{"interpreter": interpreted}
	if cpu, err := exec.Target(); err == nil && cpu.AVX2 && cpu.FMA {
		code, err := native.Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		machines["machine code"] = code.New()
	}
	if n := elements(x); n <= 1400 && n%3 == 0 { // it is slow
		machines["simulated AVX-512"] = simulated(t, p)
	}
	for name, m := range machines {
		params := laws.Buffers(x)
		for _, y := range want {
			params = append(params, array.New(y.DType(), y.Shape()))
		}
		if err := m.Run(params, nil); err != nil {
			t.Fatal(err)
		}
		for i, y := range want {
			near(t, fmt.Sprintf("%s of %v by %s", ir.OpString(op), x[0].Type(), name), params[len(x)+i], y, tol)
		}
	}
}

// interpreted returns the results of op by the interpreter of loops.
func interpreted(t *testing.T, op ir.Op, x ...ir.Value) []*array.Buffer {
	t.Helper()
	p := program(op, x)
	m, err := loop.Interpret(schedule.Program("program", p, schedule.Machine{Vector: 64, Registers: 32}))
	if err != nil {
		t.Fatal(err)
	}
	var y []*array.Buffer
	for _, v := range p.Out {
		y = append(y, array.New(v.DType(), v.Shape()))
	}
	if err := m.Run(append(laws.Buffers(x), y...), nil); err != nil {
		t.Fatal(err)
	}
	return y
}

type runner interface {
	Run(params []*array.Buffer, poll func() error) error
}

// near compares elements, relative to the largest.
func near(t *testing.T, what string, got, want *array.Buffer, tol float64) {
	t.Helper()
	scale := 1.0
	for i := range want.Size() {
		if a := math.Abs(want.Float64(i)); a < math.Inf(1) {
			scale = max(scale, a)
		}
	}
	if want.DType() == array.Float32 {
		tol = 1e-6
	}
	for i := range want.Size() {
		g, w := got.Float64(i), want.Float64(i)
		if g != w && !(g != g && w != w) && !(math.Abs(g-w) <= tol*scale) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, g, w)
		}
	}
}

// simulated returns a simulated processor with AVX-512 that runs p.
func simulated(t *testing.T, p *ir.Program) runner {
	t.Helper()
	f := schedule.Program("program", p, schedule.Machine{Vector: 64, Registers: 32})
	code, err := native.CompileOn(f, simulate.CPU(), func(code []byte, memory func(ctx *exec.Context) [][]byte) (native.Runner, error) {
		return simulate.NewCode(code, memory), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return code.New()
}

func elements(x []ir.Value) (n int) {
	for _, v := range x {
		n += v.Shape().Size()
	}
	return n
}

// normal returns standard normal numbers.
func normal(d array.DType, seed int, shape ...int) ir.Value {
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	b := array.New(d, shape)
	for i := range b.Size() {
		b.SetFloat64(i, rng.NormFloat64())
	}
	return ir.Concrete(b)
}

// dominant returns matrices whose diagonal outweighs the rest: their lower triangles are those of positive definite ones.
func dominant(d array.DType, seed int, shape ...int) ir.Value {
	v := normal(d, seed, shape...)
	n := shape[len(shape)-1]
	b := v.Buffer()
	for i := range b.Size() {
		if i/max(1, n)%n == i%n {
			b.SetFloat64(i, b.Float64(i)+2*float64(n))
		}
	}
	return v
}

var floats = []array.DType{array.Float32, array.Float64}
