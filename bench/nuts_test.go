package main

import (
	"math"
	"testing"
)

// The chain samples the toy's density: the mean of sᵢ zᵢ² is 1. The n draws are nearly independent, so that its
// standard deviation is about √(2/n); five of them are allowed.
func TestChain(t *testing.T) {
	needsMachineCode(t)
	const n, dim = 2000, 3
	toy := newToy(dim)
	c, err := newChain(toy)
	if err != nil {
		t.Fatal(err)
	}
	const z = 1 // State.Z comes after Count
	sums, turns := make([]float64, dim), 0
	for k := range n {
		turns += c.advance(1)
		if count := int(c.state[0].Float64(0)); count != k+1 {
			t.Fatalf("%d transitions, want %d", count, k+1)
		}
		for i, s := range toy.Scales {
			x := c.state[z].Float64(i)
			sums[i] += s * x * x / n
		}
	}
	for _, mean := range sums {
		near(t, "the variance", mean, 1, 5*math.Sqrt(2.0/n))
	}
	if turns < 2*n || turns > 20*n {
		t.Errorf("%d leapfrog steps for %d draws", turns, n)
	}
}

func TestGradients(t *testing.T) {
	const n = 7
	toy := newToy(4)
	p, err := toy.gradients(n)
	out := outputs(t, p, err) // Z, Sum, G, I
	sum := 0.0
	for i, s := range toy.Scales {
		near(t, "the gradient", out[2].Float64(i), -s, 1e-10)
		sum -= n * s / 2
	}
	near(t, "the sum of the log densities", out[1].Float64(0), sum, 1e-10)
}
