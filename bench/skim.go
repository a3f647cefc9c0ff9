package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// skimData is a table of covariates and a response.
type skimData struct {
	X np.Array // [rows, columns]
	Y np.Array // [rows]
}

// skimModel is the core of sparse kernel interaction regression (Agrawal et al., "The kernel interaction trick",
// 2019; arXiv:1912.11554): y ~ N(0, K) with the kernel of a quadratic regression,
//
//	K = e2 (1+K1)²/2 - e2 K2/2 + (e1-e2) K1 + c² - e2/2 + v I,  K1 = X diag(k2) Xᵀ,  K2 = X² diag(k2) X²ᵀ
//
// of the scales k2 of the columns, e1 and e2 of main and pair effects, and the noise v. Their priors cost
// nothing, so they are flat: this is the density of testdata/skim.c.
func skimModel(p *phlox.P, d skimData) {
	k2 := p.Sample("k2", dist.ImproperUniform(constraint.Real{}, nil, np.Shape{d.X.Dim(1)}))
	scalar := dist.ImproperUniform(constraint.Real{}, nil, nil)
	e1, e2, v := p.Sample("e1", scalar), p.Sample("e2", scalar), p.Sample("v", scalar)

	half := e2.Mul(0.5)
	x2 := d.X.Square()
	k1 := np.MatMul(d.X.Mul(k2), d.X.T())
	pairs := np.MatMul(x2.Mul(k2), x2.T())
	kernel := half.Mul(k1.Add(1).Square().Sub(pairs)).Add(e1.Sub(e2).Mul(k1)).Add(np.Sub(1.0, half)) // c = 1
	p.Observe("y", dist.MultivariateNormal(0, kernel.Add(np.Eye(d.Y.Len()).Mul(v))), d.Y)
}

// skim is a problem of skimModel.
type skim struct {
	Rows, Columns int
	X, Y          []float64
	Z             []float64 // k2, e1, e2, v
}

func newSkim(rows, columns int) skim {
	r := rand.New(rand.NewPCG(5, 6))
	s := skim{Rows: rows, Columns: columns, X: normals(r, rows*columns, 1), Y: normals(r, rows, 1)}
	for range columns {
		s.Z = append(s.Z, 0.1+r.Float64())
	}
	s.Z = append(s.Z, 0.3, 0.05, 4)
	return s
}

func (s skim) data() skimData {
	return skimData{np.New(s.X, s.Rows, s.Columns), np.New(s.Y)}
}

func skimBenchmark(rows, columns int) benchmark {
	return benchmark{
		Name: fmt.Sprintf("skim-%d", columns), Threads: 1, Bar: 1.7,
		Work: func() (work, error) {
			s := newSkim(rows, columns)
			return timedOnly(posterior(skimModel, s.data(), s.Z))
		},
		Limit: func(l *limits) (limit, error) {
			if !l.haveC("skim") {
				return limit{What: "-"}, nil
			}
			t, err := l.c("skim", []string{fmt.Sprint(columns)}, "gradient")
			return limit{What: "C", Time: t}, err
		},
	}
}
