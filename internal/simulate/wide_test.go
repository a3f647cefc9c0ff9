package simulate

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/internal/asm/amd64"
)

// What only AVX-512 has is compared with the definition of each instruction: here those that do the same with all elements.

// wideCase is an instruction with operands of some sizes, and what it computes of an element of each.
type wideCase struct {
	op       amd64.VOp
	to, from int
	imm      int // or -1
	f        func(x, y uint64) uint64
	unary    bool
}

func (c wideCase) String() string { return fmt.Sprintf("%v %d", c.op, c.imm) }

func wideCases() (list []wideCase) {
	unary := func(op amd64.VOp, to, from, imm int, f func(x uint64) uint64) {
		list = append(list, wideCase{op, to, from, imm, func(_, y uint64) uint64 { return f(y) }, true})
	}
	binary := func(op amd64.VOp, size int, f func(x, y uint64) uint64) {
		list = append(list, wideCase{op, size, size, -1, f, false})
	}
	for imm := range 64 {
		unary(amd64.VRNDSCALEPS, 4, 4, imm, func(x uint64) uint64 { return bits4(scaled(singleOf(x), imm), x) })
		unary(amd64.VRNDSCALEPD, 8, 8, imm, func(x uint64) uint64 { return bits8(scaled(math.Float64frombits(x), imm), x) })
	}
	for _, c := range []struct {
		op       amd64.VOp
		to, from int
		signed   bool
	}{
		{amd64.VCVTUDQ2PS, 4, 4, false}, {amd64.VCVTUDQ2PD, 8, 4, false}, {amd64.VCVTQQ2PS, 4, 8, true}, {amd64.VCVTQQ2PD, 8, 8, true},
		{amd64.VCVTUQQ2PS, 4, 8, false}, {amd64.VCVTUQQ2PD, 8, 8, false},
	} {
		unary(c.op, c.to, c.from, -1, func(x uint64) uint64 { return nearest(integer(x, c.from, c.signed), c.to) })
	}
	for _, c := range []struct {
		op       amd64.VOp
		to, from int
		signed   bool
	}{
		{amd64.VCVTTPS2UDQ, 4, 4, false}, {amd64.VCVTTPD2UDQ, 4, 8, false}, {amd64.VCVTTPS2QQ, 8, 4, true}, {amd64.VCVTTPD2QQ, 8, 8, true},
		{amd64.VCVTTPS2UQQ, 8, 4, false}, {amd64.VCVTTPD2UQQ, 8, 8, false}, {amd64.VCVTTPS2DQ, 4, 4, true}, {amd64.VCVTTPD2DQ, 4, 8, true},
	} {
		unary(c.op, c.to, c.from, -1, func(x uint64) uint64 { return whole(x, c.from, c.to, c.signed) })
	}
	binary(amd64.VPMULLQ, 8, func(x, y uint64) uint64 { _, low := bits.Mul64(x, y); return low })
	binary(amd64.VPMINSQ, 8, func(x, y uint64) uint64 { return uint64(min(int64(x), int64(y))) })
	binary(amd64.VPMAXSQ, 8, func(x, y uint64) uint64 { return uint64(max(int64(x), int64(y))) })
	binary(amd64.VPMINUQ, 8, func(x, y uint64) uint64 { return min(x, y) })
	binary(amd64.VPMAXUQ, 8, func(x, y uint64) uint64 { return max(x, y) })
	binary(amd64.VPXORD, 4, func(x, y uint64) uint64 { return x ^ y })
	binary(amd64.VPSRAVQ, 8, func(x, y uint64) uint64 { return shiftedRight(x, y) })
	binary(amd64.VADDPD, 8, func(x, y uint64) uint64 { return sum(x, y) })
	binary(amd64.VPADDD, 4, func(x, y uint64) uint64 { return uint64(uint32(x + y)) })
	unary(amd64.VPABSQ, 8, 8, -1, func(x uint64) uint64 { return min(x, -x) })
	for _, n := range []int{0, 1, 5, 31, 32, 63, 64, 200} {
		unary(amd64.VPSRAQ, 8, 8, n, func(x uint64) uint64 { return shiftedRight(x, uint64(n)) })
		unary(amd64.VPROLD, 4, 4, n, func(x uint64) uint64 { return uint64(bits.RotateLeft32(uint32(x), n)) })
		unary(amd64.VPROLQ, 8, 8, n, func(x uint64) uint64 { return bits.RotateLeft64(x, n) })
	}
	return list
}

// shiftedRight shifts in signs, one at a time.
func shiftedRight(x, n uint64) uint64 {
	for range min(n, 64) {
		x = x>>1 | x&(1<<63)
	}
	return x
}

func singleOf(x uint64) float64 { return float64(math.Float32frombits(uint32(x))) }

// bits4 returns the bits of a float32, or of the NaN that was there.
func bits4(y float64, x uint64) uint64 {
	if y != y {
		return x | 1<<22
	}
	return uint64(math.Float32bits(float32(y)))
}

