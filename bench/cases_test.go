package main

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// tiny are sizes at which a case takes no time.
var tiny = sizes{
	Rows: 100, Columns: 54, Lanes: 8, Supervised: 6, Unsupervised: 12, Skim: []int{3}, SkimRows: 10,
	Dimensions: []int{3}, Values: 1000, Matrix: 24,
}

// Each case can be prepared, runs, and has a limit without C; what should hold besides the time does.
func TestCases(t *testing.T) {
	needsMachineCode(t)
	without := noC("there is none")
	names := map[string]bool{}
	for _, b := range benchmarks(tiny) {
		if names[b.Name] || b.Bar <= 0 || b.Threads < 1 {
			t.Errorf("%s: not a case: %+v", b.Name, b)
		}
		names[b.Name] = true
		r := result{Name: b.Name, Bar: b.Bar}
		if err := b.compare(without, nil, settings{Reps: 1}, &r); err != nil {
			t.Errorf("%s: %v", b.Name, err)
		}
	}
}

func TestFind(t *testing.T) {
	if b, err := find(benchmarks(tiny), "hmm"); err != nil || b.Name != "hmm" {
		t.Errorf("hmm: %q, %v", b.Name, err)
	}
	if _, err := find(benchmarks(tiny), "hm"); err == nil {
		t.Error("hm is found")
	}
}

// needsMachineCode skips a test where there is none.
func needsMachineCode(t testing.TB) {
	t.Helper()
	if level() == "none" {
		t.Skip("there is no machine code for this processor")
	}
}

// outputs runs a program as the benchmark does.
func outputs(t *testing.T, p program, err error) []*array.Buffer {
	t.Helper()
	needsMachineCode(t)
	if err != nil {
		t.Fatal(err)
	}
	run, err := p.compiled()
	if err != nil {
		t.Fatal(err)
	}
	return run(p.Operands)
}

// near fails unless x is want within a relative error.
func near(t *testing.T, what string, x, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(x-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, x, want)
	}
}

// isGradient fails unless a program's value is that of a plain function at z, and its gradient that function's
// by central differences, whose error is about 1e-9 with numbers of the size they have here.
func isGradient(t *testing.T, p program, err error, f func(z []float64) float64, z []float64) {
	t.Helper()
	out := outputs(t, p, err)
	near(t, "the log density", out[0].Float64(0), f(z), 1e-12)
	if out[1].Size() != len(z) {
		t.Fatalf("the gradient has %d elements, want %d", out[1].Size(), len(z))
	}
	const h = 1e-5
	for i := range z {
		moved := append([]float64(nil), z...)
		moved[i] = z[i] + h
		above := f(moved)
		moved[i] = z[i] - h
		near(t, "the gradient", out[1].Float64(i), (above-f(moved))/(2*h), 1e-7)
	}
}

var logSqrt2Pi = math.Log(2*math.Pi) / 2

// normalLogDensity is log N(x; loc, scale).
func normalLogDensity(x, loc, scale float64) float64 {
	z := (x - loc) / scale
	return -z*z/2 - math.Log(scale) - logSqrt2Pi
}

func logGamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}
