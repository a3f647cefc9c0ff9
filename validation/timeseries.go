package main

import (
	"math"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// ark is an autoregression on the last K values.
var ark = posterior{
	Name: "arK",
	Key:  "arK-arK",
	Bind: func(c columns) problem { return bind(arkModel, newAutoregression(c["y"], int(c["K"].Item()))) },
	Dropped: func(c columns) float64 {
		k, n := c["K"].Item(), float64(c["y"].Len())
		prior := (k+1)*(normalConstant-math.Log(10)) + halfConstant + cauchyConstant - math.Log(2.5)
		return prior + (n-k)*normalConstant
	},
	Short: true,
}

// autoregression is a series as a regression on its own past.
type autoregression struct {
	Y    np.Array // from the K-th value on
	Past np.Array // the K values before each, the latest first
}

func newAutoregression(y np.Array, k int) autoregression {
	n := y.Len()
	past := make([]np.Array, k)
	for lag := range past {
		past[lag] = y.Slice(0, k-1-lag, n-1-lag)
	}
	return autoregression{Y: y.Slice(0, k, n), Past: np.Stack(1, past...)}
}

func arkModel(p *phlox.P, d autoregression) {
	alpha := p.Sample("alpha", dist.Normal(0, 10))
	beta := p.Plate("lag", d.Past.Dim(1)).Sample("beta", dist.Normal(0, 10))
	sigma := p.Sample("sigma", dist.HalfCauchy(2.5))
	mu := np.MatMul(d.Past, beta).Add(alpha)
	p.Plate("time", d.Y.Len()).Observe("y", dist.Normal(mu, sigma), d.Y)
}

// garch is a series whose variance depends on the last value and the last variance (Bollerslev, 1986).
var garch = posterior{
	Name:    "garch11",
	Key:     "garch-garch11",
	Bind:    func(c columns) problem { return bind(garchModel, volatile{Y: c["y"], Sigma1: c["sigma1"]}) },
	Dropped: func(c columns) float64 { return float64(c["y"].Len()) * normalConstant },
}

type volatile struct {
	Y      np.Array
	Sigma1 np.Array // standard deviation of the first value
}

func garchModel(p *phlox.P, d volatile) {
	mu := p.Sample("mu", flat(constraint.Real{}))
	alpha0 := p.Sample("alpha0", flat(constraint.Positive{}))
	alpha1 := p.Sample("alpha1", flat(constraint.UnitInterval{}))
	beta1 := p.Sample("beta1", flat(constraint.Interval{Low: np.Of(0.0), High: np.Sub(1.0, alpha1)}))

	n := d.Y.Len()
	shock := d.Y.Slice(0, 0, n-1).Sub(mu).Square().Mul(alpha1).Add(alpha0)
	first := d.Sigma1.Square()
	_, rest := fn.Scan(func(variance, shock np.Array) (np.Array, np.Array) {
		variance = shock.Add(beta1.Mul(variance))
		return variance, variance
	}, first, shock, fn.Steps{})
	sigma := np.Sqrt(np.Concat(0, first.ExpandDims(0), rest))
	p.Plate("time", n).Observe("y", dist.Normal(mu, sigma), d.Y)
}

// flat is the improper uniform prior of a number.
func flat(support constraint.Constraint) dist.Dist { return dist.ImproperUniform(support, nil, nil) }

// flatVector is the improper uniform prior of a vector.
func flatVector(support constraint.Constraint, n int) dist.Dist {
	return dist.ImproperUniform(support, nil, np.Shape{n})
}
