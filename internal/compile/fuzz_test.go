package compile_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/lanes"
	"github.com/phlox-ppl/phlox/internal/laws"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/internal/simulate"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/opt"
)

var randomTime = flag.Duration("random", 0, "how long TestRandomPrograms runs; default: some hundred programs")
var randomSeed = flag.Uint64("seed", 1, "first seed of TestRandomPrograms")

// FuzzBackends makes a program of the bytes, and compares what each back end computes with Eval.
func FuzzBackends(f *testing.F) {
	for i := range places() {
		f.Add(slices.Concat(randomBytes(uint64(i), 20), []byte{byte(i)}, randomBytes(uint64(i+1000), 40)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) <= 400 {
			checkBackends(t, data)
		}
	})
}

// TestRandomPrograms is FuzzBackends on random bytes.
func TestRandomPrograms(t *testing.T) {
	n := uint64(200)
	if testing.Short() {
		n = 60
	}
	began, seed := time.Now(), *randomSeed
	for ; seed < *randomSeed+n || time.Since(began) < *randomTime; seed++ {
		size := 40 + int(seed%7)*40
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) { checkBackends(t, randomBytes(seed, size)) }) && *randomTime > 0 {
			t.Logf("seed %d: %x", seed, randomBytes(seed, size))
		}
	}
	t.Logf("%d programs; elements: %d exact, %d within a tolerance, %d undetermined", seed-*randomSeed, seen.exact, seen.near, seen.open)
}

// TestRandomLanes compares the back ends on random programs that run for several lanes together, whose axis is innermost.
func TestRandomLanes(t *testing.T) {
	n := uint64(160)
	if testing.Short() {
		n = 40
	}
	began, seed := time.Now(), *randomSeed
	inward := 0
	for ; seed < *randomSeed+n || time.Since(began) < *randomTime; seed++ {
		p, x := program(randomBytes(seed, 40+int(seed%7)*40), mostInside)
		examples := make([][]Value, []int{4, 5, 8, 11}[seed%4])
		for k := range examples {
			for _, v := range x {
				examples[k] = append(examples[k], rolled(v, k))
			}
		}
		var in []*array.Buffer
		for i := range x {
			in = append(in, laws.Stack(examples, i).Buffer())
		}
		p = opt.Simplify(laws.Lanes(p, len(examples)))
		q := opt.Simplify(lanes.Inward(p))
		if q != p {
			inward++
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) { checkProgram(t, q, in, seed%8 == 7) })
	}
	if t.Logf("%d of %d programs have lanes inward", inward, seed-*randomSeed); inward < int(n)/4 {
		t.Error("too few")
	}
}

// rolled returns v with its elements k places further on.
func rolled(v Value, k int) Value {
	b := array.New(v.DType(), v.Shape())
	for i := range b.Size() {
		b.SetBits((i+k)%b.Size(), v.Buffer().Bits(i))
	}
	return ir.Concrete(b)
}

func randomBytes(seed uint64, n int) []byte {
	rng := rand.New(rand.NewPCG(seed, 9))
	b := make([]byte, (n+7)/8*8)
	for i := 0; i < len(b); i += 8 {
		binary.LittleEndian.PutUint64(b[i:], rng.Uint64())
	}
	return b[:n]
}

// seen counts the elements compared, by what was known of them.
var seen struct{ exact, near, open int }

// checkBackends compares the back ends on the program of the bytes, and one on what transformations make of it.
func checkBackends(t *testing.T, data []byte) {
	if len(data) == 0 {
		return
	}
	p, x := program(data[1:], most)
	if err := ir.Check(p); err != nil {
		t.Fatal(err)
	}
	switch form := data[0]; {
	case form&1 == 0:
	default:
		p, x = transformed(p, x, int(form>>1&3))
	}
	if data[0]&8 != 0 {
		p = opt.Simplify(p)
	}
	checkProgram(t, p, laws.Buffers(x), data[0]&48 == 48) // a quarter of them simulated: it takes as long as all others
}

// checkProgram compares what the back ends, and a simulated processor if asked for, make of p.
func checkProgram(t *testing.T, p *ir.Program, in []*array.Buffer, simulate bool) {
	want := newExpected(p, in)
	backends := runners(t, p)
	if simulate {
		backends = append(backends, simulated(t, p))
	}
	for _, b := range backends {
		got := b.run(t, p, in)
		if k, err := want.check(got, &seen); err != nil {
			t.Fatalf("%s: result %d, %v\n%v", b.name, k, err, only(p, k))
		}
	}
}

