package fn

import (
	"time"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
)

// Program returns the program that runs for arguments like x.
func (j *Function[A, B]) Program(x A) (p *ir.Program, err error) {
	defer ir.Recover(&err)
	return j.traced(x).program, nil
}

// Explain returns the stages of what runs for arguments like x as text: the program, the loops it becomes, and
// the machine instructions. The environment variable PHLOX_EXPLAIN, a directory, has it written for all
// programs that are run.
func (j *Function[A, B]) Explain(x A) (text string, err error) {
	defer ir.Recover(&err)
	return compile.Explain(j.traced(x).program), nil
}

// Profile says where the time of a Function goes, loop by loop, and how much of it the limits of the machine explain.
type Profile = compile.Profile

// Part is a row of a [Profile].
type Part = compile.Part

// Profile runs the function for x, again and again for a fifth of a second, with code that counts and times its loops. The
// environment variable PHLOX_PROFILE, a directory, has it done for all programs that are run, as they run.
func (j *Function[A, B]) Profile(x A) (p *Profile, err error) {
	defer ir.Recover(&err)
	t := j.traced(x)
	in, ok := buffers(t.operands(tree.Values(x)))
	if !ok {
		return nil, ir.Errorf("Profile inside of a function that is being traced")
	}
	return compile.NewProfile(t.program, compile.Selected(), in, 200*time.Millisecond)
}

// buffers returns the elements of concrete values; false if one is traced.
func buffers(values []ir.Value) (in []*array.Buffer, ok bool) {
	in = make([]*array.Buffer, len(values))
	for i, v := range values {
		if in[i] = v.Buffer(); in[i] == nil {
			return nil, false
		}
	}
	return in, true
}