func bits8(y float64, x uint64) uint64 {
	if y != y {
		return x | 1<<51
	}
	return math.Float64bits(y)
}

// sum is that of two numbers, or the first NaN.
func sum(x, y uint64) uint64 {
	a, b := math.Float64frombits(x), math.Float64frombits(y)
	switch {
	case a != a:
		return x | 1<<51
	case b != b:
		return y | 1<<51
	case math.IsInf(a, 1) && math.IsInf(b, -1) || math.IsInf(a, -1) && math.IsInf(b, 1):
		return 0xFFF8 << 48
	}
	return math.Float64bits(a + b)
}

// scaled rounds to so many bits of fraction: nearest, down, up or toward zero.
func scaled(x float64, imm int) float64 {
	bits, mode := imm>>4, imm&3
	if imm&4 != 0 {
		mode = 0
	}
	if x != x || math.IsInf(x, 0) || math.Abs(x) > 0x1p55 {
		return x
	}
	unit := math.Exp2(-float64(bits))
	low := math.Floor(x/unit) * unit // exact
	high := low
	if low != x {
		high += unit
	}
	y := low
	switch {
	case mode == 2, mode == 3 && x < 0:
		y = high
	case mode == 0 && (x-low > high-x || x-low == high-x && math.Mod(low/unit, 2) != 0):
		y = high
	}
	return math.Copysign(y, x)
}

func integer(x uint64, size int, signed bool) *big.Int {
	z := new(big.Int).SetUint64(x)
	if signed && x>>(8*size-1) != 0 {
		z.Sub(z, new(big.Int).Lsh(big.NewInt(1), uint(8*size)))
	}
	return z
}

// nearest returns an integer as a float of some size.
func nearest(x *big.Int, size int) uint64 {
	f := new(big.Float).SetInt(x)
	if size == 4 {
		y, _ := f.Float32()
		return uint64(math.Float32bits(y))
	}
	y, _ := f.Float64()
	return math.Float64bits(y)
}

// whole returns a float as an integer: toward zero, and what does not fit as the processor does.
func whole(x uint64, from, to int, signed bool) uint64 {
	f := math.Float64frombits(x)
	if from == 4 {
		f = singleOf(x)
	}
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(8*to))
	wrong := ^uint64(0) >> (64 - 8*to)
	if signed {
		high.Rsh(high, 1)
		low.Neg(high)
		wrong = 1 << (8*to - 1)
	}
	if f != f || math.IsInf(f, 0) {
		return wrong
	}
	z, _ := big.NewFloat(f).Int(nil)
	if z.Cmp(low) < 0 || z.Cmp(high) >= 0 {
		return wrong
	}
	if z.Sign() < 0 {
		z.Add(z, new(big.Int).Lsh(big.NewInt(1), uint(8*to)))
	}
	return z.Uint64()
}

// The ways to give the last operand.
const (
	inRegister = iota
	inMemory
	broadcastFrom
	ways
)

// The ways to treat elements that are not in the mask.
const (
	unmasked = iota
	merging
	zeroing
	maskings
)

const (
	codeAt   = 0x10000
	dataBase = 0x2000040
)

// machine returns a Machine with random registers, one memory, to which RSI points, and the code that write writes.
func machine(t *testing.T, d *dice, write func(a *amd64.Assembler)) (m *Machine, data []byte) {
	t.Helper()
	a := amd64.New(amd64.AVX512)
	write(a)
	a.Emit(amd64.RET)
	code, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	m, data = New(code, codeAt), make([]byte, 256)
	for i := 0; i < len(data); i += 8 {
		setElement(data[i:i+8], d.number())
	}
	for r := range m.V {
		for i := range 8 {
			m.V[r].set(i, 8, d.number())
		}
	}
	for k := range m.K {
		m.K[k] = d.Uint64()
	}
	m.R[amd64.RSI] = dataBase
	m.Map(dataBase, data)
	return m, data
}

// places of operands, of memory in units of short displacements: far ones are not multiples.
var displacements = []int32{0, 64, 128, 4, 61}

func TestWide(t *testing.T) {
	d := &dice{Rand: rand.New(rand.NewPCG(1, 2))}
	for _, c := range wideCases() {
		for _, w := range []amd64.Width{amd64.X, amd64.Y, amd64.Z} {
			for k := range ways * maskings {
				c.check(t, d, w, k%ways, k/ways)
			}
		}
	}
}

