package diagnostics

import (
	"fmt"
	"strconv"
	"strings"
)

// Site is the draws of one named quantity of a model, of any shape.
type Site struct {
	Name  string
	Shape []int // of one draw; nil for a scalar

	// Draws are indexed [chain][draw*size+element]: each chain is its draws one
	// after the other, each draw flat in row-major order, size the product of
	// Shape.
	Draws [][]float64
}

// size is the number of elements of one draw.
func (s Site) size() int {
	size := 1
	for _, dim := range s.Shape {
		size *= dim
	}
	return size
}

// check reports the first reason why s cannot be summarized.
func (s Site) check() error {
	for _, dim := range s.Shape {
		if dim < 0 {
			return fmt.Errorf("site %s: shape %v has a negative dimension", s.Name, s.Shape)
		}
	}
	if len(s.Draws) == 0 {
		return fmt.Errorf("site %s: no chains; give one slice of draws per chain", s.Name)
	}
	size := s.size()
	for c, chain := range s.Draws {
		switch {
		case len(chain) != len(s.Draws[0]):
			return fmt.Errorf("site %s: chain %d has %d numbers and chain 0 has %d; chains must be equally long",
				s.Name, c, len(chain), len(s.Draws[0]))
		case size == 0 && len(chain) > 0:
			return fmt.Errorf("site %s: shape %v has no elements but chain %d has %d numbers",
				s.Name, s.Shape, c, len(chain))
		case size != 0 && len(chain) == 0:
			return fmt.Errorf("site %s: chain %d has no draws", s.Name, c)
		case size != 0 && len(chain)%size != 0:
			return fmt.Errorf("site %s: chain %d has %d numbers, not a multiple of the %d elements of shape %v",
				s.Name, c, len(chain), size, s.Shape)
		}
	}
	return nil
}

// element copies the draws of one flat element, as [chain][draw].
func (s Site) element(i int) [][]float64 {
	size := s.size()
	chains := make([][]float64, len(s.Draws))
	for c, flat := range s.Draws {
		chains[c] = make([]float64, len(flat)/size)
		for d := range chains[c] {
			chains[c][d] = flat[d*size+i]
		}
	}
	return chains
}

// elementName is name[i,j] for the flat row-major element, and the plain name
// for a scalar.
func (s Site) elementName(element int) string {
	if len(s.Shape) == 0 {
		return s.Name
	}
	index := make([]string, len(s.Shape))
	for axis := len(s.Shape) - 1; axis >= 0; axis-- {
		index[axis] = strconv.Itoa(element % s.Shape[axis])
		element /= s.Shape[axis]
	}
	return s.Name + "[" + strings.Join(index, ",") + "]"
}
