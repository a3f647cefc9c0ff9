package loop

import (
	"math"
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/special"
)

// functions1 are the functions of one operand. Those of float32 are computed in float64 and rounded.
var functions1 = map[Op]func(x float64) float64{
	Exp: special.Exp, Expm1: math.Expm1, Log: special.Log, Log1p: math.Log1p,
	Logistic: special.Logistic, Softplus: special.Softplus,
	Sin: math.Sin, Cos: math.Cos, Tan: math.Tan, Asin: math.Asin, Acos: math.Acos, Atan: math.Atan,
	Sinh: special.Sinh, Cosh: special.Cosh, Tanh: math.Tanh, Asinh: math.Asinh, Acosh: math.Acosh, Atanh: math.Atanh,
	Erf: math.Erf, Erfc: math.Erfc, Erfinv: math.Erfinv, Ndtri: special.Ndtri, LogNdtr: special.LogNdtr,
	Lgamma: special.Lgamma, Digamma: special.Digamma, I0e: special.I0e, I1e: special.I1e,
}

// functions2 are those of two operands.
var functions2 = map[Op]func(x, y float64) float64{
	Pow: special.Pow, Atan2: math.Atan2, LogAddExp: special.LogAddExp, Xlogy: special.Xlogy, Xlog1py: special.Xlog1py,
}

func functionKernel1[T float](f func(x float64) float64) kernel {
	return func(z, x, _, _ unsafe.Pointer, n int) {
		a, c := lanes[T](x, n), lanes[T](z, n)
		for i := range c {
			c[i] = T(f(float64(a[i])))
		}
	}
}

func functionKernel2[T float](f func(x, y float64) float64) kernel {
	return func(z, x, y, _ unsafe.Pointer, n int) {
		a, b, c := lanes[T](x, n), lanes[T](y, n), lanes[T](z, n)
		for i := range c {
			c[i] = T(f(float64(a[i]), float64(b[i])))
		}
	}
}
