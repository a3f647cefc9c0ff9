package main

import (
	"errors"
	"slices"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/internal/roofline"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/reparam"
)

// schoolsData is what was measured at each school.
type schoolsData struct{ Sigma, Y np.Array }

// schoolsModel is the model of examples/eightschools.
func schoolsModel(p *phlox.P, d schoolsData) {
	mu := p.Sample("mu", dist.Normal(0, 5))
	tau := p.Sample("tau", dist.HalfCauchy(5))
	school := p.Plate("school", 8)
	theta := school.Sample("theta", dist.Normal(mu, tau))
	school.Observe("obs", dist.Normal(theta, d.Sigma), d.Y)
}

var schools = schoolsData{
	Sigma: np.Vec(15, 10, 16, 11, 9, 11, 10, 18),
	Y:     np.Vec(28, 8, -3, 7, -1, 1, 18, 12),
}

// schoolsAt is a place of mu, log tau and the eight decentered effects.
var schoolsAt = []float64{4.4, 1.3, 0.4, 0.1, -0.2, 0.05, -0.3, -0.1, 0.5, 0.2}

func schoolsPosterior() (program, error) {
	return posterior(reparam.Noncenter(schoolsModel, "theta"), schools, schoolsAt)
}

func schoolsBenchmark() benchmark {
	return benchmark{
		Name: "eightschools", Threads: 1, Bar: 1,
		Work: func() (work, error) {
			t, err := schoolsCalls()
			return work{Time: t}, err
		},
		Limit: func(*limits) (limit, error) {
			alone, err := schoolsCode()
			return limit{What: "fixed", Time: fixed(150e-9), Peer: alone, PeerIs: "machine code alone"}, err
		},
	}
}

// schoolsCalls are calls as a sampler or an optimizer in Go makes them, by what a user has for it, a fn.Runner. A call is: ten
// coordinates go in, the program runs, log density and gradient come out and are read. Memory for these is the Runner's, so a
// call allocates nothing; checks of shapes, tracing and compiling were done by Prepare.
func schoolsCalls() (contender, error) {
	f, _, err := density(reparam.Noncenter(schoolsModel, "theta"), schools, np.Float64)
	if err != nil {
		return nil, err
	}
	r, err := fn.Jit(f).Prepare(at[schoolsData]{np.New(schoolsAt), schools})
	if err != nil {
		return nil, err
	}
	z, e1 := fn.Input[float64](r, "Z")
	lp, e2 := fn.Output[float64](r, "LogDensity")
	grad, e3 := fn.Output[float64](r, "Grad")
	var sum float64
	return repeat(func() {
		copy(z, schoolsAt)
		if err := r.Run(); err != nil {
			panic(err) // there is nothing in the density that can fail
		}
		sum += lp[0] + grad[0]
	}), errors.Join(e1, e2, e3)
}

// schoolsCode is the machine code alone: the addresses of its buffers are checked and passed each time, and that is all.
func schoolsCode() (contender, error) {
	p, err := schoolsPosterior()
	if err != nil {
		return nil, err
	}
	params := slices.Clone(p.Operands)
	for _, v := range p.Out {
		params = append(params, array.New(v.DType(), v.Shape()))
	}
	run, err := roofline.Runner(scheduled(p.Program), params...)
	return repeat(run), err
}
