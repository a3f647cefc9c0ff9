package loop

import (
	"math"
	"math/bits"
	"unsafe"
)

func negN[T number](z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	for i := range c {
		c[i] = -a[i]
	}
}

// absN is for integers: -0 is a matter of absFloatN, and of an unsigned number there is nothing to do.
func absN[T number](z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	for i := range c {
		c[i] = max(a[i], -a[i])
	}
}

func absFloatN[T float](z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	for i := range c {
		c[i] = T(math.Abs(float64(a[i])))
	}
}

func sqrtN[T float](z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	for i := range c {
		c[i] = T(math.Sqrt(float64(a[i]))) // rounding twice is right for float32
	}
}

func notN[T bitwise](z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	for i := range c {
		c[i] = ^a[i]
	}
}

func notBoolN(z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[uint8](z, x, n)
	for i := range c {
		c[i] = a[i] ^ 1
	}
}

func popcountN[T integer](z, x, _, _ unsafe.Pointer, n int) {
	c, a := lanes2[T](z, x, n)
	unused := 64 - 8*unsafe.Sizeof(T(0))
	for i := range c {
		c[i] = T(bits.OnesCount64(uint64(a[i]) << unused))
	}
}

func copyN[T any](z, x, _, _ unsafe.Pointer, n int) { copy(lanes[T](z, n), lanes[T](x, n)) }

func addN[T number](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] + b[i]
	}
}

func subN[T number](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] - b[i]
	}
}

func mulN[T number](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] * b[i]
	}
}

func divN[T float](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] / b[i]
	}
}

func quotientN[T integer](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		if b[i] == 0 {
			c[i] = 0
		} else {
			c[i] = a[i] / b[i]
		}
	}
}

func remN[T integer](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		if b[i] == 0 {
			c[i] = a[i]
		} else {
			c[i] = a[i] % b[i]
		}
	}
}

func minN[T all](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = min(a[i], b[i])
	}
}

func maxN[T all](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = max(a[i], b[i])
	}
}

func andN[T bitwise](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] & b[i]
	}
}

func orN[T bitwise](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] | b[i]
	}
}

func xorN[T bitwise](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] ^ b[i]
	}
}

// A negative count converts to one that is above every width, and for those Go's shifts are ours.
func shlN[T integer](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] << uint64(b[i])
	}
}

func shrN[T integer](z, x, y, _ unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, x, y, n)
	for i := range c {
		c[i] = a[i] >> uint64(b[i])
	}
}

func eqN[T all](z, x, y, _ unsafe.Pointer, n int) {
	a, b, c := lanes[T](x, n), lanes[T](y, n), lanes[bool](z, n)
	for i := range c {
		c[i] = a[i] == b[i]
	}
}

func neN[T all](z, x, y, _ unsafe.Pointer, n int) {
	a, b, c := lanes[T](x, n), lanes[T](y, n), lanes[bool](z, n)
	for i := range c {
		c[i] = a[i] != b[i]
	}
}

func ltN[T all](z, x, y, _ unsafe.Pointer, n int) {
	a, b, c := lanes[T](x, n), lanes[T](y, n), lanes[bool](z, n)
	for i := range c {
		c[i] = a[i] < b[i]
	}
}

func leN[T all](z, x, y, _ unsafe.Pointer, n int) {
	a, b, c := lanes[T](x, n), lanes[T](y, n), lanes[bool](z, n)
	for i := range c {
		c[i] = a[i] <= b[i]
	}
}

func fma64N(z, x, y, w unsafe.Pointer, n int) {
	c, a, b := lanes3[float64](z, x, y, n)
	d := lanes[float64](w, n)
	for i := range c {
		c[i] = math.FMA(a[i], b[i], d[i])
	}
}

func fma32N(z, x, y, w unsafe.Pointer, n int) {
	c, a, b := lanes3[float32](z, x, y, n)
	d := lanes[float32](w, n)
	for i := range c {
		c[i] = fma32(a[i], b[i], d[i])
	}
}

func selectN[T all](z, x, y, w unsafe.Pointer, n int) {
	c, a, b := lanes3[T](z, y, w, n)
	cond := lanes[bool](x, n)
	for i := range c {
		if cond[i] {
			c[i] = a[i]
		} else {
			c[i] = b[i]
		}
	}
}
