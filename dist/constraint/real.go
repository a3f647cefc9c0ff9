package constraint

import "github.com/phlox-ppl/phlox/np"

// Real is the finite numbers.
type Real struct{ scalar }

func (Real) String() string                  { return "Real" }
func (Real) Check(x np.Array) np.Array       { return np.IsFinite(x) }
func (Real) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }

// RealVector is the vectors of finite numbers.
type RealVector struct{ vector }

func (RealVector) String() string                  { return "RealVector" }
func (RealVector) Check(x np.Array) np.Array       { return allLast(np.IsFinite(x), 1) }
func (RealVector) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }

// RealMatrix is the matrices of finite numbers.
type RealMatrix struct{ matrix }

func (RealMatrix) String() string                  { return "RealMatrix" }
func (RealMatrix) Check(x np.Array) np.Array       { return allLast(np.IsFinite(x), 2) }
func (RealMatrix) Feasible(like np.Array) np.Array { return np.ZerosLike(like) }
