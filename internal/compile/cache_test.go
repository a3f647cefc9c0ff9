package compile

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

// power returns the program of x to the power of 2^n, times c.
func power(n int, c *array.Buffer) *ir.Program {
	p, _ := ir.TraceFunc([]ir.Type{{DType: array.Float64, Shape: c.Shape()}}, func(x []ir.Value) []ir.Value {
		for range n {
			x[0] = prim.Square(x[0])
		}
		return []ir.Value{prim.Mul(x[0], ir.Concrete(c))}
	})
	return p
}

var two = array.Scalar(2.0)

// Equal programs are compiled once; those that differ in anything are not taken for one another.
func TestCompiledOnce(t *testing.T) {
	get := func(p *ir.Program, b Backend) *code {
		t.Helper()
		c, err := New(p, b).code()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := get(power(1, two), Native)
	if get(power(1, two), Native) != c {
		t.Error("an equal program was compiled again")
	}
	for what, other := range map[string]*code{
		"equation": get(power(2, two), Native),
		"constant": get(power(1, array.Scalar(3.0)), Native),
		"shape":    get(power(1, array.Of([]float64{2}, array.Shape{1})), Native),
		"back end": get(power(1, two), Interp),
	} {
		if other == c {
			t.Errorf("a program with another %s is the same", what)
		}
	}
	long := array.New(array.Float64, array.Shape{constants + 1})
	if c := get(power(1, long), Native); c == get(power(1, long), Native) {
		t.Error("a program with long constants is kept")
	}
	other := "none"
	if os.Getenv("PHLOX_CPU") == other {
		other = ""
	}
	t.Setenv("PHLOX_CPU", other)
	if get(power(1, two), Native) == c {
		t.Error("a program for another processor is the same")
	}
}

// Code is freed when neither an Executable nor the cache has it.
func TestCodeIsFreed(t *testing.T) {
	if !exec.Supported() {
		t.Skip("there is no machine code")
	}
	run := func(n int) {
		if y := New(power(n, two), Native).Run([]*array.Buffer{array.Scalar(1.0)}); y[0].Float64(0) != 2 {
			t.Errorf("got %v, want 2", y[0])
		}
	}
	const few = 5
	for n := range few {
		run(n)
	}
	before := exec.Mapped()
	for n := few; n < few+3*cached; n++ {
		run(n)
	}
	const page = 4096 // which each takes
	most := before + cached*page
	for end := time.Now().Add(10 * time.Second); exec.Mapped() > most; runtime.GC() {
		if time.Now().After(end) {
			t.Fatalf("%d bytes are mapped after %d programs, %d before", exec.Mapped(), 3*cached, before)
		}
	}
	if len(compiled.recent) > cached {
		t.Errorf("the cache has %d entries", len(compiled.recent))
	}
}

// Many goroutines make and run few programs, some the same Executable.
func TestConcurrentUse(t *testing.T) {
	const programs = 6
	shared := make([]*Executable, programs)
	for n := range shared {
		shared[n] = New(power(n, two), Selected())
	}
	x := array.Scalar(1.5)
	want := make([]float64, programs)
	for n := range want {
		want[n] = power(n, two).Eval([]*array.Buffer{x})[0].Float64(0)
	}
	var wg sync.WaitGroup
	for g := range 32 {
		wg.Go(func() {
			for i := range 50 {
				n := (g + i) % programs
				e := shared[n]
				if i%5 == 0 {
					e = New(power(n, two), Selected())
				}
				if y := e.Run([]*array.Buffer{x})[0].Float64(0); y != want[n] {
					t.Errorf("program %d: %v, want %v", n, y, want[n])
					return
				}
			}
		})
	}
	wg.Wait()
}
