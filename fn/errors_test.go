package fn_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// fails requires that f makes a mistake in building a program, which is reported at a line of this
// package and says all of the given parts, which are separated by "...".
func fails(t *testing.T, parts string, f func()) {
	t.Helper()
	err := fn.Try(f)
	if err == nil {
		t.Errorf("no error, want %q", parts)
		return
	}
	for _, part := range append(strings.Split(parts, "..."), "_test.go:") {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}

func TestErrors(t *testing.T) {
	type state struct{ Mean, Count np.Array }
	init := state{np.Zeros(3), np.Scalar(int64(0))}
	scan := func(step func(state) state) func() {
		return func() {
			fn.Scan(func(s state, _ struct{}) (state, struct{}) { return step(s), struct{}{} }, init, struct{}{}, fn.Steps{Length: 2})
		}
	}
	vec := np.Vec(1, 2, 3)
	var leaked np.Array
	for _, c := range []struct {
		want string
		f    func()
	}{
		{"scan: state Mean is f64[3] before a step and f64[2 3] after it",
			scan(func(s state) state { return state{s.Mean.Add(np.Zeros(2, 3)), s.Count} })},
		{"scan: state Count is i64[] before a step and f64[] after it",
			scan(func(s state) state { return state{s.Mean, s.Count.AsType(np.Float64)} })},
		{"scan: the state has 2 arrays before a step and 1 after it",
			scan(func(s state) state { return state{Mean: s.Mean} })},
		{"while: state Mean is f64[3] before a step and f64[] after it", func() {
			fn.While(func(s state) np.Array { return s.Count.Lt(3) }, func(s state) state { return state{s.Mean.Sum(), s.Count} }, init)
		}},
		{"the test returns [f64[]], want one bool scalar", func() {
			fn.While(func(x np.Array) np.Array { return x }, func(x np.Array) np.Array { return x }, np.Scalar(1.0))
		}},
		{"scan without slices", func() {
			fn.Scan(func(s np.Array, _ struct{}) (np.Array, struct{}) { return s, struct{}{} }, vec, struct{}{}, fn.Steps{})
		}},
		{"scan over 2 steps: the array has shape [3]", func() {
			fn.Scan(func(s, x np.Array) (np.Array, np.Array) { return s, x }, vec, vec, fn.Steps{Length: 2})
		}},
		{"scan over 0 steps: 1 has shape [3]", func() {
			fn.Scan(func(s np.Array, x []np.Array) (np.Array, np.Array) { return s, x[0] }, vec, []np.Array{np.Zeros(0), vec}, fn.Steps{})
		}},
		{"reverse-mode derivative of a while loop...forward mode", func() {
			fn.Grad(func(x np.Array) np.Array {
				return fn.While(func(s np.Array) np.Array { return s.Lt(10.0) }, func(s np.Array) np.Array { return s.Mul(2.0) }, x)
			})(np.Scalar(1.0))
		}},
		{"an operand was computed inside a traced function that has ended", func() {
			fn.Vmap(func(x np.Array) np.Array { leaked = x; return x })(vec)
			leaked.Add(1.0)
		}},
		{"gradient of a function whose value is f64[3]: it must be a float scalar", func() {
			fn.Grad(func(x np.Array) np.Array { return x })(vec)
		}},
		{"gradient of a function whose value is i64[]", func() {
			fn.Grad(func(x np.Array) np.Array { return x.AsType(np.Int64).Sum() })(vec)
		}},
		{"cond: the predicate has shape [3], want a scalar", func() {
			fn.Cond(vec.Gt(0.0), func(x np.Array) np.Array { return x }, func(x np.Array) np.Array { return x }, vec)
		}},
		{"branch 1 returns [f64[]] and branch 0 [f64[3]]", func() {
			fn.Vmap(func(x np.Array) np.Array {
				return fn.Cond(x.Gt(0.0), func(x np.Array) np.Array { return x.Sum() }, func(x np.Array) np.Array { return x.Mul(vec) }, x)
			})(vec)
		}},
		{"cond: a branch returns 2 arrays, another 1", func() {
			fn.Vmap(func(x np.Array) []np.Array {
				return fn.Cond(x.Gt(0.0), func(x np.Array) []np.Array { return []np.Array{x, x} }, func(x np.Array) []np.Array { return []np.Array{x} }, x)
			})(vec)
		}},
		{"jacobian in an array of type i64[2]", func() {
			fn.JacFwd(func(x np.Array) np.Array { return x })(np.IntVec(1, 2))
		}},
		{"a cotangent of 1 arrays for a result of 2", func() {
			_, pull := fn.VJP(func(x np.Array) []np.Array { return []np.Array{x, x} }, vec)
			pull([]np.Array{vec})
		}},
		{"a tangent of 1 arrays for an argument of 2", func() {
			fn.JVP(func(x []np.Array) np.Array { return x[0] }, []np.Array{vec, vec}, []np.Array{vec})
		}},
		{"the cotangent of the array is f64[2], want f64[3]", func() {
			_, pull := fn.VJP(func(x np.Array) np.Array { return x }, vec)
			pull(np.Vec(1, 2))
		}},
		{"the tangent of the array is f64[2], want f64[3]", func() {
			fn.JVP(func(x np.Array) np.Array { return x }, vec, np.Vec(1, 2))
		}},
	} {
		fails(t, c.want, c.f)
	}
}
