package dist_test

import (
	"fmt"
	"math"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

func ExampleNormal() {
	d := dist.Normal(np.Vec(0, 1, 2), 0.5)
	fmt.Println(d)
	fmt.Printf("%.3f\n", d.LogProb(np.Of(1.0)).Float64s())
	fmt.Println(d.Sample(random.Key(0), 1000).Shape())
	// Output:
	// Normal(batch [3], event [])
	// [-2.226 -0.226 -2.226]
	// [1000 3]
}

func ExampleDist_Event() {
	d := dist.Normal(0, 1).Expand(2, 3)
	fmt.Println(d, d.Event(1))
	// Output: Normal(batch [2 3], event []) Normal(batch [2], event [3])
}

func ExampleDist_Mask() {
	y := np.Vec(1, math.NaN(), 2) // one is missing
	d := dist.Normal(0, 1).Mask(np.IsNaN(y).Not())
	fmt.Printf("%.3f\n", d.LogProb(y).Float64s())
	// Output: [-1.419 0.000 -2.919]
}

func ExampleDist_Err() {
	fmt.Println(dist.Gamma(2, -1).Err())
	fmt.Println(dist.Normal(np.Zeros(8), np.Ones(3)).Err())
	// Output:
	// Gamma: rate = -1 is not Positive
	// Normal loc[8] scale[3]: shapes do not broadcast
}

func ExampleTruncatedNormal() {
	d := dist.TruncatedNormal(0, 1, 40, math.Inf(1))
	mean, _ := d.Mean()
	fmt.Println(d.Support())
	fmt.Printf("%.6f\n", mean.Item())
	// Output:
	// GreaterThanEq(40)
	// 40.024969
}

func ExampleMixtureSameFamily() {
	d := dist.MixtureSameFamily(dist.Categorical(np.Vec(0.25, 0.75)), dist.Normal(np.Vec(-1, 1), 0.5))
	mean, _ := d.Mean()
	fmt.Println(d, mean.Item())
	// Output: MixtureSameFamily(Normal)(batch [], event []) 0.5
}

func ExampleTransformed() {
	d := dist.Transformed(dist.Normal(0, 1), bijector.Exp{})
	fmt.Println(d.Support(), d.LogProb(np.Of(2.0)).Item() == dist.LogNormal(0, 1).LogProb(np.Of(2.0)).Item())
	// Output: Positive true
}

func ExampleDist_Values() {
	v, err := dist.Binomial(3, 0.5).Values()
	fmt.Println(v.Ints(), err)
	_, err = dist.Poisson(3).Values()
	fmt.Println(err)
	// Output:
	// [0 1 2 3] <nil>
	// Poisson(batch [], event []) does not have a finite support that can be listed
}

func ExampleMultivariateNormal() {
	d := dist.MultivariateNormal(0, np.Matrix([]float64{2, 1}, []float64{1, 2}))
	h, _ := d.Entropy()
	fmt.Printf("%v %.4f\n", d, h.Item())
	// Output: MultivariateNormal(batch [], event [2]) 3.3872
}
