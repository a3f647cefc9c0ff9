// Ucbadmit asks whether the University of California at Berkeley admitted men rather than women in 1973:
// a binomial regression whose intercept and slope vary, together, by department.
//
// The data are those of Bickel, Hammel, O'Connell, "Sex Bias in Graduate Admissions: Data from Berkeley",
// Science 187 (1975); the model is m_glmm5 of McElreath's Statistical Rethinking.
package main

import (
	"context"
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/examples/internal/show"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

const departments = 6

// Data is a row for each department and gender.
type Data struct {
	Dept         np.Array // 0, ..., departments-1
	Male         np.Array // 0 or 1
	Applications np.Array
	Admit        np.Array // how many of them were admitted; absent: predict
}

// Model says that in each department the log odds of a woman's admission and what a man's differ by are
// normal, with correlation, around those of the university. The departments' deviations are non-centered:
// a matrix of independent z is scaled and turned.
func Model(p *phlox.P, d Data) {
	mu := p.Sample("mu", dist.Normal(0, np.Vec(4, 1)).Event(1))
	sigma := p.Sample("sigma", dist.HalfNormal(np.Ones(2)).Event(1))
	corr := p.Sample("corr", dist.LKJCholesky(2, 2))
	scale := sigma.ExpandDims(1).Mul(corr)

	z := p.Plate("dept", departments).Sample("z", dist.Normal(0, np.Ones(2)).Event(1))
	v := p.Deterministic("v", np.MatMul(z, scale.T()).Add(mu))
	intercept, slope := np.Take(v.T().At(0), d.Dept, 0), np.Take(v.T().At(1), d.Dept, 0)

	logits := slope.Mul(d.Male).Add(intercept)
	p.Deterministic("rate", np.Logistic(logits))
	p.Plate("row", d.Dept.Len()).Observe("admit", dist.BinomialLogits(d.Applications, logits), d.Admit)
}

//go:embed admissions.csv
var admissions string

// load returns the data, and a label for each row.
func load() (d Data, labels []string, err error) {
	rows, err := csv.NewReader(strings.NewReader(admissions)).ReadAll()
	if err != nil {
		return d, nil, err
	}
	var dept, male, admit, applications []int
	for _, row := range rows[1:] {
		var n [2]int
		for i := range n {
			if n[i], err = strconv.Atoi(row[2+i]); err != nil {
				return d, nil, err
			}
		}
		labels = append(labels, row[0]+" "+row[1])
		dept = append(dept, int(row[0][0]-'A'))
		male = append(male, map[string]int{"female": 0, "male": 1}[row[1]])
		admit, applications = append(admit, n[0]), append(applications, n[1])
	}
	return Data{np.IntVec(dept...), np.IntVec(male...), np.IntVec(applications...), np.IntVec(admit...)}, labels, nil
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
	flags := flag.NewFlagSet("ucbadmit", flag.ExitOnError)
	flags.IntVar(&config.Warmup, "warmup", 500, "warm-up draws per chain")
	flags.IntVar(&config.Samples, "samples", 1000, "draws per chain")
	flags.IntVar(&config.Chains, "chains", 2, "number of chains")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}

	data, labels, err := load()
	if err != nil {
		return err
	}
	fit, err := mcmc.Run(ctx, random.Key(*seed), Model, data, config)
	if err != nil {
		return err
	}
	table, err := fit.SummaryOf(0.9, "mu", "sigma", "corr", "v")
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%v\n", table)

	rates, err := fit.SummaryOf(0.9, "rate")
	if err != nil {
		return err
	}
	actual := data.Admit.Div(data.Applications).Float64s()
	fmt.Fprintf(stdout, "%10s %8s %8s %8s %8s\n", "admitted", "actual", "mean", "5.0%", "95.0%")
	for i, row := range rates.Rows {
		fmt.Fprintf(stdout, "%10s %8.3f %8.3f %8.3f %8.3f\n", labels[i], actual[i], row.Mean, row.Lower, row.Upper)
	}
	return nil
}
