package recursive

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// stream takes the uniforms as they come.
type stream struct{ *rand.Rand }

func (s stream) Direction(int) float64 { return s.Float64() }
func (s stream) Combine(int) float64   { return s.Float64() }
func (s stream) Leaf(int, int) float64 { return s.Float64() }

// fixed answers every question of a kind alike.
type fixed struct{ direction, combine, leaf float64 }

func (f fixed) Direction(int) float64 { return f.direction }
func (f fixed) Combine(int) float64   { return f.combine }
func (f fixed) Leaf(int, int) float64 { return f.leaf }

// keyed gives the same uniform to the same question, whenever asked.
type keyed struct{ seed uint64 }

func (k keyed) at(kind, depth, n int) float64 {
	return rand.New(rand.NewPCG(k.seed, uint64(kind<<40|depth<<32|n))).Float64()
}
func (k keyed) Direction(depth int) float64 { return k.at(1, depth, 0) }
func (k keyed) Combine(depth int) float64   { return k.at(2, depth, 0) }
func (k keyed) Leaf(depth, n int) float64 {
	if n == 0 {
		panic("leaf 0 is always taken")
	}
	return k.at(3, depth, n)
}

// mirrored turns every direction around.
type mirrored struct{ keyed }

func (m mirrored) Direction(depth int) float64 {
	return math.Mod(m.keyed.Direction(depth)+0.5, 1)
}

func flat(z []float64) (float64, []float64) { return 0, make([]float64, len(z)) }

// A free particle never turns.
func TestMaxDepthBoundsTheSteps(t *testing.T) {
	for _, c := range []Criterion{Generalized, Stan} {
		for _, depth := range []int{1, 2, 5, 0} {
			want := depth
			if depth == 0 {
				want = 10
			}
			got := NUTS{Potential: flat, MaxDepth: depth, Criterion: c}.
				Transition([]float64{0, 0}, []float64{1, 2}, keyed{uint64(depth)})
			if got.Depth != want || got.NumLeapfrog != 1<<want-1 || got.Turning || got.AcceptProb != 1 {
				t.Errorf("depth %d: depth %d, %d steps, want %d, %d", depth, got.Depth, got.NumLeapfrog, want, 1<<want-1)
			}
			if w := float64(want) * math.Ln2; math.Abs(got.Weight-w) > 1e-12 {
				t.Errorf("depth %d: weight %g, want log(2^depth) = %g", depth, got.Weight, w)
			}
		}
	}
}

func TestDivergesAfterOneLeaf(t *testing.T) {
	nan := func(z []float64) (float64, []float64) {
		if z[0] != 1 {
			return math.NaN(), []float64{math.NaN()}
		}
		return 0, []float64{1}
	}
	for name, p := range map[string]Potential{"eps = 100": standardNormal, "NaN": nan} {
		for _, direction := range []float64{0, 0.5} {
			got := NUTS{Potential: p, StepSize: 100}.
				Transition([]float64{1}, []float64{0.5}, fixed{direction, 0, 0})
			if !got.Diverging || got.NumLeapfrog != 1 || got.Depth != 1 || got.AcceptProb != 0 {
				t.Errorf("%s: got %+v, want a divergence after one leaf", name, got)
			}
			if u, _ := p([]float64{1}); got.Z[0] != 1 || got.Energy != u+0.125 {
				t.Errorf("%s: moved to %g with energy %g", name, got.Z[0], got.Energy)
			}
		}
	}
}

// A cliff at z = 2.5: the second doubling visits a good leaf, at 2, and one that
// diverges, at 3. Its weight would have it taken, but it is rejected.
func TestDivergingSubtreeIsRejected(t *testing.T) {
	cliff := func(z []float64) (float64, []float64) {
		if z[0] > 2.5 {
			return 2000, []float64{0}
		}
		return 0, []float64{0}
	}
	got := NUTS{Potential: cliff}.Transition([]float64{0}, []float64{1}, fixed{0, 0, 0.9})
	if !got.Diverging || got.Turning || got.Z[0] != 1 || got.NumLeapfrog != 3 || got.AcceptProb != 2.0/3 {
		t.Errorf("got %+v, want a divergence at the third leaf and the draw 1", got)
	}
}

// Which leaf is drawn, on a flat potential at z = 0 with unit velocity, so that
// a leaf's position is its time.
func TestUniformsDecide(t *testing.T) {
	for _, test := range []struct {
		name     string
		uniforms fixed
		want     float64
	}{
		{"right, last leaf", fixed{0, 0, 0}, 7},
		{"right, first leaf", fixed{0.49, 0.99, 0.99}, 4},
		{"left, last leaf", fixed{0.5, 0, 0}, -7},
		{"left, first leaf", fixed{0.99, 0.99, 0.99}, -4},
	} {
		got := NUTS{Potential: flat, MaxDepth: 3}.Transition([]float64{0}, []float64{1}, test.uniforms)
		if got.Z[0] != test.want {
			t.Errorf("%s: drew %g, want %g", test.name, got.Z[0], test.want)
		}
	}
}

// Within a flat subtree of 4 leaves each is drawn with probability 1/4: leaf n
// replaces with 1/(n+1), so 0.3 takes leaves 1 (1/2) and 2 (1/3), not 3 (1/4).
func TestLeavesAreDrawnUniformly(t *testing.T) {
	got := NUTS{Potential: flat, MaxDepth: 3}.Transition([]float64{0}, []float64{1}, fixed{0, 0, 0.3})
	if got.Z[0] != 4+2 {
		t.Errorf("drew %g, want leaf 2 of those at 4 … 7", got.Z[0])
	}
}

