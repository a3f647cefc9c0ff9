package mcmc

import (
	"errors"
	"fmt"

	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// sameStructure compares data with that for which a Sampler was made.
func sameStructure[D any](like, data D) error {
	if tree.Structure(like) == tree.Structure(data) {
		return nil
	}
	want, got := byPath(like), byPath(data)
	for _, l := range tree.Leaves(like) {
		x, ok := got[l.Path]
		if !ok {
			return fmt.Errorf("mcmc: the data has no %s; the sampler was made for %v", named(l.Path), l.Array.Type())
		}
		if !x.Type().Equal(l.Array.Type()) {
			return fmt.Errorf("mcmc: %s of the data is %v; the sampler was made for %v", named(l.Path), x.Type(), l.Array.Type())
		}
	}
	for _, l := range tree.Leaves(data) {
		if _, ok := want[l.Path]; !ok {
			return fmt.Errorf("mcmc: the data has %s, %v; the sampler was made without", named(l.Path), l.Array.Type())
		}
	}
	return errors.New("mcmc: the data differs from that for which the sampler was made in something that is not an array")
}

func byPath[D any](data D) map[string]np.Array {
	m := map[string]np.Array{}
	for _, l := range tree.Leaves(data) {
		m[l.Path] = l.Array
	}
	return m
}

// named is a path in a message.
func named(path string) string {
	if path == "" {
		return "the array"
	}
	return path
}
