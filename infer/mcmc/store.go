package mcmc

import (
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// store holds kept draws of one chain as they come out of the program: unconstrained.
type store struct {
	N    int
	Z    []float64            // N × Dim
	Info map[string][]float64 // by field of infer.Info, N each
}

// add appends rows [lo, hi) of a buffer.
func (s *store) add(b rows, lo, hi int) {
	if hi <= lo {
		return
	}
	if s.Info == nil {
		s.Info = map[string][]float64{}
	}
	s.N += hi - lo
	s.Z = append(s.Z, b.Z.Slice(0, lo, hi).Float64s()...)
	for _, l := range tree.Leaves(b.Info) {
		s.Info[l.Path] = append(s.Info[l.Path], l.Array.Slice(0, lo, hi).Float64s()...)
	}
}

func (c *chain) store(warmup bool) *store {
	if warmup {
		return &c.warm
	}
	return &c.draws
}

// info returns the info of draws [lo, hi), with the draws along the leading axis.
func (s *store) info(lo, hi int) infer.Info {
	field := func(name string) np.Array { return np.New(s.Info[name][lo:hi]) }
	if s.N == 0 {
		return infer.Info{}
	}
	return infer.Info{
		LogDensity: field("LogDensity"), Energy: field("Energy"), StepSize: field("StepSize"), AcceptProb: field("AcceptProb"),
		Steps: field("Steps").AsType(np.Int64), Depth: field("Depth").AsType(np.Int64), Diverging: field("Diverging").AsType(np.Bool),
	}
}

// values returns draws [lo, hi) of a store by site, constrained, with the draws along the leading axis. The
// program takes a fixed number of rows, so the last are filled up.
func (r *run[D]) values(s *store, lo, hi int) (map[string]np.Array, error) {
	parts := map[string][]np.Array{}
	dim := r.posterior.Dim
	for ; lo < hi; lo += rowsPerChunk {
		n := min(rowsPerChunk, hi-lo)
		z := make([]float64, rowsPerChunk*dim)
		for i := range rowsPerChunk {
			copy(z[i*dim:(i+1)*dim], s.Z[(lo+min(i, n-1))*dim:])
		}
		got, err := r.programs.constrain.Call(constrainIn[D]{np.New(z, rowsPerChunk, dim).AsType(r.posterior.DType), r.data})
		if err != nil {
			return nil, err
		}
		for name, v := range got {
			parts[name] = append(parts[name], v.Slice(0, 0, n))
		}
	}
	out := map[string]np.Array{}
	for _, site := range r.sites {
		if parts[site.Name] == nil {
			out[site.Name] = np.ZerosOf(site.DType, site.Shape.Prepend(0)...)
			continue
		}
		out[site.Name] = np.Concat(0, parts[site.Name]...)
	}
	return out, nil
}

// stream hands the draws from first on to the configuration's function.
func (r *run[D]) stream(k, first int, warmup bool) error {
	s := r.chains[k].store(warmup)
	if r.config.OnDraws == nil || s.N == first {
		return nil
	}
	values, err := r.values(s, first, s.N)
	if err != nil {
		return err
	}
	return r.config.OnDraws(Chunk{Chain: k, First: first, Warmup: warmup, Draws: values, Info: s.info(first, s.N)})
}
