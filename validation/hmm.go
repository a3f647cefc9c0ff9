package main

import (
	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

// hmmExample is a hidden Markov model of two states that emit normal values.
var hmmExample = posterior{
	Name:    "hmm_example",
	Key:     "hmm_example-hmm_example",
	Bind:    func(c columns) problem { return bind(hmmExampleModel, emissions{Y: c["y"]}) },
	Stan:    []stanVariable{stanSimplex("theta1"), stanSimplex("theta2"), stanPositiveOrdered("mu")},
	Dropped: func(columns) float64 { return 0 },
}

type emissions struct{ Y np.Array }

func hmmExampleModel(p *phlox.P, d emissions) {
	theta1 := p.Sample("theta1", flatVector(constraint.Simplex{}, 2))
	theta2 := p.Sample("theta2", flatVector(constraint.Simplex{}, 2))
	mu := p.Sample("mu", flatVector(constraint.PositiveOrdered{}, 2))
	p.Factor("mu_prior", dist.Normal(np.Vec(3, 10), 1).LogProb(mu).Sum())
	emitted := dist.Normal(mu, 1).LogProb(d.Y.ExpandDims(1))
	p.Factor("y", forward(np.Log(np.Stack(0, theta1, theta2)), emitted))
}

// hmmDrive is a hidden Markov model of a basketball player's speed and distance from the hoop.
var hmmDrive = posterior{
	Name: "hmm_drive_0",
	Key:  "bball_drive_event_0-hmm_drive_0",
	Bind: func(c columns) problem { return bind(hmmDriveModel, drive{U: c["u"], V: c["v"], Alpha: c["alpha"]}) },
	Stan: []stanVariable{
		stanSimplex("theta1"), stanSimplex("theta2"), stanPositiveOrdered("phi"), stanPositiveOrdered("lambda"),
	},
	Dropped: func(columns) float64 { return 0 },
}

type drive struct {
	U     np.Array // 1 / speed
	V     np.Array // distance from the hoop
	Alpha np.Array // prior of the transitions, a row for each state
}

func hmmDriveModel(p *phlox.P, d drive) {
	theta1 := p.Sample("theta1", dist.Dirichlet(d.Alpha.At(0)))
	theta2 := p.Sample("theta2", dist.Dirichlet(d.Alpha.At(1)))
	phi := p.Sample("phi", flatVector(constraint.PositiveOrdered{}, 2))
	lambda := p.Sample("lambda", flatVector(constraint.PositiveOrdered{}, 2))
	prior := dist.Normal(np.Vec(0, 3), 1)
	p.Factor("rates_prior", prior.LogProb(phi).Add(prior.LogProb(lambda)).Sum())
	emitted := dist.Exponential(phi).LogProb(d.U.ExpandDims(1)).
		Add(dist.Exponential(lambda).LogProb(d.V.ExpandDims(1)))
	p.Factor("uv", forward(np.Log(np.Stack(0, theta1, theta2)), emitted))
}

// forward returns the log likelihood of a hidden Markov chain that begins in each state with weight 1:
//
//	γ_t(k) = log Σ_j exp(γ_{t-1}(j) + log θ(j,k)) + log p(y_t | k)
//
// transition is log θ and emitted is log p(y_t | k), [time, state].
func forward(transition, emitted np.Array) np.Array {
	last, _ := fn.Scan(func(gamma, emitted np.Array) (np.Array, struct{}) {
		return np.LogSumExp(gamma.ExpandDims(1).Add(transition), 0).Add(emitted), struct{}{}
	}, emitted.At(0), emitted.Slice(0, 1, emitted.Len()), fn.Steps{})
	return np.LogSumExp(last)
}
