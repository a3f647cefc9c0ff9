package hmc

import (
	"math"
	"testing"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// sameBits fails unless two trees hold the same elements, NaN being equal to itself.
func sameBits[T any](t *testing.T, what string, x, y T) {
	t.Helper()
	xs, ys := tree.Leaves(x), tree.Leaves(y)
	for i := range xs {
		if a, b := bits(xs[i].Array), bits(ys[i].Array); !equal(a, b) {
			t.Fatalf("%s: %s is %v, and %v", what, xs[i].Path, xs[i].Array, ys[i].Array)
		}
	}
}

func bits(a np.Array) []uint64 {
	var out []uint64
	for _, x := range a.AsType(np.Float64).Float64s() {
		out = append(out, math.Float64bits(x))
	}
	return out
}

func equal(x, y []uint64) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

// reported is what lasts of a state from one transition to the next: the work in progress of a chain that
// waits for others does not count.
type reported struct {
	Count, Z np.Array
	Info     infer.Info
	Chain    chain
}

func report(s infer.State) reported {
	r := reported{Count: s.Count, Z: s.Z, Info: s.Info}
	switch p := s.Private.(type) {
	case nutsState:
		r.Chain = p.Chain
	case hmcState:
		r.Chain = p.Chain
	}
	return r
}

// Chain k of 8 is the chain that runs alone, bit for bit, after every transition of a warm-up with a change
// of the metric and of some transitions after it. Among the 8 the chains end their transitions in different
// turns, and wait for one another here.
func TestLanes(t *testing.T) {
	const chains, warmup, transitions = 8, 40, 50
	for name, c := range map[string]struct {
		kernel infer.Kernel
		target target
	}{
		"nuts":        {NUTS{MaxDepth: 5}, funnel()},
		"nuts, dense": {NUTS{Config: Config{Dense: true, FindStepSize: true}, MaxDepth: 5, Criterion: Stan}, correlated()},
		"nuts, block": {NUTS{Config: Config{Blocks: [][]string{{"c", "a"}}}, MaxDepth: 4, WarmupMaxDepth: 5}, correlated()},
		"hmc":         {HMC{Length: 2}, banana()},
		"hmc, dense":  {HMC{Config: Config{Dense: true}, Steps: 3}, correlated()},
	} {
		t.Run(name, func(t *testing.T) {
			tg := c.target.traced()
			b := begins(key(5), chains, tg.Dim)
			together, one := lanes(c.kernel, tg, warmup), alone(c.kernel, tg, warmup)
			states := []infer.State{together.init(b)}
			for count := range transitions {
				states = append(states, together.to(states[count], count+1))
			}
			for _, k := range []int{0, 3, 7} {
				s := one.init(lane(b, k))
				for count, all := range states {
					s = one.to(s, count)
					sameBits(t, name, report(s), lane(report(all), k))
				}
			}
			// Without waiting, too.
			sameBits(t, name+", at once", report(together.to(states[0], transitions)), report(states[transitions]))
		})
	}
}

// Turns after Count has reached until change nothing that lasts.
func TestTurnRests(t *testing.T) {
	for name, k := range map[string]infer.Kernel{"nuts": NUTS{}, "hmc": HMC{}} {
		tg := banana().traced()
		s := jitted(k, tg, 3).to(k.Init(tg, np.Vec(0.1, 0.2), key(1), 3), 5)
		rest := s
		for range 20 {
			rest = k.Turn(tg, rest, 3, np.Scalar(int64(5)))
		}
		sameBits(t, name, report(s), report(rest))
		run := jitted(k, tg, 3)
		sameBits(t, name+", after the rest", report(run.to(s, 8)), report(run.to(rest, 8)))
	}
}

// A trajectory reads none of the checkpoints that the one before has left.
func TestCheckpointsAreWrittenBeforeTheyAreRead(t *testing.T) {
	for name, k := range map[string]NUTS{"generalized": {}, "stan": {Criterion: Stan}} {
		tg := banana().traced()
		run := jitted(k, tg, 3)
		s := k.Init(tg, np.Vec(0.1, 0.2), key(1), 3)
		spoiled := s
		for count := range 12 {
			private := spoiled.Private.(nutsState)
			private.Tree.Sub.Marks = tree.Map(private.Tree.Sub.Marks, func(x np.Array) np.Array { return np.FullLike(x, 1e9) })
			spoiled.Private = private
			s, spoiled = run.to(s, count+1), run.to(spoiled, count+1)
			sameBits(t, name, report(s), report(spoiled))
		}
	}
}
