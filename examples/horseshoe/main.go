// Horseshoe finds the few covariates that matter among many: a linear regression with the horseshoe prior
// (Carvalho, Polson, Scott, "Handling Sparsity via the Horseshoe", 2009), which shrinks most coefficients to
// nearly nothing and hardly touches the others.
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
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Data is covariates and a response.
type Data struct {
	X np.Array // [rows, columns]
	Y np.Array // [rows]; absent: predict
}

// Model says that a coefficient is normal with a scale tau that is common to all, and small, times a
// lambda of its own, which may be large. Coefficients are non-centered: tau, lambda and z are independent.
func Model(p *phlox.P, d Data) {
	rows, columns := d.X.Dim(0), d.X.Dim(1)
	tau := p.Sample("tau", dist.HalfCauchy(1))
	column := p.Plate("column", columns)
	lambda := column.Sample("lambda", dist.HalfCauchy(1))
	z := column.Sample("z", dist.Normal(0, 1))
	beta := column.Deterministic("beta", z.Mul(lambda).Mul(tau))

	sigma := p.Sample("sigma", dist.HalfNormal(1))
	p.Plate("row", rows).Observe("y", dist.Normal(np.MatMul(d.X, beta), sigma), d.Y)
}

// truth is the coefficients of the first columns; those of the others are zero.
var truth = np.Vec(2, -1, 0.5)

const noise = 1

func simulate(key random.PRNGKey, rows, columns int) Data {
	keys := key.Split(2)
	x := random.Normal(keys[0], np.Shape{rows, columns}, np.Float64)
	mean := np.MatMul(x.Slice(1, 0, truth.Len()), truth)
	return Data{X: x, Y: dist.Normal(mean, noise).Sample(keys[1])}
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
	var nuts hmc.NUTS
	flags := flag.NewFlagSet("horseshoe", flag.ExitOnError)
	rows := flags.Int("rows", 100, "rows of data to simulate")
	columns := flags.Int("columns", 20, "number of covariates, at least 3; 100 is a serious problem")
	flags.Float64Var(&nuts.TargetAccept, "accept", 0.9, "acceptance probability to aim at; the higher, the fewer divergences")
	flags.IntVar(&config.Warmup, "warmup", 300, "warm-up draws per chain")
	flags.IntVar(&config.Samples, "samples", 300, "draws per chain")
	flags.IntVar(&config.Chains, "chains", 2, "number of chains")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *columns < truth.Len() {
		return fmt.Errorf("-columns is %d, want at least %d", *columns, truth.Len())
	}

	keys := random.Key(*seed).Split(2)
	config.Kernel = nuts
	fit, err := mcmc.Run(ctx, keys[1], Model, simulate(keys[0], *rows, *columns), config)
	if err != nil {
		return err
	}
	table, err := fit.SummaryOf(0.9, "tau", "sigma", "beta")
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%v\n", table)

	fmt.Fprintf(stdout, "%10s %8s %8s\n", "", "truth", "mean")
	worst := 0.0
	for i, row := range table.Rows[2:] {
		if i < truth.Len() {
			fmt.Fprintf(stdout, "%10s %8.2f %8.2f\n", row.Name, truth.At(i).Item(), row.Mean)
		} else {
			worst = max(worst, row.Mean, -row.Mean)
		}
	}
	fmt.Fprintf(stdout, "The other %d coefficients are within %.2f of zero.\n", *columns-truth.Len(), worst)
	return nil
}
