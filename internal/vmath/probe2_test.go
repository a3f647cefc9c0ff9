package vmath
import ("testing";"fmt";"os";"encoding/binary";"math"
"github.com/phlox-ppl/phlox/internal/loop")
func TestTrigRange(t *testing.T) {
	for _, op := range []loop.Op{loop.Sin, loop.Cos, loop.Tan} {
		data, _ := os.ReadFile("/tmp/vm/ref_" + op.String() + ".bin")
		n := len(data) / 32
		v := make([]float64, 4*n)
		binary.Decode(data, binary.LittleEndian, v)
		x := make([]float64, n)
		for i := range x { x[i] = v[4*i] }
		got := run(t, op, x)
		worst := map[int]float64{}
		for i := range got {
			_, e := math.Frexp(x[i])
			worst[e] = max(worst[e], ulps(got[i], v[4*i+2], v[4*i+3]))
		}
		for e := 1; e < 53; e++ { fmt.Printf("%d:%.2f ", e, worst[e]) }
		fmt.Println()
		worst = map[int]float64{}
		var y []float32
		for b := uint64(0); b < 1<<31; b += 313 { y = append(y, math.Float32frombits(uint32(b))) }
		g32 := run(t, op, y)
		for i := range g32 {
			_, e := math.Frexp(float64(y[i]))
			if e > 30 { continue }
			worst[e] = max(worst[e], ulps(g32[i], oracle[op](float64(y[i])), 0))
		}
		for e := 1; e < 30; e++ { fmt.Printf("%d:%.2f ", e, worst[e]) }
		fmt.Println()
	}
}
