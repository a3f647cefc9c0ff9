package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/opt"
	"github.com/phlox-ppl/phlox/random"
	"github.com/phlox-ppl/phlox/reparam"
)

// compilation is something to compile.
type compilation struct {
	Name  string
	Bar   float64                     // seconds from the model to machine code; 0: none
	Model func() (*ir.Program, error) // traces the model's log density alone
	Trace func() (*ir.Program, error) // traces all of it: gradient, chains, sampler
}

func compilations(s sizes) []compilation {
	x := newCovtype(64, s.Columns, s.Lanes).data(np.Float64)
	h := newHMM(s.Supervised, s.Unsupervised).data()
	k := newSkim(s.SkimRows, s.Skim[0]).data()
	schoolsTarget := reparam.Noncenter(schoolsModel, "theta")
	lanes := fmt.Sprintf("covtype-%dlanes", s.Lanes)
	return []compilation{
		{"eightschools-nuts", 30e-3, densityOf(schoolsTarget, schools), schoolsSampler(schoolsTarget)},
		{"covtype", 30e-3, densityOf(covtypeModel, x), gradientOf(covtypeModel, x, 0)},
		{"hmm", 60e-3, densityOf(hmmModel, h), gradientOf(hmmModel, h, 0)},
		{lanes, 0, densityOf(covtypeModel, x), gradientOf(covtypeModel, x, s.Lanes)},
		{"skim", 0, densityOf(skimModel, k), gradientOf(skimModel, k, 0)},
	}
}

// schoolsSampler traces eight schools with the whole of NUTS, adaptation included.
func schoolsSampler(model phlox.Model[schoolsData]) func() (*ir.Program, error) {
	const warmup = 1000
	type in struct {
		Job job
		D   schoolsData
	}
	k := hmc.NUTS{}
	begin := sync.OnceValue(func() infer.State { // only its structure matters
		flat := infer.Target{Dim: len(schoolsAt), DType: np.Float64, LogDensity: func(z np.Array) np.Array { return z.Sum() }}
		return k.Init(flat, np.New(schoolsAt), random.Key(0), warmup)
	})
	return func() (*ir.Program, error) {
		p, err := infer.NewPosterior(model, schools, random.Key(0), np.Float64)
		if err != nil {
			return nil, err
		}
		t, _, err := fn.Trace(func(x in) done {
			return sampling(k, p.Target(x.D), warmup, x.Job)
		}, in{job{begin(), np.Scalar(int64(1))}, schools})
		return t, err
	}
}

// densityOf traces the log density of a model.
func densityOf[D any](model phlox.Model[D], d D) func() (*ir.Program, error) {
	return func() (*ir.Program, error) {
		p, err := infer.NewPosterior(model, d, random.Key(0), np.Float64)
		if err != nil {
			return nil, err
		}
		t, _, err := fn.Trace(func(x at[D]) np.Array { return p.Target(x.D).LogDensity(x.Z) }, at[D]{np.Zeros(p.Dim), d})
		return t, err
	}
}

// gradientOf traces the density and gradient of a model, of several chains in lanes if there are any.
func gradientOf[D any](model phlox.Model[D], d D, lanes int) func() (*ir.Program, error) {
	return func() (*ir.Program, error) {
		f, dim, err := density(model, d, np.Float64)
		if err != nil {
			return nil, err
		}
		z := np.Zeros(dim)
		if lanes > 0 {
			f, z = inLanes(f), np.Zeros(lanes, dim)
		}
		p, _, err := fn.Trace(f, at[D]{z, d})
		return p, err
	}
}

// stages are what the way to machine code takes, in seconds, and what there is at their ends. The gradient of a
// function, or what it is for many chains, is taken while what asks for it is traced: to transform is all of that
// tracing without what the model alone takes.
type stages struct {
	Trace, Transform, Simplify, Schedule, Emit float64

	Traced, Equations int // before and after simplification, inner programs included
	Statements        int // of loops
	Bytes             int // of machine code
}

