package schedule

import (
	"slices"

	"github.com/phlox-ppl/phlox/internal/expr"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// A product of matrices, z[i,j] = Σ x[i,k]·y[k,j], takes each element of x and y many times. It is cut so that
// most of these times the element is near: tiles of z stay in registers while k runs, panels of y in the first
// cache while i runs, blocks of x in the second while j runs.
//
// Reference: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, TOMS 34(3), 2008.

// product is a nest of one fold that is a product of matrices, for each index of the axes around.
type product struct {
	*nest
	x, y             matrix
	row, column, sum int // axes
	around           []int
}

// matrix is an operand of a product.
type matrix struct {
	e    *expr.Node
	axis int          // the one that is not summed over
	deep int          // its stride along the sum; 0 if it is not a view
	wide int          // along axis
	pack bool         // it goes to a buffer first
	tile int          // how many indices of axis lie together there
	buf  *loop.Buffer // that one
	rows int          // how many indices of the sum it has
}

// products makes the folds that are large enough products of matrices, and keeps the others.
func (n *nest) products() {
	n.folds = slices.DeleteFunc(slices.Clone(n.folds), func(f fold) bool {
		p := n.product(f)
		if p != nil {
			p.emit()
		}
		return p != nil
	})
}

// product returns f as a product of matrices, or nil if it is none or too small.
func (n *nest) product(f fold) *product {
	some := len(n.axes) > 0 && len(n.axes) < len(n.shape) && n.shape.Size() > 0
	if n.machine.Vector == 0 || !some || f.op != loop.Add || f.x.Op != loop.Mul || !f.x.Type.IsFloat() {
		return nil
	}
	one := *n
	one.folds = []fold{f}
	one.join()
	one.at = make([]coordinate, len(n.shape))
	x, y := f.x.Args[0], f.x.Args[1]
	p, q := one.between(x, y), one.between(y, x)
	if p == nil || q != nil && q.cost() < p.cost() {
		p = q
	}
	return p
}

// Products smaller than that are loops as any others, which are written out when they are small.
const (
	leastRows   = 4
	fewProducts = 1 << 12
)

// between returns the product with the rows of x and the columns of y, which are to be the vectors, or nil.
func (n *nest) between(x, y *expr.Node) *product {
	var rows, columns, sums, batch []int
	for a, length := range n.extents {
		if length == 1 {
			continue
		}
		inX, inY := n.varies(x, a), n.varies(y, a)
		switch {
		case n.reduced(a) && inX && inY:
			sums = append(sums, a)
		case n.reduced(a):
			return nil
		case inX == inY:
			batch = append(batch, a)
		case inX:
			rows = append(rows, a)
		default:
			columns = append(columns, a)
		}
	}
	if len(rows) == 0 || len(columns) == 0 || len(sums) == 0 {
		return nil
	}
	p := &product{nest: n, row: n.longestOf(rows), column: n.columnOf(columns), sum: n.longestOf(sums)}
	for _, a := range slices.Concat(batch, rows, columns, sums) {
		if a != p.row && a != p.column && a != p.sum {
			p.around = append(p.around, a)
		}
	}
	m, k, w := n.extents[p.row], n.extents[p.sum], n.extents[p.column]
	if m < leastRows || w < p.lanes() || m*k*w < fewProducts {
		return nil
	}
	p.x, p.y = p.matrix(x, p.row, p.height()), p.matrix(y, p.column, p.width())
	p.x.pack = w > p.width() && p.x.deep != 1
	p.y.pack = p.y.wide != 1 || m > p.height() && abs(p.y.deep)*k*x.Type.Size() > l1Bytes
	return p
}

// l1Bytes is the size of the first cache.
const l1Bytes = 32 << 10

// varies reports whether the elements of x depend on the index of axis a.
func (n *nest) varies(x *expr.Node, a int) bool {
	varies := false
	n.walkInner(x, func(m *expr.Node) {
		m.Walk(func(m *expr.Node) {
			varies = varies || len(m.Strides) == len(n.shape) && m.Strides[a] != 0
		})
	})
	return varies
}

func (n *nest) longestOf(axes []int) int {
	return slices.MaxFunc(axes, func(a, b int) int { return n.extents[a] - n.extents[b] })
}

// columnOf returns the axis along which the result lies side by side, or else the longest.
func (n *nest) columnOf(axes []int) int {
	to := n.outer(n.folds[0].root)
	for _, a := range axes {
		if to.Strides[a] == 1 {
			return a
		}
	}
	return n.longestOf(axes)
}

func (p *product) matrix(e *expr.Node, axis, tile int) matrix {
	m := matrix{e: e, axis: axis, tile: tile}
	if e.Op == loop.Load && len(e.Terms) == 0 && !p.isNear(e.Root) {
		m.deep, m.wide = e.Strides[p.sum], e.Strides[axis]
	}
	return m
}

// lanes is how many elements a vector has.
func (p *product) lanes() int { return p.machine.Vector / p.folds[0].root.Type.Size() }

// A tile of z is height rows of width columns: three vectors, so that with as many of y and a splat of x all
// registers are in use, which hides the latency of the additions and leaves fewer loads than products.
func (p *product) width() int  { return 3 * p.lanes() }
func (p *product) height() int { return p.machine.Registers / 4 }

// cost is about how many cycles a product takes.
func (p *product) cost() int {
	m, k, n := p.extents[p.row], p.extents[p.sum], p.extents[p.column]
	cost := m * k * ((n + p.lanes() - 1) / p.lanes()) / 2
	if p.x.pack {
		cost += p.x.cost(m*k, p.lanes())
	}
	if p.y.pack {
		cost += p.y.cost(k*n, p.lanes())
	}
	if p.outer(p.folds[0].root).Strides[p.column] != 1 {
		cost += 2 * m * n
	}
	return cost
}

// cost is about how many cycles it takes to pack n elements.
func (m *matrix) cost(n, lanes int) int {
	if m.wide == 1 {
		return 2 * n / lanes
	}
	return 2 * n
}

func abs(x int) int { return max(x, -x) }
