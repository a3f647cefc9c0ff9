package main

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
)

// gaussianLinear is a linear regression y ~ normal(X β, σ) in which β has independent normal priors or flat
// ones. Given σ the posterior of β is normal, so that its moments are one integral over σ away. If all priors
// are flat that integral has a closed form:
//
//	σ² ~ InverseGamma((n-k-1)/2, S/2),  β | σ ~ normal(b, σ² (XᵀX)⁻¹)
//
// with the least squares fit b and its sum of squared residuals S.
type gaussianLinear struct {
	Data      regression
	Names     []string  // of the coefficients
	Loc       []float64 // prior means
	Precision []float64 // prior precisions; 0: flat
	Sigma     dist.Dist // prior of σ
}

// tail is how far the log weight of σ may fall below the largest before the integral is cut off.
const tail = 60

// moments integrates over log σ by the trapezoidal rule, which converges exponentially for a smooth density
// that vanishes at both ends: steps of an eighth of its standard deviation leave an error below 1e-12.
func (g gaussianLinear) moments() map[string]moments {
	fit := newLeastSquares(g.Data)
	center := math.Log(math.Sqrt(fit.residual / float64(fit.n)))
	step := 1 / (8 * math.Sqrt(2*float64(fit.n)))
	first := g.given(fit, math.Exp(center))
	points := []conditional{first}
	top := first.logWeight
	for _, direction := range []float64{-1, 1} {
		for i := 1.0; ; i++ {
			p := g.given(fit, math.Exp(center+direction*i*step))
			points = append(points, p)
			top = max(top, p.logWeight)
			if p.logWeight < top-tail {
				break
			}
		}
	}
	return g.average(points, top)
}

// average returns the moments over the points of the integral.
func (g gaussianLinear) average(points []conditional, top float64) map[string]moments {
	var total float64
	sigma := moments{}
	beta := make([]moments, len(g.Names))
	for _, p := range points {
		w := math.Exp(p.logWeight - top)
		total += w
		sigma.add(w, p.sigma, 0)
		for j := range beta {
			beta[j].add(w, p.mean[j], p.variance[j])
		}
	}
	out := map[string]moments{"sigma": sigma.over(total)}
	for j, name := range g.Names {
		out[name] = beta[j].over(total)
	}
	return out
}

func (m *moments) add(weight, mean, variance float64) {
	m.Mean += weight * mean
	m.Square += weight * (mean*mean + variance)
}

func (m moments) over(total float64) moments {
	return moments{Mean: m.Mean / total, Square: m.Square / total}
}

// leastSquares is the fit of a regression: |y - X β|² = residual + |R (β - b)|².
type leastSquares struct {
	n        int
	r        *mat.Dense // upper triangular
	b        *mat.VecDense
	residual float64
}

func newLeastSquares(d regression) leastSquares {
	n, k := d.X.Dim(0), d.X.Dim(1)
	x, y := mat.NewDense(n, k, d.X.Float64s()), mat.NewVecDense(n, d.Y.Float64s())
	fit := leastSquares{n: n, b: mat.NewVecDense(k, nil)}
	fit.r = solve(x, y, fit.b)
	var e mat.VecDense
	e.MulVec(x, fit.b)
	e.SubVec(y, &e)
	fit.residual = mat.Dot(&e, &e)
	return fit
}

// solve sets b to the least squares solution of x b = y and returns the factor R of x = Q R.
func solve(x *mat.Dense, y, b *mat.VecDense) *mat.Dense {
	var qr mat.QR
	qr.Factorize(x)
	must(qr.SolveVecTo(b, false, y))
	var r mat.Dense
	qr.RTo(&r)
	k := b.Len()
	return mat.DenseCopyOf(r.Slice(0, k, 0, k))
}

// invert returns the inverse of a matrix.
func invert(a *mat.Dense) *mat.Dense {
	var inverse mat.Dense
	must(inverse.Inverse(a))
	return &inverse
}

// must panics if a problem is singular. Predictors that are not centered make ill-conditioned ones, which
// are still solved to more digits than are needed.
func must(err error) {
	if _, ill := err.(mat.Condition); err != nil && !ill {
		panic(err)
	}
}

// conditional is what is known given σ.
type conditional struct {
	sigma     float64
	logWeight float64 // log of the density of log σ, up to a constant
	mean      []float64
	variance  []float64
}

// given solves the least squares problem of which the posterior of β given σ is the exponential,
//
//	|R (β - b)|²/σ² + Σ_j λ_j (β_j - μ_j)² = |A (β - m)|² + rest,
//
// and so p(σ | y) ∝ p(σ) σ⁻ⁿ exp(-(S/σ² + rest)/2) / det A.
func (g gaussianLinear) given(fit leastSquares, sigma float64) conditional {
	k := len(g.Names)
	x, y := mat.NewDense(2*k, k, nil), mat.NewVecDense(2*k, nil)
	for i := range k {
		for j := range k {
			x.Set(i, j, fit.r.At(i, j)/sigma)
		}
		y.SetVec(i, floats.Dot(x.RawRowView(i), fit.b.RawVector().Data))
		root := math.Sqrt(g.Precision[i])
		x.Set(k+i, i, root)
		y.SetVec(k+i, root*g.Loc[i])
	}
	m := mat.NewVecDense(k, nil)
	a := solve(x, y, m)
	var e mat.VecDense
	e.MulVec(x, m)
	e.SubVec(&e, y)
	c := conditional{sigma: sigma, mean: m.RawVector().Data, variance: make([]float64, k)}
	c.logWeight = g.Sigma.LogProb(np.Scalar(sigma)).Item() + (1-float64(fit.n))*math.Log(sigma) -
		(fit.residual/(sigma*sigma)+mat.Dot(&e, &e))/2
	inverse := invert(a)
	for j := range k {
		c.logWeight -= math.Log(math.Abs(a.At(j, j)))
		row := inverse.RawRowView(j)
		c.variance[j] = floats.Dot(row, row)
	}
	return c
}
