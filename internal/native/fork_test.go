package native

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// rows is a loop of n rounds that each fork: z[r, k, :] = a·x[k, :] + z[r-1, k, :], with the scalar a computed outside and the
// products in a Temp of the function's own.
func rows(rounds, pieces, width int) *loop.Func {
	b := loop.NewBuilder("rows")
	x, a := b.Buffer(loop.In, "x", f64, pieces*width), b.Buffer(loop.In, "a", f64, 1)
	z := b.Buffer(loop.Out, "z", f64, (rounds+1)*pieces*width)
	zero := b.Int(i64, 0)
	b.For(zero, b.Int(i64, int64(pieces*width)), nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		b.Store(at(z, i), b.Load(at(x, i)))
		return nil
	})
	temps := 0
	temp := func(t array.DType, n int) *loop.Buffer {
		buf := b.Buffer(loop.Temp, "captured", t, n)
		buf.Offset = temps
		temps += 64
		return buf
	}
	b.For(zero, b.Int(i64, int64(rounds)), nil, func(r *loop.Value, _ []*loop.Value) []*loop.Value {
		factor := b.Op(loop.Mul, b.Load(loop.Address{Buffer: a}), b.To(f64, r))
		b.Fork("piece", pieces, temp, func(k *loop.Value) {
			own := b.Buffer(loop.Temp, "own", f64, width)
			at := func(b *loop.Buffer, i *loop.Value, terms ...loop.Term) loop.Address {
				return loop.Address{Buffer: b, Terms: append(terms, loop.Term{Index: i, Stride: 1})}
			}
			row := loop.Term{Index: k, Stride: width}
			b.Vector(zero, b.Int(i64, int64(width)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
				b.Store(at(own, i), b.Op(loop.Mul, factor, b.Load(at(x, i, row))))
				return nil
			})
			b.Vector(zero, b.Int(i64, int64(width)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
				last := at(z, i, row, loop.Term{Index: r, Stride: pieces * width})
				next := last
				next.Offset = pieces * width
				b.Store(next, b.Op(loop.Add, b.Load(at(own, i)), b.Load(last)))
				return nil
			})
		})
		return nil
	})
	return b.Finish()
}

func TestFork(t *testing.T) {
	for _, cores := range []int{1, 2, 3, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		for _, width := range []int{1, 7, 100} {
			f := rows(9, 13, width)
			compare(t, f, func() []*array.Buffer { return randomParams(f, 1) })
		}
	}
}

func TestForkDoesNotAllocate(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	f := rows(5, 10, 50)
	for _, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		m, params := c.New(), randomParams(f, 1)
		if n := testing.AllocsPerRun(500, func() { _ = m.Run(params, nil) }); n > 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

// The poll of a run is called by its goroutine alone, and its error ends the work of all.
func TestPollOfFork(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	f, err := loop.Parse(`func f {
fork forever 4 () to () {
in k i64[1]
%0 = const bool true
while {
test %0
}
}
}`, loop.Names{})
	if err != nil {
		t.Fatal(err)
	}
	for _, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		oh, polls := errors.New("oh"), 0
		end := time.Now().Add(20 * time.Millisecond)
		err = c.New().Run(nil, func() error {
			if polls++; time.Now().After(end) {
				return oh
			}
			return nil
		})
		if err != oh || polls == 0 {
			t.Errorf("%d polls, error %v", polls, err)
		}
	}
}

// A fault in the function of a fork is an error that names the statement, on whatever goroutine it is.
func TestFaultInFork(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	f, err := loop.Parse(`func f {
in n i64[1]
out y f64[8]
fork rows 8 (n) to (y) {
in k i64[1]
in n i64[1]
out y f64[8]
%0 = load i64 n[0]
%1 = const f64 0
store y[%0] = %1
}
}`, loop.Names{})
	if err != nil {
		t.Fatal(err)
	}
	for _, cpu := range targets(t) {
		c, err := Compile(f, cpu)
		if err != nil {
			t.Fatal(err)
		}
		m := c.New()
		err = m.Run([]*array.Buffer{array.Scalar[int64](1 << 50), array.New(f64, array.Shape{8})}, nil)
		var fault *exec.Fault
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), `run rows: statement "store y"`) {
			t.Errorf("error %v", err)
		}
		if err := m.Run([]*array.Buffer{array.Scalar[int64](3), array.New(f64, array.Shape{8})}, nil); err != nil {
			t.Errorf("after a fault: %v", err)
		}
	}
}

// The listing shows the function of a fork after the code around it, with either kind of vectors.
func TestListingOfFork(t *testing.T) {
	cpu := exec.Features{AVX: true, AVX2: true, FMA: true, BMI1: true, BMI2: true, POPCNT: true}
	wide := cpu
	wide.AVX512F, wide.AVX512BW, wide.AVX512DQ, wide.AVX512VL, wide.AVX512CD = true, true, true, true, true
	for _, cpu := range []exec.Features{cpu, wide} {
		text, err := Listing(rows(2, 3, 100), cpu)
		if err != nil {
			t.Fatal(err)
		}
		around, body, found := strings.Cut(text, "\npiece:\n")
		if !found || !strings.Contains(around, "; fork piece") || !strings.Contains(body, "vmul") || !strings.Contains(body, "load captured_f64") {
			t.Errorf("no function in\n%s", text)
		}
	}
}
