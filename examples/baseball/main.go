// Baseball predicts the batting averages of 18 players over the rest of the 1970 season from their first 45
// times at bat, by four models that pool the players' data more or less.
//
// Efron, Morris, "Data Analysis Using Stein's Estimator and Its Generalizations", Journal of the American
// Statistical Association 70 (1975); the models are those of Carpenter's Stan case study "Hierarchical
// Partial Pooling for Repeated Binary Trials".
package main

import (
	"context"
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/examples/internal/show"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
	"github.com/phlox-ppl/phlox/reparam"
)

// Data is what each player did.
type Data struct {
	AtBats np.Array
	Hits   np.Array // absent: predict
}

// Pooled says that all players have the same chance phi of a hit.
func Pooled(p *phlox.P, d Data) {
	phi := p.Sample("phi", dist.Uniform(0, 1))
	p.Plate("player", d.AtBats.Len()).Observe("hits", dist.Binomial(d.AtBats, phi), d.Hits)
}

// Separate says that the players have nothing to do with each other.
func Separate(p *phlox.P, d Data) {
	player := p.Plate("player", d.AtBats.Len())
	phi := player.Sample("phi", dist.Uniform(0, 1))
	player.Observe("hits", dist.Binomial(d.AtBats, phi), d.Hits)
}

// Partial says that the chances come from a beta distribution with mean m, and the more alike the greater
// kappa is, whose prior is Pareto(1, 1.5).
func Partial(p *phlox.P, d Data) {
	m := p.Sample("m", dist.Uniform(0, 1))
	kappa := p.Deterministic("kappa", p.Sample("log_kappa", dist.Exponential(1.5)).Exp())
	player := p.Plate("player", d.AtBats.Len())
	phi := player.Sample("phi", dist.Beta(m.Mul(kappa), np.Sub(1, m).Mul(kappa)))
	player.Observe("hits", dist.Binomial(d.AtBats, phi), d.Hits)
}

// Logit says that the log odds of the chances come from a normal distribution.
func Logit(p *phlox.P, d Data) {
	loc := p.Sample("loc", dist.Normal(-1, 1))
	scale := p.Sample("scale", dist.HalfCauchy(1))
	player := p.Plate("player", d.AtBats.Len())
	alpha := player.Sample("alpha", dist.Normal(loc, scale))
	player.Deterministic("phi", np.Logistic(alpha))
	player.Observe("hits", dist.BinomialLogits(d.AtBats, alpha), d.Hits)
}

// candidate is a model that -model chooses.
type candidate struct {
	name  string
	model phlox.Model[Data]
	sites []string // to print
}

var candidates = []candidate{
	{"pooled", Pooled, []string{"phi"}},
	{"separate", Separate, []string{"phi"}},
	{"partial", Partial, []string{"m", "kappa", "phi"}},
	{"logit", reparam.Noncenter(Logit, "alpha"), []string{"loc", "scale", "phi"}},
}

// season is what happened in 1970.
type season struct {
	players     []string
	begin, rest Data
}

//go:embed averages.csv
var averages string

func load() (s season, err error) {
	rows, err := csv.NewReader(strings.NewReader(averages)).ReadAll()
	if err != nil {
		return s, err
	}
	var columns [4][]int
	for _, row := range rows[1:] {
		s.players = append(s.players, row[0])
		for i, text := range row[1:] {
			n, err := strconv.Atoi(text)
			if err != nil {
				return s, err
			}
			columns[i] = append(columns[i], n)
		}
	}
	s.begin = Data{AtBats: np.IntVec(columns[0]...), Hits: np.IntVec(columns[1]...)}
	s.rest = Data{AtBats: np.IntVec(columns[2]...), Hits: np.IntVec(columns[3]...)}
	return s, nil
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
	flags := flag.NewFlagSet("baseball", flag.ExitOnError)
	choice := flags.String("model", "all", "pooled, separate, partial, logit or all")
	flags.IntVar(&config.Warmup, "warmup", 500, "warm-up draws per chain")
	flags.IntVar(&config.Samples, "samples", 1000, "draws per chain")
	flags.IntVar(&config.Chains, "chains", 2, "number of chains")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}

	s, err := load()
	if err != nil {
		return err
	}
	found := false
	for _, c := range candidates {
		if *choice != "all" && *choice != c.name {
			continue
		}
		found = true
		keys := random.Key(*seed).Split(2)
		fit, err := mcmc.Run(ctx, keys[0], c.model, s.begin, config)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		table, err := fit.SummaryOf(0.9, c.sites...)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "Model %s\n\n%v\n", c.name, table)
		if err := c.predict(stdout, keys[1], s, fit.Pooled()); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("-model is %q, want pooled, separate, partial, logit or all", *choice)
	}
	return nil
}

// predict compares the hits in the rest of the season with what the draws say about them. The log predictive
// density of a player's hits is
//
//	log 1/S Σ_s p(hits | draw s)
func (c candidate) predict(stdout io.Writer, key random.PRNGKey, s season, draws map[string]np.Array) error {
	predicted, err := infer.Predict(c.model, draws, Data{AtBats: s.rest.AtBats}, key, infer.PredictConfig{})
	if err != nil {
		return err
	}
	logProb, err := infer.LogLikelihood(c.model, draws, s.rest, infer.Sequential)
	if err != nil {
		return err
	}

	q := np.Quantile(predicted["hits"], np.Vec(0.05, 0.5, 0.95), 0)
	columns := np.Stack(1, s.rest.AtBats, s.rest.Hits, q.At(0), q.At(1), q.At(2))
	fmt.Fprintf(stdout, "%20s %8s %8s %8s %8s %8s\n", "rest of the season", "at bats", "hits", "5.0%", "median", "95.0%")
	for i, name := range s.players {
		x := columns.At(i).Float64s()
		fmt.Fprintf(stdout, "%20s %8.0f %8.0f %8.1f %8.1f %8.1f\n", name, x[0], x[1], x[2], x[3], x[4])
	}
	l := logProb["hits"] // [draws, players]
	density := np.LogSumExp(l, 0).Sub(math.Log(float64(l.Len()))).Sum()
	fmt.Fprintf(stdout, "Log predictive density: %.2f\n\n", density.Item())
	return nil
}
