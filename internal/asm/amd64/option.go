package amd64

// Opt is what a vector instruction may be given besides its operands: an immediate, a write mask, or one of each.
type Opt uint32

const (
	optMask Opt = 0x07
	optZero Opt = 0x08
	optImm  Opt = 0x10
	immAt       = 8
)

// Imm is an immediate operand. Instructions that have one must be given it.
func Imm(v uint8) Opt { return optImm | Opt(v)<<immAt }

// Masked leaves the elements of the destination that are not in k as they were.
func Masked(k Mask) Opt { return Opt(k) & optMask }

// Zeroed sets the elements of the destination that are not in k to zero.
func Zeroed(k Mask) Opt { return Opt(k)&optMask | optZero }
