package np_test

import (
	"regexp"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// TestErrors: a mistake is an error that names the place in the user's code, here a line of this file, and
// the shapes or types.
func TestErrors(t *testing.T) {
	x, y := np.Zeros(2, 3), np.Zeros(4, 5)
	v, k := np.Zeros(3), np.IntVec(0, 1)
	empty := np.Zeros(0, 2)
	for _, c := range []struct {
		f    func()
		want string // what follows errors_test.go:N:
	}{
		{func() { x.Add(y) }, `shapes \[\[2 3\] \[4 5\]\] do not broadcast`},
		{func() { np.Mul(x, np.Array{}) }, `zero Array`},
		{func() { np.Array{}.Add(x) }, `zero Array`},
		{func() { np.Array{}.Sum() }, `zero Array`},
		{func() { x.Add("2") }, `an operand is a string`},
		{func() { np.Where(x.Gt(0), y, 0) }, `where: shapes .*\[2 3\].*\[4 5\]`},
		{func() { np.MatMul(x, y) }, `matmul: shapes \[2 3\] and \[4 5\]: 3 columns for 4 rows`},
		{func() { np.MatMul(np.Zeros(2, 1, 3), np.Zeros(4, 3, 1)) }, `matmul: shapes \[2 1 3\] and \[4 3 1\]: axes of length 2 and 4`},
		{func() { np.MatMul(x, np.Scalar(1.0)) }, `matmul: operand 2 is a scalar`},
		{func() { np.Dot(x, y) }, `axis -1 of \[2 3\] and axis 0 of \[4 5\]`},
		{func() { np.TensorDot(x, y, []int{0}, nil) }, `axes \[0\] and \[\]`},
		{func() { np.TensorDot(x, x, []int{0, 0}, []int{0, 0}) }, `tensordot: an axis is twice in \[0 0\]`},
		{func() { np.Einsum("ij,jk", x) }, `einsum "ij,jk": it is for 2 operands, and there are 1`},
		{func() { np.Einsum("ij,jk", x, y) }, `einsum "ij,jk" of shapes \[\[2 3\] \[4 5\]\]: axes of length 3 and 4`},
		{func() { np.Einsum("i", x) }, `operand 1 of shape \[2 3\]: 2 axes`},
		{func() { np.Einsum("ijk...", x) }, `operand 1 of shape \[2 3\]: 2 axes`},
		{func() { np.Einsum("ii", x) }, `axes 0 and 1 have one letter`},
		{func() { np.Einsum("ij->k", x) }, `'k' of the result is in no operand`},
		{func() { np.Einsum("ij->ii", x) }, `'i' is twice`},
		{func() { np.Einsum("i1->i", x) }, `'1' is not a letter`},
		{func() { np.Einsum("...i->i", x) }, `no ellipsis`},
		{func() { np.Einsum("ij->jk->k", x) }, `is not a letter`},
		{func() { np.Einsum("...i...", x) }, `is not a letter`},
		{func() { np.Cholesky(x) }, `cholesky: shape \[2 3\] is not that of square matrices`},
		{func() { np.Inv(v) }, `inv: shape \[3\]`},
		{func() { np.QR(v) }, `qr: shape \[3\]`},
		{func() { np.Solve(np.Eye(2), v) }, `solve: shapes \[2 2\] and \[3 1\]`},
		{func() { np.SolveTriangular(np.Ones(2, 3, 3), np.Ones(4, 3, 1), np.Triangular{}) }, `solve_triangular: .*\[2 3 3\].*\[4 3 1\]`},
		{func() { x.Sum(2) }, `axis 2 is out of range for shape \[2 3\]`},
		{func() { x.Sum(1, -1) }, `axes \[1 -1\] of shape \[2 3\]: one is given twice`},
		{func() { empty.Max(0) }, `max of no elements: shape \[0 2\]`},
		{func() { np.Median(empty, 0) }, `quantile of no elements`},
		{func() { empty.Argmax(0) }, `axis 0 of f64\[0 2\] is empty`},
		{func() { x.Reshape(4, -1) }, `reshape of \[2 3\] to \[4 -1\]`},
		{func() { x.Reshape(-1, -1) }, `shape \[-?\d -1\]`},
		{func() { x.Reshape(7) }, `reshape of \[2 3\] to \[7\]`},
		{func() { np.Zeros(2, -1) }, `shape \[2 -1\] has a negative length`},
		{func() { np.New([]float64{1, 2}, 3) }, `2 elements do not fill shape \[3\]`},
		{func() { np.Matrix([]float64{1}, []float64{1, 2}) }, `rows of length 1 and 2`},
		{func() { np.ArangeStep(0, 1, 0) }, `does not end`},
		{func() { np.Iota(np.Shape{2}, 1) }, `iota: axis 1`},
		{func() { x.BroadcastTo(np.Shape{3}) }, `shape \[2 3\] does not broadcast to \[3\]`},
		{func() { x.ExpandDims(4) }, `axis 4 is out of range for shape \[2 3\]`},
		{func() { x.Squeeze(0) }, `axis 0 of shape \[2 3\] is not 1`},
		{func() { x.Transpose(0) }, `transpose of shape \[2 3\] by \[0\]`},
		{func() { np.Concat(0, x, y) }, `concat along axis 0: shapes \[\[2 3\] \[4 5\]\]`},
		{func() { np.Concat(0) }, `concat of no arrays`},
		{func() { np.Split(x, 2, 1) }, `split of axis 1 of \[2 3\] into 2 parts`},
		{func() { np.Pad(x, []int{1}, []int{1}, 0) }, `pad: low \[1\] and high \[1\] for shape \[2 3\]`},
		{func() { x.At(2) }, `index 2 is out of range for axis 0 of shape \[2 3\]`},
		{func() { x.At(0, 0, 0) }, `3 indices for shape \[2 3\]`},
		{func() { x.Slice(0, 1, 3) }, `slice \[1:3:1\] is out of range for axis 0 of shape \[2 3\]`},
		{func() { np.Take(x, v, 0) }, `an index has type f64\[3\], want integers`},
		{func() { np.TakeAlongAxis(x, k, 0) }, `shapes \[2 3\] and \[2\] differ in rank`},
		{func() { np.Gather(x, k, k, k) }, `3 index arrays for shape \[2 3\]`},
		{func() { np.SetAt(k, k, 0.5) }, `i64 replaced by those of f64`},
		{func() { np.OneHot(v, 3) }, `one_hot: an index has type f64\[3\]`},
		{func() { np.Searchsorted(x, v) }, `searchsorted in an array of shape \[2 3\]`},
		{func() { x.Item() }, `Item of an array of shape \[2 3\]`},
		{func() { np.BitAnd(x, x) }, `and: operands .*f64\[2 3\]`},
		{func() { fn.Grad(func(x np.Array) np.Array { x.Float64s(); return x })(v) }, `Float64s of an array that is being traced \(f64\[3\]\)`},
	} {
		err := fn.Try(c.f)
		if err == nil {
			t.Errorf("no error, want %s", c.want)
		} else if !regexp.MustCompile(`^errors_test.go:\d+: .*` + c.want).MatchString(err.Error()) {
			t.Errorf("%v, want errors_test.go:N: %s", err, c.want)
		}
	}
}
