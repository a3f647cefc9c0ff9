package native

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// tileFunc is z += x·y with m rows of x, in its order, and n columns of y. z is scaled by a number that stays over all.
func tileFunc(m, n, k int) *loop.Func { return tileOf(f64, m, n, k) }

func tileOf(t array.DType, m, n, k int) *loop.Func {
	b := loop.NewBuilder(fmt.Sprintf("tile%dx%d", m, n))
	x := b.Buffer(loop.In, "x", t, m*k)
	y := b.Buffer(loop.In, "y", t, k*n)
	s := b.Buffer(loop.In, "s", t, 1)
	z := b.Buffer(loop.Out, "z", t, m*n)
	zero := b.Int(i64, 0)
	scale := b.Load(loop.Address{Buffer: s})
	b.Vector(zero, b.Int(i64, int64(n)), nil, nil, func(j *loop.Value, _ []*loop.Value) []*loop.Value {
		init := make([]*loop.Value, m)
		for r := range init {
			init[r] = b.Int(t, 0)
		}
		sums := b.For(zero, b.Int(i64, int64(k)), init, func(l *loop.Value, sums []*loop.Value) []*loop.Value {
			next := make([]*loop.Value, m)
			e := b.Load(at2(y, l, n, j, 1))
			for r := range next {
				next[r] = b.Op(loop.FMA, b.Load(loop.Address{Buffer: x, Offset: r * k, Terms: []loop.Term{{Index: l, Stride: 1}}}), e, sums[r])
			}
			return next
		})
		for r, v := range sums {
			b.Store(loop.Address{Buffer: z, Offset: r * n, Terms: []loop.Term{{Index: j, Stride: 1}}}, b.Op(loop.Mul, scale, v))
		}
		return nil
	})
	return b.Finish()
}

func TestTiles(t *testing.T) {
	for _, dt := range []array.DType{array.Float32, f64} {
		for _, m := range []int{1, 3, 4, 8} {
			for _, n := range []int{1, 3, 8, 12, 14, 24, 29, 48} {
				for _, k := range []int{1, 3, 16, 101} {
					f := tileOf(dt, m, n, k)
					compare(t, f, func() []*array.Buffer { return wholeParams(f) })
				}
			}
		}
	}
}

// The loop of a tile that fills the registers has a product for each vector of sums and of columns in each turn, loads each
// element once, and has nothing in memory that could be in a register.
func TestTileFillsRegisters(t *testing.T) {
	for level, tile := range map[string][2]int{"avx2": {4, 3}, "avx512": {8, 3}} {
		lanes := map[string]int{"avx2": 4, "avx512": 8}[level]
		text, err := Listing(tileFunc(tile[0], tile[1]*lanes, 100), levels()[level])
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "  ") && !strings.Contains(line, "label") {
				lines = append(lines, line)
			}
		}
		count := map[string]int{}
		for _, line := range lines {
			count[strings.TrimRight(strings.Fields(line)[0], ".yz")]++
			if regexp.MustCompile(`\[\d+\]`).MatchString(line) {
				t.Errorf("%s: in memory: %s", level, line)
			}
		}
		if count["vfmaddpd"] != turn*tile[0]*tile[1] || count["vbroadcastsd"] != turn*tile[0] || count["vmovupd"] != turn*tile[1] {
			t.Errorf("%s: %v in\n%s", level, count, text)
		}
	}
}

// It has nothing in memory either if where less is done there are more values than registers.
func TestTileBesidePressure(t *testing.T) {
	const n, k, alive = 12, 100, 40
	b := loop.NewBuilder("beside")
	x, y, z := b.Buffer(loop.In, "x", f64, 4*k), b.Buffer(loop.In, "y", f64, k*n), b.Buffer(loop.Out, "z", f64, 4*n)
	v, w := b.Buffer(loop.In, "v", f64, 4+alive), b.Buffer(loop.Out, "w", f64, 4)
	zero := b.Int(i64, 0)
	b.Vector(zero, b.Int(i64, 4), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		var all []*loop.Value
		for j := range alive {
			a := at(v, i)
			a.Offset = j
			all = append(all, b.Load(a))
		}
		sum := all[0]
		for _, u := range append(all[1:], all...) {
			sum = b.Op(loop.FMA, sum, u, u)
		}
		b.Store(at(w, i), sum)
		return nil
	})
	b.Vector(zero, b.Int(i64, n), nil, nil, func(j *loop.Value, _ []*loop.Value) []*loop.Value {
		sums := b.For(zero, b.Int(i64, k), []*loop.Value{b.Int(f64, 0), b.Int(f64, 0), b.Int(f64, 0), b.Int(f64, 0)}, func(l *loop.Value, sums []*loop.Value) []*loop.Value {
			e, next := b.Load(at2(y, l, n, j, 1)), make([]*loop.Value, 4)
			for r := range next {
				next[r] = b.Op(loop.FMA, b.Load(loop.Address{Buffer: x, Offset: r * k, Terms: []loop.Term{{Index: l, Stride: 1}}}), e, sums[r])
			}
			return next
		})
		for r, s := range sums {
			b.Store(loop.Address{Buffer: z, Offset: r * n, Terms: []loop.Term{{Index: j, Stride: 1}}}, s)
		}
		return nil
	})
	f := b.Finish()
	compare(t, f, func() []*array.Buffer { return wholeParams(f) })
	text := listing(f, levels()["avx2"])
	parts := strings.Split(text, "label ") // where the loop of the tile begins, and where it ends
	inMemory := regexp.MustCompile(`\[\d+\]`)
	if pressure := parts[0]; !inMemory.MatchString(pressure) {
		t.Errorf("there is no pressure in\n%s", pressure)
	}
	if tile := parts[1]; inMemory.MatchString(tile) || strings.Count(tile, "vfmadd") != turn*4*3 {
		t.Errorf("the tile is not in registers in\n%s", tile)
	}
}

// So does that of a tile whose last vector has lanes that do not count: what it loads is zero there, and it goes along with the others.
func TestTileWithRest(t *testing.T) {
	for level, columns := range map[string]int{"avx2": 13*4 + 2, "avx512": 13*8 + 3} {
		f := tileFunc(1, columns, 100)
		text, err := Listing(f, levels()[level])
		if err != nil {
			t.Fatal(err)
		}
		products, loops := 0, 0
		for line := range strings.Lines(text) {
			if strings.Contains(line, "vfmadd") {
				products++
			}
			if strings.Contains(line, "label") {
				loops++
			}
			if strings.HasPrefix(line, "  ") && regexp.MustCompile(`\[\d+\]`).MatchString(line) {
				t.Errorf("%s: in memory: %s", level, line)
			}
		}
		if products != turn*14 || loops != 2 {
			t.Errorf("%s: %d products and %d labels in\n%s", level, products, loops, text)
		}
		compare(t, f, func() []*array.Buffer { return wholeParams(f) })
	}
}
