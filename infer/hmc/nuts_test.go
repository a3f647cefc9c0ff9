package hmc

import (
	"math"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc/internal/recursive"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// uniforms are those that a transition with the given key of its tree consumes.
type uniforms struct {
	tree   random.PRNGKey
	leaves map[int][]float64 // by depth, all at once, for speed
}

func (u uniforms) Direction(depth int) float64 { return u.at(3 * depth) }
func (u uniforms) Combine(depth int) float64   { return u.at(3*depth + 1) }

func (u uniforms) at(i int) float64 {
	return random.Uniform(u.tree.FoldIn(i), nil, np.Float64).Item()
}

func (u uniforms) Leaf(depth, n int) float64 {
	if u.leaves[depth] == nil {
		key := u.tree.FoldIn(3*depth + 2)
		draw := func(n np.Array) np.Array { return random.Uniform(key.FoldIn(n), nil, np.Float64) }
		u.leaves[depth] = fn.Vmap(draw)(np.Arange(1 << depth)).Float64s()
	}
	return u.leaves[depth][n]
}

// oracle makes the transition of the recursive sampler that a chain with this key makes after count others.
func oracle(o recursive.NUTS, z []float64, chain random.PRNGKey, count int) recursive.Result {
	transition := chain.FoldIn(count)
	eps := random.Normal(transition.FoldIn(0), np.Shape{len(z)}, np.Float64).Float64s()
	return o.Transition(z, o.Metric.Momentum(eps), uniforms{transition.FoldIn(1), map[int][]float64{}})
}

// follow runs chains and compares each transition with the recursive sampler's from the same point. That
// both sum in another order costs rounding errors of 1e-16, which a trajectory of a curved density amplifies;
// where the oracle is right a uniform falls between two probabilities that differ by so little with
// probability 1e-12 for all tests together, so discrete results must be equal.
func follow(t *testing.T, tg target, k NUTS, o recursive.NUTS, run runner, b begin, transitions int) (seen tally) {
	t.Helper()
	o.Potential, o.StepSize, o.MaxDepth, o.Criterion = tg.potential, k.StepSize, k.MaxDepth, recursive.Criterion(k.Criterion)
	const tol = 1e-7
	s := run.init(b)
	single := b.Z.Rank() == 1
	n := b.Z.Size() / tg.dim
	for count := range transitions {
		before := s.Z.Float64s()
		s = run.to(s, count+1)
		after, grad := s.Z.Float64s(), gradOf(s).Float64s()
		info := s.Info
		lp, energy, accept := info.LogDensity.Float64s(), info.Energy.Float64s(), info.AcceptProb.Float64s()
		depth, steps, diverging := info.Depth.Ints(), info.Steps.Ints(), info.Diverging.Bools()
		for i := range n {
			key := b.Key
			if !single {
				key = lane(b.Key, i)
			}
			want := oracle(o, before[i*tg.dim:(i+1)*tg.dim], key, count)
			seen.add(want)
			if depth[i] != want.Depth || steps[i] != want.NumLeapfrog || diverging[i] != want.Diverging {
				t.Fatalf("differs from the recursion: chain %d, transition %d: depth %d, %d steps, diverging %t; want %d, %d, %t",
					i, count, depth[i], steps[i], diverging[i], want.Depth, want.NumLeapfrog, want.Diverging)
			}
			got := append([]float64{lp[i], energy[i], accept[i]}, after[i*tg.dim:(i+1)*tg.dim]...)
			got = append(got, grad[i*tg.dim:(i+1)*tg.dim]...)
			for j, x := range append(append([]float64{-want.U, want.Energy, want.AcceptProb}, want.Z...), negative(want.Grad)...) {
				if !(math.Abs(got[j]-x) <= tol*(1+math.Abs(x))) {
					t.Fatalf("differs from the recursion: chain %d, transition %d: log density, energy, accept, z and gradient %v, want %+v",
						i, count, got, want)
				}
			}
		}
	}
	return seen
}

func gradOf(s infer.State) np.Array { return s.Private.(nutsState).Chain.Grad }

func negative(x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = -x[i]
	}
	return y
}

