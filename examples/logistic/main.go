// Logistic fits a logistic regression to data that were drawn from the model itself, and compares the
// coefficients with those that made the data.
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
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Data is a table of covariates and a yes or no for each row.
type Data struct {
	X np.Array // [rows, columns]
	Y np.Array // 0 or 1, [rows]; absent: predict
}

// Model says that the log odds of a yes are linear in the covariates.
func Model(p *phlox.P, d Data) {
	rows, columns := d.X.Dim(0), d.X.Dim(1)
	alpha := p.Sample("alpha", dist.Normal(0, 1))
	beta := p.Plate("column", columns).Sample("beta", dist.Normal(0, 1))
	logits := np.MatMul(d.X, beta).Add(alpha)
	p.Plate("row", rows).Observe("y", dist.BernoulliLogits(logits), d.Y)
}

// simulate runs the model without observations: it then draws coefficients and outcomes. It returns the
// data and the value of each site.
func simulate(key random.PRNGKey, rows, columns int) (Data, map[string]np.Array, error) {
	keys := key.Split(2)
	d := Data{X: random.Normal(keys[0], np.Shape{rows, columns}, np.Float64)}
	t, err := handler.Trace(handler.Seed(Model, keys[1]), d)
	if err != nil {
		return d, nil, err
	}
	truth := t.Values()
	d.Y = truth["y"]
	return d, truth, nil
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
	flags := flag.NewFlagSet("logistic", flag.ExitOnError)
	rows := flags.Int("rows", 200, "rows of data to simulate; 10000 is a serious problem")
	columns := flags.Int("columns", 4, "number of covariates")
	flags.IntVar(&config.Warmup, "warmup", 300, "warm-up draws per chain")
	flags.IntVar(&config.Samples, "samples", 500, "draws per chain")
	flags.IntVar(&config.Chains, "chains", 4, "number of chains")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}

	keys := random.Key(*seed).Split(2)
	data, truth, err := simulate(keys[0], *rows, *columns)
	if err != nil {
		return err
	}
	fit, err := mcmc.Run(ctx, keys[1], Model, data, config)
	if err != nil {
		return err
	}
	table, err := fit.SummaryOf(0.9, "alpha", "beta")
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%v\n", table)

	covered := 0
	fmt.Fprintf(stdout, "%10s %8s %8s\n", "", "truth", "mean")
	for i, x := range np.Concat(0, truth["alpha"].Ravel(), truth["beta"]).Float64s() {
		row := table.Rows[i]
		fmt.Fprintf(stdout, "%10s %8.2f %8.2f\n", row.Name, x, row.Mean)
		if row.Lower <= x && x <= row.Upper {
			covered++
		}
	}
	fmt.Fprintf(stdout, "%d of %d coefficients are in their 90%% intervals.\n", covered, len(table.Rows))
	return nil
}
