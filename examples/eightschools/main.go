// Eightschools estimates the effects of coaching programs in eight schools (Rubin, 1981): a normal
// hierarchical model, non-centered so that the sampler need not follow the funnel.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/examples/internal/show"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
	"github.com/phlox-ppl/phlox/reparam"
)

// Data is what was measured at each school.
type Data struct {
	Sigma np.Array // standard error of the estimate
	Y     np.Array // estimated effect of coaching, in points of the SAT; absent: predict
}

// Model says that the effects vary around a common mean.
func Model(p *phlox.P, d Data) {
	mu := p.Sample("mu", dist.Normal(0, 5))
	tau := p.Sample("tau", dist.HalfCauchy(5))
	school := p.Plate("school", 8)
	theta := school.Sample("theta", dist.Normal(mu, tau))
	school.Observe("obs", dist.Normal(theta, d.Sigma), d.Y)
}

var data = Data{
	Sigma: np.Vec(15, 10, 16, 11, 9, 11, 10, 18),
	Y:     np.Vec(28, 8, -3, 7, -1, 1, 18, 12),
}

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	var config mcmc.Config
	flags := flag.NewFlagSet("eightschools", flag.ExitOnError)
	flags.IntVar(&config.Warmup, "warmup", 500, "warm-up draws per chain")
	flags.IntVar(&config.Samples, "samples", 1000, "draws per chain")
	flags.IntVar(&config.Chains, "chains", 4, "number of chains")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	markdown := flags.Bool("markdown", false, "print the table as Markdown")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}

	fit, err := mcmc.Run(ctx, random.Key(*seed), reparam.Noncenter(Model, "theta"), data, config)
	if err != nil {
		return err
	}
	table, err := fit.SummaryOf(0.9, "mu", "tau", "theta")
	if err != nil {
		return err
	}
	if *markdown {
		fmt.Fprint(stdout, table.Markdown())
	} else {
		fmt.Fprint(stdout, table)
	}
	return nil
}
