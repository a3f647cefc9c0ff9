package random

import (
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// Gamma returns draws from the Gamma distribution of the given concentration a > 0 and rate 1. For a below
// about 0.01 many underflow to 0: LogGamma does not.
//
// The derivative in a is that of the quantile function at the draw's rank: implicit reparameterization,
// Figurnov, Mohamed, Mnih, "Implicit reparameterization gradients", NeurIPS 2018. It is of first order only.
func Gamma(k PRNGKey, concentration np.Array, shape np.Shape, d np.DType) np.Array {
	value := func(g gammaDraw) np.Array { return g.Base.Mul(g.LogBoost.Exp()) }
	return implicitGamma(gammaArgs{k, parameter(concentration, shape, d)}, value, np.RandomGammaGrad[np.Array, np.Array])
}

// LogGamma returns logs of Gamma's draws, which are finite for the least concentrations too. It has Gamma's
// derivative.
func LogGamma(k PRNGKey, concentration np.Array, shape np.Shape, d np.DType) np.Array {
	value := func(g gammaDraw) np.Array { return g.Base.Log().Add(g.LogBoost) }
	return implicitGamma(gammaArgs{k, parameter(concentration, shape, d)}, value, logGammaSlope)
}

type gammaArgs struct {
	Key           PRNGKey
	Concentration np.Array
}

// gammaDraw is a draw as Base e^LogBoost.
type gammaDraw struct{ Base, LogBoost np.Array }

// implicitGamma returns value of the draws, whose derivative in the concentration is slope.
func implicitGamma(x gammaArgs, value func(gammaDraw) np.Array, slope func(a, y np.Array) np.Array) np.Array {
	draw := func(x gammaArgs) np.Array { return value(gammaDraws(x)) }
	rule := func(x, dx gammaArgs) (y, dy np.Array) {
		y = draw(x)
		return y, dx.Concentration.Mul(slope(x.Concentration, y))
	}
	return fn.CustomJVP(draw, rule)(x)
}

// logGammaSlope returns the derivative of a log-gamma draw y in the concentration: that of the draw e^y over
// e^y. Near 0 the distribution function is x^a/Γ(a+1) (1 + O(x)), so y = (log P + log Γ(a+1))/a and
// dy/da = (ψ(a+1) - y)/a.
func logGammaSlope(a, y np.Array) np.Array {
	const near = -60 // e^near is lost beside 1, and normal in float32
	x := y.Maximum(near).Exp()
	power := np.Digamma(a.Add(1)).Sub(y).Div(a)
	return np.Where(y.Lt(near), power, np.RandomGammaGrad(a, x).Div(x))
}

// gammaDraws draws each element with its own key, as JAX does.
func gammaDraws(x gammaArgs) gammaDraw {
	a := x.Concentration
	if a.Size() == 0 {
		return gammaDraw{np.ZerosLike(a), np.ZerosLike(a)}
	}
	g := fn.Vmap(gammaScalar)(gammaArgs{x.Key.SplitArray(a.Size()), a.Ravel()})
	return gammaDraw{g.Base.Reshape(a.Shape()...), g.LogBoost.Reshape(a.Shape()...)}
}

// gammaScalar draws a scalar. A concentration below 1 is raised by 1 and the draw multiplied by U^(1/a).
func gammaScalar(x gammaArgs) gammaDraw {
	a := x.Concentration
	d := a.DType()
	keys := x.Key.Split(2)
	small := a.Lt(1)
	logU := Exponential(keys[1], nil, d).Neg()
	boost := np.Where(small.And(logU.Ne(0)), logU.Div(a), 0)
	return gammaDraw{marsagliaTsang(keys[0], np.Where(small, a.Add(1), a)), boost}
}

// marsagliaTsang draws from Gamma(a), a >= 1: d v, v = (1 + cx)³, x normal and v > 0, d = a - 1/3,
// c = 1/√(9d), is accepted if log u < x²/2 + d (1 - v + log v), which u < 1 - 0.0331 x⁴ implies.
// Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
func marsagliaTsang(k PRNGKey, a np.Array) np.Array {
	type candidate struct {
		Key              PRNGKey
		SquareX, V, Unif np.Array
	}
	dtype := a.DType()
	constant := func(x float64) np.Array { return np.FullOf(dtype, nil, x) }
	d := a.Sub(1. / 3)
	c := np.Div(1./3, d.Sqrt())
	rejected := func(s candidate) np.Array {
		squeeze := np.Sub(1, s.SquareX.Square().Mul(0.0331))
		bound := s.SquareX.Mul(0.5).Add(d.Mul(np.Sub(1, s.V).Add(s.V.Log())))
		return s.Unif.Ge(squeeze).And(s.Unif.Log().Ge(bound))
	}
	next := func(s candidate) candidate {
		keys := s.Key.Split(3)
		x, cube := positiveCube(keys[1], c)
		return candidate{keys[0], x.Square(), cube, Uniform(keys[2], nil, dtype)}
	}
	return d.Mul(fn.While(rejected, next, candidate{k, constant(0), constant(1), constant(2)}).V)
}

// positiveCube draws a normal x until 1 + cx > 0, and returns x and the cube of that.
func positiveCube(k PRNGKey, c np.Array) (x, cube np.Array) {
	type state struct {
		Key     PRNGKey
		X, Root np.Array
	}
	zero := np.ZerosLike(c)
	s := fn.While(func(s state) np.Array { return s.Root.Le(0) },
		func(s state) state {
			keys := s.Key.Split(2)
			x := Normal(keys[1], nil, c.DType())
			return state{keys[0], x, x.Mul(c).Add(1)}
		},
		state{k, zero, zero.Sub(1)})
	return s.X, s.Root.Square().Mul(s.Root)
}
