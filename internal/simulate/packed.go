package simulate

// dwords and qwords are the elements of integers.
var dwords, qwords = ps, pd

// Functions of integers have them without sign, and of what they return only the lower bits count.

func plus(x, y uint64, _ uint8) uint64     { return x + y }
func minus(x, y uint64, _ uint8) uint64    { return x - y }
func times(x, y uint64, _ uint8) uint64    { return x * y }
func least(x, y uint64, _ uint8) uint64    { return min(x, y) }
func most(x, y uint64, _ uint8) uint64     { return max(x, y) }
func and(x, y uint64, _ uint8) uint64      { return x & y }
func andNot(x, y uint64, _ uint8) uint64   { return ^x & y }
func or(x, y uint64, _ uint8) uint64       { return x | y }
func xor(x, y uint64, _ uint8) uint64      { return x ^ y }
func lowTimes(x, y uint64, _ uint8) uint64 { return uint64(uint32(x)) * uint64(uint32(y)) }

// extended returns an element of some size with its sign.
func extended(x uint64, size int) int64 {
	shift := 64 - 8*size
	return int64(x<<shift) >> shift
}

func signedLeast(size int) func2 {
	return func(x, y uint64, _ uint8) uint64 { return uint64(min(extended(x, size), extended(y, size))) }
}

func signedMost(size int) func2 {
	return func(x, y uint64, _ uint8) uint64 { return uint64(max(extended(x, size), extended(y, size))) }
}

func absolute(size int) func1 {
	return func(x uint64, _ uint8) uint64 {
		if n := extended(x, size); n < 0 {
			return uint64(-n)
		}
		return x
	}
}

// Go's shifts by a number of bits that there are not give what the processor's do.

func left(x, n uint64, _ uint8) uint64 { return x << n }

func right(x, n uint64, _ uint8) uint64 { return x >> n }

func signedRight(size int) func2 {
	return func(x, n uint64, _ uint8) uint64 { return uint64(extended(x, size) >> n) }
}

// by makes a shift one by the immediate.
func by(f func2) func1 { return func(x uint64, imm uint8) uint64 { return f(x, uint64(imm), 0) } }

// rotated rotates to the left.
func rotated(size int) func1 {
	return func(x uint64, imm uint8) uint64 {
		n, width := int(imm)%(8*size), 8*size
		return x<<n | x>>(width-n)
	}
}

func equal(x, y uint64, _ uint8) bool { return x == y }

func signedGreater(size int) test {
	return func(x, y uint64, _ uint8) bool { return extended(x, size) > extended(y, size) }
}

// ordered compares by a predicate: 0 to 7 are equal, less, less or equal, never, and the opposites of these.
func ordered(size int, signed bool) test {
	return func(x, y uint64, predicate uint8) (holds bool) {
		less := x < y
		if signed {
			less = extended(x, size) < extended(y, size)
		}
		switch predicate & 3 {
		case 0:
			holds = x == y
		case 1:
			holds = less
		case 2:
			holds = less || x == y
		}
		return holds != (predicate&4 != 0)
	}
}

func common(x, y uint64, _ uint8) bool { return x&y != 0 }

// logic has the operations on bits. With EVEX their elements matter to masks and broadcasts alone.
func logic() []definition {
	return []definition{
		{"VEX.NP.0F.WIG 54 /r, EVEX.NP.0F.W0 54 /r, EVEX.66.0F.W0 DB /r", ps.binary(and)},
		{"VEX.66.0F.WIG 54 /r, EVEX.66.0F.W1 54 /r, EVEX.66.0F.W1 DB /r, VEX.66.0F.WIG DB /r", pd.binary(and)},
		{"VEX.NP.0F.WIG 55 /r, EVEX.NP.0F.W0 55 /r, EVEX.66.0F.W0 DF /r", ps.binary(andNot)},
		{"VEX.66.0F.WIG 55 /r, EVEX.66.0F.W1 55 /r, EVEX.66.0F.W1 DF /r, VEX.66.0F.WIG DF /r", pd.binary(andNot)},
		{"VEX.NP.0F.WIG 56 /r, EVEX.NP.0F.W0 56 /r, EVEX.66.0F.W0 EB /r", ps.binary(or)},
		{"VEX.66.0F.WIG 56 /r, EVEX.66.0F.W1 56 /r, EVEX.66.0F.W1 EB /r, VEX.66.0F.WIG EB /r", pd.binary(or)},
		{"VEX.NP.0F.WIG 57 /r, EVEX.NP.0F.W0 57 /r, EVEX.66.0F.W0 EF /r", ps.binary(xor)},
		{"VEX.66.0F.WIG 57 /r, EVEX.66.0F.W1 57 /r, EVEX.66.0F.W1 EF /r, VEX.66.0F.WIG EF /r", pd.binary(xor)},
	}
}

