package bijector

import (
	"fmt"
	"math"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// Custom is a constraint that brings the bijector onto it along: how a program adds one to those that To
// knows.
type Custom interface {
	constraint.Constraint
	Bijector() Bijector
}

// To returns the bijector from unconstrained space onto c: from numbers or vectors of them without bounds.
// There is none for discrete sets, for the sphere, which has no flat coordinates, and for sets that are
// not known.
func To(c constraint.Constraint) (Bijector, error) {
	switch c := c.(type) {
	case constraint.Independent:
		base, err := To(c.Base)
		return Independent{base, c.N}, err
	case Custom:
		return c.Bijector(), nil
	}
	if b := toNumbers(c); b != nil {
		return b, nil
	}
	if b := toEvents(c); b != nil {
		return b, nil
	}
	return nil, noBijector(c)
}

// toNumbers returns the bijector onto a set of single numbers, nil if there is none.
func toNumbers(c constraint.Constraint) Bijector {
	switch c := c.(type) {
	case constraint.Real:
		return Identity{}
	case constraint.Positive, constraint.Nonnegative:
		return Exp{}
	case constraint.SoftplusPositive:
		return Softplus{}
	case constraint.GreaterThan:
		return above(c.Bound)
	case constraint.GreaterThanEq:
		return above(c.Bound)
	case constraint.LessThan:
		return below(c.Bound)
	case constraint.LessThanEq:
		return below(c.Bound)
	case constraint.UnitInterval:
		return Sigmoid{}
	case constraint.Interval:
		return between(c.Low, c.High)
	case constraint.OpenInterval:
		return between(c.Low, c.High)
	case constraint.Circular:
		return between(np.Of(-math.Pi), np.Of(math.Pi))
	}
	return nil
}

// toEvents returns the bijector onto a set of vectors or matrices, nil if there is none.
func toEvents(c constraint.Constraint) Bijector {
	switch c := c.(type) {
	case constraint.RealVector:
		return Independent{Identity{}, 1}
	case constraint.RealMatrix:
		return Independent{Identity{}, 2}
	case constraint.Simplex:
		return StickBreaking{}
	case constraint.L1Ball:
		return L1Ball{}
	case constraint.ZeroSum:
		return ZeroSum{N: c.N}
	case constraint.Ordered:
		return OrderedVector{}
	case constraint.PositiveOrdered:
		return Compose{[]Bijector{OrderedVector{}, Exp{Dom: constraint.Ordered{}}}}
	case constraint.LowerCholesky:
		return LowerCholeskyVec{}
	case constraint.SoftplusLowerCholesky:
		return SoftplusLowerCholesky{}
	case constraint.ScaledUnitLowerCholesky:
		return ScaledUnitLowerCholesky{}
	case constraint.CorrCholesky:
		return CorrCholeskyVec{}
	case constraint.CorrMatrix:
		return Compose{[]Bijector{CorrCholeskyVec{}, CorrMatrixFromCholesky{}}}
	case constraint.PositiveDefinite:
		return Compose{[]Bijector{LowerCholeskyVec{}, Invert(Cholesky{})}}
	}
	return nil
}

// above maps onto x > bound.
func above(bound np.Array) Bijector {
	return Compose{[]Bijector{Exp{}, Affine{Loc: bound, Dom: constraint.Positive{}}}}
}

// below maps onto x < bound.
func below(bound np.Array) Bijector {
	return Compose{[]Bijector{Exp{}, Affine{Loc: bound, Scale: np.Of(-1.0), Dom: constraint.Positive{}}}}
}

// between maps onto low < x < high.
func between(low, high np.Array) Bijector {
	return Compose{[]Bijector{Sigmoid{}, Affine{Loc: low, Scale: high.Sub(low), Dom: constraint.UnitInterval{}}}}
}

func noBijector(c constraint.Constraint) error {
	if c == nil {
		return fmt.Errorf("no bijector onto a constraint that is nil")
	}
	switch _, sphere := c.(constraint.Sphere); {
	case c.IsDiscrete():
		return fmt.Errorf("no bijector onto %v, which is discrete: "+
			"sum the site out (package enum), or sample it by Gibbs steps", c)
	case sphere:
		return fmt.Errorf("no bijector onto %v, which has no flat coordinates: "+
			"normalize a normal vector instead (reparam's projected normal)", c)
	}
	return fmt.Errorf("no bijector onto %v, whose shape is not known: "+
		"give the distribution a support, or the constraint a Bijector method", c)
}