// only returns what of p computes result k.
func only(p *ir.Program, k int) *ir.Program {
	used := make([]bool, p.Slots())
	mark := func(v Value) {
		if v.Slot() >= 0 {
			used[v.Slot()] = true
		}
	}
	mark(p.Out[k])
	var eqns []ir.Eqn
	for _, e := range slices.Backward(p.Eqns) {
		if slices.ContainsFunc(e.Out, func(v Value) bool { return used[v.Slot()] }) {
			for _, v := range e.In {
				mark(v)
			}
			eqns = append(eqns, e)
		}
	}
	slices.Reverse(eqns)
	q := p.WithInputs(p.In)
	q.Eqns, q.Out = eqns, p.Out[k:k+1]
	return q
}

// transformed returns a derivative of p, or a batch, if there is one.
func transformed(p *ir.Program, x []Value, which int) (q *ir.Program, in []Value) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(*ir.Error); !ok {
				panic(r)
			}
			q, in = p, x // an op without the derivative
		}
	}()
	if which == 3 {
		derived := laws.Derived(p, [][]Value{x}, false)
		return derived[2].Program, derived[2].Examples[0]
	}
	derived := laws.Derived(p, [][]Value{x}, true)
	return derived[which%2].Program, derived[which%2].Examples[0]
}

// backend is a way to run a program.
type backend struct {
	name string
	run  func(t *testing.T, p *ir.Program, in []*array.Buffer) []*array.Buffer
}

// runners compiles p for each back end, and for machines that are less than this one. Loops for AVX-512 are at least
// interpreted.
func runners(t *testing.T, p *ir.Program) (list []backend) {
	for name, m := range map[string]schedule.Machine{"functions": {Functions: true}, "loops": {}, "loops for AVX-512": {Vector: 64, Registers: 32}} {
		f := scheduled(t, p, m)
		code, err := loop.Interpret(f)
		if err != nil {
			t.Fatalf("%v\n%v\n%v", err, p, f)
		}
		list = append(list, backend{"interpreter, " + name, guarded(code, 2)})
	}
	cpu, err := exec.Target()
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []string{"avx512", "avx2"} {
		limited, err := cpu.Limit(level)
		if err != nil || level == "avx512" && !cpu.AVX512VL || !cpu.AVX2 {
			continue
		}
		f := scheduled(t, p, compile.Machine(limited))
		code, err := native.Compile(f, limited)
		if err != nil {
			t.Fatalf("%v\n%v\n%v", err, p, f)
		}
		list = append(list, backend{"machine code for " + level, guarded(code.New(), 2)})
	}
	return list
}

// simulated compiles p for AVX-512, which a simulated processor runs.
func simulated(t *testing.T, p *ir.Program) backend {
	f := scheduled(t, p, compile.Machine(simulate.CPU()))
	code, err := native.CompileOn(f, simulate.CPU(), func(code []byte, memory func(ctx *exec.Context) [][]byte) (native.Runner, error) {
		return simulate.NewCode(code, memory), nil
	})
	if err != nil {
		t.Fatalf("%v\n%v\n%v", err, p, f)
	}
	return backend{"simulated AVX-512", guarded(code.New(), 1)}
}

// scheduled returns p as loops, those of passes over a few thousand rows in pieces.
func scheduled(t *testing.T, p *ir.Program, m schedule.Machine) *loop.Func {
	m.PieceWork = 1 << 14
	f := schedule.Program("p", p, m)
	if err := f.Check(); err != nil {
		t.Fatalf("%v\n%v\n%v", err, p, f)
	}
	return f
}

// machine runs a program.
type machine interface {
	Run(params []*array.Buffer, poll func() error) error
}

// guarded runs m between guards, which are to stay as they are, as are the inputs. The second time, if there is one, without
// other cores, computes the same.
func guarded(m machine, turns int) func(t *testing.T, p *ir.Program, in []*array.Buffer) []*array.Buffer {
	return func(t *testing.T, p *ir.Program, in []*array.Buffer) []*array.Buffer {
		var first []*array.Buffer
		for turn := range turns {
			var params []*array.Buffer
			var guards []guard
			for _, x := range in {
				b, g := newGuard(ir.TypeOf(x), byte(turn))
				array.Copy(b, 0, x, 0, x.Size())
				params, guards = append(params, b), append(guards, g)
			}
			for _, v := range p.Out {
				b, g := newGuard(v.Type(), 0xa7+byte(turn))
				params, guards = append(params, b), append(guards, g)
			}
			if err := runOn(turn == 1, m, params); err != nil {
				t.Fatalf("%v\n%v", err, p)
			}
			for i, g := range guards {
				if !g.whole() {
					t.Fatalf("written outside of buffer %d\n%v", i, p)
				}
			}
			for i, x := range in {
				if !sameBits(x, params[i]) {
					t.Fatalf("input %d changed\n%v", i, p)
				}
			}
			out := params[len(in):]
			for i := range first {
				if !sameBits(first[i], out[i]) {
					t.Fatalf("result %d is not the same again: %v, then %v\n%v", i, first[i], out[i], p)
				}
			}
			first = out
		}
		return first
	}
}

