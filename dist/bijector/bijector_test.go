package bijector_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/np"
)

// The density of y = 2 + 3 e^x, where x is standard normal.
func ExampleCompose() {
	b := bijector.Compose{Parts: []bijector.Bijector{
		bijector.Exp{},
		bijector.Affine{Loc: np.Of(2.0), Scale: np.Of(3.0)},
	}}
	y := np.Of(5.0)
	x := b.Inverse(y)
	logNormal := x.Square().Div(-2).Sub(0.9189385332046727)
	fmt.Println(logNormal.Sub(b.LogDet(x, y)))
	// Output:
	// -2.01755
}

func ExampleInvert() {
	log := bijector.Invert(bijector.Exp{})
	fmt.Println(log, log.Domain(), log.Codomain())
	fmt.Println(log.Forward(np.Vec(1, 10)))
	// Output:
	// Inverse(Exp) Positive Real
	// f64[2][0 2.30259]
}

// Three numbers are a probability vector of four.
func ExampleStickBreaking() {
	var b bijector.StickBreaking
	fmt.Println(b.ForwardShape(np.Shape{3}))
	fmt.Println(b.Forward(np.Vec(0, 0, 0)))
	// Output:
	// [4]
	// f64[4][0.25 0.25 0.25 0.25]
}

// A vector of length 3 is a correlation matrix of three variables.
func ExampleCorrCholeskyVec() {
	var b bijector.CorrCholeskyVec
	l := b.Forward(np.Vec(0.5, 0, -1))
	fmt.Println(np.MatMul(l, l.MT()))
	// Output:
	// f64[3 3][[1 0.462117 0] [0.462117 1 -0.675396] [0 -0.675396 1]]
}
