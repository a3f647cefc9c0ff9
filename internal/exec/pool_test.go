package exec_test

import (
	"testing"

	"github.com/phlox-ppl/phlox/internal/exec"
)

func TestPool(t *testing.T) {
	made := 0
	p := exec.Pool[int]{New: func() int { made++; return made }}
	x, y := p.Take(), p.Take()
	p.Give(x)
	if z := p.Take(); z != x || made != 2 {
		t.Errorf("took %d, %d and, after %d was given, %d", x, y, x, z)
	}
}
