package np_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/np"
)

// Shapes broadcast, and Go constants take the dtype of the array.
func ExampleArray() {
	x := np.New([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	fmt.Println(x.Sub(x.Mean(0)).Mul(2))
	fmt.Println(np.IntVec(1, 2).Mul(0.5))
	// Output:
	// f32[2 3][[-3 -3 -3] [3 3 3]]
	// f64[2][0.5 1]
}

func ExampleMatMul() {
	x := np.Matrix([]float64{1, 2}, []float64{3, 4})
	fmt.Println(np.MatMul(x, np.Vec(1, 1)))
	// Output: f64[2][3 7]
}

func ExampleEinsum() {
	x := np.Matrix([]float64{1, 2}, []float64{3, 4})
	fmt.Println(np.Einsum("ij,j->i", x, np.Vec(1, 1)))
	fmt.Println(np.Einsum("ii", x))
	fmt.Println(np.Einsum("ni,ij,nj->n", x, np.Eye(2), x))
	// Output:
	// f64[2][3 7]
	// 5
	// f64[2][5 25]
}

func ExampleSolveTriangular() {
	l := np.Cholesky(np.Matrix([]float64{4, 2}, []float64{2, 5}))
	fmt.Println(l)
	fmt.Println(np.SolveTriangular(l, np.Vec(2, 5), np.Triangular{Lower: true}))
	// Output:
	// f64[2 2][[2 0] [1 2]]
	// f64[2][1 2]
}

func ExampleWhere() {
	x := np.Vec(-1, 0, 2)
	positive := x.Gt(0)
	fmt.Println(np.Where(positive, np.Log(np.Where(positive, x, 1)), 0))
	// Output: f64[3][0 0 0.693147]
}

func ExampleLogSumExp() {
	fmt.Println(np.LogSumExp(np.Vec(1000, 1000)))
	// Output: 1000.69
}

func ExampleTakeAlongAxis() {
	x := np.Matrix([]float64{3, 1, 2}, []float64{5, 6, 4})
	order := np.Argsort(x, 1)
	fmt.Println(order)
	fmt.Println(np.TakeAlongAxis(x, order, 1))
	// Output:
	// i64[2 3][[1 2 0] [2 0 1]]
	// f64[2 3][[1 2 3] [4 5 6]]
}

func ExampleScatterAdd() {
	x := np.Zeros(2, 3)
	fmt.Println(np.ScatterAdd(x, np.Vec(1, 2, 4), np.IntVec(0, 1, 0), np.IntVec(2, -1, 2)))
	// Output: f64[2 3][[0 0 5] [0 0 2]]
}

func ExampleCumsumReverse() {
	fmt.Println(np.CumsumReverse(np.IntVec(1, 2, 3), 0))
	// Output: i64[3][6 5 3]
}

func ExampleSearchsorted() {
	fmt.Println(np.Searchsorted(np.Vec(1, 2, 5), np.Vec(0, 2, 9)))
	// Output: i64[3][0 1 3]
}
