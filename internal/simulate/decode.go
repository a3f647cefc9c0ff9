package simulate

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// instruction is one as its prefixes, ModRM, SIB, displacement and immediate say it.
type instruction struct {
	*rule
	next       int  // offset of what follows
	wide       bool // REX.W, or W of VEX and EVEX
	rex        bool // there is a REX prefix: byte registers 4 to 7 are SPL, BPL, SIL, DIL
	size       int  // bytes of integer operands
	length     int  // bytes of vectors
	reg, v, rm int  // registers; rm is not one if there is memory
	imm        int64
	mask       int  // k1 to k7, or 0 for none
	zero       bool // elements that are not in the mask become zero

	inMemory    bool
	base, index int // registers; base may be nextAddress
	scale       uint64
	disp        int64
	splat       bool // every element is the one in memory
}

const (
	none        = -1 // no register
	nextAddress = -2 // the address of the next instruction
)

// decoder reads the bytes of an instruction.
type decoder struct {
	instruction
	code []byte
	at   int
	key
	word      bool // the operand size prefix
	r, x, b   int  // the upper bits of registers, in place
	r2, v2    int  // those that EVEX has besides, of reg and of v or a vector index
	short     bool // the displacement has one byte
	broadcast bool // EVEX.b
}

func decode(code []byte, at int) (*instruction, error) {
	d := &decoder{code: code, at: at}
	if err := d.decode(); err != nil {
		return nil, err
	}
	if d.at > len(code) {
		return nil, errors.New("the code ends in it")
	}
	d.next = d.at
	in := d.instruction
	return &in, nil
}

func (d *decoder) decode() error {
	if err := d.prefixes(); err != nil {
		return err
	}
	found := rules[d.key]
	if len(found) == 0 {
		return fmt.Errorf("%v: there is no such instruction here", d.key)
	}
	if found[0].bare {
		d.rm = d.b
	} else {
		d.operands()
	}
	for _, f := range found {
		if (f.group == none || f.group == d.reg&7) && (f.length == 0 || f.length == d.length) {
			d.rule = f.rule
		}
	}
	if d.rule == nil {
		return fmt.Errorf("%v /%d, %d bytes: there is no such instruction here", d.key, d.reg&7, d.length)
	}
	d.sizes()
	if d.space == legacy {
		return nil
	}
	return d.check()
}

// byte returns the next one. Behind the code there are zeros, and at says that it is left.
func (d *decoder) byte() uint8 {
	d.at++
	if d.at > len(d.code) {
		return 0
	}
	return d.code[d.at-1]
}

// number returns the next signed integer of up to 8 bytes.
func (d *decoder) number(n int) int64 {
	if n == 0 {
		return 0
	}
	var b [8]byte
	for i := range n {
		b[i] = d.byte()
	}
	shift := 64 - 8*n
	return int64(binary.LittleEndian.Uint64(b[:])<<shift) >> shift
}

// prefixes reads all up to the opcode.
func (d *decoder) prefixes() error {
	b := d.byte()
	for ; b == 0x66 || b == 0xF3; b = d.byte() {
		d.word = d.word || b == 0x66
		if b == 0xF3 {
			d.prefix = b
		}
	}
	if b>>4 == 4 {
		d.rex, d.w = true, b>>3&1
		d.r, d.x, d.b = int(b>>2&1)<<3, int(b>>1&1)<<3, int(b&1)<<3
		b = d.byte()
	}
	if b == 0xC5 || b == 0xC4 || b == 0x62 {
		if d.rex || d.word || d.prefix != 0 {
			return errors.New("prefixes before VEX or EVEX")
		}
		return d.vectorPrefix(b)
	}
	d.wide, d.w = d.w != 0, 0 // the same instruction
	if d.opcode = b; b == 0x0F {
		d.escape, d.opcode = 1, d.byte()
	}
	return nil
}

// mandatory are the prefixes that VEX and EVEX have two bits for.
var mandatory = [4]uint8{0, 0x66, 0xF3, 0xF2}

