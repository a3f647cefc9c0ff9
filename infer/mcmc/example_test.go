package mcmc_test

import (
	"context"
	"fmt"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// heights estimates the mean of some measurements.
func heights(p *phlox.P, y np.Array) {
	mu := p.Sample("mu", dist.Normal(170, 20))
	sigma := p.Sample("sigma", dist.HalfNormal(10))
	p.Plate("person", y.Len()).Observe("height", dist.Normal(mu, sigma), y)
}

func ExampleRun() {
	y := np.Vec(168, 175, 181, 169, 172, 177)
	fit, err := mcmc.Run(context.Background(), random.Key(0), heights, y,
		mcmc.Config{Warmup: 100, Samples: 100, Chains: 2, Progress: mcmc.Quiet})
	if err != nil {
		fmt.Println(err)
		return
	}
	mu, _ := fit.Draws("mu")
	mean := mu.Mean().Item()
	fmt.Printf("%v, mean between 170 and 177: %v\n", mu.Shape(), mean > 170 && mean < 177)
	// Output: [2 100], mean between 170 and 177: true
}

// A Sampler is compiled once for data of one shape.
func ExampleSampler() {
	y := np.Vec(168, 175, 181)
	s, err := mcmc.New(heights, y, random.Key(0), mcmc.Config{Warmup: 100, Samples: 100, Chains: 1, Progress: mcmc.Quiet})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, y := range []np.Array{y, np.Vec(151, 158, 149)} {
		fit, err := s.Run(context.Background(), random.Key(1), y)
		if err != nil {
			fmt.Println(err)
			return
		}
		mu, _ := fit.Draws("mu")
		fmt.Printf("mean between 170 and 180: %v\n", mu.Mean().Item() > 170 && mu.Mean().Item() < 180)
	}
	_, err = s.Run(context.Background(), random.Key(1), np.Vec(151, 158))
	fmt.Println(err)
	// Output:
	// mean between 170 and 180: true
	// mean between 170 and 180: false
	// mcmc: the array of the data is f64[2]; the sampler was made for f64[3]
}

// OnDraws takes the draws as they come, here to keep only a sum.
func ExampleConfig_onDraws() {
	sum, n := 0.0, 0
	_, err := mcmc.Run(context.Background(), random.Key(0), heights, np.Vec(168, 175, 181), mcmc.Config{
		Warmup: 100, Samples: 100, Chains: 2, Progress: mcmc.Quiet, Discard: true,
		OnDraws: func(c mcmc.Chunk) error {
			sum += c.Draws["mu"].Sum().Item()
			n += c.Draws["mu"].Len()
			return nil
		},
	})
	fmt.Printf("%d draws, mean between 170 and 180: %v, %v\n", n, sum/float64(n) > 170 && sum/float64(n) < 180, err)
	// Output: 200 draws, mean between 170 and 180: true, <nil>
}

func ExampleResult_Field() {
	fit, err := mcmc.Run(context.Background(), random.Key(0), heights, np.Vec(168, 175, 181),
		mcmc.Config{Warmup: 50, Samples: 20, Chains: 2, Progress: mcmc.Quiet})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"accept_prob", "z.sigma"} {
		x, err := fit.Field(name)
		fmt.Println(name, x.Shape(), err)
	}
	// Output:
	// accept_prob [2 20] <nil>
	// z.sigma [2 20] <nil>
}
