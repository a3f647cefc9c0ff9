package dist

import (
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Dirichlet is the Dirichlet distribution on the simplex. The last axis of concentration > 0 is the event:
//
//	p(x) = Γ(Σα) Π x_k^(α_k-1) / Π Γ(α_k)
func Dirichlet(concentration np.Array) Dist {
	return New(dirichlet{Concentration: param(concentration)})
}

type dirichlet struct {
	Concentration np.Array
	pathwise
}

func (f dirichlet) Name() string { return "Dirichlet" }

func (f dirichlet) Params() []Param {
	return []Param{{"concentration", f.Concentration, constraint.Independent{Base: constraint.Positive{}, N: 1}}}
}

func (f dirichlet) EventShape() np.Shape { return lastAxes(f.Concentration, 1) }

// lastAxes returns the length of the last n axes; nil if there are not as many.
func lastAxes(x np.Array, n int) np.Shape {
	if x.Rank() < n {
		return nil
	}
	return x.Shape()[x.Rank()-n:]
}

func (f dirichlet) Support() constraint.Constraint { return constraint.Simplex{} }

func (f dirichlet) total() np.Array { return f.Concentration.Sum(-1) }

// logNorm returns Σ log Γ(α_k) - log Γ(Σα).
func (f dirichlet) logNorm() np.Array {
	return np.Lgamma(f.Concentration).Sum(-1).Sub(np.Lgamma(f.total()))
}

// log p(x) = Σ (α_k-1) log x_k - Σ log Γ(α_k) + log Γ(Σα)
func (f dirichlet) LogDensity(x np.Array) np.Array {
	return np.Xlogy(f.Concentration.Sub(1), x).Sum(-1).Sub(f.logNorm())
}

// Draw keeps off the edges, where the density may be infinite.
func (f dirichlet) Draw(key random.PRNGKey, shape np.Shape) np.Array {
	return positive(random.Dirichlet(key, f.Concentration, append(shape[:len(shape):len(shape)], f.EventShape()...)))
}

func (f dirichlet) Mean() np.Array { return f.Concentration.Div(f.total().ExpandDims(-1)) }

// m(1-m) / (n+1), m = α/n, n = Σα
func (f dirichlet) Variance() np.Array {
	n, m := f.total().ExpandDims(-1), f.Mean()
	return m.Mul(n.Sub(f.Concentration).Div(n)).Div(n.Add(1))
}

// log B(α) + (n-K) ψ(n) - Σ (α_k-1) ψ(α_k), n = Σα
func (f dirichlet) Entropy() np.Array {
	a, n := f.Concentration, f.total()
	slope := n.Sub(float64(a.Dim(-1))).Mul(np.Digamma(n))
	return f.logNorm().Add(slope).Sub(a.Sub(1).Mul(np.Digamma(a)).Sum(-1))
}
