package np_test

import (
	"slices"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// TestArray: what an array says of itself.
func TestArray(t *testing.T) {
	x := np.New([]float32{1.5, 0, -2}, 3, 1)
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"rank", x.Rank(), 2},
		{"dim", x.Dim(-1), 1},
		{"len", x.Len(), 3},
		{"size", x.Size(), 3},
		{"dtype", x.DType(), np.Float32},
		{"type", x.Type().String(), "f32[3 1]"},
		{"concrete", x.IsConcrete(), true},
		{"zero array", np.Array{}.IsZero(), true},
		{"zero array's shape", np.Array{}.Rank(), 0},
		{"buffer of zero array", np.Array{}.Buffer() == nil, true},
		{"same value", np.FromIR(x.IR()).Buffer() == x.Buffer(), true},
		{"shared buffer", np.FromBuffer(x.Buffer()).Buffer() == x.Buffer(), true},
		{"string", x.String(), "f32[3 1][[1.5] [0] [-2]]"},
		{"string of zero array", np.Array{}.String(), "(no array)"},
		{"string of scalar", np.Scalar(int32(3)).String(), "3"},
		{"weak", np.Of(2).IsWeak(), true},
		{"strong float", np.Of(2.0).Strong(np.Float32).DType(), np.Float32},
		{"strong int", np.Of(2).Strong(np.Float32).DType(), np.Int64},
		{"strong array", x.Strong(np.Float64).DType(), np.Float32},
		{"full of", np.FullOf(np.Int32, np.Shape{2}, 3).String(), "i32[2][3 3]"},
		{"full of a Go int", np.Full(np.Shape{2}, 3).String(), "i64[2][3 3]"},
		{"full like", np.FullLike(x, 2).String(), "f32[3 1][[2] [2] [2]]"},
		{"zeros of", np.ZerosOf(np.Bool, 1).String(), "bool[1][false]"},
		{"ones of", np.OnesOf(np.Uint64, 1).String(), "u64[1][1]"},
		{"one hot of", np.OneHotOf(np.Float32, np.IntVec(1), 2).String(), "f32[1 2][[0 1]]"},
		{"broadcast shapes", np.BroadcastShapes(np.Shape{3, 1}, np.Shape{4}).String(), "[3 4]"},
		{"and or xor", x.Gt(0).And(x.Lt(1)).Or(x.Eq(0)).Xor(x.Ne(0)).String(), "bool[3 1][[true] [true] [true]]"},
		{"int power of ints", np.IntVec(2, -3).Pow(5).String(), "i64[2][32 -243]"},
		{"int power 0", np.IntVec(2, 0).Pow(0).String(), "i64[2][1 1]"},
		{"negative power of ints", np.IntVec(2).Pow(-2).String(), "f64[1][0.25]"},
		{"product of floats", np.Scalar(-2.0).Pow(5).Item(), -32.0},
		{"reciprocal of a product", np.Scalar(-2.0).Pow(-3).Item(), -0.125},
		{"high power of floats", np.Scalar(2.0).Pow(20).Item(), 1048576.0},
		{"power of constants", np.Pow(2, 3).Item(), 8.0},
		{"product of bools", np.Einsum("i,i", x.Ravel().Ne(0), x.Ravel().Ne(0)).String(), "2"},
		{"constants in a product", np.Einsum("i,->i", x.Ravel(), np.Of(2.0)).DType(), np.Float32},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
	if got := x.Ints(); !slices.Equal(got, []int{1, 0, -2}) {
		t.Errorf("ints %v", got)
	}
	if got := x.Bools(); !slices.Equal(got, []bool{true, false, true}) {
		t.Errorf("bools %v", got)
	}
	if got := x.Shape(); !got.Equal(np.Shape{3, 1}) {
		t.Errorf("shape %v", got)
	}
}

// named is a type whose values count as Go constants.
type named float64

// TestNumbers: Go numbers, of named types too, are operands.
func TestNumbers(t *testing.T) {
	x := np.New([]float32{1, 2})
	for _, z := range []np.Array{x.Mul(2), np.Mul(2.0, x), np.Mul(named(2), x), x.Mul(named(2))} {
		if z.String() != "f32[2][2 4]" {
			t.Errorf("got %v", z)
		}
	}
}

// TestTraced: a traced array knows its type and not its elements, and every function of the table of known
// answers computes the same in a program as on concrete arrays.
func TestTraced(t *testing.T) {
	fn.Grad(func(x np.Array) np.Array {
		if x.IsConcrete() || x.String() != "f64[2](traced)" {
			t.Errorf("traced array %v", x)
		}
		return x.Sum()
	})(np.Vec(1, 2))
	answers := rows(t)
	for name, f := range functions {
		if name == "ArangeStep" || name == "Linspace" {
			continue // they take numbers
		}
		for i, r := range answers[name] {
			c := r.call()
			z, problem := try(func() []np.Array {
				return fn.Jit(func(x []np.Array) []np.Array { return f(call{x, c.n, c.s}) }).Do(c.x)
			})
			if problem == "" {
				problem = r.differBy(z, 8) // sums are in another order, and of float32 in float32
			}
			if problem != "" {
				t.Errorf("%s row %d, traced: %s", name, i, problem)
			}
		}
	}
}
