package recursive

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// course is a subtree of 2^depth leaves with given momenta.
type course struct {
	depth     int
	momenta   [][]float64
	metric    Metric
	criterion Criterion
	diverges  int // the leaf that does; 2^depth or more for none
}

func (c course) recurse() Doubling {
	w := walk{criterion: c.criterion, metric: c.metric, visit: func(n int) ([]float64, bool) {
		return c.momenta[n], n == c.diverges
	}}
	w.build(c.depth)
	return w.Doubling
}

// checkpoints are what the iterative form keeps in place of the recursion's
// stack. It is one loop over the leaves n = 0, 1, …, 2^d-1. At an odd leaf n
// with t trailing ones, the complete subtrees that end at n are those of size
// 2^k, k = 1 … t, from first leaf i_k = n-2^k+1. A first leaf i is even and lives
// in slot popcount(i), which is popcount(n)-k for i_k: the slots idx_max =
// popcount(n)-1 down to idx_min = popcount(n)-t. So far this is NumPyro's; with R
// the inclusive prefix sum of momenta, the check is of
//
//	whole [i..n]: ends r_i, r_n; sum R_n - R_i + r_i
//
// Stan's checks need, for k >= 2, the last leaf m = n-2^(k-1) of the first half
// [i..m] and the first leaf m+1 of the second half [m+1..n]:
//
//	seam [i..m+1]: ends r_i, r_{m+1}; sum R_{m+1} - R_i + r_i
//	seam [m..n]:   ends r_m, r_n;     sum R_n - R_{m+1} + r_{m+1} + r_m
//
// First, m+1 = i_{k-1}: the second half is the subtree that was checked just
// before, whose first leaf is in the next slot up. So r_{m+1} and R_{m+1} are
// there, and the sum of [m+1..n] has just been computed: add r_m to it. The
// prefix sum at m, R_{m+1} - r_{m+1}, is not needed by itself.
//
// Second, r_m is the one thing missing: an array of momenta, seam. As m ends
// with exactly k-1 >= 1 ones, it is odd, and it is the last leaf of the first
// half of one subtree only: that which starts at i = m&(m+1) and has size 2^k.
// So at every odd n, after its checks, r_n is stored in slot popcount(n&(n+1)),
// which is the idx_min of n. (At even n it would be the idx_max of n, the slot
// in which r_n is stored anyway; subtrees of two leaves have no seam to check.)
//
// Third, nothing overwrites it before leaf n reads it: an odd q with m < q < n
// ends subtrees within [m+1..n] only, so that q&(q+1), a multiple of 2 between
// m+1 = i+2^(k-1) and n, has the bits of i and at least one more: a higher slot.
// At n itself the store, into idx_min, comes after the checks.
//
// Fourth, i is a multiple of 4 below 2^d, so that d-1 slots, 0 … d-2, suffice.
// The last leaf of all need not be stored.
type checkpoints struct {
	r, sum, seam [][]float64
}

// iterate is recurse without recursion.
func (c course) iterate() (Doubling, checkpoints) {
	ckpt := checkpoints{
		r:    make([][]float64, max(c.depth, 1)),
		sum:  make([][]float64, max(c.depth, 1)),
		seam: make([][]float64, max(c.depth-1, 0)),
	}
	var d Doubling
	prefix := make([]float64, len(c.momenta[0]))
	for n := 0; n < 1<<c.depth && !d.Turning && !d.Diverging; n++ {
		r := c.momenta[n]
		prefix = add(prefix, r)
		d.Leaves = append(d.Leaves, n)
		d.Diverging = n == c.diverges
		if n%2 == 0 {
			slot := slots(n).max
			ckpt.r[slot], ckpt.sum[slot] = r, prefix
			continue
		}
		for _, s := range c.due(ckpt, leaf{n, r}, prefix) {
			d.Checks = append(d.Checks, Span{s.first.n, s.last.n})
			if d.Turning = c.criterion.turned(c.metric, s); d.Turning {
				break
			}
		}
		if n+1 < 1<<c.depth {
			ckpt.seam[slots(n).min] = r
		}
	}
	return d, ckpt
}

// due are the segments to check at odd leaf n, in order.
func (c course) due(ckpt checkpoints, n leaf, prefix []float64) (due []segment) {
	half := n.segment() // the second half of the subtree in slot i
	for i := slots(n.n).max; i >= slots(n.n).min; i-- {
		first := leaf{half.first.n - half.len(), ckpt.r[i]}
		whole := segment{first, n, add(axpy(-1, ckpt.sum[i], prefix), first.r)}
		due = append(due, whole)
		if c.criterion == Stan && whole.len() > 2 {
			toSeam := add(axpy(-1, ckpt.sum[i], ckpt.sum[i+1]), first.r)
			last := leaf{half.first.n - 1, ckpt.seam[i]}
			due = append(due,
				segment{first, half.first, toSeam},
				segment{last, n, add(half.sum, last.r)})
		}
		half = whole
	}
	return due
}

