package handler

import "github.com/phlox-ppl/phlox"

// Trace runs the model on d and returns its sites in the order of execution. The model must have values
// for all sites: put Seed around it. An error says what is wrong with the model. The Trace method Handler
// of phlox.Trace records a part of a model, from inside.
func Trace[D any](model phlox.Model[D], d D) (*phlox.Trace, error) {
	t := phlox.NewTrace()
	if err := phlox.Run(model, d, t.Handler()); err != nil {
		return nil, err
	}
	return t, nil
}
