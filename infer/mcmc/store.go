package mcmc

import (
	"fmt"
	"slices"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// store holds kept draws of one chain as they come out of the program: unconstrained. Numbers once stored
// do not change, which makes snapshots cheap.
type store struct {
	N        int // draws kept, those since discarded included
	Diverged int // of which diverged
	Z        []float64
	Info     map[string][]float64 // by field of infer.Info; the fields that the kernel reports
}

// newStore returns the first n rows.
func newStore(x rows, n int) store {
	s := store{N: n, Info: map[string][]float64{}}
	if n <= 0 {
		return store{}
	}
	s.Z = x.Z.Slice(0, 0, n).Float64s()
	for _, l := range tree.Leaves(x.Info) {
		s.Info[l.Path] = l.Array.Slice(0, 0, n).Float64s()
	}
	for _, x := range s.Info["Diverging"] {
		s.Diverged += int(x)
	}
	return s
}

// add appends x, or only counts it.
func (s *store) add(x store, discard bool) {
	s.N += x.N
	s.Diverged += x.Diverged
	if discard || x.N == 0 {
		return
	}
	s.Z = append(s.Z, x.Z...)
	if s.Info == nil {
		s.Info = map[string][]float64{}
	}
	for name, v := range x.Info {
		s.Info[name] = append(s.Info[name], v...)
	}
}

// snapshot returns a copy. Neither changes when draws are added to the other.
func (s store) snapshot() store {
	s.Z = slices.Clip(s.Z)
	info := map[string][]float64{}
	for name, v := range s.Info {
		info[name] = slices.Clip(v)
	}
	s.Info = info
	return s
}

// infoLike has the fields of infer.Info in the dtypes in which they are reported.
var infoLike = func() infer.Info {
	float, integer := np.Vec(), np.New([]int64{})
	return infer.Info{LogDensity: float, Energy: float, StepSize: float, AcceptProb: float,
		Steps: integer, Depth: integer, Diverging: np.New([]bool{})}
}()

// info returns the info of n draws in a store, with the draws along the leading axis. What the kernel does
// not report is the zero Array.
func (s store) info(n int) infer.Info {
	leaves := tree.Leaves(infoLike)
	arrays := make([]np.Array, len(leaves))
	for i, l := range leaves {
		if v := s.Info[l.Path]; len(v) == n {
			arrays[i] = np.New(v, n).AsType(l.Array.DType())
		}
	}
	return tree.With(infoLike, arrays)
}

// values returns n unconstrained draws by site, constrained, with the draws along the leading axis. The
// program takes a fixed number of rows, so the last are filled up.
func (r *run[D]) values(z []float64, n int) (map[string]np.Array, error) {
	parts := map[string][]np.Array{}
	dim := r.posterior.Dim
	for lo := 0; lo < n; lo += maxRows {
		block := make([]float64, maxRows*dim)
		m := min(maxRows, n-lo)
		for i := range maxRows {
			copy(block[i*dim:(i+1)*dim], z[(lo+min(i, m-1))*dim:])
		}
		got, err := r.programs.constrain.Call(constrainIn[D]{np.New(block, maxRows, dim).AsType(r.posterior.DType), r.data})
		if err != nil {
			return nil, err
		}
		for name, v := range got {
			parts[name] = append(parts[name], v.Slice(0, 0, m))
		}
	}
	out := map[string]np.Array{}
	for _, site := range r.sites {
		out[site.Name] = np.ZerosOf(site.DType, site.Shape.Prepend(0)...)
		if len(parts[site.Name]) > 0 {
			out[site.Name] = np.Concat(0, parts[site.Name]...)
		}
	}
	return out, nil
}

// stream hands draws, of which the first has the given number, to the configuration's function.
func (r *run[D]) stream(p piece, first int, s store) error {
	if r.config.OnDraws == nil || s.N == 0 {
		return nil
	}
	values, err := r.values(s.Z, s.N)
	if err != nil {
		return err
	}
	r.streaming.Lock()
	defer r.streaming.Unlock()
	err = r.config.OnDraws(Chunk{
		Chain: p.chain + r.config.FirstChain, First: first, Warmup: p.warmup, Draws: values, Info: s.info(s.N),
	})
	if err != nil {
		return fmt.Errorf("OnDraws: %w", err)
	}
	return nil
}
