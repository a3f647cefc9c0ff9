package simulate

import (
	"fmt"
	"sync/atomic"
)

// program is code at an address. An instruction is decoded when it is first executed, by whoever does that.
type program struct {
	code    []byte
	address uint64
	decoded []atomic.Pointer[instruction]
}

func newProgram(code []byte, address uint64) *program {
	return &program{code, address, make([]atomic.Pointer[instruction], len(code))}
}

// instruction returns the one at an offset.
func (p *program) instruction(at int) (*instruction, error) {
	if at < 0 || at >= len(p.code) {
		return nil, fmt.Errorf("execution goes on at offset %#x of %#x bytes of code", at, len(p.code))
	}
	if in := p.decoded[at].Load(); in != nil {
		return in, nil
	}
	in, err := decode(p.code, at)
	if err != nil {
		return nil, fmt.Errorf("instruction at offset %#x, % x: %w", at, p.code[at:min(len(p.code), at+15)], err)
	}
	p.decoded[at].Store(in)
	return in, nil
}
