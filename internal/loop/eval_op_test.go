package loop

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/phlox-ppl/phlox/array"
)

func (e *evaluator) value(v *Value) uint64 {
	var x []uint64
	for _, a := range v.Args {
		x = append(x, e.values[a.ID])
	}
	switch v.Op {
	case Const:
		return v.Bits
	case Load:
		return e.memory[v.At.Buffer].Bits(e.place(v.At))
	case Select:
		if x[0] != 0 {
			return x[1]
		}
		return x[2]
	case Bitcast:
		return x[0]
	}
	t := v.Args[0].Type
	if v.Op == Convert {
		return convert(v.Type, t, x[0])
	}
	if info[v.Op].typing == comparison {
		return truth(compare(v.Op, t, x[0], x[1]))
	}
	if t.IsFloat() {
		return toFloat(t, applyFloat(v.Op, t, fromFloat(t, x)))
	}
	return wrap(t, applyInt(v.Op, t, x))
}

func truth(x bool) uint64 {
	if x {
		return 1
	}
	return 0
}

// toFloat returns the bits of x rounded to t.
func toFloat(t array.DType, x float64) uint64 {
	if t == array.Float32 {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

func fromFloat(t array.DType, x []uint64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Float64frombits(v)
		if t == array.Float32 {
			out[i] = float64(math.Float32frombits(uint32(v)))
		}
	}
	return out
}

// wrap returns the bits of an integer or bool of type t with the low bits of x.
func wrap(t array.DType, x int64) uint64 {
	switch {
	case t == array.Bool:
		return uint64(x) & 1
	case t.Size() == 4:
		return uint64(uint32(x))
	}
	return uint64(x)
}

// extend returns an integer as an int64 of the same value, but for large uint64.
func extend(t array.DType, x uint64) int64 {
	if t == array.Int32 {
		return int64(int32(x))
	}
	return int64(x)
}

// applyFloat computes in float64. For float32 the result is rounded again, which changes nothing for the
// arithmetic operations (53 >= 2·24 + 2 bits).
func applyFloat(op Op, t array.DType, x []float64) float64 {
	if f := functions1[op]; f != nil {
		return f(x[0])
	}
	if f := functions2[op]; f != nil {
		return f(x[0], x[1])
	}
	switch op {
	case Neg:
		return -x[0]
	case Abs:
		return math.Abs(x[0])
	case Sqrt:
		return math.Sqrt(x[0])
	case Floor:
		return math.Floor(x[0])
	case Ceil:
		return math.Ceil(x[0])
	case Round:
		return math.RoundToEven(x[0])
	case Trunc:
		return math.Trunc(x[0])
	case Add:
		return x[0] + x[1]
	case Sub:
		return x[0] - x[1]
	case Mul:
		return x[0] * x[1]
	case Div:
		return x[0] / x[1]
	case Min:
		if x[0] != x[0] || x[1] != x[1] {
			return math.NaN()
		}
		return math.Min(x[0], x[1])
	case Max:
		if x[0] != x[0] || x[1] != x[1] {
			return math.NaN()
		}
		return math.Max(x[0], x[1])
	case FMA:
		if t == array.Float32 {
			return exactFMA32(x[0], x[1], x[2])
		}
		return math.FMA(x[0], x[1], x[2])
	}
	panic(op)
}

// exactFMA32 adds up exactly and then rounds to float32.
func exactFMA32(x, y, z float64) float64 {
	sum := x*y + z
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return sum // is that exactly: see TestFMA32
	}
	exact := new(big.Float).SetPrec(1000)
	exact.Mul(big.NewFloat(x).SetPrec(1000), big.NewFloat(y))
	exact.Add(exact, big.NewFloat(z))
	r, _ := exact.Float32()
	return float64(r)
}

func applyInt(op Op, t array.DType, x []uint64) int64 {
	a := extend(t, x[0])
	switch op {
	case Neg:
		return -a
	case Abs:
		if t.IsSigned() {
			return max(a, -a)
		}
		return a
	case Not:
		return ^a
	case Popcount:
		return int64(bits.OnesCount64(x[0]))
	}
	b := extend(t, x[1])
	switch op {
	case Add:
		return a + b
	case Sub:
		return a - b
	case Mul:
		return a * b
	case Div, Rem:
		return divide(op, t, a, b)
	case And:
		return a & b
	case Or:
		return a | b
	case Xor:
		return a ^ b
	case Min, Max:
		if compare(Lt, t, x[0], x[1]) == (op == Min) {
			return a
		}
		return b
	case Shl, Shr:
		return shift(op, t, a, b)
	}
	panic(op)
}

func divide(op Op, t array.DType, a, b int64) int64 {
	switch {
	case b == 0 && op == Div:
		return 0
	case b == 0:
		return a
	case op == Div && t.IsSigned():
		return a / b
	case op == Div:
		return int64(uint64(a) / uint64(b))
	case t.IsSigned():
		return a % b
	}
	return int64(uint64(a) % uint64(b))
}

func shift(op Op, t array.DType, a, b int64) int64 {
	out := b < 0 || b >= int64(8*t.Size())
	switch {
	case out && op == Shr && t.IsSigned() && a < 0:
		return -1
	case out:
		return 0
	case op == Shl:
		return a << b
	case t.IsSigned():
		return a >> b
	}
	return int64(uint64(a) >> b)
}

func compare(op Op, t array.DType, x, y uint64) bool {
	var less, equal bool
	switch {
	case t.IsFloat():
		v := fromFloat(t, []uint64{x, y})
		less, equal = v[0] < v[1], v[0] == v[1]
	case t.IsSigned():
		less, equal = extend(t, x) < extend(t, y), x == y
	default:
		less, equal = x < y, x == y
	}
	switch op {
	case Eq:
		return equal
	case Ne:
		return !equal
	case Lt:
		return less
	}
	return less || equal
}

// convert goes through an exact number.
func convert(to, from array.DType, x uint64) uint64 {
	exact := new(big.Float).SetPrec(100)
	switch {
	case from.IsFloat():
		v := fromFloat(from, []uint64{x})[0]
		switch {
		case v != v && to.IsInt():
			return 0
		case math.IsNaN(v) || math.IsInf(v, 0) || v == 0:
			if to.IsFloat() {
				return toFloat(to, v)
			}
			if to == array.Bool {
				return truth(v != 0)
			}
		}
		exact.SetFloat64(v)
	case from.IsSigned():
		exact.SetInt64(extend(from, x))
	default:
		exact.SetUint64(x)
	}
	switch to {
	case array.Bool:
		return truth(exact.Sign() != 0)
	case array.Float64:
		v, _ := exact.Float64()
		return toFloat(to, v)
	case array.Float32:
		v, _ := exact.Float32()
		return toFloat(to, float64(v))
	}
	if from.IsInt() || from == array.Bool {
		return wrap(to, extend(from, x))
	}
	return saturated(to, exact)
}

func saturated(to array.DType, x *big.Float) uint64 {
	if to == array.Uint64 {
		v, _ := x.Uint64()
		return v
	}
	v, _ := x.Int64()
	switch to {
	case array.Int32:
		v = max(math.MinInt32, min(math.MaxInt32, v))
	case array.Uint32:
		v = max(0, min(math.MaxUint32, v))
	}
	return wrap(to, v)
}
