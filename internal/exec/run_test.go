package exec_test

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
)

func TestRun(t *testing.T) {
	c, ctx := program(t, sum), exec.NewContext()
	for _, n := range []uint64{1, 10, 100_000} {
		ctx.Arg = n
		if err := c.Run(ctx, nil, nil); err != nil {
			t.Fatal(err)
		}
		if want := n * (n + 1) / 2; ctx.Arg2 != want {
			t.Errorf("sum to %d is %d, want %d", n, ctx.Arg2, want)
		}
	}
}

func TestPointersOfContext(t *testing.T) {
	c := program(t, []byte{
		0x48, 0x8b, 0x47, 0x38, // mov rax, [rdi+56]
		0x48, 0x8b, 0x40, 0x08, // mov rax, [rax+8]
		0x48, 0x8b, 0x4f, 0x30, // mov rcx, [rdi+48]
		0x48, 0x8b, 0x09, //       mov rcx, [rcx]
		0x48, 0x89, 0x08, //       mov [rax], rcx
		0xc3, //                   ret
	})
	var x, y [3]uint64
	arena := []uint64{42}
	ctx := exec.NewContext()
	ctx.Arena = unsafe.Pointer(&arena[0])
	ctx.Table = unsafe.SliceData([]unsafe.Pointer{unsafe.Pointer(&x), unsafe.Pointer(&y)})
	if err := c.Run(ctx, nil, nil); err != nil {
		t.Fatal(err)
	}
	if x[0] != 0 || y[0] != 42 {
		t.Errorf("buffers are %v, %v", x, y)
	}
}

// While Go has its turn it uses the registers as it likes.
func TestRegistersSurvivePolls(t *testing.T) {
	c, scramble := program(t, stepAll()), program(t, loadAll())
	rng := rand.New(rand.NewPCG(1, 2))
	fill := func(ctx *exec.Context) {
		for _, r := range registers() {
			for i := range r.area(ctx) {
				r.area(ctx)[i] = rng.Uint64()
			}
		}
	}
	const n = 5
	ctx, other := exec.NewContext(), exec.NewContext()
	fill(ctx)
	start := *ctx
	ctx.Arg = n
	polls := 0
	err := c.Run(ctx, nil, func() error {
		polls++
		fill(other)
		return scramble.Run(other, nil, nil)
	})
	if err != nil || polls != n {
		t.Fatalf("%d polls, error %v", polls, err)
	}
	for i, r := range registers() {
		want := slices.Clone(r.area(&start))
		for k := range want {
			for range n + 1 {
				want[k] = r.next(want[k])
			}
		}
		if got := r.area(ctx); !slices.Equal(got, want) {
			t.Errorf("register %d is %x, want %x", i, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	c, ctx := program(t, callHost), exec.NewContext()
	err := c.Run(ctx, func(n int) error {
		ctx.Arg2 = 10 * uint64(n)
		return nil
	}, nil)
	if err != nil || ctx.Arg2 != 71 {
		t.Errorf("got %d, error %v", ctx.Arg2, err)
	}
	if c.Run(ctx, nil, nil) == nil {
		t.Error("a call of no host gave no error")
	}
}

func TestErrorsEndRun(t *testing.T) {
	stop := errors.New("stop")
	ctx := exec.NewContext()
	if err := program(t, callHost).Run(ctx, func(int) error { return stop }, nil); err != stop {
		t.Errorf("host returned %v, Run %v", stop, err)
	}
	if ctx.Arg2 != 0 {
		t.Error("the code went on after an error of the host")
	}
	ctx.Arg = 1
	if err := program(t, stepAll()).Run(ctx, nil, func() error { return stop }); err != stop {
		t.Errorf("poll returned %v, Run %v", stop, err)
	}
}

// Panics of Go code are none of Run's business, not even those that look like a fault.
func TestPanicsOfHostPropagate(t *testing.T) {
	c := program(t, callHost)
	for name, bad := range map[string]func(int) error{
		"value": func(int) error { panic("mine") },
		"fault": func(int) error { var p *int; *p = 1; return nil },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			t.Errorf("Run returned %v", c.Run(exec.NewContext(), bad, nil))
		})
	}
}

func TestBadRequests(t *testing.T) {
	for name, code := range map[string][]byte{
		"status": {
			0xc6, 0x47, 0x08, 0x09, //                   mov byte ptr [rdi+8], 9
			0x48, 0x8d, 0x05, 0x00, 0x00, 0x00, 0x00, // lea rax, [rip]
			0x48, 0x89, 0x07, //                         mov [rdi], rax
			0xc3, //                                     ret
		},
		"resume": {
			0xc6, 0x47, 0x08, 0x01, // mov byte ptr [rdi+8], 1
			0xc3, //                   ret
		},
	} {
		t.Run(name, func(t *testing.T) {
			if program(t, code).Run(exec.NewContext(), nil, nil) == nil {
				t.Error("no error")
			}
		})
	}
}

// Stacks grow and move, and collections come and go, while many goroutines are in generated code.
func TestDeepStacks(t *testing.T) {
	c := program(t, polled())
	var workers sync.WaitGroup
	for g := range uint64(16) {
		workers.Go(func() {
			rng := rand.New(rand.NewPCG(g, 0))
			ctx := exec.NewContext()
			for range 50 {
				ctx.Arg = 1 + rng.Uint64N(1_000_000)
				if err := deep(rng.IntN(2000), func() error { return c.Run(ctx, nil, nil) }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	done := make(chan bool)
	go func() { workers.Wait(); close(done) }()
	for {
		select {
		case <-done:
			return
		default:
			runtime.GC()
		}
	}
}

// deep calls f below n frames that the stack has to grow for, and checks that they are as they were.
func deep(n int, f func() error) error {
	var frame [16]int
	frame[n%16] = n
	p := &frame
	if n == 0 {
		return f()
	}
	if err := deep(n-1, f); err != nil {
		return err
	}
	if p != &frame || p[n%16] != n {
		return errors.New("the stack was damaged")
	}
	return nil
}

func TestRunAllocatesNothing(t *testing.T) {
	c, ctx := program(t, sum), exec.NewContext()
	ctx.Arg = 1
	if n := testing.AllocsPerRun(100, func() { _ = c.Run(ctx, nil, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRun(b *testing.B) {
	c, ctx := program(b, []byte{0xc3}), exec.NewContext()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Run(ctx, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHostCall(b *testing.B) {
	c, ctx := program(b, callHost), exec.NewContext()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Run(ctx, func(int) error { return nil }, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	program(b, sum)
	for b.Loop() {
		c, err := exec.New(sum)
		if err != nil {
			b.Fatal(err)
		}
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
