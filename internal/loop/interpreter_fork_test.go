package loop

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox/array"
)

func TestInterpretFork(t *testing.T) {
	f := scales(t)
	want := []*array.Buffer{array.Of([]float64{1, 2, 3, 4, 5, 6, 7, 8}, array.Shape{8}), array.Scalar(0.5), array.New(array.Float64, array.Shape{8})}
	eval(f, want)
	p := mustInterpret(t, scalesText, Names{})
	for _, cores := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		got := []*array.Buffer{want[0], want[1], array.New(array.Float64, array.Shape{8})}
		if err := p.Clone().Run(got, nil); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got[2]) != fmt.Sprint(want[2]) {
			t.Errorf("%d cores: %v, want %v", cores, got[2], want[2])
		}
		if n := testing.AllocsPerRun(200, func() { _ = p.Run(got, nil) }); n > 0 {
			t.Errorf("%d cores: %v allocations", cores, n)
		}
	}
}

// The poll of a run is called by its goroutine alone, and its error ends the work of all.
func TestPollOfFork(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := mustInterpret(t, `func f {
fork forever 4 () to () {
in k i64[1]
%0 = const bool true
while {
test %0
}
}
}`, Names{})
	oh, polls := errors.New("oh"), 0
	end := time.Now().Add(20 * time.Millisecond)
	err := p.Run(nil, func() error {
		if polls++; time.Now().After(end) {
			return oh
		}
		return nil
	})
	if err != oh || polls == 0 {
		t.Errorf("%d polls, error %v", polls, err)
	}
}

func TestAddressesInForksAreChecked(t *testing.T) {
	p := mustInterpret(t, `func f {
in n i64[1]
out y f64[3]
fork rows 4 (n) to (y) {
in k i64[1]
in n i64[1]
out y f64[3]
%0 = load i64 n[0]
%1 = const f64 0
store y[%0] = %1
}
}`, Names{})
	defer func() {
		if r := fmt.Sprint(recover()); !strings.Contains(r, "element 5 of buffer y") {
			t.Errorf("recovered %s", r)
		}
	}()
	_ = p.Run([]*array.Buffer{array.Scalar[int64](5), array.New(array.Float64, array.Shape{3})}, nil)
}