// tally is what transitions were like, so that a test can say that it has seen all kinds.
type tally struct{ turning, rejected, diverging, full int }

func (a *tally) add(r recursive.Result) {
	last := r.Doublings[r.Depth-1]
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	count(&a.turning, r.Turning)
	count(&a.rejected, last.Turning)
	count(&a.diverging, r.Diverging)
	count(&a.full, !r.Turning && !r.Diverging)
}

var (
	diagonal = np.Vec(0.5, 2, 1)
	dense    = [][]float64{{1, 0.5, 0.1}, {0.5, 1, 0}, {0.1, 0, 2}}
	blocked  = [][]float64{{1, 0, 0.3}, {0, 0.7, 0}, {0.3, 0, 2}} // a and c together, b alone
)

var followed = []struct {
	name   string
	target target
	kernel NUTS
	metric recursive.Metric
}{
	{"normal", normal(2), NUTS{Config: Config{StepSize: 1.2}, MaxDepth: 10}, recursive.Identity{}},
	{"normal, small steps", normal(2), NUTS{Config: Config{StepSize: 0.05}, MaxDepth: 7}, recursive.Identity{}},
	{"normal, one doubling", normal(3), NUTS{Config: Config{StepSize: 0.8}, MaxDepth: 1}, recursive.Identity{}},
	{"correlated", correlated(), NUTS{Config: Config{StepSize: 0.4}, MaxDepth: 6}, recursive.Identity{}},
	{"correlated, diagonal", correlated(), NUTS{Config: Config{StepSize: 0.3, InverseMass: diagonal}, MaxDepth: 6}, recursive.Diagonal{0.5, 2, 1}},
	{"correlated, dense", correlated(), NUTS{Config: Config{StepSize: 0.3, InverseMass: np.Matrix(dense...)}, MaxDepth: 6}, recursive.Dense(dense)},
	{"correlated, blocks", correlated(), NUTS{Config: Config{StepSize: 0.3, InverseMass: np.Matrix(blocked...), Blocks: [][]string{{"a", "c"}}}, MaxDepth: 6}, recursive.Dense(blocked)},
	{"funnel", funnel(), NUTS{Config: Config{StepSize: 0.9}, MaxDepth: 5}, recursive.Identity{}},
	{"banana", banana(), NUTS{Config: Config{StepSize: 0.25}, MaxDepth: 6}, recursive.Identity{}},
	{"banana, two doublings", banana(), NUTS{Config: Config{StepSize: 0.5}, MaxDepth: 2}, recursive.Identity{}},
}

// 10 samplers with 2 criteria, 25 chains of 12 transitions each: 6000 transitions.
func TestDrawsAreThoseOfTheRecursion(t *testing.T) {
	const chains, transitions = 25, 12
	var seen tally
	for i, c := range followed {
		for _, criterion := range []Criterion{Generalized, Stan} {
			t.Run(c.name+", "+[]string{"generalized", "stan"}[criterion], func(t *testing.T) {
				k := c.kernel
				k.Criterion = criterion
				tl := follow(t, c.target, k, recursive.NUTS{Metric: c.metric}, lanes(k, c.target.traced(), 0),
					begins(key(i), chains, c.target.dim), transitions)
				seen.turning += tl.turning
				seen.rejected += tl.rejected
				seen.diverging += tl.diverging
				seen.full += tl.full
			})
		}
	}
	if seen.turning < 1000 || seen.rejected < 500 || seen.diverging < 10 || seen.full < 500 {
		t.Errorf("too few transitions of some kind: %+v", seen)
	}
}

// The same for one chain, as the program is traced and as Jit simplifies it.
func TestOneChainIsTheRecursion(t *testing.T) {
	for i, c := range followed {
		for name, runs := range map[string]func(infer.Kernel, infer.Target, int) runner{"eval": alone, "jit": jitted} {
			t.Run(c.name+", "+name, func(t *testing.T) {
				k := c.kernel
				k.Criterion = Criterion(i % 2)
				b := lane(begins(key(100+i), 1, c.target.dim), 0)
				follow(t, c.target, k, recursive.NUTS{Metric: c.metric}, runs(k, c.target.traced(), 0), b, 10)
			})
		}
	}
}

