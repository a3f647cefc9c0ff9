package dist_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// TestShapes holds the algebra of shapes to NumPyro's.
func TestShapes(t *testing.T) {
	s := func(n ...int) np.Shape { return n }
	normal := dist.Normal(np.Zeros(3), 1)
	dirichlet := dist.Dirichlet(np.Ones(2, 3))
	mask := np.New([]bool{true, false, true})
	for _, c := range []struct {
		name         string
		d            dist.Dist
		batch, event np.Shape
		value        np.Shape // broadcasts to batch + event
		logProb      np.Shape
	}{
		{"scalar", dist.Normal(0, 1), s(), s(), s(), s()},
		{"scalar, vector value", dist.Normal(0, 1), s(), s(), s(4), s(4)},
		{"vector", normal, s(3), s(), s(3), s(3)},
		{"vector, scalar value", normal, s(3), s(), s(), s(3)},
		{"vector, sample axes", normal, s(3), s(), s(5, 4, 3), s(5, 4, 3)},
		{"outer", dist.Normal(np.Zeros(3, 1), np.Ones(2)), s(3, 2), s(), s(3, 2), s(3, 2)},
		{"expanded", normal.Expand(2, 3), s(2, 3), s(), s(3), s(2, 3)},
		{"expanded, scalar value", dist.Normal(0, 1).Expand(4), s(4), s(), s(), s(4)},
		{"expanded inside", dist.Normal(np.Zeros(3, 1), 1).Expand(3, 2), s(3, 2), s(), s(3, 2), s(3, 2)},
		{"event", normal.Event(1), s(), s(3), s(3), s()},
		{"event, sample axes", normal.Event(1), s(), s(3), s(5, 3), s(5)},
		{"expanded, event", dist.Normal(0, 1).Expand(2, 3).Event(1), s(2), s(3), s(3), s(2)},
		{"event, expanded", normal.Event(1).Expand(2), s(2), s(3), s(2, 3), s(2)},
		{"event twice", dist.Normal(0, 1).Expand(2, 3, 4).Event(1).Event(1), s(2), s(3, 4), s(2, 3, 4), s(2)},
		{"masked", normal.Mask(mask), s(3), s(), s(3), s(3)},
		{"mask expands", dist.Normal(0, 1).Mask(mask), s(3), s(), s(), s(3)},
		{"masked, event", normal.Mask(mask).Event(1), s(), s(3), s(3), s()},
		{"event, masked", dist.Normal(np.Zeros(3, 2), 1).Event(1).Mask(mask), s(3), s(2), s(3, 2), s(3)},
		{"masked, event, masked", dist.Normal(np.Zeros(4, 3), 1).Mask(mask).Event(1).Mask(np.New([]bool{true, true, false, true})), s(4), s(3), s(4, 3), s(4)},
		{"masked, expanded", normal.Mask(mask).Expand(2, 3), s(2, 3), s(), s(3), s(2, 3)},
		{"vector event", dirichlet, s(2), s(3), s(2, 3), s(2)},
		{"vector event, sample axes", dirichlet, s(2), s(3), s(5, 2, 3), s(5, 2)},
		{"vector event, more event", dirichlet.Event(1), s(), s(2, 3), s(2, 3), s()},
		{"vector event, expanded", dirichlet.Expand(4, 2), s(4, 2), s(3), s(3), s(4, 2)},
		{"categories", dist.Categorical(np.Full(np.Shape{2, 4}, 0.25)), s(2), s(), s(7, 1), s(7, 2)},
		{"mixture", dist.MixtureSameFamily(dist.Categorical(np.Vec(0.5, 0.5)), dist.Normal(np.Zeros(3, 2), 1)), s(3), s(), s(3), s(3)},
		{"mixture of vectors", dist.MixtureSameFamily(dist.Categorical(np.Vec(0.5, 0.5)), dist.Normal(np.Zeros(2, 3), 1).Event(1)), s(), s(3), s(5, 3), s(5)},
		{"stack of one", stack(normal.Expand(2, 3).Event(1), 1), s(1, 2), s(3), s(5, 2, 3), s(5, 2)},
		{"stacked vectors", stack(dirichlet.Event(1), 4), s(4), s(2, 3), s(5, 4, 2, 3), s(5, 4)},
		{"stacked, expanded", stack(dist.Normal(np.Zeros(1), 1), 4).Expand(4, 5), s(4, 5), s(), s(3, 4, 5), s(3, 4, 5)},
		{"stacked, masked", stack(normal.Mask(mask).Event(1), 4), s(4), s(3), s(4, 3), s(4)},
		{"stacked bounds", stack(dist.Uniform(0, np.Ones(3)), 4), s(4, 3), s(), s(4, 1), s(4, 3)},
		{"stacked event bounds", stack(dist.Uniform(0, np.Ones(3)).Event(1), 4), s(4), s(3), s(4, 3), s(4)},
		{"stack of constants", dist.Stacked(normal, 4, false, false), s(4, 3), s(), s(3), s(4, 3)},
		{"stacked", stack(normal.Expand(2, 3).Event(1), 4), s(4, 2), s(3), s(4, 2, 3), s(4, 2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.d.Err(); err != nil {
				t.Fatal(err)
			}
			if !c.d.BatchShape().Equal(c.batch) || !c.d.EventShape().Equal(c.event) {
				t.Errorf("%v, want batch %v, event %v", c.d, c.batch, c.event)
			}
			full := np.BroadcastShapes(c.value, append(slices.Clone(c.batch), c.event...))
			value := np.Zeros(c.value...)
			if c.d.EventDim() > 0 {
				value = c.d.Support().Feasible(np.Zeros(full...))
			}
			if got := c.d.LogProb(value).Shape(); !got.Equal(c.logProb) {
				t.Errorf("log prob has shape %v, want %v", got, c.logProb)
			}
			want := append(append(np.Shape{6, 1}, c.batch...), c.event...)
			if got := c.d.Sample(key(20), 6, 1).Shape(); !got.Equal(want) {
				t.Errorf("draws have shape %v, want %v", got, want)
			}
			if m, err := c.d.Mean(); err == nil && !m.Shape().Equal(want[2:]) {
				t.Errorf("the mean has shape %v, want %v", m.Shape(), want[2:])
			}
			if h, err := c.d.Entropy(); err == nil && !h.Shape().Equal(c.batch) {
				t.Errorf("the entropy has shape %v, want %v", h.Shape(), c.batch)
			}
			if v, err := c.d.Values(); err == nil && v.Rank() != 1+len(c.batch) {
				t.Errorf("values have shape %v", v.Shape())
			}
		})
	}
}