// runOn runs m on one core if alone, else with the help of others.
func runOn(alone bool, m machine, params []*array.Buffer) error {
	if alone {
		for range runtime.GOMAXPROCS(0) {
			exec.TakeCore()
			defer exec.GiveCore()
		}
	}
	return m.Run(params, nil)
}

// guard is memory with a buffer in it.
type guard struct {
	memory   []byte
	lo, hi   int
	contents byte
}

// margin is the guard before and after a buffer, in bytes: two vectors.
const margin = 128

func newGuard(t ir.Type, contents byte) (*array.Buffer, guard) {
	size := t.Shape.Size() * t.DType.Size()
	memory := make([]byte, size+2*margin+8)
	for i := range memory {
		memory[i] = contents
	}
	lo := margin - int(uintptr(unsafe.Pointer(&memory[0]))%8) + 8
	if t.DType == array.Bool {
		clear(memory[lo : lo+size])
	}
	return array.View(t.DType, t.Shape, unsafe.Pointer(&memory[lo])), guard{memory, lo, lo + size, contents}
}

func (g guard) whole() bool {
	other := func(b byte) bool { return b != g.contents }
	return !slices.ContainsFunc(g.memory[:g.lo], other) && !slices.ContainsFunc(g.memory[g.hi:], other)
}

func sameBits(x, y *array.Buffer) bool {
	for i := range x.Size() {
		if x.Bits(i) != y.Bits(i) {
			return false
		}
	}
	return true
}

// expected is what Eval computes, with and without noise.
type expected struct {
	program *ir.Program
	in      []*array.Buffer
	exact   []*array.Buffer
	noisy   [][]*array.Buffer
}

func newExpected(p *ir.Program, in []*array.Buffer) *expected {
	e := &expected{program: p, in: in, exact: p.Eval(in)}
	e.more(5, 1)
	return e
}

// more adds n evaluations with noise.
func (e *expected) more(n int, size float64) {
	q := (&noise{rng: rand.New(rand.NewPCG(uint64(len(e.noisy)), 5)), size: size}).program(e.program)
	for range n {
		e.noisy = append(e.noisy, q.Eval(e.in))
	}
}

// check compares results. What is not in the tolerance that few evaluations give is compared once more, with many
// and more noise: a comparison may be that close.
func (e *expected) check(got []*array.Buffer, seen *struct{ exact, near, open int }) (result int, err error) {
	result, err = e.compare(got, seen)
	if err != nil && len(e.noisy) < 40 {
		e.more(20, 1)
		e.more(20, 4)
		result, err = e.compare(got, seen)
	}
	return result, err
}

func (e *expected) compare(got []*array.Buffer, seen *struct{ exact, near, open int }) (result int, err error) {
	for k, y := range got {
		for i := range y.Size() {
			want := e.exact[k].Float64(i)
			tol := e.tolerance(k, i)
			switch {
			case tol == 0:
				seen.exact++
			case math.IsInf(tol, 1):
				seen.open++
			default:
				seen.near++
			}
			x := y.Float64(i)
			same := y.Bits(i) == e.exact[k].Bits(i) || y.DType().IsFloat() && x != x && want != want
			if !same && !(tol > 0 && math.Abs(x-want) <= tol) && !math.IsInf(tol, 1) {
				return k, fmt.Errorf("element %d: %v (%#x), want %v (%#x) ± %v", i, x, y.Bits(i), want, e.exact[k].Bits(i), tol)
			}
		}
	}
	return 0, nil
}

// tolerance is 0 for an element that noise does not change, infinite for one that it makes of another kind.
func (e *expected) tolerance(k, i int) float64 {
	b, spread := e.exact[k], 0.0
	want := b.Float64(i)
	for _, noisy := range e.noisy {
		x := noisy[k].Float64(i)
		switch {
		case noisy[k].Bits(i) == b.Bits(i) || x != x && want != want:
		case !b.DType().IsFloat() || math.IsNaN(x-want) || math.IsInf(x-want, 0):
			return math.Inf(1)
		default:
			spread = max(spread, math.Abs(x-want), 0x1p-1074)
		}
	}
	return 4 * spread
}
