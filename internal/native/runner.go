package native

import (
	"unsafe"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// Runner runs machine code, as *exec.Code does. In tests that is a simulated processor.
type Runner interface {
	Run(ctx *exec.Context, host func(n int) error, poll func() error) error
}

// Place makes a Runner of code. memory returns what a run with a Context may access, besides that and the stack.
type Place func(code []byte, memory func(ctx *exec.Context) [][]byte) (Runner, error)

// memory is the arena, with the table of addresses at its begin, and what these are the addresses of.
func (c *Code) memory(ctx *exec.Context) [][]byte {
	list := [][]byte{unsafe.Slice((*byte)(ctx.Arena), c.arena)}
	table := unsafe.Slice((*unsafe.Pointer)(ctx.Arena), c.temps/8)
	for i, b := range c.f.Buffers {
		if c.slots[i] != arenaBase {
			list = append(list, unsafe.Slice((*byte)(table[c.slots[i]]), b.Size()))
		}
	}
	return list
}
