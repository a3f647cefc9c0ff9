package hmc

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// begin is where a chain starts.
type begin struct {
	Z   np.Array
	Key random.PRNGKey
}

// begins are n chains in dim dimensions that start at normal points.
func begins(key random.PRNGKey, n, dim int) begin {
	return begin{random.Normal(key.FoldIn(0), np.Shape{n, dim}, np.Float64), key.FoldIn(1).SplitArray(n)}
}

// lane is one of several chains, or of whatever has them along the leading axis.
func lane[T any](x T, k int) T { return tree.Map(x, func(a np.Array) np.Array { return a.At(k) }) }

// runner makes transitions of a kernel.
type runner struct {
	init    func(begin) infer.State
	advance func(job) infer.State
}

// job is to go on until all chains have made Until transitions.
type job struct {
	State infer.State
	Until np.Array
}

func (r runner) to(s infer.State, until int) infer.State {
	return r.advance(job{s, np.Scalar(int64(until))})
}

// alone runs one chain by Eval of the program as it was traced.
func alone(k infer.Kernel, t infer.Target, warmup int) runner {
	return runner{
		evaluated(func(b begin) infer.State { return k.Init(t, b.Z, b.Key, warmup) }),
		evaluated(func(j job) infer.State {
			return loop(j, func(s infer.State) infer.State { return k.Turn(t, s, warmup, j.Until) })
		}),
	}
}

// jitted is alone with fn.Jit in place of Eval.
func jitted(k infer.Kernel, t infer.Target, warmup int) runner {
	return runner{
		fn.Jit(func(b begin) infer.State { return k.Init(t, b.Z, b.Key, warmup) }).Do,
		fn.Jit(func(j job) infer.State {
			return loop(j, func(s infer.State) infer.State { return k.Turn(t, s, warmup, j.Until) })
		}).Do,
	}
}

// lanes runs many chains as one program, by Eval.
func lanes(k infer.Kernel, t infer.Target, warmup int) runner {
	return runner{
		evaluated(fn.Vmap(func(b begin) infer.State { return k.Init(t, b.Z, b.Key, warmup) })),
		evaluated(func(j job) infer.State {
			return loop(j, fn.Vmap(func(s infer.State) infer.State { return k.Turn(t, s, warmup, j.Until) }))
		}),
	}
}

func loop(j job, turn func(infer.State) infer.State) infer.State {
	return fn.While(func(s infer.State) np.Array { return s.Count.Lt(j.Until).Any() }, turn, j.State)
}

// evaluated is f as a program that is traced at the first call and then evaluated as it is.
func evaluated[A, B any](f func(A) B) func(A) B {
	var program *ir.Program
	var captured []np.Array
	var like B
	return func(x A) B {
		if program == nil {
			var err error
			program, captured, err = fn.Trace(func(x A) B { like = f(x); return like }, x)
			if err != nil {
				panic(err)
			}
		}
		var in []*array.Buffer
		for _, a := range append(tree.Arrays(x), captured...) {
			in = append(in, a.Buffer())
		}
		var out []np.Array
		for _, b := range program.Eval(in) {
			out = append(out, np.FromBuffer(b))
		}
		return tree.With(like, out)
	}
}