// vectorPrefix reads VEX or EVEX, and the opcode. They have the upper bits of registers inverted.
func (d *decoder) vectorPrefix(first uint8) (err error) {
	d.space, d.escape = vex, 1
	inverted := ^d.byte()
	d.r = int(inverted>>7) << 3
	last := ^inverted
	if first != 0xC5 {
		d.x, d.b = int(inverted>>6&1)<<3, int(inverted>>5&1)<<3
		d.escape, last = ^inverted&0x1F, d.byte()
		d.w = last >> 7
	}
	d.wide, d.v, d.prefix, d.length = d.w != 0, int(^last>>3&15), mandatory[last&3], 16<<(last>>2&1)
	if first == 0x62 {
		err = d.evexPrefix(^inverted, last, d.byte())
	}
	d.opcode = d.byte()
	return err
}

// evexPrefix reads what EVEX has that VEX has not.
func (d *decoder) evexPrefix(b1, b2, b3 uint8) error {
	d.space, d.escape = evex, b1&7
	d.r2, d.v2 = int(^b1>>4&1)<<4, int(^b3>>3&1)<<4
	d.mask, d.zero, d.broadcast, d.length = int(b3&7), b3>>7 != 0, b3>>4&1 != 0, 16<<(b3>>5&3)
	switch {
	case b1&8 != 0 || b2&4 == 0:
		return errors.New("reserved bits of EVEX")
	case d.length > 64:
		return errors.New("vectors of 128 bytes")
	case d.zero && d.mask == 0:
		return errors.New("zeroing without a mask")
	}
	return nil
}

// operands reads ModRM, SIB and displacement.
func (d *decoder) operands() {
	b := d.byte()
	mod, rm := b>>6, int(b&7)
	d.reg = int(b>>3&7) | d.r | d.r2
	if mod == 3 {
		d.rm = rm | d.b
		if d.space == evex {
			d.rm |= d.x << 1
		}
		return
	}
	d.inMemory, d.base, d.index, d.scale = true, rm|d.b, none, 1
	if rm == 4 {
		sib := d.byte()
		rm = int(sib & 7)
		d.base, d.index, d.scale = rm|d.b, int(sib>>3&7)|d.x, 1<<(sib>>6)
	}
	switch {
	case mod == 0 && rm == 5 && d.index == none:
		d.base, d.disp = nextAddress, d.number(4)
	case mod == 0 && rm == 5:
		d.base, d.disp = none, d.number(4)
	case mod == 1:
		d.short, d.disp = true, d.number(1)
	case mod == 2:
		d.disp = d.number(4)
	}
}

// sizes reads the immediate, and gives sizes to operands.
func (d *decoder) sizes() {
	d.size = 4
	switch {
	case d.wide:
		d.size = 8
	case d.word:
		d.size = 2
	case d.space == legacy && d.byteSized && d.opcode&1 == 0:
		d.size = 1
	}
	d.imm = d.number(min(d.size, d.immediate))
	if d.index == rsp && !d.vectored {
		d.index = none
	}
	if d.space != evex {
		return
	}
	if d.vectored {
		d.index |= d.v2
	} else {
		d.v |= d.v2
	}
	d.splat = d.broadcast
	if d.short {
		d.disp *= int64(d.unit(&d.instruction))
	}
}

// unit is what short displacements of EVEX are multiplied by.
func (r *rule) unit(in *instruction) int {
	if in.splat {
		return r.element
	}
	return r.memory(in)
}

// check returns what is wrong with a vector instruction.
func (d *decoder) check() error {
	switch {
	case !d.usesV && (d.v != 0 || d.v2 != 0 && !d.vectored):
		return errors.New("a register that it does not have")
	case d.mask != 0 && d.noMask, d.zero && d.noZero, d.zero && d.inMemory && d.stores:
		return errors.New("a mask that it does not take")
	case d.broadcast && (!d.inMemory || !d.splats):
		return errors.New("a broadcast or rounding that it does not take")
	case d.vectored && (d.index == none || !d.inMemory):
		return errors.New("no vector index")
	case d.maskReg && d.reg > 7, d.maskV && d.v > 7, d.maskRM && d.rm > 7 && !d.inMemory:
		return errors.New("a mask register that there is not")
	case d.generalReg && d.reg > 15, d.generalRM && d.rm > 15:
		return errors.New("a general register that there is not")
	case !d.takesMemory && d.inMemory, d.onlyMemory && !d.inMemory:
		return errors.New("memory in place of a register, or a register in place of memory")
	}
	return nil
}
