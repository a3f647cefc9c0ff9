package fn_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

type line struct {
	At   np.Array
	Data map[string]np.Array
}

type misfit struct {
	Loss np.Array
	Grad np.Array
	N    np.Array
}

// fit is the squared error of a constant, with its derivative.
var fit = fn.Jit(func(x line) misfit {
	loss, grad := fn.ValueAndGrad(func(at np.Array) np.Array { return x.Data["y"].Sub(at.Sum()).Square().Sum() })(x.At)
	return misfit{loss, grad, np.Scalar(int64(3))}
})

func at(x float64) line {
	return line{np.Vec(x, 0), map[string]np.Array{"y": np.Vec(1, 2, 3)}}
}

// Gradient descent: the point is written where the Function reads it, and the gradient read where it writes it.
func ExampleRunner() {
	r, err := fit.Prepare(at(0))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, _ := fn.Input[float64](r, "At")
	grad, _ := fn.Output[float64](r, "Grad")
	for range 50 {
		if err := r.Run(); err != nil {
			fmt.Println(err)
			return
		}
		for i := range x {
			x[i] -= 0.1 * grad[i]
		}
	}
	fmt.Printf("%.3f\n", x[0]+x[1])
	// Output: 2.000
}

// What a Runner computes is what Do does; results taken out earlier stay, and so do the arrays it was made of.
func TestRunner(t *testing.T) {
	start := at(1)
	r, err := fit.Prepare(start)
	if err != nil {
		t.Fatal(err)
	}
	run := func() {
		if err := r.Run(); err != nil {
			t.Fatal(err)
		}
	}
	run()
	first := r.Result()
	x, e1 := fn.Input[float64](r, "At")
	y, e2 := fn.Input[float64](r, "Data.y")
	loss, e3 := fn.Output[float64](r, "Loss")
	grad, e4 := fn.Output[float64](r, "Grad")
	n, e5 := fn.Output[int64](r, "N")
	for _, err := range []error{e1, e2, e3, e4, e5} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if again, err := fn.Input[float64](r, "At"); err != nil || &again[0] != &x[0] || x[0] != 1 {
		t.Errorf("asked again, an input is other memory: %v, %v", again, err)
	}
	copy(x, []float64{4, 0.5})
	copy(y, []float64{5, 6, 8})
	run()
	want := fit.Do(line{np.Vec(4, 0.5), map[string]np.Array{"y": np.Vec(5, 6, 8)}})
	got := misfit{np.Scalar(loss[0]), np.New(grad), np.Scalar(n[0])}
	for _, c := range []struct {
		what      string
		got, want misfit
	}{{"outputs", got, want}, {"result", r.Result(), want}, {"first result", first, fit.Do(at(1))}} {
		near(t, c.what, c.got.Loss, c.want.Loss, 0)
		near(t, c.what, c.got.Grad, c.want.Grad, 0)
		near(t, c.what, c.got.N, c.want.N, 0)
	}
	near(t, "argument", start.At, np.Vec(1, 0), 0)
	near(t, "data", start.Data["y"], np.Vec(1, 2, 3), 0)
}

func TestRunnerMistakes(t *testing.T) {
	r, err := fit.Prepare(at(1))
	if err != nil {
		t.Fatal(err)
	}
	_, e1 := fn.Input[float64](r, "data")
	_, e2 := fn.Output[float64](r, "At")
	_, e3 := fn.Input[float32](r, "At")
	_, e4 := fn.Output[float64](r, "N")
	_, e5 := fn.Jit(func(x np.Array) np.Array { return x.Add(np.Zeros(2)) }).Prepare(np.Zeros(3))
	var e6 error
	fn.Jit(func(x np.Array) np.Array {
		_, e6 = fit.Prepare(line{x, at(1).Data})
		return x
	}).Do(np.Zeros(2))
	for want, err := range map[string]error{
		`no such input: "data"; there is "At", "Data.y"`:     e1,
		`no such output: "At"; there is "Loss", "Grad", "N"`: e2,
		`"At" has elements of f64, not f32`:                  e3,
		`"N" has elements of i64, not f64`:                   e4,
		`do not broadcast`:                                   e5,
		`Prepare inside of a function that is being traced`:  e6,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Runners of one Function don't know of each other.
func TestRunnersAtOnce(t *testing.T) {
	var wg sync.WaitGroup
	for k := range 8 {
		wg.Go(func() {
			r, err := fit.Prepare(at(0))
			if err != nil {
				t.Error(err)
				return
			}
			x, _ := fn.Input[float64](r, "At")
			loss, _ := fn.Output[float64](r, "Loss")
			for i := range 200 {
				x[0] = float64(k + i)
				if err := r.Run(); err != nil {
					t.Error(err)
				}
				if want := (1-x[0])*(1-x[0]) + (2-x[0])*(2-x[0]) + (3-x[0])*(3-x[0]); loss[0] != want {
					t.Errorf("runner %d at %v: %v, want %v", k, x[0], loss[0], want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestRunAllocatesNothing(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("coverage counts")
	}
	r, err := fit.Prepare(at(1))
	if err != nil {
		t.Fatal(err)
	}
	x, _ := fn.Input[float64](r, "At")
	allocations := testing.AllocsPerRun(100, func() {
		x[0]++
		if err := r.Run(); err != nil {
			t.Error(err)
		}
	})
	if allocations != 0 && compiled() {
		t.Errorf("a run allocates %v times", allocations)
	}
}

// compiled reports whether Functions run by something else than the plain evaluator.
func compiled() bool { return os.Getenv("PHLOX_BACKEND") != "eval" }
