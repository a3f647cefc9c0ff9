package main

import (
	"context"
	"strings"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// posterior is a posterior of posteriordb as a phlox model.
type posterior struct {
	Name string
	Key  string // data-model, as posteriordb calls it

	// Bind gives the model its data.
	Bind func(c columns) problem

	// Exact returns what is known of the parameters without sampling; nil: only reference draws.
	Exact func(c columns) map[string]moments

	// Dropped returns the constants of the log density that Stan drops from its ~ statements.
	Dropped func(c columns) float64

	Order []string       // Stan's order of declaration; nil: the model's
	Stan  []stanVariable // or all variables, in that order, if Stan's transformations are not ours

	Kernel func(c columns) hmc.NUTS // nil: the default
	Short  bool                     // part of the -short suite
}

// dataName returns the name of the data set.
func (p posterior) dataName() string {
	name, _, _ := strings.Cut(p.Key, "-")
	return name
}

func (p posterior) kernel(c columns) infer.Kernel {
	if p.Kernel == nil {
		return hmc.NUTS{}
	}
	return p.Kernel(c)
}

// problem is a model with its data, of whatever type that is.
type problem interface {
	Sample(ctx context.Context, key random.PRNGKey, c mcmc.Config) (*mcmc.Result, error)
	Target() (infer.Target, error)

	// LogDensity is the joint log density of the variables, without a Jacobian.
	LogDensity(values map[string]np.Array) np.Array
}

type bound[D any] struct {
	model phlox.Model[D]
	data  D
}

func bind[D any](model phlox.Model[D], data D) problem { return bound[D]{model, data} }

func (b bound[D]) Sample(ctx context.Context, key random.PRNGKey, c mcmc.Config) (*mcmc.Result, error) {
	return mcmc.Run(ctx, key, b.model, b.data, c)
}

func (b bound[D]) Target() (infer.Target, error) {
	p, err := infer.NewPosterior(b.model, b.data, random.Key(0), 0)
	if err != nil {
		return infer.Target{}, err
	}
	return p.Target(b.data), nil
}

func (b bound[D]) LogDensity(values map[string]np.Array) np.Array {
	lp, _, err := infer.LogDensity(b.model, b.data, values)
	if err != nil {
		panic(err)
	}
	return lp
}

// suite lists the posteriors.
var suite = []posterior{
	eightSchools,
	ark,
	garch,
	gaussianProcess,
	gaussianMixture,
	hmmExample,
	blr,
	kilpisjarvi,
	nes("nes1972"),
	earnHeight,
	logEarnInteraction,
	kidscoreInteraction,
	kidscoreMomIQ,
	kidscoreInteractionZ,
	mesquite,
	logMesquite,
	nes("nes1996"),
	diamonds,
	hmmDrive,
}
