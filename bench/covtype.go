package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/np"
)

// covtypeData is a table in the shape of UCI Covertype and a yes or no for each row.
type covtypeData struct {
	X np.Array // [rows, columns]
	Y np.Array // 0 or 1, [rows], of X's dtype
}

// covtypeModel is logistic regression.
func covtypeModel(p *phlox.P, d covtypeData) {
	beta := p.Plate("column", d.X.Dim(1)).Sample("beta", dist.Normal(0, 1))
	p.Plate("row", d.X.Dim(0)).Observe("y", dist.BernoulliLogits(np.MatMul(d.X, beta)), d.Y)
}

// covtype is a problem of covtypeModel: synthetic data and a coefficient vector for each of some chains.
type covtype struct {
	Rows, Columns int
	X, Y          []float64
	Z             [][]float64 // by chain
}

func newCovtype(rows, columns, chains int) covtype {
	r := rand.New(rand.NewPCG(1, 2))
	c := covtype{Rows: rows, Columns: columns, X: zeros(rows * columns), Y: zeros(rows)}
	truth := normals(r, columns, 0.2)
	for i := range rows {
		logit := -0.5
		for j := range columns {
			x := 2*r.Float64() - 1
			c.X[i*columns+j] = x
			logit += x * truth[j]
		}
		if r.Float64() < 1/(1+math.Exp(-logit)) {
			c.Y[i] = 1
		}
	}
	for range chains {
		c.Z = append(c.Z, normals(r, columns, 0.1))
	}
	return c
}

// zeros returns memory as phlox's arrays have it: in huge pages, as that of the C programs, if it is large.
func zeros(n int) []float64 { return array.Data[float64](array.New(array.Float64, array.Shape{n})) }

// normals returns n normal numbers with mean zero.
func normals(r *rand.Rand, n int, scale float64) []float64 {
	x := zeros(n)
	for i := range x {
		x[i] = scale * r.NormFloat64()
	}
	return x
}

// data returns the table with elements of a dtype.
func (c covtype) data(dtype np.DType) covtypeData {
	return covtypeData{np.New(c.X, c.Rows, c.Columns).AsType(dtype), np.New(c.Y).AsType(dtype)}
}

// single is the density at the first chain's place.
func (c covtype) single(dtype np.DType) (program, error) {
	d := c.data(dtype)
	f, _, err := density(covtypeModel, d, dtype)
	if err != nil {
		return program{}, err
	}
	return newProgram(f, at[covtypeData]{np.New(c.Z[0]).AsType(dtype), d})
}

// lanes is the density at all chains' places at once.
func (c covtype) lanes() (program, error) {
	d := c.data(np.Float64)
	f, _, err := density(covtypeModel, d, np.Float64)
	if err != nil {
		return program{}, err
	}
	return newProgram(inLanes(f), at[covtypeData]{np.Matrix(c.Z...), d})
}

func covtypeBenchmarks(s sizes) []benchmark {
	var all []benchmark
	for _, threads := range []int{1, 2} {
		for _, dtype := range []np.DType{np.Float64, np.Float32} {
			bar := 1.5
			if threads == 2 {
				bar = 1.7
			}
			all = append(all, benchmark{
				Name: fmt.Sprintf("covtype-%v-%dt", shortName(dtype), threads), Threads: threads, Bar: bar,
				Work: func() (work, error) { return timedOnly(newCovtype(s.Rows, s.Columns, 1).single(dtype)) },
				Limit: func(l *limits) (limit, error) {
					return l.readX(s, dtype, threads)
				},
			})
		}
	}
	return append(all, benchmark{
		Name: fmt.Sprintf("covtype-f64-%dlanes", s.Lanes), Threads: 1, Bar: 0.5,
		Work: func() (work, error) {
			w, err := timedOnly(newCovtype(s.Rows, s.Columns, s.Lanes).lanes())
			if err == nil {
				w.Time = scaled(w.Time, 1/float64(s.Lanes))
			}
			return w, err
		},
		Limit: func(*limits) (limit, error) {
			w, err := timedOnly(newCovtype(s.Rows, s.Columns, 1).single(np.Float64))
			return limit{What: "one chain alone", Time: w.Time}, err
		},
	})
}

// shortName is a float dtype's.
func shortName(d np.DType) string { return fmt.Sprintf("f%d", 8*d.Size()) }

// readX is the time to read X once.
func (l *limits) readX(s sizes, dtype np.DType, threads int) (limit, error) {
	if !l.haveC("covtype") {
		t, err := readLoop(dtype, s.Rows*s.Columns, threads)
		return limit{What: "reading X (own loop)", Time: t}, err
	}
	args := []string{fmt.Sprint(s.Rows), fmt.Sprint(s.Columns)}
	kernel := fmt.Sprintf("%d/%d", 8*dtype.Size(), threads)
	read, err := l.c("covtype", args, "read"+kernel)
	if err != nil {
		return limit{}, err
	}
	fused, err := l.c("covtype", args, "fused"+kernel)
	return limit{What: "reading X", Time: read, Peer: fused, PeerIs: "C for all of it"}, err
}
