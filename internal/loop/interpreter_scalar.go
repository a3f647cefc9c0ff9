package loop

import (
	"math"
	"unsafe"

	"github.com/phlox-ppl/phlox/array"
)

// The element types by what they can do. A bool is a uint8 that is 0 or 1.
type (
	float   interface{ float32 | float64 }
	integer interface {
		int32 | int64 | uint32 | uint64
	}
	number  interface{ integer | float }
	bitwise interface{ uint8 | integer }
	all     interface{ uint8 | number }
)

// scalarOps are the ops on scalars that have an instruction of their own, by op and type of the last operand.
// All others run their kernel on one lane.
var scalarOps = func() (t scalarTable) {
	scalarNumbers[int32](&t, array.Int32)
	scalarNumbers[int64](&t, array.Int64)
	scalarNumbers[uint32](&t, array.Uint32)
	scalarNumbers[uint64](&t, array.Uint64)
	scalarNumbers[float32](&t, array.Float32)
	scalarNumbers[float64](&t, array.Float64)
	scalarFloats[float32](&t, array.Float32)
	scalarFloats[float64](&t, array.Float64)
	scalarIntegers[int32](&t, array.Int32)
	scalarIntegers[int64](&t, array.Int64)
	scalarIntegers[uint32](&t, array.Uint32)
	scalarIntegers[uint64](&t, array.Uint64)
	scalarBits[uint8](&t, array.Bool)
	scalarBits[int32](&t, array.Int32)
	scalarBits[int64](&t, array.Int64)
	scalarBits[uint32](&t, array.Uint32)
	scalarBits[uint64](&t, array.Uint64)
	scalarAll[uint8](&t, array.Bool)
	t[FMA][array.Float64] = fma1
	return t
}()

type scalarTable = [numOps][array.Float64 + 1]func(*machine, *instr)

func scalarAll[T all](t *scalarTable, d array.DType) {
	t[Min][d], t[Max][d] = min1[T], max1[T]
	t[Eq][d], t[Ne][d], t[Lt][d], t[Le][d] = eq1[T], ne1[T], lt1[T], le1[T]
	t[Select][d] = select1[T]
}

func scalarNumbers[T number](t *scalarTable, d array.DType) {
	t[Neg][d] = neg1[T]
	t[Add][d], t[Sub][d], t[Mul][d] = add1[T], sub1[T], mul1[T]
	scalarAll[T](t, d)
}

func scalarFloats[T float](t *scalarTable, d array.DType) {
	t[Div][d], t[Sqrt][d] = div1[T], sqrt1[T]
}

func scalarBits[T bitwise](t *scalarTable, d array.DType) {
	t[And][d], t[Or][d], t[Xor][d] = and1[T], or1[T], xor1[T]
}

func scalarIntegers[T integer](t *scalarTable, d array.DType) {
	t[Shl][d], t[Shr][d] = shl1[T], shr1[T]
}

// run1 runs the kernel on scalars.
func run1(m *machine, in *instr) {
	in.kernel(unsafe.Add(m.regs, in.z), unsafe.Add(m.regs, in.x), unsafe.Add(m.regs, in.y), unsafe.Add(m.regs, in.w), 1)
}

func neg1[T number](m *machine, in *instr)  { *reg[T](m, in.z) = -*reg[T](m, in.x) }
func add1[T number](m *machine, in *instr)  { *reg[T](m, in.z) = *reg[T](m, in.x) + *reg[T](m, in.y) }
func sub1[T number](m *machine, in *instr)  { *reg[T](m, in.z) = *reg[T](m, in.x) - *reg[T](m, in.y) }
func mul1[T number](m *machine, in *instr)  { *reg[T](m, in.z) = *reg[T](m, in.x) * *reg[T](m, in.y) }
func div1[T float](m *machine, in *instr)   { *reg[T](m, in.z) = *reg[T](m, in.x) / *reg[T](m, in.y) }
func and1[T bitwise](m *machine, in *instr) { *reg[T](m, in.z) = *reg[T](m, in.x) & *reg[T](m, in.y) }
func or1[T bitwise](m *machine, in *instr)  { *reg[T](m, in.z) = *reg[T](m, in.x) | *reg[T](m, in.y) }
func xor1[T bitwise](m *machine, in *instr) { *reg[T](m, in.z) = *reg[T](m, in.x) ^ *reg[T](m, in.y) }
func min1[T all](m *machine, in *instr)     { *reg[T](m, in.z) = min(*reg[T](m, in.x), *reg[T](m, in.y)) }
func max1[T all](m *machine, in *instr)     { *reg[T](m, in.z) = max(*reg[T](m, in.x), *reg[T](m, in.y)) }

func eq1[T all](m *machine, in *instr) {
	*reg[bool](m, in.z) = *reg[T](m, in.x) == *reg[T](m, in.y)
}

func ne1[T all](m *machine, in *instr) {
	*reg[bool](m, in.z) = *reg[T](m, in.x) != *reg[T](m, in.y)
}

func lt1[T all](m *machine, in *instr) {
	*reg[bool](m, in.z) = *reg[T](m, in.x) < *reg[T](m, in.y)
}

func le1[T all](m *machine, in *instr) {
	*reg[bool](m, in.z) = *reg[T](m, in.x) <= *reg[T](m, in.y)
}

// A negative count converts to one that is above every width, and for those Go's shifts are ours.
func shl1[T integer](m *machine, in *instr) {
	*reg[T](m, in.z) = *reg[T](m, in.x) << uint64(*reg[T](m, in.y))
}

func shr1[T integer](m *machine, in *instr) {
	*reg[T](m, in.z) = *reg[T](m, in.x) >> uint64(*reg[T](m, in.y))
}

func sqrt1[T float](m *machine, in *instr) {
	*reg[T](m, in.z) = T(math.Sqrt(float64(*reg[T](m, in.x)))) // rounding twice is right for float32
}

func fma1(m *machine, in *instr) {
	*reg[float64](m, in.z) = math.FMA(*reg[float64](m, in.x), *reg[float64](m, in.y), *reg[float64](m, in.w))
}

func select1[T all](m *machine, in *instr) {
	if *reg[bool](m, in.x) {
		*reg[T](m, in.z) = *reg[T](m, in.y)
	} else {
		*reg[T](m, in.z) = *reg[T](m, in.w)
	}
}

// move copies a register.
func move(m *machine, in *instr) { *reg[uint64](m, in.z) = *reg[uint64](m, in.x) }
