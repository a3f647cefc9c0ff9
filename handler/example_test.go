package handler_test

import (
	"fmt"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/handler"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
	"github.com/phlox-ppl/phlox/reparam"
)

// coin flips a coin of unknown bias ten times.
func coin(p *phlox.P, heads np.Array) {
	bias := p.Sample("bias", dist.Beta(2.0, 2.0))
	p.Observe("heads", dist.Binomial(10, bias), heads)
}

// show prints the sites of a model.
func show[D any](model phlox.Model[D], d D) {
	t, err := handler.Trace(handler.Seed(model, random.Key(0)), d)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range t.Sites() {
		fmt.Println(m.Kind, m.Name, m.Value.Shape(), m.Observed)
	}
}

func ExampleTrace() {
	t, err := handler.Trace(handler.Substitute(coin, values{"bias": np.Of(0.5)}), np.Of(7))
	fmt.Printf("%.4f %v\n", t.LogDensity().Item(), err)
	_, err = handler.Trace(coin, np.Of(7)) // without a seed there is nothing to draw with
	fmt.Println(err)
	// Output:
	// -1.7385 <nil>
	// example_test.go:16: site "bias": nothing gives a value; use handler.Seed to draw one
}

func ExampleCondition() {
	show(handler.Condition(coin, values{"heads": np.Of(7)}), np.Array{})
	// Output:
	// sample bias [] false
	// sample heads [] true
}

func ExampleDo() {
	rain := func(p *phlox.P, _ none) {
		rain := p.Sample("rain", dist.Normal(0, 1))
		p.Deterministic("wet", rain.Add(1))
	}
	t, err := handler.Trace(handler.Seed(handler.Do(rain, values{"rain": np.Of(5.0)}), random.Key(0)), none{})
	fmt.Println(t.Site("wet").Value.Item(), t.Site("rain").Value.Item() == 5, err)
	// Output: 6 false <nil>
}

func ExampleReplay() {
	guide, err := handler.Trace(handler.Seed(func(p *phlox.P, _ np.Array) { p.Sample("bias", dist.Beta(8.0, 4.0)) }, random.Key(1)), np.Of(7))
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := handler.Trace(handler.Replay(coin, guide), np.Of(7))
	fmt.Println(model.Site("bias").Value.Item() == guide.Site("bias").Value.Item(), err)
	// Output: true <nil>
}

func ExampleBlock() {
	show(handler.Block(coin, handler.Hide{Names: []string{"bias"}}), np.Of(7))
	// Output: sample heads [] true
}

func ExampleScope() {
	twice := func(p *phlox.P, _ none) {
		handler.Scope(coin, "left")(p, np.Of(7))
		handler.Scope(coin, "right")(p, np.Array{})
	}
	show(twice, none{})
	// Output:
	// sample left/bias [] false
	// sample left/heads [] true
	// sample right/bias [] false
	// sample right/heads [] false
}

func ExampleMask() {
	t, err := handler.Trace(handler.Seed(handler.Mask(coin, np.Scalar(false)), random.Key(0)), np.Of(7))
	fmt.Println(t.LogDensity().Item(), err)
	// Output: 0 <nil>
}

func ExampleLift() {
	model := func(p *phlox.P, y np.Array) {
		scale := p.Param("scale", np.Of(1.0), nil)
		p.Observe("y", dist.Normal(0, scale), y)
	}
	show(handler.Lift(model, map[string]dist.Dist{"scale": dist.HalfNormal(1.0)}), np.Of(0.5))
	// Output:
	// sample scale [] false
	// sample y [] true
}

func ExampleReparam() {
	school := func(p *phlox.P, y np.Array) {
		tau := p.Sample("tau", dist.HalfCauchy(5))
		school := p.Plate("school", y.Len())
		theta := school.Sample("theta", dist.Normal(0, tau))
		school.Observe("y", dist.Normal(theta, 10), y)
	}
	show(handler.Reparam(school, map[string]reparam.Strategy{"theta": reparam.LocScale{Centered: np.Of(0.0)}}), np.Vec(28, 8, -3))
	// Output:
	// sample tau [] false
	// plate school [3] false
	// sample theta_decentered [3] false
	// deterministic theta [3] false
	// sample y [3] true
}
