package main

import "fmt"

// benchmark is a piece of phlox's work, what limits it, and how far from that it may be.
type benchmark struct {
	Name    string
	Threads int
	Bar     float64 // times the limit
	Work    func() (work, error)
	Limit   func(*limits) (limit, error)
}

// work is what phlox does.
type work struct {
	Time  contender
	Check func() error // what must hold besides the time; nil: nothing
}

// limit is what phlox is compared with.
type limit struct {
	What   string
	Time   contender // nil: there is nothing to compare with here
	Peer   contender // something else worth to know; may be nil
	PeerIs string
}

// sizes of the cases.
type sizes struct {
	Rows, Columns, Lanes     int // covtype
	Supervised, Unsupervised int // hmm
	Skim                     []int
	SkimRows                 int
	Dimensions               []int // nuts
	Transitions              int   // where these are counted
	Values                   int
	Matrix                   int
}

// paper are the sizes that the bars are for: of the NumPyro paper's benchmarks where it has them.
var paper = sizes{
	Rows: 581012, Columns: 54, Lanes: 8, Supervised: 100, Unsupervised: 500, Skim: []int{32, 512}, SkimRows: 200,
	Dimensions: []int{10, 55}, Values: 1e6, Matrix: 512,
}

// benchmarks are all cases. The bars are what phlox is to reach; they are not what it does reach.
func benchmarks(s sizes) []benchmark {
	all := covtypeBenchmarks(s)
	all = append(all, hmmBenchmark(s))
	for _, p := range s.Skim {
		all = append(all, skimBenchmark(s.SkimRows, p))
	}
	all = append(all, schoolsBenchmark())
	for _, dim := range s.Dimensions {
		all = append(all, nutsBenchmark(dim))
	}
	all = append(all, normalBenchmark(s.Values), matmulBenchmark(s.Matrix), choleskyBenchmark(s.Matrix))
	return append(all, compileBenchmarks(s)...)
}

// timedOnly is the work of running a program, or the error of making it.
func timedOnly(p program, err error) (work, error) {
	if err != nil {
		return work{}, err
	}
	t, err := p.timed()
	return work{Time: t}, err
}

// within is a limit of a number of seconds.
func within(seconds float64) func(*limits) (limit, error) {
	return func(*limits) (limit, error) { return limit{What: "fixed", Time: fixed(seconds)}, nil }
}

// find returns the benchmark of a name.
func find(all []benchmark, name string) (benchmark, error) {
	for _, b := range all {
		if b.Name == name {
			return b, nil
		}
	}
	return benchmark{}, fmt.Errorf("there is no case %q", name)
}
