package native

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/phlox-ppl/phlox/internal/loop"
)

// gatherFunc adds elements of a table at some indices each, all of which live until the last one.
func gatherFunc(n, indices int) *loop.Func {
	b := loop.NewBuilder(fmt.Sprintf("gather%d", indices))
	table := b.Buffer(loop.In, "table", f64, 100)
	at := b.Buffer(loop.In, "at", i64, n*indices)
	sum := b.Buffer(loop.Out, "sum", f64, n)
	b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		var places []*loop.Value
		for k := range indices {
			places = append(places, b.Load(loop.Address{Buffer: at, Offset: k * n, Terms: []loop.Term{{Index: i, Stride: 1}}}))
		}
		y := b.Float(f64, 1)
		for round := range 2 {
			for k, p := range places {
				x := b.Load(loop.Address{Buffer: table, Offset: round, Terms: []loop.Term{{Index: p, Stride: 1}}})
				y = b.Op(loop.Add, b.Op(loop.Mul, y, b.Float(f64, float64(k))), x)
			}
		}
		b.Store(loop.Address{Buffer: sum, Terms: []loop.Term{{Index: i, Stride: 1}}}, y)
		return nil
	})
	return b.Finish()
}

// No gather has its index in register 4.
func TestGathersAvoidRegister4(t *testing.T) {
	bad := regexp.MustCompile(`(?m)gather[^;\n]*\bV4\*`)
	some := regexp.MustCompile(`(?m)gather[^;\n]*\bV\d+\*`)
	for indices := 1; indices < 24; indices++ {
		for level, cpu := range levels() {
			listing, err := Listing(gatherFunc(64, indices), cpu)
			if err != nil {
				t.Fatal(err)
			}
			if !some.MatchString(listing) || bad.MatchString(listing) {
				t.Errorf("%d indices, %s:\n%s", indices, level, listing)
			}
		}
	}
}
