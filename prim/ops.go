package prim

import "github.com/phlox-ppl/phlox/ir"

// Ops has one of each op of this package, for ir.Parse.
func Ops() []ir.Op {
	ops := []ir.Op{
		Convert{}, Bitcast{}, Polygamma{}, SelectOp{}, StopGradient{},
		Broadcast{}, ReshapeOp{}, Permute{}, ReverseOp{}, SliceOp{}, PadOp{}, ConcatOp{},
		SumOp{}, ReduceOp{}, ArgReduce{}, Cumulative{}, SortOp{}, SearchsortedOp{},
		DynamicSlice{}, DynamicUpdate{}, TakeOp{}, Scatter{},
		DotOp{}, DiagonalOp{}, CholeskyOp{}, CholeskyTangent{}, CholeskyPullback{}, TriangularSolve{}, SolveOp{}, SlogdetOp{}, EighOp{}, QROp{},
		ThreefryOp{},
	}
	for op := range numElementwise {
		ops = append(ops, op)
	}
	return ops
}
