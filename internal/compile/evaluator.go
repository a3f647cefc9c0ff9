package compile

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
)

// evaluator is the plain evaluator as a machine.
type evaluator struct {
	program *ir.Program
	params  []*array.Buffer
}

func (e *evaluator) Run(params []*array.Buffer, _ func() error) error {
	n := len(e.program.In)
	for i, y := range e.program.Eval(params[:n]) {
		array.Copy(params[n+i], 0, y, 0, y.Size())
	}
	return nil
}

func (e *evaluator) Bind(params []*array.Buffer) error {
	e.params = params
	return nil
}

func (e *evaluator) Execute(poll func() error) error { return e.Run(e.params, poll) }