type slotRange struct{ min, max int }

// slots of the subtrees that end at leaf n, smallest in the highest slot.
func slots(n int) slotRange {
	idxMax := bits.OnesCount(uint(n >> 1))
	ones := bits.TrailingZeros(^uint(n))
	return slotRange{idxMax - ones + 1, idxMax}
}

func TestSlotsAreTheBitTable(t *testing.T) {
	table := map[int]slotRange{
		0: {1, 0}, 1: {0, 0}, 2: {2, 1}, 3: {0, 1}, 4: {2, 1}, 5: {1, 1},
		6: {3, 2}, 7: {0, 2}, 11: {1, 2}, 13: {2, 2}, 15: {0, 3},
	}
	for n, want := range table {
		if got := slots(n); got != want {
			t.Errorf("leaf %d: slots %v, want %v", n, got, want)
		}
	}
}

// A subtree that never turns is checked, at each leaf n, at each k for which
// 2^k divides n+1: by definition of the complete balanced subtrees.
func TestReplayChecksEveryCompleteSubtree(t *testing.T) {
	const depth = 7
	ones := slices.Repeat([][]float64{{1}}, 1<<depth)
	for _, c := range []Criterion{Generalized, Stan} {
		var want []Span
		for n := range 1 << depth {
			for size := 2; (n+1)%size == 0; size *= 2 {
				want = append(want, Span{n - size + 1, n})
				if c == Stan && size > 2 {
					want = append(want, Span{n - size + 1, n - size/2 + 1}, Span{n - size/2, n})
				}
			}
		}
		got := Replay(depth, ones, nil, c)
		if !reflect.DeepEqual(got.Checks, want) || len(got.Leaves) != 1<<depth || got.Turning {
			t.Errorf("criterion %d: checks %v, want %v", c, got.Checks, want)
		}
	}
}

// momentaOf makes the sequences that tell: slow rotations go deep before they
// turn; independent ones turn at once; integers make sums exact, and ties with
// zero frequent, so that < for <= would show.
func momentaOf(rng *rand.Rand, kind string, n int) [][]float64 {
	dim := 1 + rng.IntN(4)
	freq, phase, drift := make([]float64, dim), make([]float64, dim), make([]float64, dim)
	pace := math.Exp(-6 * rng.Float64())
	for i := range dim {
		freq[i], phase[i], drift[i] = math.Pi*pace*rng.Float64(), 2*math.Pi*rng.Float64(), rng.NormFloat64()/2
	}
	out := make([][]float64, n)
	for t := range out {
		out[t] = make([]float64, dim)
		for i := range dim {
			x := math.Cos(freq[i]*float64(t)+phase[i]) + drift[i]
			switch kind {
			case "rotation":
				out[t][i] = x
			case "noisy":
				out[t][i] = x + 0.3*rng.NormFloat64()
			case "integer":
				out[t][i] = math.Round(3 * x)
			case "independent":
				out[t][i] = rng.NormFloat64()
			}
		}
	}
	return out
}

// One subtree in four has a leaf that diverges. Powers of two in the metric keep
// integers exact.
func TestIterationIsRecursion(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	seen := map[string]int{}
	for _, kind := range []string{"rotation", "noisy", "integer", "independent"} {
		for range 5000 {
			depth := rng.IntN(9)
			c := course{
				depth: depth, momenta: momentaOf(rng, kind, 1<<depth),
				metric: Diagonal{1, 2, 0.5, 4}, diverges: rng.IntN(4 << depth),
			}
			for _, c.criterion = range []Criterion{Generalized, Stan} {
				want := c.recurse()
				if got, _ := c.iterate(); !reflect.DeepEqual(got, want) {
					t.Fatalf("%s, depth %d, criterion %d:\n got %v\nwant %v", kind, depth, c.criterion, got, want)
				}
				seen[outcome(c.criterion, want)]++
			}
		}
	}
	for _, o := range []string{
		"0 none", "0 whole", "0 diverging",
		"1 none", "1 whole", "1 seam, first", "1 seam, second", "1 diverging",
	} {
		if seen[o] < 100 {
			t.Errorf("outcome %q seen %d times, want 100 at least: %v", o, seen[o], seen)
		}
	}
}

