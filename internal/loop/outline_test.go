package loop

import (
	"testing"

	"github.com/phlox-ppl/phlox/array"
)

// scales is z[k*4+i] = a·x[k*4+i] + c[i] with a temp in between, for two k at a time.
func scales(t *testing.T) *Func {
	t.Helper()
	b := NewBuilder("scales")
	x, a := b.Buffer(In, "x", array.Float64, 8), b.Buffer(In, "a", array.Float64, 1)
	z := b.Buffer(Out, "z", array.Float64, 8)
	c := b.Constant("c", array.Of([]float64{1, 2, 3, 4}, array.Shape{4}))
	factor := b.Op(Neg, b.Load(Address{Buffer: a}))
	zero, four := b.Int(array.Int64, 0), b.Int(array.Int64, 4)
	temp := func(t array.DType, n int) *Buffer { return b.Buffer(Temp, "v", t, n) }
	b.Fork("rows", 2, temp, func(k *Value) {
		own := b.Buffer(Temp, "own", array.Float64, 4)
		b.Vector(zero, four, nil, nil, func(i *Value, _ []*Value) []*Value {
			y := b.Load(Address{Buffer: x, Terms: []Term{{k, 4}, {i, 1}}})
			b.Store(Address{Buffer: own, Terms: []Term{{i, 1}}}, b.Op(Mul, factor, y))
			return nil
		})
		b.Vector(zero, four, nil, nil, func(i *Value, _ []*Value) []*Value {
			at := []Term{{i, 1}}
			y := b.Op(Add, b.Load(Address{Buffer: own, Terms: at}), b.Load(Address{Buffer: c, Terms: at}))
			b.Store(Address{Buffer: z, Terms: []Term{{k, 4}, {i, 1}}}, y)
			return nil
		})
	})
	b.Store(Address{Buffer: z}, b.Op(Mul, b.Load(Address{Buffer: z}), factor))
	return b.Finish()
}

const scalesText = `func scales {
  in x f64[8]
  in a f64[1]
  out z f64[8]
  data c f64[4] = 1 2 3 4
  temp v f64[1] @0
  %0 = load f64 a[0]
  %1 = neg f64 %0
  %2 = const i64 0
  %3 = const i64 4
  store v[0] = %1
  fork rows 2 (x, v) to (z) {
    in k i64[1]
    in x f64[8]
    in captured_f64 f64[1]
    out z f64[8]
    temp own f64[4] @0
    data c f64[4] = 1 2 3 4
    %0 = const i64 0
    %1 = const i64 4
    %2 = load f64 captured_f64[0]
    %3 = load i64 k[0]
    vector %4 = %0 to %1 {
      %5 = load f64 x[%3*4 + %4]
      %6 = mul f64 %2 %5
      store own[%4] = %6
    }
    vector %7 = %0 to %1 {
      %8 = load f64 own[%7]
      %9 = load f64 c[%7]
      %10 = add f64 %8 %9
      store z[%3*4 + %7] = %10
    }
  }
  %4 = load f64 z[0]
  %5 = mul f64 %4 %1
  store z[0] = %5
}
`

func TestForkIsOutlined(t *testing.T) {
	f := scales(t)
	if err := f.Check(); err != nil {
		t.Error(err)
	}
	if got := f.String(); got != scalesText {
		t.Errorf("got\n%s\nwant\n%s", got, scalesText)
	}
}

func TestForkIsParsedAsItIsPrinted(t *testing.T) {
	f, err := Parse(scalesText, Names{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Error(err)
	}
	if got := f.String(); got != scalesText {
		t.Errorf("got\n%s\nwant\n%s", got, scalesText)
	}
}
