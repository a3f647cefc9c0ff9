package native

import (
	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// loadFrom returns a register with an element of memory.
func (l *lowering) loadFrom(t array.DType, m memory) reg {
	z := l.newScalar(t)
	switch t {
	case array.Float32:
		l.add(inst{form: formVM, op: uint16(amd64.VMOVSS), dst: z, mem: m})
	case array.Float64:
		l.add(inst{form: formVM, op: uint16(amd64.VMOVSD), dst: z, mem: m})
	case array.Bool:
		l.add(inst{form: formRM, op: uint16(amd64.MOVZX8), size: amd64.Dword, dst: z, mem: m})
	default:
		l.add(inst{form: formRM, op: uint16(amd64.MOV), size: amd64.Size(t.Size()), dst: z, mem: m})
	}
	return z
}

// storeTo writes an element.
func (l *lowering) storeTo(t array.DType, m memory, x reg) {
	if t.IsFloat() {
		l.add(inst{form: formMV, op: pick(uint8(t.Size()), amd64.VMOVSS, amd64.VMOVSD), mem: m, a: x})
		return
	}
	l.add(inst{form: formMR, op: uint16(amd64.MOV), size: amd64.Size(t.Size()), mem: m, a: x})
}

// store translates a Store of an element that is the same for all lanes.
func (l *lowering) store(at *loop.Address, x *loop.Value) {
	if c, ok := l.small(x); ok && !x.Type.IsFloat() {
		l.add(inst{form: formMI, op: uint16(amd64.MOV), size: amd64.Size(x.Type.Size()), mem: l.address(at), imm: c})
		return
	}
	a := l.scalar(x)
	l.storeTo(x.Type, l.address(at), a)
}
