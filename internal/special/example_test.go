package special_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/internal/special"
)

// The chance that a Poisson(3) count exceeds 4 is P(5, 3), and the 95 % quantile
// of a chi-squared law with 10 degrees of freedom is 2·P⁻¹(5, 0.95).
func ExampleIgamma() {
	fmt.Printf("%.6f\n", special.Igamma(5, 3))
	fmt.Printf("%.6f\n", 2*special.IgammaInv(5, 0.95))
	// Output:
	// 0.184737
	// 18.307038
}

// Φ(-40) underflows; its log does not.
func ExampleLogNdtr() {
	fmt.Printf("%.6f\n", special.LogNdtr(-40))
	fmt.Printf("%.6f\n", special.Ndtri(0.975))
	// Output:
	// -804.608442
	// 1.959964
}

// A draw at a large shape moves one for one with the shape; a draw at a tiny shape
// hardly moves.
func ExampleRandomGammaGrad() {
	fmt.Printf("%.4f\n", special.RandomGammaGrad(1e6, 1e6))
	fmt.Printf("%.4g\n", special.RandomGammaGrad(1e-3, 1e-100))
	// Output:
	// 1.0000
	// 2.297e-95
}
