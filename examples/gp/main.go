// Gp fits a curve by Gaussian process regression: a squared-exponential kernel whose scale, length and noise
// are unknown, and predictions between and beyond the points.
//
// Rasmussen, Williams, Gaussian Processes for Machine Learning (2006), chapter 2.
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
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// Data is noisy points of a curve.
type Data struct {
	X np.Array // [n]
	Y np.Array // [n]; absent: predict
}

// Kernel is the prior covariance of the curve at two points, and of the noise that is added to it.
type Kernel struct {
	Scale  np.Array // standard deviation of the curve
	Length np.Array // distance over which it varies
	Noise  np.Array // standard deviation of the noise
}

// Between returns the covariances k(x, z) = scale² exp(-(x-z)²/(2 length²)), [len x, len z].
func (k Kernel) Between(x, z np.Array) np.Array {
	r := x.ExpandDims(1).Sub(z).Div(k.Length)
	return r.Square().Mul(-0.5).Exp().Mul(k.Scale.Square())
}

// Cholesky returns the factor L of the covariance L Lᵀ of noisy points at x.
func (k Kernel) Cholesky(x np.Array) np.Array {
	noise := np.Eye(x.Len()).Mul(k.Noise.Square())
	return np.Cholesky(k.Between(x, x).Add(noise))
}

// Model says that the points are jointly normal.
func Model(p *phlox.P, d Data) {
	k := Kernel{
		Scale:  p.Sample("scale", dist.LogNormal(0, 1)),
		Length: p.Sample("length", dist.LogNormal(0, 1)),
		Noise:  p.Sample("noise", dist.LogNormal(-1, 1)),
	}
	p.Observe("y", dist.MultivariateNormalTril(0, k.Cholesky(d.X)), d.Y)
}

// Curve is the normal distribution of the curve at some points.
type Curve struct{ Mean, Std np.Array }

// Predict returns the curve at z given the data (Rasmussen and Williams, algorithm 2.1):
//
//	mean = k(z, x) K⁻¹ y,  var = k(z, z) - k(z, x) K⁻¹ k(x, z),  K = L Lᵀ
func (k Kernel) Predict(z np.Array, d Data) Curve {
	lower := np.Triangular{Lower: true}
	l := k.Cholesky(d.X)
	a := np.SolveTriangular(l, k.Between(d.X, z), lower) // L⁻¹ k(x, z)
	b := np.SolveTriangular(l, d.Y, lower)               // L⁻¹ y
	v := k.Scale.Square().Sub(a.Square().Sum(0))
	return Curve{Mean: np.MatMul(b, a), Std: v.Maximum(0).Sqrt()}
}

// f is the true curve.
func f(x np.Array) np.Array {

	return x.Add(x.Pow(3).Mul(0.2)).Add(x.Add(0.5).Square().Mul(np.Sin(x.Mul(4))).Mul(0.5))
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
	flags := flag.NewFlagSet("gp", flag.ExitOnError)
	points := flags.Int("points", 30, "points to simulate; the work grows with their third power")
	noise := flags.Float64("noise", 0.15, "standard deviation of the noise in them")
	flags.IntVar(&config.Warmup, "warmup", 300, "warm-up draws per chain")
	flags.IntVar(&config.Samples, "samples", 500, "draws per chain")
	flags.IntVar(&config.Chains, "chains", 2, "number of chains")
	seed := flags.Int64("seed", 0, "seed of the random numbers")
	show.Flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}

	keys := random.Key(*seed).Split(3)
	x := np.Linspace(-1, 1, *points)
	data := Data{X: x, Y: dist.Normal(f(x), *noise).Sample(keys[0])}
	fit, err := mcmc.Run(ctx, keys[1], Model, data, config)
	if err != nil {
		return err
	}
	table, err := fit.Summary()
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%v\n", table)

	return predict(stdout, keys[2], data, fit.Pooled())
}

// predict compares the true curve with that of each draw, between the points and beyond them.
func predict(stdout io.Writer, key random.PRNGKey, data Data, draws map[string]np.Array) error {
	z := np.Linspace(-1.25, 1.25, 11)
	each := fn.Jit(fn.Vmap(func(k Kernel) Curve { return k.Predict(z, data) }))
	curves, err := each.Call(Kernel{Scale: draws["scale"], Length: draws["length"], Noise: draws["noise"]})
	if err != nil {
		return err
	}
	y := dist.Normal(curves.Mean, curves.Std).Sample(key) // one for each draw
	q := np.Quantile(y, np.Vec(0.05, 0.95), 0)
	columns := np.Stack(1, z, f(z), curves.Mean.Mean(0), q.At(0), q.At(1))
	fmt.Fprintf(stdout, "%8s %8s %8s %8s %8s\n", "x", "truth", "mean", "5.0%", "95.0%")
	for i := range z.Len() {
		row := columns.At(i).Float64s()
		fmt.Fprintf(stdout, "%8.2f %8.2f %8.2f %8.2f %8.2f\n", row[0], row[1], row[2], row[3], row[4])
	}
	return nil
}
