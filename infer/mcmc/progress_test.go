package mcmc_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/infer/mcmc"
	"github.com/phlox-ppl/phlox/random"
)

func TestProgress(t *testing.T) {
	status := `\[\d+s<0s\] sample: \d+ steps of size \d\.\d\de[-+]\d\d\. acc\. prob=[01]\.\d\d`
	for _, c := range []struct {
		progress mcmc.Progress
		want     string
	}{
		{mcmc.Quiet, `^$`},
		{mcmc.Auto, `^(chain [34]: 70/70 ` + status + `\n){2}$`}, // not a terminal
		{mcmc.Lines, `^(chain [34]: 70/70 ` + status + `\n){2}$`},
		{mcmc.Bars, `chain 3 +100 % \[=+\] *70/70 ` + status + ` *\nchain 4 +100 % \[=+\] *70/70 ` + status + ` *\n$`},
	} {
		for method, m := range methods {
			var out strings.Builder
			run(t, mean, three, with(quick, func(config *mcmc.Config) {
				config.Progress, config.Output, config.FirstChain, config.Method = c.progress, &out, 3, m
			}))
			if !regexp.MustCompile(c.want).MatchString(out.String()) {
				t.Errorf("progress %d, %s: %q does not match %s", c.progress, method, out.String(), c.want)
			}
		}
	}
}

// Bars end also if the run does not, or has nothing left to do.
func TestProgressInterrupted(t *testing.T) {
	var out strings.Builder
	ctx, cancel := context.WithCancel(context.Background())
	_, err := mcmc.Run(ctx, random.Key(1), mean, three, with(endless, func(c *mcmc.Config) {
		c.Progress, c.Output = mcmc.Bars, &out
		c.OnDraws = func(mcmc.Chunk) error { cancel(); return nil }
	}))
	if err == nil || !regexp.MustCompile(`chain 0.*\nchain 1.*\nchain 2.*\n$`).MatchString(out.String()) {
		t.Errorf("%v: %q", err, out.String())
	}
}
