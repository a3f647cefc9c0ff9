package native

import (
	"fmt"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// underPressure makes a Func that applies an operation in lanes twice, with a number as one operand. Between, more values begin to
// live than there are registers, so that for the second time numbers are in memory.
func (c opCase) underPressure(n, constant int) *loop.Func {
	const alive = 40
	b := loop.NewBuilder(fmt.Sprintf("%v under pressure", c))
	var in []*loop.Buffer
	for i, t := range c.in {
		in = append(in, b.Buffer(loop.In, fmt.Sprintf("x%d", i), t, 2*n))
	}
	z, y, w := b.Buffer(loop.Out, "z", c.out, 2*n), b.Buffer(loop.In, "y", f64, n+alive), b.Buffer(loop.Out, "w", f64, n)
	b.Vector(b.Int(i64, 0), b.Int(i64, int64(n)), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		apply := func(half int) {
			var args []*loop.Value
			for k, x := range in {
				from := at(x, i)
				from.Offset = half * n
				if args = append(args, b.Load(from)); k == constant {
					args[k] = b.Int(x.Type, 3)
				}
			}
			to := at(z, i)
			to.Offset = half * n
			b.Store(to, c.apply(b, args...))
		}
		var others []*loop.Value
		apply(0)
		for k := range alive {
			a := at(y, i)
			a.Offset = k
			others = append(others, b.Load(a))
		}
		apply(1)
		sum := others[0]
		for _, v := range others[1:] {
			sum = b.Op(loop.Sub, v, sum)
		}
		b.Store(at(w, i), sum)
		return nil
	})
	return b.Finish()
}

func TestEveryOperationUnderPressure(t *testing.T) {
	const n = 100
	for _, c := range opCases() {
		for constant := range c.in {
			if c.in[constant] == array.Bool {
				continue
			}
			f := c.underPressure(n, constant)
			compare(t, f, func() []*array.Buffer {
				params := randomParams(f, 1)
				for k, p := range c.params(2*n, false) {
					array.Copy(params[k], 0, p, 0, 2*n)
				}
				return params
			})
		}
	}
}

// More sums than there are registers, over numbers of elements of which the last vector is not full, known and not.
func TestMoreSumsThanRegisters(t *testing.T) {
	for _, dt := range []array.DType{array.Float32, f64, i64, array.Bool} {
		for _, known := range []bool{true, false} {
			const n, sums = 43, 37
			b := loop.NewBuilder(fmt.Sprintf("sums %v", dt))
			x, z, end := b.Buffer(loop.In, "x", dt, n+sums), b.Buffer(loop.Out, "z", dt, sums), b.Buffer(loop.In, "end", i64, 1)
			hi := b.Int(i64, n)
			if !known {
				hi = b.Load(loop.Address{Buffer: end})
			}
			var init []*loop.Value
			var combine []loop.Op
			for k := range sums {
				op := []loop.Op{loop.Max, loop.Xor, loop.Add}[k%3]
				if !takes(op, dt) {
					op = loop.Min
				}
				init, combine = append(init, b.Load(loop.Address{Buffer: x, Offset: k})), append(combine, op)
			}
			out := b.Vector(b.Int(i64, 0), hi, init, combine, func(i *loop.Value, c []*loop.Value) (next []*loop.Value) {
				for k, v := range c {
					from := at(x, i)
					from.Offset = k
					next = append(next, b.Op(combine[k], v, b.Load(from)))
				}
				return next
			})
			storeAll(b, z, out)
			f := b.Finish()
			compare(t, f, func() []*array.Buffer {
				params := wholeParams(f)
				params[2].SetFloat64(0, n)
				return params
			})
		}
	}
}
