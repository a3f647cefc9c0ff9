package hmc

import (
	"math"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

// NUTS is the No-U-Turn sampler (Hoffman and Gelman, 2014) in its iterative form (Phan, Pradhan, Jankowiak,
// arXiv:1912.11554, appendix A), with multinomial sampling from the trajectory (Betancourt,
// arXiv:1701.02434). The zero value is NumPyro's default.
//
// A trajectory doubles its number of leaves each time, forward or backward in time at random, until it
// turns back on itself. Each doubling is a subtree whose leaves are made one after another; that it and its
// own subtrees do not turn is checked with O(log n) of the momenta (see checkpoints).
type NUTS struct {
	Config
	MaxDepth       int       // doublings at most; 0: 10
	WarmupMaxDepth int       // the same during warm-up; 0: MaxDepth
	Criterion      Criterion // when a trajectory turns back
}

func (k NUTS) maxDepth() int       { return orDefault(k.MaxDepth, 10) }
func (k NUTS) warmupMaxDepth() int { return orDefault(k.WarmupMaxDepth, k.maxDepth()) }

// checkpointRows is how many leaves a subtree has to remember at a time.
func (k NUTS) checkpointRows() int { return max(k.maxDepth(), k.warmupMaxDepth(), 1) }

// nutsState is the Private of a NUTS chain.
type nutsState struct {
	Chain chain
	Tree  trajectory
}

// trajectory is a trajectory in the making.
type trajectory struct {
	Active np.Array // bool: it has been begun
	Energy np.Array // at its begin
	Depth  np.Array // int64: doublings done
	Left   point    // the leaf that is earliest in time
	Right  point    // and the latest
	Sample sample   // from all doublings that were joined
	Sum    np.Array // of their momenta, [Dim]
	Accept np.Array // sum of the acceptance probabilities of all leaves
	Steps  np.Array // int64: leaves made
	Key    random.PRNGKey
	Sub    subtree // the doubling in the making
}

// sample is a leaf drawn from some, with probability proportional to e^-energy.
type sample struct {
	Z, LogDensity, Grad, Energy np.Array
	Weight                      np.Array // log of the sum of all leaves' e^(start energy - energy)
}

// Init implements infer.Kernel.
func (k NUTS) Init(t infer.Target, z np.Array, key random.PRNGKey, warmup int) infer.State {
	c := k.newChain(t, z, key)
	zero := np.Scalar(int64(0))
	p := point{Z: z, R: np.ZerosLike(z), LogDensity: c.LogDensity, Grad: c.Grad}
	tree := trajectory{
		Active: np.Scalar(false), Energy: c.LogDensity.Neg(), Depth: zero, Left: p, Right: p,
		Sample: newSample(p, c.LogDensity.Neg()), Sum: p.R, Accept: np.ZerosLike(c.LogDensity), Steps: zero, Key: key,
	}
	tree.Sub = k.newSubtree(t, tree, k.newCheckpoints(t))
	return infer.State{Count: zero, Z: z, Info: noInfo(c), Private: nutsState{c, tree}}
}

func newSample(p point, energy np.Array) sample {
	return sample{p.Z, p.LogDensity, p.Grad, energy, np.ZerosLike(energy)}
}

// Turn implements infer.Kernel: it makes one leaf.
func (k NUTS) Turn(t infer.Target, s infer.State, warmup int, until np.Array) infer.State {
	running := s.Count.Lt(until)
	st := s.Private.(nutsState)
	st = when(running.And(st.Tree.Active.Not()), st, func(st nutsState) nutsState {
		st.Tree = k.start(t, s, st)
		return st
	})
	st.Tree.Sub = k.grow(t, st)
	st.Tree.Accept = st.Tree.Accept.Add(st.Tree.Sub.LeafAccept)
	st.Tree.Steps = st.Tree.Steps.Add(1)
	s.Private = st
	return when(running.And(st.Tree.Sub.ended(st.Tree.Depth)), s, func(s infer.State) infer.State {
		return k.join(t, s, warmup)
	})
}

// start begins a trajectory at the last draw with a fresh momentum.
func (k NUTS) start(t infer.Target, s infer.State, st nutsState) trajectory {
	c := st.Chain
	p := point{Z: s.Z, R: k.momentum(t, c, s.Count), LogDensity: c.LogDensity, Grad: c.Grad}
	energy := k.energy(t, p, c.Metric)
	tree := trajectory{
		Active: np.Scalar(true), Energy: energy, Depth: np.Scalar(int64(0)), Left: p, Right: p,
		Sample: newSample(p, energy), Sum: p.R, Accept: np.ZerosLike(energy), Steps: np.Scalar(int64(0)),
		Key: transitionKey(c, s.Count).FoldIn(1),
	}
	tree.Sub = k.newSubtree(t, tree, st.Tree.Sub.Marks)
	return tree
}

// join adds a subtree that has ended to the trajectory, and ends that or begins the next subtree.
func (k NUTS) join(t infer.Target, s infer.State, warmup int) infer.State {
	st := s.Private.(nutsState)
	tree, sub := st.Tree, st.Tree.Sub
	ok := sub.Turning.Or(sub.Diverging).Not()
	turning := sub.Turning.Or(k.turnsAtJoin(t, st.Chain.Metric, tree))

	// Biased progressive sampling: prefer the new half, take it with min(1, w_sub / w_tree).
	u := k.uniform(t, tree.Key.FoldIn(tree.Depth.Mul(3).Add(1)))
	take := ok.And(u.Lt(acceptProb(tree.Sample.Weight.Sub(sub.Sample.Weight))))
	weight := np.LogAddExp(tree.Sample.Weight, sub.Sample.Weight)
	tree.Sample = choose(take, sub.Sample, tree.Sample)
	tree.Sample.Weight = weight
	tree.Sum = tree.Sum.Add(sub.Sum)
	tree.Right = choose(sub.Forward, sub.Edge, tree.Right)
	tree.Left = choose(sub.Forward, tree.Left, sub.Edge)
	tree.Depth = tree.Depth.Add(1)

	limit := np.Where(s.Count.Lt(warmup), np.Of(k.warmupMaxDepth()), np.Of(k.maxDepth()))
	stop := turning.Or(sub.Diverging).Or(tree.Depth.Ge(limit))
	st.Tree = tree
	s.Private = st
	return fn.Cond(stop,
		func(s infer.State) infer.State { return k.finish(t, s, warmup) },
		func(s infer.State) infer.State {
			st := s.Private.(nutsState)
			st.Tree.Sub = k.newSubtree(t, st.Tree, st.Tree.Sub.Marks)
			s.Private = st
			return s
		}, s)
}

// finish takes the trajectory's sample as the next draw.
func (k NUTS) finish(t infer.Target, s infer.State, warmup int) infer.State {
	st := s.Private.(nutsState)
	tree, c := st.Tree, st.Chain
	accept := tree.Accept.Div(tree.Steps.AsType(t.DType))
	s.Z, c.LogDensity, c.Grad = tree.Sample.Z, tree.Sample.LogDensity, tree.Sample.Grad
	s.Info = infer.Info{
		LogDensity: c.LogDensity, Energy: tree.Sample.Energy, StepSize: c.StepSize, AcceptProb: accept,
		Steps: tree.Steps, Depth: tree.Depth, Diverging: tree.Sub.Diverging,
	}
	st.Chain = k.adapt(t, c, s, accept, warmup)
	st.Tree.Active = np.Scalar(false)
	s.Count = s.Count.Add(1)
	s.Private = st
	return s
}

// negInf is the log weight of nothing.
var negInf = math.Inf(-1)
