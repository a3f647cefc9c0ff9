package random_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

func ExampleKey() {
	keys := random.Key(0).Split(2)
	fmt.Println(keys[0].Data)
	fmt.Println(random.Normal(keys[1], np.Shape{3}, np.Float64))
	// Output:
	// u32[2][1797259609 2579123966]
	// f64[3][-1.40088 1.43214 0.624811]
}

func ExamplePRNGKey_SplitArray() {
	keys := random.Key(0).SplitArray(3)
	draws := fn.Vmap(func(k random.PRNGKey) np.Array { return random.Uniform(k, nil, np.Float32) })(keys)
	fmt.Println(draws)
	// Output:
	// f32[3][0.842314 0.00729382 0.902449]
}

func ExamplePRNGKey_FoldIn() {
	k := random.Key(42)
	for step := range 2 {
		fmt.Println(random.Exponential(k.FoldIn(step), nil, np.Float64))
	}
	// Output:
	// 0.268756
	// 1.35526
}

func ExamplePRNGKey_Bits() {
	fmt.Println(random.Key(0).Bits(np.Uint32, 2))
	// Output:
	// u32[2][4070199207 4202968722]
}

func ExampleFromData() {
	k := random.FromData(np.New([]uint32{0, 42}))
	fmt.Println(random.Gumbel(k, np.Shape{2}, np.Float64))
	// Output:
	// f64[2][0.160627 -1.43485]
}

func ExampleUniformIn() {
	fmt.Println(random.UniformIn(random.Key(1), np.Shape{2, 2}, np.Float64, -1, np.Vec(1, 10)))
	// Output:
	// f64[2 2][[-0.7637 3.99135] [0.137105 8.13873]]
}

func ExampleRandint() {
	fmt.Println(random.Randint(random.Key(1), np.Shape{6}, 1, 7, np.Int64))
	// Output:
	// i64[6][5 2 4 4 1 2]
}

func ExampleTruncatedNormal() {
	fmt.Println(random.TruncatedNormal(random.Key(1), 40, np.Vec(41, 40.01), np.Shape{2}, np.Float64))
	// Output:
	// f64[2][40.0031 40.0041]
}

func ExampleGamma() {
	k := random.Key(1)
	draw := func(a np.Array) np.Array { return random.Gamma(k, a, nil, np.Float64) }
	y, slope := fn.ValueAndGrad(draw)(np.Scalar(2.5))
	fmt.Println(y, slope)
	// Output:
	// 3.22306 1.21041
}

func ExampleLogGamma() {
	tiny := np.Scalar(1e-5)
	fmt.Println(random.Gamma(random.Key(1), tiny, np.Shape{2}, np.Float64))
	fmt.Println(random.LogGamma(random.Key(1), tiny, np.Shape{2}, np.Float64))
	// Output:
	// f64[2][0 0]
	// f64[2][-34535.1 -1589.68]
}

func ExampleDirichlet() {
	fmt.Println(random.Dirichlet(random.Key(1), np.Vec(1, 2, 3), np.Shape{2, 3}))
	// Output:
	// f64[2 3][[0.271856 0.282427 0.445717] [0.0348721 0.0959786 0.869149]]
}

func ExampleBeta() {
	fmt.Println(random.Beta(random.Key(1), np.Scalar(2.), np.Vec(1, 100), np.Shape{2}))
	// Output:
	// f64[2][0.762859 0.0127486]
}

func ExampleStudentT() {
	k := random.Key(1)
	fmt.Println(random.StudentT(k, np.Vec(1, 30), np.Shape{2}, np.Float64))
	fmt.Println(random.Chisquare(k, np.Vec(1, 30), np.Shape{2}, np.Float64))
	// Output:
	// f64[2][1.0364 0.335213]
	// f64[2][1.98522 27.494]
}

func ExamplePoisson() {
	fmt.Println(random.Poisson(random.Key(1), np.Vec(0.1, 3, 1e6), np.Shape{3}))
	// Output:
	// i64[3][0 4 997309]
}

func ExampleBinomial() {
	fmt.Println(random.Binomial(random.Key(1), np.Scalar(1000.), np.Vec(0.001, 0.5, 1), np.Shape{3}))
	// Output:
	// i64[3][3 509 1000]
}

func ExampleBernoulli() {
	fmt.Println(random.Bernoulli(random.Key(1), np.Vec(0.1, 0.9), np.Shape{2, 2}))
	// Output:
	// bool[2 2][[false true] [false true]]
}

func ExampleCategorical() {
	fmt.Println(random.Categorical(random.Key(1), np.Vec(0, 1, 2), np.Shape{8}))
	fmt.Println(random.CategoricalProbs(random.Key(1), np.Vec(0.1, 0.3, 0.6), np.Shape{8}))
	// Output:
	// i64[8][2 2 2 2 2 1 0 2]
	// i64[8][1 2 2 2 1 2 2 1]
}

func ExamplePermutation() {
	k := random.Key(1)
	fmt.Println(random.Permutation(k, 5))
	fmt.Println(random.Shuffle(k, np.Matrix([]float64{1, 1}, []float64{2, 2}, []float64{3, 3})))
	fmt.Println(random.Choice(k, 10, 4), random.ChoiceWithout(k, 10, 4))
	// Output:
	// i64[5][3 2 0 1 4]
	// f64[3 2][[3 3] [1 1] [2 2]]
	// i64[4][8 5 5 1] i64[4][7 6 3 2]
}

func ExampleWeibull() {
	k := random.Key(1)
	fmt.Println(random.Weibull(k, np.Scalar(2.), np.Shape{2}, np.Float64))
	fmt.Println(random.Geometric(k, np.Scalar(0.1), np.Shape{4}))
	fmt.Println(random.Laplace(k, nil, np.Float64), random.Logistic(k, nil, np.Float64), random.Cauchy(k, nil, np.Float64))
	// Output:
	// f64[2][0.354589 0.777621]
	// i64[4][1 5 7 16]
	// 1.44265 -2.01006 -2.56923
}
