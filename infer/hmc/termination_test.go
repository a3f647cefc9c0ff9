package hmc

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc/internal/recursive"
	"github.com/phlox-ppl/phlox/np"
)

func TestCheckpointSlotsAreNumPyros(t *testing.T) {
	for _, c := range readAnswers(t).Checkpoints {
		bottom, top := slots(np.Scalar(int64(c.Leaf)))
		if bottom.Item() != float64(c.Min) || top.Item() != float64(c.Max) {
			t.Errorf("leaf %d: slots %v to %v, want %d to %d", c.Leaf, bottom, top, c.Min, c.Max)
		}
	}
}

// A subtree with given momenta stops where the recursion stops. Momenta are integers, so sums are exact and
// the verdicts equal without tolerance. A program does not tell what it checked, only that some check
// failed; but each check of the recursion is, in one of these subtrees or another, the first that fails, and
// were it left out, or made of other leaves, the program would go on.
func TestSubtreesStopWhereTheRecursionStops(t *testing.T) {
	const depth, leaves, dim, courses = 5, 32, 2, 12000
	rng := rand.New(rand.NewPCG(1, 2))
	momenta := make([]float64, 0, courses*leaves*dim)
	for range courses {
		momenta = append(momenta, course(rng, leaves)...)
	}
	tg := infer.Target{Dim: dim, DType: np.Float64}
	for _, c := range []struct {
		inverse np.Array
		metric  recursive.Metric
	}{
		{np.Vec(1, 4), recursive.Diagonal{1, 4}},
		{np.Matrix([]float64{2, 1}, []float64{1, 3}), recursive.Dense{{2, 1}, {1, 3}}},
	} {
		for _, criterion := range []Criterion{Generalized, Stan} {
			k := NUTS{Config: Config{InverseMass: c.inverse}, MaxDepth: depth, Criterion: criterion}
			m := k.newMetric(tg, k.blocks(tg))
			verdicts := fn.Jit(fn.Vmap(func(rs np.Array) np.Array {
				start := subtree{Next: np.Scalar(int64(0)), Sum: np.Zeros(dim), Marks: k.newCheckpoints(tg)}
				_, turning := fn.Scan(func(s subtree, r np.Array) (subtree, np.Array) {
					s.Edge.R, s.Sum = r, s.Sum.Add(r)
					turning, marks := k.check(tg, m, s)
					s.Marks, s.Next, s.Edge.R = marks, s.Next.Add(1), np.Array{}
					return s, turning
				}, start, rs, fn.Steps{})
				return turning
			})).Do(np.New(momenta, courses, leaves, dim)).Bools()

			failed := map[recursive.Span]int{}
			for i := range courses {
				rs := make([][]float64, leaves)
				for n := range rs {
					rs[n] = momenta[(i*leaves+n)*dim:][:dim]
				}
				want := recursive.Replay(depth, rs, c.metric, recursive.Criterion(criterion))
				last := len(want.Leaves) - 1
				for n := range want.Leaves {
					if verdicts[i*leaves+n] != (want.Turning && n == last) {
						t.Fatalf("differs from the recursion: criterion %d, subtree %d: leaf %d turns %t; the recursion ends at leaf %d, turning %t",
							criterion, i, n, verdicts[i*leaves+n], last, want.Turning)
					}
				}
				if want.Turning {
					failed[want.Checks[len(want.Checks)-1]]++
				}
			}
			straight := make([][]float64, leaves)
			for n := range straight {
				straight[n] = []float64{1, 0}
			}
			for _, s := range recursive.Replay(depth, straight, nil, recursive.Criterion(criterion)).Checks {
				if failed[s] == 0 {
					t.Errorf("criterion %d: the check of leaves %d to %d is never the first to fail", criterion, s.First, s.Last)
				}
			}
		}
	}
}

// course is a path of integer momenta that bends, more or less, and shakes.
func course(rng *rand.Rand, leaves int) (r []float64) {
	angle, bend, shake := 7*rng.Float64(), 0.6*rng.Float64()*rng.Float64(), rng.Float64()*rng.Float64()
	for n := range leaves {
		a := angle + bend*float64(n) + shake*rng.NormFloat64()
		size := 20 * math.Exp(shake*rng.NormFloat64())
		r = append(r, math.Round(size*math.Cos(a)), math.Round(size*math.Sin(a)))
	}
	return r
}
