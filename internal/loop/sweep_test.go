package loop

import (
	"testing"
)

// swept are programs before and after Sweep.
var swept = []struct{ name, before, after string }{
	{"a temporary that nothing reads, and what is stored there", `func f {
  in x f64[2]
  out y f64[2]
  temp t f64[2] @0
  %0 = load f64 x[0]
  %1 = neg f64 %0
  store t[0] = %1
  store y[0] = %0
}
`, `func f {
  in x f64[2]
  out y f64[2]
  %0 = load f64 x[0]
  store y[0] = %0
}
`},
	{"carries that only make each other, and a loop without effect", `func f {
  in x f64[2]
  out y f64[2]
  temp t f64[2] @0
  %0 = const i64 0
  %1 = const i64 3
  %2 = load f64 x[0]
  %8, %9 = for %3 = %0 to %1 carry %4 = %2, %5 = %2 {
    %6 = neg f64 %4
    %7 = neg f64 %5
    next %6, %7
  }
  for %10 = %0 to %1 {
    store t[1] = %2
  }
  store y[0] = %8
}
`, `func f {
  in x f64[2]
  out y f64[2]
  %0 = const i64 0
  %1 = const i64 3
  %2 = load f64 x[0]
  %8 = for %3 = %0 to %1 carry %4 = %2 {
    %6 = neg f64 %4
    next %6
  }
  store y[0] = %8
}
`},
	{"a temporary that is read in an earlier statement of a loop", `func f {
  in x f64[2]
  out y f64[2]
  temp t f64[1] @0
  %0 = const i64 0
  %1 = const i64 2
  for %2 = %0 to %1 {
    %3 = load f64 t[0]
    store y[%2] = %3
    %4 = load f64 x[%2]
    store t[0] = %4
  }
}
`, ""},
	{"fetches of what nothing reads, and loops that only fetch", `func f {
  in x f64[8]
  out y f64[2]
  temp t f64[8] @0
  %0 = const i64 0
  %1 = const i64 2
  for %2 = %0 to %1 {
    fetch 3 x[%2] ahead 4
  }
  for %3 = %0 to %1 {
    fetch 1 t[%3] ahead 1
    %4 = load f64 x[%3]
    fetch 1 x[%3] ahead 4
    store y[%3] = %4
  }
}
`, `func f {
  in x f64[8]
  out y f64[2]
  %0 = const i64 0
  %1 = const i64 2
  for %3 = %0 to %1 {
    %4 = load f64 x[%3]
    fetch 1 x[%3] ahead 4
    store y[%3] = %4
  }
}
`},
	{"one result of a branch", `func f {
  in x f64[2]
  out y f64[2]
  %0 = load f64 x[0]
  %1 = load f64 x[1]
  %2 = lt bool %0 %1
  %5, %6 = if %2 {
    %3 = neg f64 %0
    give %0, %3
  } else {
    %4 = neg f64 %1
    give %4, %1
  }
  store y[0] = %5
}
`, `func f {
  in x f64[2]
  out y f64[2]
  %0 = load f64 x[0]
  %1 = load f64 x[1]
  %2 = lt bool %0 %1
  %5 = if %2 {
    give %0
  } else {
    %4 = neg f64 %1
    give %4
  }
  store y[0] = %5
}
`},
}

func TestSweep(t *testing.T) {
	for _, c := range swept {
		f, err := Parse(c.before, Names{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.after == "" {
			c.after = c.before
		}
		f.Sweep()
		if err := f.Check(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := f.String(); got != c.after {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.after)
		}
	}
}

// What is swept away is not missed.
func TestSweepRandomFuncs(t *testing.T) {
	for seed := range uint64(200) {
		f := randomFunc(seed)
		want := randomParams(f, seed)
		eval(f, want)
		f.Sweep()
		if err := f.Check(); err != nil {
			t.Fatalf("seed %d: %v\n%v", seed, err, f)
		}
		got := randomParams(f, seed)
		eval(f, got)
		for i := range got {
			for k := range got[i].Size() {
				if got[i].Bits(k) != want[i].Bits(k) {
					t.Fatalf("seed %d: parameter %d element %d\n%v", seed, i, k, f)
				}
			}
		}
	}
}