// packed has the arithmetic of integers.
func packed() []definition {
	return []definition{
		{"VEX.66.0F.WIG FE /r, EVEX.66.0F.W0 FE /r", dwords.binary(plus)},
		{"VEX.66.0F.WIG D4 /r, EVEX.66.0F.W1 D4 /r", qwords.binary(plus)},
		{"VEX.66.0F.WIG FA /r, EVEX.66.0F.W0 FA /r", dwords.binary(minus)},
		{"VEX.66.0F.WIG FB /r, EVEX.66.0F.W1 FB /r", qwords.binary(minus)},
		{"VEX.66.0F38.WIG 40 /r, EVEX.66.0F38.W0 40 /r", dwords.binary(times)},
		{"EVEX.66.0F38.W1 40 /r", qwords.binary(times)},
		{"VEX.66.0F.WIG F4 /r, EVEX.66.0F.W1 F4 /r", qwords.binary(lowTimes)},
		{"VEX.66.0F38.WIG 39 /r, EVEX.66.0F38.W0 39 /r", dwords.binary(signedLeast(4))},
		{"EVEX.66.0F38.W1 39 /r", qwords.binary(signedLeast(8))},
		{"VEX.66.0F38.WIG 3B /r, EVEX.66.0F38.W0 3B /r", dwords.binary(least)},
		{"EVEX.66.0F38.W1 3B /r", qwords.binary(least)},
		{"VEX.66.0F38.WIG 3D /r, EVEX.66.0F38.W0 3D /r", dwords.binary(signedMost(4))},
		{"EVEX.66.0F38.W1 3D /r", qwords.binary(signedMost(8))},
		{"VEX.66.0F38.WIG 3F /r, EVEX.66.0F38.W0 3F /r", dwords.binary(most)},
		{"EVEX.66.0F38.W1 3F /r", qwords.binary(most)},
		{"VEX.66.0F38.WIG 1E /r, EVEX.66.0F38.WIG 1E /r", dwords.unary(absolute(4))},
		{"EVEX.66.0F38.W1 1F /r", qwords.unary(absolute(8))},

		{"VEX.66.0F38.W0 47 /r, EVEX.66.0F38.W0 47 /r", dwords.binary(left)},
		{"VEX.66.0F38.W1 47 /r, EVEX.66.0F38.W1 47 /r", qwords.binary(left)},
		{"VEX.66.0F38.W0 45 /r, EVEX.66.0F38.W0 45 /r", dwords.binary(right)},
		{"VEX.66.0F38.W1 45 /r, EVEX.66.0F38.W1 45 /r", qwords.binary(right)},
		{"VEX.66.0F38.W0 46 /r, EVEX.66.0F38.W0 46 /r", dwords.binary(signedRight(4))},
		{"EVEX.66.0F38.W1 46 /r", qwords.binary(signedRight(8))},
		{"VEX.66.0F.WIG 72 /6 ib", registers(dwords.shifted(by(left)))},
		{"EVEX.66.0F.W0 72 /6 ib", dwords.shifted(by(left))},
		{"VEX.66.0F.WIG 73 /6 ib", registers(qwords.shifted(by(left)))},
		{"EVEX.66.0F.W1 73 /6 ib", qwords.shifted(by(left))},
		{"VEX.66.0F.WIG 72 /2 ib", registers(dwords.shifted(by(right)))},
		{"EVEX.66.0F.W0 72 /2 ib", dwords.shifted(by(right))},
		{"VEX.66.0F.WIG 73 /2 ib", registers(qwords.shifted(by(right)))},
		{"EVEX.66.0F.W1 73 /2 ib", qwords.shifted(by(right))},
		{"VEX.66.0F.WIG 72 /4 ib", registers(dwords.shifted(by(signedRight(4))))},
		{"EVEX.66.0F.W0 72 /4 ib", dwords.shifted(by(signedRight(4)))},
		{"EVEX.66.0F.W1 72 /4 ib", qwords.shifted(by(signedRight(8)))},
		{"EVEX.66.0F.W0 72 /1 ib", dwords.shifted(rotated(4))},
		{"EVEX.66.0F.W1 72 /1 ib", qwords.shifted(rotated(8))},

		{"VEX.66.0F.WIG 76 /r", dwords.binary(ones(equal))},
		{"VEX.66.0F38.WIG 29 /r", qwords.binary(ones(equal))},
		{"VEX.66.0F.WIG 66 /r", dwords.binary(ones(signedGreater(4)))},
		{"VEX.66.0F38.WIG 37 /r", qwords.binary(ones(signedGreater(8)))},
		{"EVEX.66.0F3A.W0 1F /r ib", dwords.compared(ordered(4, true))},
		{"EVEX.66.0F3A.W1 1F /r ib", qwords.compared(ordered(8, true))},
		{"EVEX.66.0F3A.W0 1E /r ib", dwords.compared(ordered(4, false))},
		{"EVEX.66.0F3A.W1 1E /r ib", qwords.compared(ordered(8, false))},
		{"EVEX.66.0F38.W0 27 /r", dwords.compared(common)},
		{"EVEX.66.0F38.W1 27 /r", qwords.compared(common)},
	}
}

// registers returns the rule for operands that are not in memory.
func registers(r rule) rule {
	r.takesMemory = false
	return r
}