// A trajectory of integers makes no rounding errors but in weights, so it must be the oracle's exactly.
func TestIntegerTrajectories(t *testing.T) {
	const chains, depth = 400, 6
	tg := valley()
	for _, criterion := range []Criterion{Generalized, Stan} {
		k := NUTS{Config: Config{StepSize: 2}, MaxDepth: depth, Criterion: criterion}
		o := recursive.NUTS{Potential: tg.potential, StepSize: 2, MaxDepth: depth, Criterion: recursive.Criterion(criterion)}
		type in struct{ Z, R, Key np.Array }
		all := in{
			random.Randint(key(1), np.Shape{chains, 2}, -9, 10, np.Int64).AsType(np.Float64),
			random.Randint(key(2), np.Shape{chains, 2}, -9, 10, np.Int64).AsType(np.Float64),
			key(3).SplitArray(chains).Data,
		}
		run := fn.Jit(fn.Vmap(func(x in) infer.State {
			s := k.Init(tg.traced(), x.Z, random.FromData(x.Key), 0)
			s = withMomentum(k, tg.traced(), s, x.R)
			return loop(job{s, np.Scalar(int64(1))}, func(s infer.State) infer.State {
				return k.Turn(tg.traced(), s, 0, np.Scalar(int64(1)))
			})
		}))
		got := run.Do(all)
		for i := range chains {
			x, g := lane(all, i), lane(infer.State{Z: got.Z, Info: got.Info}, i)
			tree := random.FromData(x.Key).FoldIn(0).FoldIn(1)
			want := o.Transition(x.Z.Float64s(), x.R.Float64s(), uniforms{tree, map[int][]float64{}})
			z := g.Z.Float64s()
			if z[0] != want.Z[0] || z[1] != want.Z[1] || g.Info.Steps.Item() != float64(want.NumLeapfrog) ||
				g.Info.Energy.Item() != want.Energy || g.Info.LogDensity.Item() != -want.U {
				t.Fatalf("differs from the recursion: from %v with momentum %v: %v, %+v; want %+v", x.Z, x.R, g.Z, g.Info, want)
			}
		}
	}
}

// withMomentum begins a transition with momentum r in place of a random one.
func withMomentum(k NUTS, t infer.Target, s infer.State, r np.Array) infer.State {
	st := s.Private.(nutsState)
	tr := k.start(t, s, st)
	tr.Left.R, tr.Right.R, tr.Sub.Edge.R, tr.Sum = r, r, r, r
	tr.Energy = k.energy(t, tr.Left, st.Chain.Metric)
	tr.Sample.Energy = tr.Energy
	st.Tree = tr
	s.Private = st
	return s
}

// A transition with the momentum flipped and every direction of time turned around is the same one, bit for
// bit: IEEE arithmetic is symmetric in the sign.
func TestDirectionSymmetry(t *testing.T) {
	for _, tg := range []target{correlated(), funnel(), banana()} {
		for _, criterion := range []Criterion{Generalized, Stan} {
			k := NUTS{Config: Config{StepSize: 0.2}, MaxDepth: 6, Criterion: criterion}
			type in struct {
				Begin  begin
				Mirror np.Array // bool: flip and turn around
			}
			mirror := func(st nutsState, m np.Array) nutsState {
				sub := &st.Tree.Sub
				fresh := sub.Next.Eq(0).And(m)
				sub.Forward = sub.Forward.Xor(fresh)
				sub.Edge = choose(fresh, choose(sub.Forward, st.Tree.Right, st.Tree.Left), sub.Edge)
				return st
			}
			run := fn.Jit(fn.Vmap(func(x in) infer.State {
				s := k.Init(tg.traced(), x.Begin.Z, x.Begin.Key, 0)
				r := random.Normal(x.Begin.Key.FoldIn(-2), np.Shape{tg.dim}, np.Float64)
				s = withMomentum(k, tg.traced(), s, np.Where(x.Mirror, r.Neg(), r))
				s.Private = mirror(s.Private.(nutsState), x.Mirror)
				return loop(job{s, np.Scalar(int64(1))}, func(s infer.State) infer.State {
					s = k.Turn(tg.traced(), s, 0, np.Scalar(int64(1)))
					s.Private = mirror(s.Private.(nutsState), x.Mirror)
					return s
				})
			}))
			b := begins(key(7), 50, tg.dim)
			here := run.Do(in{b, np.New(make([]bool, 50))})
			there := run.Do(in{b, np.New(make([]bool, 50)).Not()})
			sameBits(t, tg.name, infer.State{Z: here.Z, Info: here.Info}, infer.State{Z: there.Z, Info: there.Info})
			left, right := here.Private.(nutsState).Tree.Left, there.Private.(nutsState).Tree.Right
			sameBits(t, tg.name+", ends", left.Z, right.Z)
		}
	}
}