func (s stages) total() float64 { return s.Trace + s.Transform + s.Simplify + s.Schedule + s.Emit }

// run compiles once.
func (c compilation) run() (s stages, err error) {
	defer ir.Recover(&err)
	last := now()
	lap := func() float64 {
		before := last
		last = now()
		return (last - before).Seconds()
	}
	if _, err := c.Model(); err != nil {
		return s, err
	}
	s.Trace = lap()
	traced, err := c.Trace()
	if err != nil {
		return s, err
	}
	s.Transform = max(0, lap()-s.Trace)
	p := opt.Simplify(traced)
	s.Simplify = lap()
	loops := scheduled(p)
	s.Schedule = lap()
	code, err := machineCode(loops)
	if err != nil {
		return s, err
	}
	code.New()
	s.Emit = lap()
	s.Bytes = code.Size()
	s.Traced, s.Equations = equations(traced), equations(p)
	loops.Walk(func(loop.Stmt) { s.Statements++ })
	return s, nil
}

// equations counts those of p and of the programs that ops hold.
func equations(p *ir.Program) int {
	n := len(p.Eqns)
	for _, e := range p.Eqns {
		for _, q := range ir.Programs(e.Op) {
			n += equations(q)
		}
	}
	return n
}

// median returns the median of each stage over some repetitions, after one that is not counted.
func (c compilation) median(reps int) (stages, error) {
	var out stages
	var times [5][]float64
	for i := range reps + 1 {
		s, err := c.run()
		if err != nil {
			return s, err
		}
		if i == 0 {
			continue
		}
		for k, t := range []float64{s.Trace, s.Transform, s.Simplify, s.Schedule, s.Emit} {
			times[k] = append(times[k], t)
		}
		out = s
	}
	for k, t := range []*float64{&out.Trace, &out.Transform, &out.Simplify, &out.Schedule, &out.Emit} {
		*t = median(times[k])
	}
	return out, nil
}

// compileBenchmarks hold the compilations to their bars.
func compileBenchmarks(s sizes) []benchmark {
	var all []benchmark
	for _, c := range compilations(s) {
		if c.Bar == 0 {
			continue
		}
		all = append(all, benchmark{
			Name: "compile-" + c.Name, Threads: runtime.NumCPU(), Bar: 1, // the garbage collector has the other processors, as in a user's process
			Work: func() (work, error) {
				if _, err := c.run(); err != nil {
					return work{}, err
				}
				return work{Time: func(time.Duration) (float64, error) {
					s, err := c.run()
					return s.total(), err
				}}, nil
			},
			Limit: within(c.Bar),
		})
	}
	return all
}

// compileCommand prints the stages of each compilation.
func compileCommand(s settings) error {
	list, err := chosen(s, compilations(paper), func(c compilation) string { return c.Name })
	if err != nil {
		return err
	}
	type line struct {
		Name string
		stages
		Total float64
	}
	var lines []line
	if !s.JSON {
		fmt.Fprintf(s.Stdout, "%v\n\n%-18s %9s %9s %9s %9s %9s %9s %9s %8s %8s %8s %8s\n", thisMachine(), "", "trace", "transform", "simplify", "schedule", "emit",
			"total", "bar", "traced", "simpler", "stmts", "bytes")
	}
	for _, c := range list {
		m, err := c.median(s.Reps)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		lines = append(lines, line{c.Name, m, m.total()})
		if !s.JSON {
			fmt.Fprintf(s.Stdout, "%-18s %9s %9s %9s %9s %9s %9s %9s %8d %8d %8d %8d\n", c.Name, duration(m.Trace), duration(m.Transform), duration(m.Simplify),
				duration(m.Schedule), duration(m.Emit), duration(m.total()), duration(c.Bar), m.Traced, m.Equations, m.Statements, m.Bytes)
		}
	}
	if s.JSON {
		e := json.NewEncoder(s.Stdout)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Machine machine
			Cases   []line
		}{thisMachine(), lines})
	}
	return nil
}
