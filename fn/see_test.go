package fn_test

import (
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/fn"
	"github.com/phlox-ppl/phlox/np"
)

func TestProfile(t *testing.T) {
	f := fn.Jit(func(x np.Array) np.Array { return x.Square().Sum() })
	p, err := f.Profile(np.Ones(5000))
	if !compiled() {
		if err == nil {
			t.Error("the evaluator has a profile")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if last := p.Parts[len(p.Parts)-1]; last.Flops < 5000 || last.Read != float64(8*5000*last.Runs) || last.Time <= 0 {
		t.Errorf("the last part is %+v", last)
	}
	if !strings.Contains(p.String(), "GFLOP/s") {
		t.Errorf("printed as\n%v", p)
	}
	fn.Jit(func(x np.Array) np.Array {
		_, err = f.Profile(x)
		return x
	}).Do(np.Ones(3))
	if err == nil || !strings.Contains(err.Error(), "being traced") {
		t.Errorf("of a traced argument: %v", err)
	}
}
