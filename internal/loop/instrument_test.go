package loop_test

import (
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// counted has a matrix times a vector, 10 steps of a scan over a long vector, and a while of 7 iterations with a loop of as
// many as the iteration says.
const counted = `func counted {
  in x f64[200000]
  in y f64[1000]
  out z f64[200]
  temp t f64[1000] @0
  %0 = const i64 0
  %1 = const i64 200
  %2 = const i64 1000
  %3 = const f64 0
  %4 = const i64 10
  %5 = const i64 7
  %6 = const i64 1
  for %7 = %0 to %1 {
    %10 = vector %8 = %0 to %2 carry %9 = %3 add {
      %11 = load f64 x[%7*1000 + %8]
      %12 = load f64 y[%8]
      %13 = fma f64 %11 %12 %9
      next %13
    }
    store z[%7] = %10
  }
  for %20 = %0 to %4 {
    vector %21 = %0 to %2 {
      %22 = load f64 y[%21]
      %23 = mul f64 %22 %22
      store t[%21] = %23
    }
  }
  %32 = while carry %30 = %0 {
    %31 = lt bool %30 %5
    test %31
    for %33 = %0 to %30 {
      %34 = load f64 x[%33]
      store t[0] = %34
    }
    %35 = add i64 %30 %6
    next %35
  }
}
`

func parse(t *testing.T, text string) *loop.Func {
	t.Helper()
	f, err := loop.Parse(text, loop.Names{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestInstrument(t *testing.T) {
	f := parse(t, counted)
	g, parts := loop.Instrument(f)
	if err := g.Check(); err != nil {
		t.Fatalf("%v\n%v", err, g)
	}
	in := []*array.Buffer{array.New(array.Float64, array.Shape{200000}), array.New(array.Float64, array.Shape{1000})}
	for _, b := range in {
		for i := range b.Size() {
			b.SetFloat64(i, float64(i%17))
		}
	}
	run := func(f *loop.Func, more ...*array.Buffer) *array.Buffer {
		p, err := loop.Interpret(f)
		if err != nil {
			t.Fatal(err)
		}
		z := array.New(array.Float64, array.Shape{200})
		for range 2 { // counts are those of the last run
			if err := p.Run(append(append(slices.Clone(in), z), more...), nil); err != nil {
				t.Fatal(err)
			}
		}
		return z
	}
	numbers := array.New(array.Int64, array.Shape{loop.PartNumbers * len(parts)})
	got, want := run(g, numbers), run(f)
	if !slices.Equal(array.Data[float64](got), array.Data[float64](want)) {
		t.Error("what is computed differs")
	}
	type count struct {
		what             string
		depth            int
		runs, iterations int64
		cost             loop.Cost
		perIteration     bool
	}
	const matrix, vector = 8 * 200000, 8 * 1000
	wants := []count{
		{"the whole", 0, 1, 0, loop.Cost{matrix + vector, 8*200 + vector, 2*200000 + 10*1000}, false},
		{"for %7 of 200", 1, 1, 200, loop.Cost{matrix + vector, 8 * 200, 2 * 200000}, false},
		{"vector %8 of 1000", 2, 200, 200000, loop.Cost{2 * vector, 0, 2 * 1000}, false},
		{"for %20 of 10", 1, 1, 10, loop.Cost{vector, vector, 10 * 1000}, false},
		{"vector %21 of 1000", 2, 10, 10000, loop.Cost{vector, vector, 1000}, false},
		{"while", 1, 1, 7, loop.Cost{}, false},
		{"for %33", 2, 7, 21, loop.Cost{8, 8, 0}, true},
	}
	if len(parts) != len(wants) {
		t.Fatalf("%d parts, want %d: %v", len(parts), len(wants), parts)
	}
	n := array.Data[int64](numbers)
	for i, p := range parts {
		k := n[loop.PartNumbers*i:]
		got := count{p.String(), p.Depth, k[loop.PartRuns], k[loop.PartIterations], p.Cost, p.PerIteration}
		if got != wants[i] {
			t.Errorf("got  %+v\nwant %+v", got, wants[i])
		}
		if k[loop.PartTime] <= 0 || k[loop.PartTime] > n[loop.PartTime] {
			t.Errorf("%v took %d of %d", p, k[loop.PartTime], n[loop.PartTime])
		}
	}
	if f.String() != parse(t, counted).String() {
		t.Error("the function itself has changed")
	}
	if again := parse(t, g.String()); again.String() != g.String() {
		t.Errorf("does not read back:\n%v", g)
	}
}

// What several loops read of the same data counts once, and what is anywhere at most as much as there is.
func TestCostOfBlocks(t *testing.T) {
	_, parts := loop.Instrument(parse(t, `func blocks {
  in x f64[3200]
  in at i64[3200]
  in small f64[8]
  out z f64[2]
  %0 = const i64 0
  %1 = const i64 32
  %2 = const i64 100
  %3 = const f64 0
  %4, %5 = for %6 = %0 to %2 carry %7 = %3, %8 = %3 {
    %10 = vector %11 = %0 to %1 carry %12 = %7 add {
      %13 = load f64 x[%6*32 + %11]
      %14 = add f64 %12 %13
      next %14
    }
    %20 = vector %21 = %0 to %1 carry %22 = %8 add {
      %23 = load f64 x[%6*32 + %21]
      %24 = load i64 at[%6*32 + %21]
      %25 = load f64 small[%24]
      %26 = fma f64 %23 %25 %22
      next %26
    }
    next %10, %20
  }
  store z[0] = %4
  store z[1] = %5
}
`))
	if want := (loop.Cost{8*3200 + 8*3200 + 8*8, 0, 3 * 3200}); parts[1].Cost != want {
		t.Errorf("got %+v, want %+v", parts[1].Cost, want)
	}
}

// The pieces of a fork are counted one by one: their loops go from bounds that they compute.
func TestCostOfForks(t *testing.T) {
	_, parts := loop.Instrument(parse(t, `func forks {
  in x f64[1000]
  out z f64[3]
  fork pieces 3 (x) to (z) {
    in k i64[1]
    in x f64[1000]
    out z f64[3]
    %0 = const i64 1000
    %1 = const i64 3
    %2 = const i64 1
    %3 = const f64 0
    %4 = load i64 k[0]
    %5 = mul i64 %4 %0
    %6 = div i64 %5 %1
    %7 = add i64 %4 %2
    %8 = mul i64 %7 %0
    %9 = div i64 %8 %1
    %10 = vector %11 = %6 to %9 carry %12 = %3 add {
      %13 = load f64 x[%11]
      %14 = fma f64 %13 %13 %12
      next %14
    }
    store z[%4] = %10
  }
}
`))
	const indices = 3 * 8
	if got, want := parts[1].Cost, (loop.Cost{indices + 8*1000, 8 * 3, 2 * 1000}); got != want || parts[1].String() != "fork pieces, 3 pieces" {
		t.Errorf("%v costs %+v, want %+v", parts[1], got, want)
	}
}