// A free particle never turns: the depth decides, during warm-up and after it.
func TestMaxDepthBoundsTheSteps(t *testing.T) {
	free := infer.Target{Dim: 2, DType: np.Float64, LogDensity: func(z np.Array) np.Array { return z.Sum().Mul(0) }}
	for _, c := range []struct {
		max, warmup         int // MaxDepth and WarmupMaxDepth
		wantMax, wantWarmup int
	}{{1, 0, 1, 1}, {4, 0, 4, 4}, {2, 5, 2, 5}, {5, 2, 5, 2}, {0, 1, 10, 1}} {
		for _, criterion := range []Criterion{Generalized, Stan} {
			k := NUTS{Config: Config{FixStepSize: true, FixMetric: true}, MaxDepth: c.max, WarmupMaxDepth: c.warmup, Criterion: criterion}
			run := jitted(k, free, 2)
			s := run.init(lane(begins(key(1), 1, 2), 0))
			for count := range 4 {
				s = run.to(s, count+1)
				want := c.wantMax
				if count < 2 {
					want = c.wantWarmup
				}
				if d, n := s.Info.Depth.Item(), s.Info.Steps.Item(); d != float64(want) || n != float64(int(1)<<want-1) {
					t.Errorf("%+v: transition %d has depth %g and %g steps, want depth %d", c, count, d, n, want)
				}
			}
		}
	}
}

func TestDivergesAfterOneLeaf(t *testing.T) {
	start := lane(begins(key(2), 1, 2), 0)
	nan := infer.Target{Dim: 2, DType: np.Float64, LogDensity: func(z np.Array) np.Array {
		return np.Where(z.Eq(start.Z).All(), z.Sum().Mul(0), z.Sum().Mul(math.NaN()))
	}}
	for name, tg := range map[string]infer.Target{"step size 100": normal(2).traced(), "NaN": nan} {
		run := alone(NUTS{Config: Config{StepSize: 100}}, tg, 0)
		s := run.to(run.init(start), 5)
		i := s.Info
		if !i.Diverging.Bools()[0] || i.Steps.Item() != 1 || i.Depth.Item() != 1 || i.AcceptProb.Item() != 0 {
			t.Errorf("%s: want a divergence after one leaf, got %+v", name, i)
		}
		sameBits(t, name, s.Z, start.Z)
	}
}

func TestConfigErrorsNameWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   []string
	}{
		{Config{Blocks: [][]string{{"a", "nope"}}}, []string{"Blocks", `"nope"`, "not a latent variable"}},
		{Config{Blocks: [][]string{{"a"}, {"b", "a"}}}, []string{"Blocks", `"a"`, "twice"}},
		{Config{Blocks: [][]string{{}}}, []string{"Blocks", "empty"}},
		{Config{InverseMass: np.Vec(1, 2)}, []string{"InverseMass", "[2]", "[3]", "[3 3]"}},
		{Config{InverseMass: np.Eye(2)}, []string{"InverseMass", "[2 2]", "[3]", "[3 3]"}},
	} {
		err := fn.Try(func() { NUTS{Config: c.config}.Init(correlated().traced(), np.Zeros(3), key(1), 0) })
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: error %v does not say %s", c.config, err, want)
			}
		}
	}
}