func (c wideCase) check(t *testing.T, d *dice, w amd64.Width, way, masking int) {
	dst, v, rm, k, disp := amd64.Vec(d.IntN(32)), amd64.Vec(d.IntN(32)), amd64.Vec(d.IntN(32)), amd64.Mask(1+d.IntN(7)), one(d, displacements...)
	var opts []amd64.Opt
	if c.imm >= 0 {
		opts = append(opts, amd64.Imm(uint8(c.imm)))
	}
	if masking != unmasked {
		opts = append(opts, [...]amd64.Opt{merging: amd64.Masked(k), zeroing: amd64.Zeroed(k)}[masking])
	}
	mem := amd64.At(amd64.RSI, disp)
	if way == broadcastFrom {
		mem = mem.Splat()
	}
	m, data := machine(t, d, func(a *amd64.Assembler) {
		switch {
		case c.unary && way == inRegister:
			a.VV(c.op, w, dst, rm, opts...)
		case c.unary:
			a.VM(c.op, w, dst, mem, opts...)
		case way == inRegister:
			a.VVV(c.op, w, dst, v, rm, opts...)
		default:
			a.VVM(c.op, w, dst, v, mem, opts...)
		}
	})
	n := 8 << w / max(c.to, c.from)
	var want Vector
	for i := range n {
		y := m.V[rm].element(i, c.from)
		switch at := int(disp); way {
		case inMemory:
			y = element(data[at+i*c.from : at+(i+1)*c.from])
		case broadcastFrom:
			y = element(data[at : at+c.from])
		}
		switch {
		case masking == unmasked || m.K[k]>>i&1 != 0:
			want.set(i, c.to, c.f(m.V[v].element(i, c.to), y))
		case masking == merging:
			want.set(i, c.to, m.V[dst].element(i, c.to))
		}
	}
	if _, err := m.Run(0); err != nil {
		t.Fatalf("%v: %v", c, err)
	}
	if m.V[dst] != want {
		t.Errorf("%v of width %d, way %d, masking %d:\n got %x\nwant %x", c, w, way, masking, m.V[dst], want)
	}
}

// A comparison leaves a bit for each element, and zeros where the mask has none.
func TestWideComparisons(t *testing.T) {
	d := &dice{Rand: rand.New(rand.NewPCG(1, 3))}
	for _, c := range []struct {
		op   amd64.VOp
		size int
		most int // predicate
		f    func(x, y uint64, predicate int) bool
	}{
		{amd64.VPCMPD, 4, 8, func(x, y uint64, p int) bool { return integerIs(int64(int32(x)), int64(int32(y)), p) }},
		{amd64.VPCMPQ, 8, 8, func(x, y uint64, p int) bool { return integerIs(int64(x), int64(y), p) }},
		{amd64.VPCMPUD, 4, 8, func(x, y uint64, p int) bool { return integerIs(x, y, p) }},
		{amd64.VPCMPUQ, 8, 8, func(x, y uint64, p int) bool { return integerIs(x, y, p) }},
		{amd64.VCMPPS, 4, 32, func(x, y uint64, p int) bool { return floatIs(singleOf(x), singleOf(y), p) }},
		{amd64.VCMPPD, 8, 32, func(x, y uint64, p int) bool { return floatIs(math.Float64frombits(x), math.Float64frombits(y), p) }},
		{amd64.VPTESTMD, 4, 0, func(x, y uint64, _ int) bool { return x&y != 0 }},
		{amd64.VPTESTMQ, 8, 0, func(x, y uint64, _ int) bool { return x&y != 0 }},
	} {
		for p := range max(1, c.most) {
			for _, w := range []amd64.Width{amd64.X, amd64.Y, amd64.Z} {
				dst, x, y, k, opts := amd64.Mask(d.IntN(8)), amd64.Vec(d.IntN(32)), amd64.Vec(d.IntN(32)), amd64.Mask(d.IntN(8)), []amd64.Opt(nil)
				if c.most > 0 {
					opts = append(opts, amd64.Imm(uint8(p)))
				}
				m, _ := machine(t, d, func(a *amd64.Assembler) { a.KVV(c.op, w, dst, x, y, append(opts, amd64.Masked(k))...) })
				for i := range 3 { // some are equal
					m.V[y].set(i, 8, m.V[x].element(i, 8))
				}
				want := uint64(0)
				for i := range 8 << w / c.size {
					if c.f(m.V[x].element(i, c.size), m.V[y].element(i, c.size), p) && (k == 0 || m.K[k]>>i&1 != 0) {
						want |= 1 << i
					}
				}
				if _, err := m.Run(0); err != nil {
					t.Fatal(err)
				}
				if m.K[dst] != want {
					t.Errorf("%v %d of width %d: %#x, want %#x", c.op, p, w, m.K[dst], want)
				}
			}
		}
	}
}

func integerIs[T int64 | uint64](x, y T, p int) bool {
	return [...]bool{x == y, x < y, x <= y, false, x != y, !(x < y), !(x <= y), true}[p]
}

// floatIs has the predicates in the manual's order; from 16 on they are the same with other exceptions.
func floatIs(x, y float64, p int) bool {
	nan := x != x || y != y
	return [...]bool{x == y, x < y, x <= y, nan, !(x == y), !(x < y), !(x <= y), !nan,
		x == y || nan, !(x >= y), !(x > y), false, x != y && !nan, x >= y, x > y, true}[p%16]
}