// outcome is why a subtree stopped.
func outcome(c Criterion, d Doubling) string {
	name := "none"
	if d.Diverging {
		name = "diverging"
	}
	if d.Turning {
		last := d.Checks[len(d.Checks)-1]
		size := last.Last - last.First + 1
		switch {
		case size&(size-1) == 0:
			name = "whole"
		case last.First%2 == 0:
			name = "seam, first"
		default:
			name = "seam, second"
		}
	}
	return fmt.Sprintf("%d %s", c, name)
}

// At the top the tree is the first half and the subtree the second. Its first
// momentum is in slot 0, which leaf 0 fills and no other leaf overwrites, so
// that Stan's join needs nothing but this, the sums, the tree's two ends, and
// the subtree's last leaf.
func TestJoinNeedsSlotZeroOnly(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	joined := 0
	for range 5000 {
		depth := rng.IntN(7)
		size := 1 << depth
		momenta := momentaOf(rng, "integer", 2*size)
		sub, ckpt := course{depth, momenta[size:], Identity{}, Stan, size}.iterate()
		if sub.Turning || Replay(depth, momenta[:size], nil, Stan).Turning {
			continue // there is no join
		}
		all := Replay(depth+1, momenta, nil, Stan)
		joined++
		far, near := leaf{-size, momenta[0]}, leaf{-1, momenta[size-1]}
		first, last := leaf{0, ckpt.r[0]}, leaf{size - 1, momenta[2*size-1]}
		treeSum, subSum := sumOf(momenta[:size]), sumOf(momenta[size:])
		turning := Stan.turned(Identity{}, segment{far, last, add(treeSum, subSum)})
		if depth > 0 {
			turning = turning ||
				Stan.turned(Identity{}, segment{far, first, add(treeSum, first.r)}) ||
				Stan.turned(Identity{}, segment{near, last, add(near.r, subSum)})
		}
		if turning != all.Turning {
			t.Fatalf("depth %d: turning %t, want %t", depth, turning, all.Turning)
		}
	}
	if joined < 1000 {
		t.Errorf("only %d joins were reached", joined)
	}
}

func sumOf(momenta [][]float64) []float64 {
	sum := make([]float64, len(momenta[0]))
	for _, r := range momenta {
		sum = add(sum, r)
	}
	return sum
}

// Validity of a subtree does not depend on the direction it was grown in, nor
// on the sign of its momenta: each check maps onto one of the reversed subtree.
func TestValidityHasNoDirection(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		depth := rng.IntN(7)
		momenta := momentaOf(rng, "integer", 1<<depth)
		back := slices.Clone(momenta)
		slices.Reverse(back)
		flipped := slices.Clone(back)
		for i, r := range flipped {
			flipped[i] = axpy(-1, r, make([]float64, len(r)))
		}
		for _, c := range []Criterion{Generalized, Stan} {
			want := Replay(depth, momenta, nil, c).Turning
			for _, m := range [][][]float64{back, flipped} {
				if got := Replay(depth, m, nil, c).Turning; got != want {
					t.Fatalf("depth %d, criterion %d: turning %t one way, %t the other", depth, c, want, got)
				}
			}
		}
	}
}

// The momenta of a circular orbit, r_n = (cos nθ, sin nθ). Eight leaves with
// θ in (2π/7, 2π/6) go around once, while each four go less than half-way.
// Only the segments across the seam see it; [0..4] is the first of them.
func TestStanSeesTheFullCircle(t *testing.T) {
	const theta = 2 * math.Pi / 6.5
	momenta := make([][]float64, 8)
	for n := range momenta {
		momenta[n] = []float64{math.Cos(float64(n) * theta), math.Sin(float64(n) * theta)}
	}
	if Replay(3, momenta, nil, Generalized).Turning {
		t.Error("generalized criterion turns; the orbit was to deceive it")
	}
	got := Replay(3, momenta, nil, Stan)
	if last := got.Checks[len(got.Checks)-1]; !got.Turning || last != (Span{0, 4}) {
		t.Errorf("turning %t at %v, want true at {0 4}", got.Turning, last)
	}
}

// The momentum changes sign between leaves 2 and 3: the subtree of eight stops
// at leaf 3, before [0..3] is looked at.
func ExampleReplay() {
	momenta := [][]float64{{2}, {1}, {1}, {-2}, {-1}, {-1}, {-1}, {-1}}
	d := Replay(3, momenta, Identity{}, Generalized)
	fmt.Println(d.Leaves, d.Checks, d.Turning)
	// Output: [0 1 2 3] [{0 1} {2 3}] true
}
