package native

import (
	"os"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/simulate"
	"github.com/phlox-ppl/phlox/internal/vmath"
)

// simulated is the Place of a simulated processor.
func simulated(code []byte, memory func(ctx *exec.Context) [][]byte) (Runner, error) {
	return simulate.NewCode(code, memory), nil
}

// runSimulated returns what code for a processor writes when a simulated one runs it.
func runSimulated(t *testing.T, f *loop.Func, cpu exec.Features, params []*array.Buffer) []*array.Buffer {
	t.Helper()
	c, err := CompileOn(f, cpu, simulated)
	if err != nil {
		t.Fatalf("%v\n%v", err, f)
	}
	if err := c.New().Run(params, nil); err != nil {
		t.Fatalf("%v\n%v\n%s", err, f, listing(f, cpu))
	}
	return params
}

func listing(f *loop.Func, cpu exec.Features) string {
	text, err := Listing(f, cpu)
	if err != nil {
		return err.Error()
	}
	return text
}

// Code without AVX-512 does to the last bit what it does here when it is simulated, which speaks for what there is of that with
// AVX-512 too.
func TestSimulatedAsThisProcessor(t *testing.T) {
	cpu, ok := targets(t)["avx2"]
	if !ok || os.Getenv("PHLOX_EMULATED") != "" {
		t.Skip("no processor with AVX2")
	}
	check := func(f *loop.Func, params func() []*array.Buffer) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		want := params()
		if err := c.New().Run(want, nil); err != nil {
			t.Fatal(err)
		}
		for i, got := range runSimulated(t, f, cpu, params()) {
			for k := range got.Size() {
				if got.Bits(k) != want[i].Bits(k) {
					t.Fatalf("parameter %d element %d is %#x, want %#x\n%v\n%s", i, k, got.Bits(k), want[i].Bits(k), f, listing(f, cpu))
				}
			}
		}
	}
	for seed := range uint64(30) {
		f := randomFunc(seed)
		check(f, func() []*array.Buffer { return randomParams(f, seed) })
	}
	for op := loop.Exp; op <= loop.Xlog1py; op++ {
		for _, dt := range []array.DType{array.Float32, array.Float64} {
			f, params := everywhere(op, dt)
			check(f, params)
		}
	}
}

// everywhere is a function of one type, expanded, and operands of all sizes: 500 of them in steps over their bits.
func everywhere(op loop.Op, t array.DType) (f *loop.Func, params func() []*array.Buffer) {
	const n = 500
	c := opCase{op: op, out: t}
	for range op.Arity() {
		c.in = append(c.in, t)
	}
	f = c.build(n, true, false)
	vmath.Expand(f)
	return f, func() []*array.Buffer {
		params := c.params(n, false)
		step := ^uint64(0) >> (64 - 8*t.Size()) / n
		for k, p := range params[:op.Arity()] {
			for i := range n {
				p.SetBits(i, uint64(i*(1+6*k)%n)*step+uint64(i))
			}
		}
		return params
	}
}
