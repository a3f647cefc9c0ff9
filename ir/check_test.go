package ir_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
)

func TestCheckReportsEachViolation(t *testing.T) {
	const text = "{ a:f64[] b:f64[] -> c:f64[] = add a b d:f64[3] = broadcast shape=[3] dims=[] c return d }"
	other := parse(t, "{ a:f64[] b:f64[] c:f64[] -> d:f64[] = exp a e:f64[] = exp b f:f64[] = exp c return d e f }")
	for _, c := range []struct {
		name  string
		spoil func(p *ir.Program)
		want  string
	}{
		{"nothing", func(p *ir.Program) {}, ""},
		{"order", func(p *ir.Program) { p.Eqns[0], p.Eqns[1] = p.Eqns[1], p.Eqns[0] }, "equation 0, broadcast: slot 2 is used before"},
		{"input twice", func(p *ir.Program) { p.In[1] = p.In[0] }, "inputs: slot 0 is computed twice"},
		{"result twice", func(p *ir.Program) { p.Eqns[1].Out[0] = p.Eqns[0].Out[0] }, "equation 1, broadcast: slot 2 is computed twice"},
		{"operand of another program", func(p *ir.Program) { p.Eqns[0].In[0] = other.In[0] }, "slot 0 is used before"},
		{"slot out of range", func(p *ir.Program) { p.Eqns[0].Out[0] = other.Eqns[2].Out[0] }, "has slot 5 of 4"},
		{"concrete result", func(p *ir.Program) { p.Eqns[0].Out[0] = scalar(1) }, "has slot -1"},
		{"type", func(p *ir.Program) { p.Eqns[1].Out[0] = p.In[0]; p.In = p.In[1:]; p.Eqns[0].In[0] = p.In[0] }, "result 0 is f64[] where the op infers f64[3]"},
		{"operands that don't fit", func(p *ir.Program) { p.Eqns[0].In = p.Eqns[0].In[:1] }, "1 operands, want 2"},
		{"number of results", func(p *ir.Program) { p.Eqns[0].Out = append(p.Eqns[0].Out, p.Eqns[0].Out[0]) }, "2 results where the op has 1"},
		{"missing operand", func(p *ir.Program) { p.Eqns[0].In[1] = nil }, "an operand is missing"},
		{"missing result", func(p *ir.Program) { p.Eqns[0].Out[0] = nil }, "a result is missing"},
		{"missing op", func(p *ir.Program) { p.Eqns[1].Op = nil }, "equation 1: the op is missing"},
		{"output", func(p *ir.Program) { p.Out[0] = other.Out[0] }, "outputs: slot 3 is used before"},
		{"inside an op", func(p *ir.Program) {
			body := parse(t, "{ a:f64[] b:f64[] -> c:f64[] = add a b d:f64[] = exp c return d }")
			body.Eqns[0], body.Eqns[1] = body.Eqns[1], body.Eqns[0]
			p.Eqns[0].Op = flow.Checkpoint{Body: body}
		}, "equation 0, checkpoint: equation 0, exp: slot 2 is used before"},
	} {
		p := parse(t, text)
		c.spoil(p)
		err := ir.Check(p)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}