// Time reversal: the flipped momentum and mirrored directions make the same
// trajectory, bit for bit, for IEEE arithmetic is symmetric in sign.
func TestDirectionSymmetry(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for seed := range uint64(500) {
		for _, c := range []Criterion{Generalized, Stan} {
			target := targets[seed%uint64(len(targets))]
			s := NUTS{Potential: target.potential, Metric: target.metric, StepSize: target.step / 4, Criterion: c}
			z, r := target.draw(rng), normals(target.dim)(rng)
			a := s.Transition(z, r, keyed{seed})
			b := s.Transition(z, axpy(-1, r, make([]float64, len(r))), mirrored{keyed{seed}})
			for i := range b.Doublings {
				b.Doublings[i].Right = !b.Doublings[i].Right
			}
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("%s, seed %d, criterion %d:\n%+v\n%+v", target.name, seed, c, a, b)
			}
		}
	}
}

// Acceptance and weight by walking the trajectory again, over the leaves of
// each doubling, the last and rejected one included.
func TestStatisticsCountEveryLeaf(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	rejected := 0
	for seed := range uint64(500) {
		target := targets[seed%uint64(len(targets))]
		s := NUTS{Potential: target.potential, Metric: target.metric, StepSize: target.step}
		z, r := target.draw(rng), target.metric.Momentum(normals(target.dim)(rng))
		got := s.Transition(z, r, keyed{seed})

		start := stateAt(s.Potential, z, r)
		h0 := start.u + kinetic(s.Metric, r)
		ends := map[bool]state{true: start, false: start}
		var accept float64
		weight, leaves := 1.0, 0
		for _, d := range got.Doublings {
			step := map[bool]float64{true: s.StepSize, false: -s.StepSize}[d.Right]
			for range d.Leaves {
				ends[d.Right] = leapfrog(s.Potential, s.Metric, ends[d.Right], step)
				e := math.Exp(h0 - ends[d.Right].u - kinetic(s.Metric, ends[d.Right].r))
				accept += math.Min(1, e)
				weight += e
				leaves++
			}
		}
		for i, d := range got.Doublings {
			if last := i+1 == got.Depth; d.Turning && !(last && got.Turning) {
				t.Fatalf("seed %d: doubling %d of %d turned, the result is turning %t", seed, i, got.Depth, got.Turning)
			}
		}
		if got.Doublings[got.Depth-1].Turning {
			rejected++
		}
		if leaves != got.NumLeapfrog || math.Abs(accept/float64(leaves)-got.AcceptProb) > 1e-12 ||
			math.Abs(math.Log(weight)-got.Weight) > 1e-12 {
			t.Fatalf("seed %d: %d leaves, acceptance %g, weight %g; want %d, %g, %g", seed,
				got.NumLeapfrog, got.AcceptProb, got.Weight, leaves, accept/float64(leaves), math.Log(weight))
		}
	}
	if rejected < 50 {
		t.Errorf("only %d trajectories ended in a rejected subtree", rejected)
	}
}

// The draw's potential, gradient and energy belong to it, and none of the
// slices is the caller's.
func TestResultIsConsistent(t *testing.T) {
	z, r := []float64{0.5, -1}, []float64{1, 0.3}
	got := NUTS{Potential: standardNormal, StepSize: 0.1}.Transition(z, r, keyed{1})
	if got.U != dot(got.Z, got.Z)/2 || !reflect.DeepEqual(got.Z, got.Grad) || got.Energy < got.U {
		t.Errorf("inconsistent result %+v", got)
	}
	if !reflect.DeepEqual(z, []float64{0.5, -1}) || !reflect.DeepEqual(r, []float64{1, 0.3}) {
		t.Errorf("arguments changed to %v, %v", z, r)
	}
}

// Every subtree of a transition is walked as Replay walks its momenta, and the
// tree's join covers all leaves, counted from the subtree's first.
func TestJoinCoversTheTree(t *testing.T) {
	for seed := range uint64(200) {
		got := NUTS{Potential: standardNormal, StepSize: 0.2, Criterion: Stan}.
			Transition([]float64{1, 0}, []float64{0.5, 2}, keyed{seed})
		for depth, d := range got.Doublings {
			n := len(d.Leaves)
			want := []Span{{-1 << depth, n - 1}, {-1 << depth, 0}, {-1, n - 1}}
			if depth == 0 {
				want = want[:1]
			}
			if !reflect.DeepEqual(d.Join, want[:len(d.Join)]) || len(d.Join) < len(want) && depth+1 < got.Depth {
				t.Fatalf("seed %d, depth %d: joined by %v, want %v", seed, depth, d.Join, want)
			}
		}
	}
}

func ExampleNUTS() {
	kernel := NUTS{Potential: standardNormal, StepSize: 0.5}
	momentum := Identity{}.Momentum([]float64{0.3, -1})
	draw := kernel.Transition([]float64{1, 0}, momentum, keyed{4})
	fmt.Printf("%.3f after %d steps, acceptance %.2f\n", draw.Z, draw.NumLeapfrog, draw.AcceptProb)
	for _, d := range draw.Doublings {
		fmt.Println(d.Right, d.Leaves, d.Checks, d.Join)
	}
	// Output:
	// [0.794 -0.875] after 7 steps, acceptance 1.00
	// true [0] [] [{-1 0}]
	// false [0 1] [{0 1}] [{-2 1}]
	// true [0 1 2 3] [{0 1} {2 3} {0 3}] [{-4 3}]
}