func TestMask(t *testing.T) {
	d := dist.Normal(np.Zeros(2, 3), 1)
	mask := np.New([]bool{true, false, true})
	x := np.Matrix([]float64{1, 2, 3}, []float64{4, 5, 6})
	lp := d.LogProb(x)
	masked := np.Where(mask, lp, 0.0)
	wantNear(t, "mask", d.Mask(mask).LogProb(x), masked, 0)
	wantNear(t, "mask, event", d.Mask(mask).Event(1).LogProb(x), masked.Sum(-1), 1e-15)
	rows := np.New([]bool{false, true})
	both := d.Mask(mask).Event(1).Mask(rows)
	wantNear(t, "mask, event, mask", both.LogProb(x), np.Where(rows, masked.Sum(-1), 0.0), 1e-15)
	wantNear(t, "and event", both.Event(1).LogProb(x), np.Where(rows, masked.Sum(-1), 0.0).Sum(), 1e-15)
	wantNear(t, "and expanded", both.Expand(3, 2).LogProb(x), np.Where(rows, masked.Sum(-1), 0.0).BroadcastTo(np.Shape{3, 2}), 1e-15)
	wantNear(t, "two masks", d.Mask(mask).Mask(rows.ExpandDims(1)).LogProb(x), np.Where(rows.ExpandDims(1), masked, 0.0), 0)
	if s := both.Sample(key(21), 4); !s.Shape().Equal(np.Shape{4, 2, 3}) {
		t.Errorf("draws have shape %v", s.Shape())
	}
	// A stack of masked distributions masks as they do.
	one, other := dist.Normal(np.Zeros(3), 1).Mask(mask), dist.Normal(np.Vec(1, 2, 3), 1).Mask(mask.Not())
	a, b := tree.Arrays(one), tree.Arrays(other)
	stack := dist.Stacked(tree.With(one, params{np.Stack(0, a[0], b[0]), a[1], np.Stack(0, a[2], b[2])}), 2, true, false, true)
	wantNear(t, "stack", stack.LogProb(x), np.Stack(0, one.LogProb(x.At(0)), other.LogProb(x.At(1))), 1e-15)
	wantNear(t, "stack, event", stack.Event(1).LogProb(x), np.Stack(0, one.LogProb(x.At(0)), other.LogProb(x.At(1))).Sum(-1), 1e-15)
}

