package loop

// Op is what a Value computes from its operands.
type Op uint8

// The operations. Types are those of the operands unless it says otherwise; bool counts as an integer of
// one bit for And, Or, Xor, Not, Min, Max and comparisons.
const (
	None Op = iota

	// Values that statements define.
	Const  // Bits
	Index  // of a For
	Var    // of a Carry
	Result // of a For, While or If
	Load   // At
	Clock  // the time, an int64 in units of the machine: each execution reads it anew

	// Exact functions of one operand.
	Neg      // wraps
	Abs      // wraps
	Not      // all bits
	Sqrt     // floats, correctly rounded
	Floor    // floats
	Ceil     // floats
	Round    // floats: to nearest, ties to even
	Trunc    // floats: toward zero
	Popcount // integers: the number of ones

	// Of two operands. Integers wrap.
	Add
	Sub
	Mul
	Div // integers toward zero; by zero 0; the least signed one by -1 is itself
	Rem // integers only: x - Div(x, y)·y, and x for y = 0
	Min // NaN if one operand is NaN; -0 is less than 0
	Max // likewise
	And
	Or
	Xor
	Shl // 0 for a count that is negative or not below the width
	Shr // likewise; of signed integers arithmetic, and then the sign for such counts

	// Comparisons: a bool. Floats as IEEE 754 has it.
	Eq
	Ne
	Lt
	Le

	FMA     // floats: x·y + z, rounded once
	Select  // (bool, x, y): x if it is true, else y
	Convert // to Type; floats to integers by truncation, saturating, NaN to 0; to bool: is not 0
	Bitcast // to Type of the same width

	// Functions that vmath expands into the operations above. The interpreter knows them as they are.
	Exp
	Expm1
	Log
	Log1p
	Logistic
	Softplus
	Sin
	Cos
	Tan
	Asin
	Acos
	Atan
	Sinh
	Cosh
	Tanh
	Asinh
	Acosh
	Atanh
	Erf
	Erfc
	Erfinv
	Ndtri
	LogNdtr
	Lgamma
	Digamma
	I0e
	I1e
	Pow
	Atan2
	LogAddExp
	Xlogy
	Xlog1py

	numOps
)

// typing says how the type of a result comes from those of the operands.
type typing uint8

const (
	defined    typing = iota // by the statement
	same                     // all operands and the result have one type
	comparison               // operands have one type, the result is bool
	selection                // bool, T, T to T
	free                     // any to any
)

// types is a set of kinds of element types.
type types uint8

const (
	onBool types = 1 << iota
	onInt
	onFloat
	onAll = onBool | onInt | onFloat
)

// info is what is known of each Op.
var info = [numOps]struct {
	name   string
	arity  int
	typing typing
	on     types // of the operands
}{
	None: {"none", 0, defined, 0}, Const: {"const", 0, defined, 0}, Index: {"index", 0, defined, 0},
	Var: {"var", 0, defined, 0}, Result: {"result", 0, defined, 0}, Load: {"load", 0, defined, 0},
	Clock: {"clock", 0, defined, 0},

	Neg: {"neg", 1, same, onInt | onFloat}, Abs: {"abs", 1, same, onInt | onFloat}, Not: {"not", 1, same, onBool | onInt},
	Sqrt: {"sqrt", 1, same, onFloat}, Floor: {"floor", 1, same, onFloat}, Ceil: {"ceil", 1, same, onFloat},
	Round: {"round", 1, same, onFloat}, Trunc: {"trunc", 1, same, onFloat}, Popcount: {"popcount", 1, same, onInt},

	Add: {"add", 2, same, onInt | onFloat}, Sub: {"sub", 2, same, onInt | onFloat}, Mul: {"mul", 2, same, onInt | onFloat},
	Div: {"div", 2, same, onInt | onFloat}, Rem: {"rem", 2, same, onInt},
	Min: {"min", 2, same, onAll}, Max: {"max", 2, same, onAll},
	And: {"and", 2, same, onBool | onInt}, Or: {"or", 2, same, onBool | onInt}, Xor: {"xor", 2, same, onBool | onInt},
	Shl: {"shl", 2, same, onInt}, Shr: {"shr", 2, same, onInt},

	Eq: {"eq", 2, comparison, onAll}, Ne: {"ne", 2, comparison, onAll},
	Lt: {"lt", 2, comparison, onAll}, Le: {"le", 2, comparison, onAll},

	FMA: {"fma", 3, same, onFloat}, Select: {"select", 3, selection, onAll},
	Convert: {"convert", 1, free, onAll}, Bitcast: {"bitcast", 1, free, onInt | onFloat},

	Exp: {"exp", 1, same, onFloat}, Expm1: {"expm1", 1, same, onFloat}, Log: {"log", 1, same, onFloat},
	Log1p: {"log1p", 1, same, onFloat}, Logistic: {"logistic", 1, same, onFloat}, Softplus: {"softplus", 1, same, onFloat},
	Sin: {"sin", 1, same, onFloat}, Cos: {"cos", 1, same, onFloat}, Tan: {"tan", 1, same, onFloat},
	Asin: {"asin", 1, same, onFloat}, Acos: {"acos", 1, same, onFloat}, Atan: {"atan", 1, same, onFloat},
	Sinh: {"sinh", 1, same, onFloat}, Cosh: {"cosh", 1, same, onFloat}, Tanh: {"tanh", 1, same, onFloat},
	Asinh: {"asinh", 1, same, onFloat}, Acosh: {"acosh", 1, same, onFloat}, Atanh: {"atanh", 1, same, onFloat},
	Erf: {"erf", 1, same, onFloat}, Erfc: {"erfc", 1, same, onFloat}, Erfinv: {"erfinv", 1, same, onFloat},
	Ndtri: {"ndtri", 1, same, onFloat}, LogNdtr: {"log_ndtr", 1, same, onFloat},
	Lgamma: {"lgamma", 1, same, onFloat}, Digamma: {"digamma", 1, same, onFloat},
	I0e: {"i0e", 1, same, onFloat}, I1e: {"i1e", 1, same, onFloat},
	Pow: {"pow", 2, same, onFloat}, Atan2: {"atan2", 2, same, onFloat}, LogAddExp: {"logaddexp", 2, same, onFloat},
	Xlogy: {"xlogy", 2, same, onFloat}, Xlog1py: {"xlog1py", 2, same, onFloat},
}

// String returns the name of the op as it is printed.
func (op Op) String() string { return info[op].name }

// Arity returns the number of operands.
func (op Op) Arity() int { return info[op].arity }

// IsFunction reports whether op is one of those that vmath expands.
func (op Op) IsFunction() bool { return op >= Exp }
