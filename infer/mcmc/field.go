package mcmc

import (
	"strings"

	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/np"
)

// fields are what Field finds in an Info, by NumPyro's names.
var fields = map[string]func(infer.Info) np.Array{
	"energy":           func(i infer.Info) np.Array { return i.Energy },
	"step_size":        func(i infer.Info) np.Array { return i.StepSize },
	"accept_prob":      func(i infer.Info) np.Array { return i.AcceptProb },
	"num_steps":        func(i infer.Info) np.Array { return i.Steps },
	"depth":            func(i infer.Info) np.Array { return i.Depth },
	"diverging":        func(i infer.Info) np.Array { return i.Diverging },
	"log_density":      func(i infer.Info) np.Array { return i.LogDensity },
	"potential_energy": potential,
}

func potential(i infer.Info) np.Array {
	if i.LogDensity.IsZero() {
		return np.Array{}
	}
	return i.LogDensity.Neg()
}

// Field returns what is known of the transitions, [chain, draw], by NumPyro's names: energy, step_size,
// accept_prob, num_steps, diverging, potential_energy, and besides depth and log_density. It returns the
// unconstrained values of a latent variable by its name after "z.", [chain, draw, ...]; of all together,
// [chain, draw, Dim], for "z".
func (r *Result) Field(name string) (np.Array, error) {
	get := func(Chain) np.Array { return np.Array{} }
	variable, unconstrained := strings.CutPrefix(name, "z.")
	if field, ok := fields[strings.TrimPrefix(name, "adapt_state.")]; ok {
		get = func(c Chain) np.Array { return field(c.Info) }
	} else if name == "z" {
		get = func(c Chain) np.Array { return c.Unconstrained }
	} else if unconstrained {
		for _, v := range r.Variables {
			if v.Name == variable {
				get = func(c Chain) np.Array {
					return c.Unconstrained.Slice(1, v.Lo, v.Hi).Reshape(v.Shape.Prepend(c.Len)...)
				}
			}
		}
	}
	return r.stacked(get, "field", name)
}