// stack repeats d, as a site in a scan of n steps.
func stack(d dist.Dist, n int) dist.Dist {
	return dist.Stacked(tree.Map(d, func(a np.Array) np.Array { return a.BroadcastTo(a.Shape().Prepend(n)) }), n)
}

func TestMixtureOfVectors(t *testing.T) {
	d := dist.MixtureSameFamily(dist.Categorical(np.Vec(0.25, 0.75)),
		dist.Normal(np.Matrix([]float64{0, 1, 2}, []float64{4, 5, 6}), 1).Event(1))
	mean, err := d.Mean()
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "mean", mean, np.Vec(3, 4, 5), 1e-15)
	variance, err := d.Variance()
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "variance", variance, np.Vec(4, 4, 4), 1e-14)
	if e := errors(d.Sample(key(22), draws), mean); e > maxErrors {
		t.Errorf("the mean of draws is off by %.1f standard errors", e)
	}
}

func TestShapeMistakes(t *testing.T) {
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { dist.Normal(np.Zeros(3), np.Ones(2)).LogProb(np.Zeros()) }, "Normal loc[3] scale[2]: shapes do not broadcast"},
		{func() { dist.Normal(np.Zeros(3), 1).LogProb(np.Zeros(2)) }, "Normal(batch [3], event []): a value of shape [2]"},
		{func() { dist.Dirichlet(np.Ones(3)).LogProb(np.Zeros(2)) }, "Dirichlet(batch [], event [3]): a value of shape [2]"},
		{func() { dist.Normal(np.Zeros(3), 1).Event(1).LogProb(np.Zeros()) }, "Normal(batch [], event [3]): a value of shape []"},
		{func() { dist.Normal(np.Zeros(3), 1).Event(2).Sample(key(0)) }, "Normal: Event(2) of batch shape [3]"},
		{func() { dist.Normal(np.Zeros(3), 1).Expand(2).Sample(key(0)) }, "Normal: batch shape [3] does not expand to [2]"},
		{func() { dist.Normal(np.Zeros(3), 1).Mask(np.New([]bool{true, false})).Sample(key(0)) }, "Normal: a mask of shape [2] for batch shape [3]"},
		{func() { dist.MultivariateNormal(np.Zeros(3), np.Eye(2)).Sample(key(0)) }, "loc[3] covariance_matrix[2 2]"},
		{func() { dist.MultivariateNormal(np.Zeros(2), np.Ones(2, 3)).Sample(key(0)) }, "loc[2] covariance_matrix[2 3]"},
		{func() {
			dist.MixtureSameFamily(dist.Categorical(np.Vec(0.5, 0.5)), dist.Normal(np.Zeros(3), 1)).Sample(key(0))
		}, "2 components"},
		{func() { dist.MixtureSameFamily(dist.Normal(0, 1), dist.Normal(np.Zeros(3), 1)).Sample(key(0)) }, "want a Categorical"},
		{func() {
			dist.MixtureSameFamily(dist.Categorical(np.Vec(0.5, 0.5)), dist.Uniform(np.Zeros(2), np.Vec(1, 2))).Sample(key(0))
		}, "supports that differ"},
		{func() { dist.Dist{}.Sample(key(0)) }, "the zero Dist"},
	} {
		err := dist.Try(c.f)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}
