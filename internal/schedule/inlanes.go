package schedule

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/internal/vmath"
)

// A function like exp is some thirty operations, on one number or on a vector of them. So the functions of a nest
// that is written out are not: their arguments go to buffers of lanes elements, from which short Vector loops compute them.
// A code generator can pass such buffers on in registers.

// lanes is how many float64 a vector register has on machines with few.
const lanes = 4

// functions computes the functions in the nest at all indices, those first that others need.
func (n *nest) functions(known elements) {
	if n.machine.Functions || len(known) < lanes-1 {
		return
	}
	w := waves{n: n, depth: map[*expr.Node]int{}}
	for _, s := range n.stores {
		w.visit(s.x)
	}
	for _, f := range n.folds {
		w.visit(f.x)
	}
	for _, functions := range w.list {
		n.wave(functions, known)
	}
}

// waves are the functions that a nest computes, by how many others they wait for one after the other.
type waves struct {
	n     *nest
	depth map[*expr.Node]int // of what was visited: the wave after which it is known
	list  [][]*expr.Node
}

// visit adds the functions in x, and returns after which wave x is known.
func (w *waves) visit(x *expr.Node) int {
	if d, ok := w.depth[x]; ok || len(x.Shape) == 0 || x.Op == loop.None {
		return d
	}
	d := 0
	for _, a := range x.Args {
		d = max(d, w.visit(a))
	}
	if x.Op == loop.Load && w.n.isNear(x.Root) {
		d = w.visit(x.Root.X)
	}
	if x.Op.IsFunction() && x.Type == array.Float64 {
		if d == len(w.list) {
			w.list = append(w.list, nil)
		}
		w.list[d] = append(w.list[d], x)
		d++
	}
	w.depth[x] = d
	return d
}

// wave computes functions that don't wait for each other, for some indices at a time.
func (n *nest) wave(functions []*expr.Node, known elements) {
	args := make([][][]*loop.Value, len(known)) // by index, function and argument
	var all []int
	for a := range n.shape {
		all = append(all, a)
	}
	n.indices(all, func() {
		k := n.flat()
		for _, f := range functions {
			var x []*loop.Value
			for _, a := range f.Args {
				x = append(x, n.operand(a, n.at, known[k]))
			}
			args[k] = append(args[k], x)
		}
	})
	for k := 0; k < len(known)-1; k += lanes { // one that is left over is computed where it is needed
		end := min(k+lanes, len(known))
		for i, y := range n.inLanes(functions, args[k:end]) {
			for j, f := range functions {
				known[k+i][f] = y[j]
			}
		}
	}
}

// inLanes returns the values of functions, given the arguments of each by lane. What is missing in lanes is what the last
// argument is.
func (n *nest) inLanes(functions []*expr.Node, args [][][]*loop.Value) [][]*loop.Value {
	in := map[[lanes]*loop.Value]*loop.Buffer{}
	from := make([][]*loop.Buffer, len(functions))
	for j, f := range functions {
		for a := range f.Args {
			var x [lanes]*loop.Value
			for i := range x {
				x[i] = args[min(i, len(args)-1)][j][a]
			}
			if in[x] == nil {
				in[x] = n.temp(array.Float64, lanes).Buffer
				for i, v := range x {
					n.b.Store(loop.Address{Buffer: in[x], Offset: i}, v)
				}
			}
			from[j] = append(from[j], in[x])
		}
	}
	to := make([]*loop.Buffer, len(functions))
	for j := range to {
		to[j] = n.temp(array.Float64, lanes).Buffer
	}
	n.b.Vector(n.b.Int(array.Int64, 0), n.b.Int(array.Int64, lanes), nil, nil, func(i *loop.Value, _ []*loop.Value) []*loop.Value {
		at := func(b *loop.Buffer) loop.Address {
			return loop.Address{Buffer: b, Terms: []loop.Term{{Index: i, Stride: 1}}}
		}
		for j, f := range functions {
			x := make([]*loop.Value, len(f.Args))
			for a, b := range from[j] {
				x[a] = n.b.Load(at(b))
			}
			n.b.Store(at(to[j]), vmath.Apply(n.b, f.Op, x...))
		}
		return nil
	})
	out := make([][]*loop.Value, len(args))
	for i := range out {
		for _, b := range to {
			out[i] = append(out[i], n.b.Load(loop.Address{Buffer: b, Offset: i}))
		}
	}
	return out
}
