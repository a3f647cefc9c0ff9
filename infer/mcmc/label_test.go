package mcmc_test

import (
	"runtime/pprof"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/infer/mcmc"
)

// CPU profiles show what a chain's goroutine is doing by a label; a profile of goroutines has the same.
func TestLabels(t *testing.T) {
	for name, method := range methods {
		var text strings.Builder
		run(t, mean, three, with(quick, func(c *mcmc.Config) {
			c.Method = method
			c.OnDraws = func(mcmc.Chunk) error {
				text.Reset()
				return pprof.Lookup("goroutine").WriteTo(&text, 1)
			}
		}))
		if want := `"phlox":"sample"`; !strings.Contains(text.String(), want) {
			t.Errorf("%s: no label %s in\n%s", name, want, text.String())
		}
	}
}
