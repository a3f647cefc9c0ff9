package simulate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// key is what selects an instruction, but for groups and lengths.
type key struct {
	space
	escape uint8 // the map of opcodes: 1 after 0F, 2 after 0F 38, 3 after 0F 3A
	prefix uint8 // that is part of the opcode
	w      uint8 // of VEX and EVEX
	opcode uint8
}

// space is the kind of encoding.
type space uint8

const (
	legacy space = iota
	vex
	evex
)

func (k key) String() string {
	return fmt.Sprintf("%s prefix %02X, map %d, W%d, opcode %02X", [...]string{"", "VEX", "EVEX"}[k.space], k.prefix, k.escape, k.w, k.opcode)
}

// rule is what the instructions of an encoding do, and what operands they have.
type rule struct {
	text      string // the encoding
	do        func(m *Machine, in *instruction)
	immediate int  // bytes, but no more than operands have
	bare      bool // without ModRM
	byteSized bool // bit 0 of the opcode is clear if operands are bytes

	// Of vectors.
	memory      func(in *instruction) int // bytes of the operand in memory
	takesMemory bool
	onlyMemory  bool
	stores      bool // memory is written
	element     int  // bytes of an element in memory
	splats      bool // that may be broadcast
	usesV       bool
	vectored    bool // memory has a vector index
	noMask      bool
	noZero      bool

	maskReg, maskV, maskRM bool // operands are mask registers
	generalReg, generalRM  bool // operands are general registers
}

// coded is a rule with what its encoding says besides the key.
type coded struct {
	*rule
	group  int // three more bits of opcode, or none
	length int // of vectors, or 0 for all
}

// rules has the instructions.
var rules = func() map[key][]coded {
	all := map[key][]coded{}
	add := func(k key, c coded) { all[k] = append(all[k], c) }
	for _, i := range integers() {
		add(i.key, coded{&i.rule, i.group, 0})
	}
	for _, table := range [][]definition{floats(), logic(), packed(), conversions(), moves(), shuffles(), scattered(), masks(), transfers()} {
		for _, d := range table {
			for _, text := range strings.Split(d.encodings, ", ") {
				d.encode(text, add)
			}
		}
	}
	return all
}()

// definition is a rule with its encodings, in the notation of Intel's manual: VEX.256.66.0F38.W0 19 /r ib has a number for the
// length of vectors if it is for no other, LIG, WIG or nothing if length and W do not matter, and /0 to /7 for groups.
type definition struct {
	encodings string
	rule      rule
}

var (
	spaces   = map[string]space{"VEX": vex, "EVEX": evex}
	prefixes = map[string]uint8{"NP": 0, "66": 0x66, "F3": 0xF3, "F2": 0xF2}
	escapes  = map[string]uint8{"0F": 1, "0F38": 2, "0F3A": 3}
	lengths  = map[string]int{"128": 16, "L0": 16, "256": 32, "L1": 32, "512": 64}
)

// encode adds the rule for an encoding.
func (d definition) encode(text string, add func(key, coded)) {
	fields := strings.Fields(text)
	opcode, err := strconv.ParseUint(fields[1], 16, 8)
	if err != nil {
		panic(err)
	}
	k, r, c := key{opcode: uint8(opcode)}, d.rule, coded{group: none}
	ignored := true // W
	for _, name := range strings.Split(fields[0], ".") {
		if s, ok := spaces[name]; ok {
			k.space = s
		} else if p, ok := prefixes[name]; ok {
			k.prefix = p
		} else if e, ok := escapes[name]; ok {
			k.escape = e
		} else if n, ok := lengths[name]; ok {
			c.length = n
		} else if name == "W0" || name == "W1" {
			ignored, k.w = false, name[1]-'0'
		} else if name != "WIG" && name != "LIG" {
			panic("encoding " + text)
		}
	}
	if slices.Contains(fields, "ib") {
		r.immediate = 1
	}
	if g := fields[2]; g != "/r" && g[0] == '/' {
		c.group = int(g[1] - '0')
	}
	r.text, c.rule = text, &r
	add(k, c)
	if k.w = 1; ignored {
		add(k, c)
	}
}
