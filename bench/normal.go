package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// normalModel is values from a normal distribution with flat priors of loc and log scale.
func normalModel(p *phlox.P, values np.Array) {
	loc := p.Sample("loc", dist.ImproperUniform(constraint.Real{}, nil, nil))
	logScale := p.Sample("log_scale", dist.ImproperUniform(constraint.Real{}, nil, nil))
	p.Plate("value", values.Len()).Observe("y", dist.Normal(loc, logScale.Exp()), values)
}

// normalAt is a place of loc and log scale.
var normalAt = []float64{0.1, 0.2}

func normalValues(n int) []float64 { return normals(rand.New(rand.NewPCG(7, 8)), n, 1) }

func normalBenchmark(n int) benchmark {
	return benchmark{
		Name: "normal", Threads: 1, Bar: 1.2,
		Work: func() (work, error) {
			return timedOnly(posterior(normalModel, np.New(normalValues(n)), normalAt))
		},
		Limit: func(l *limits) (limit, error) {
			if !l.haveC("peak") {
				t, err := readLoop(np.Float64, n, 1)
				return limit{What: "reading them (own loop)", Time: t}, err
			}
			t, err := l.c("peak", []string{fmt.Sprint(8 * n)}, "read")
			return limit{What: "reading them", Time: t}, err
		},
	}
}
