package np_test

import "github.com/phlox-ppl/phlox/np"

// call is the operands of a row: arrays, integers (axes, lengths, a dtype), a spec.
type call struct {
	x []np.Array
	n []int
	s string
}

type (
	function = func(call) []np.Array
	arr      = np.Array
)

func unary(f func(arr) arr) function { return func(c call) []arr { return []arr{f(c.x[0])} } }

func binary(f func(x, y arr) arr) function {
	return func(c call) []arr { return []arr{f(c.x[0], c.x[1])} }
}

func method(f func(x arr, y any) arr) function {
	return func(c call) []arr { return []arr{f(c.x[0], c.x[1])} }
}

func ternary(f func(x, y, z arr) arr) function {
	return func(c call) []arr { return []arr{f(c.x[0], c.x[1], c.x[2])} }
}

func axis(f func(x arr, axis int) arr) function {
	return func(c call) []arr { return []arr{f(c.x[0], c.n[0])} }
}

func axes(f func(x arr, axes ...int) arr) function {
	return func(c call) []arr { return []arr{f(c.x[0], c.n...)} }
}

func one(f func(c call) arr) function { return func(c call) []arr { return []arr{f(c)} } }

func two(f func(arr) (arr, arr)) function {
	return func(c call) []arr {
		a, b := f(c.x[0])
		return []arr{a, b}
	}
}

// functions has an entry for each function of the package, and for each method with a dot before its name,
// that says how it takes the operands of its rows.
var functions = map[string]function{
	"Sqrt": unary(np.Sqrt[arr]), "Rsqrt": unary(np.Rsqrt[arr]), "Reciprocal": unary(np.Reciprocal[arr]),
	"Exp": unary(np.Exp[arr]), "Expm1": unary(np.Expm1[arr]), "Log": unary(np.Log[arr]), "Log1p": unary(np.Log1p[arr]),
	"Logistic": unary(np.Logistic[arr]), "Softplus": unary(np.Softplus[arr]),
	"Sin": unary(np.Sin[arr]), "Cos": unary(np.Cos[arr]), "Tan": unary(np.Tan[arr]),
	"Asin": unary(np.Asin[arr]), "Acos": unary(np.Acos[arr]), "Atan": unary(np.Atan[arr]),
	"Sinh": unary(np.Sinh[arr]), "Cosh": unary(np.Cosh[arr]), "Tanh": unary(np.Tanh[arr]),
	"Asinh": unary(np.Asinh[arr]), "Acosh": unary(np.Acosh[arr]), "Atanh": unary(np.Atanh[arr]),
	"Erf": unary(np.Erf[arr]), "Erfc": unary(np.Erfc[arr]), "Erfinv": unary(np.Erfinv[arr]),
	"Ndtr": unary(np.Ndtr[arr]), "Ndtri": unary(np.Ndtri[arr]), "LogNdtr": unary(np.LogNdtr[arr]), "Logit": unary(np.Logit[arr]),
	"Lgamma": unary(np.Lgamma[arr]), "Digamma": unary(np.Digamma[arr]), "Trigamma": unary(np.Trigamma[arr]),
	"Polygamma": one(func(c call) arr { return np.Polygamma(c.n[0], c.x[0]) }),
	"I0e":       unary(np.I0e[arr]), "I1e": unary(np.I1e[arr]),
	"Floor": unary(np.Floor[arr]), "Ceil": unary(np.Ceil[arr]), "Round": unary(np.Round[arr]),
	"Neg": unary(np.Neg[arr]), "Abs": unary(np.Abs[arr]), "Sign": unary(np.Sign[arr]), "Square": unary(np.Square[arr]),
	".Exp": unary(arr.Exp), ".Log": unary(arr.Log), ".Sqrt": unary(arr.Sqrt), ".Square": unary(arr.Square),
	".Neg": unary(arr.Neg), ".Abs": unary(arr.Abs),
	"IsNaN": unary(np.IsNaN), "IsInf": unary(np.IsInf), "IsFinite": unary(np.IsFinite),
	"StopGradient": unary(np.StopGradient), ".Not": unary(arr.Not), "Popcount": unary(np.Popcount),
	"Bitcast": one(func(c call) arr { return np.Bitcast(c.x[0], np.DType(c.n[0])) }),
	".AsType": one(func(c call) arr { return c.x[0].AsType(np.DType(c.n[0])) }),

	"Add": binary(np.Add[arr, arr]), "Sub": binary(np.Sub[arr, arr]), "Mul": binary(np.Mul[arr, arr]),
	"Div": binary(np.Div[arr, arr]), "FloorDiv": binary(np.FloorDiv[arr, arr]), "Mod": binary(np.Mod[arr, arr]),
	"Pow": binary(np.Pow[arr, arr]), "Maximum": binary(np.Maximum[arr, arr]), "Minimum": binary(np.Minimum[arr, arr]),
	"Atan2": binary(np.Atan2[arr, arr]), "LogAddExp": binary(np.LogAddExp[arr, arr]),
	"Xlogy": binary(np.Xlogy[arr, arr]), "Xlog1py": binary(np.Xlog1py[arr, arr]), "Nextafter": binary(np.Nextafter[arr, arr]),
	"Igamma": binary(np.Igamma[arr, arr]), "Igammac": binary(np.Igammac[arr, arr]), "IgammaInv": binary(np.IgammaInv[arr, arr]),
	"RandomGammaGrad": binary(np.RandomGammaGrad[arr, arr]),
	"Betainc":         ternary(np.Betainc[arr, arr, arr]), "BetaincInv": ternary(np.BetaincInv[arr, arr, arr]),
	"BitAnd": binary(np.BitAnd[arr, arr]), "BitOr": binary(np.BitOr[arr, arr]), "BitXor": binary(np.BitXor[arr, arr]),
	"ShiftLeft": binary(np.ShiftLeft[arr, arr]), "ShiftRight": binary(np.ShiftRight[arr, arr]),
	"Where": ternary(np.Where[arr, arr]), "Clip": ternary(np.Clip[arr, arr, arr]),
	".Add": method(arr.Add), ".Sub": method(arr.Sub), ".Mul": method(arr.Mul), ".Div": method(arr.Div),
	".FloorDiv": method(arr.FloorDiv), ".Mod": method(arr.Mod), ".Pow": method(arr.Pow),
	".Maximum": method(arr.Maximum), ".Minimum": method(arr.Minimum),
	".Eq": method(arr.Eq), ".Ne": method(arr.Ne), ".Lt": method(arr.Lt), ".Le": method(arr.Le), ".Gt": method(arr.Gt), ".Ge": method(arr.Ge),

	".Sum": axes(arr.Sum), ".Prod": axes(arr.Prod), ".Max": axes(arr.Max), ".Min": axes(arr.Min),
	".Any": axes(arr.Any), ".All": axes(arr.All), ".Mean": axes(arr.Mean), ".Var": axes(arr.Var), ".Std": axes(arr.Std),
	"LogSumExp": axes(np.LogSumExp), "Norm": axes(np.Norm), "Softmax": axis(np.Softmax), "LogSoftmax": axis(np.LogSoftmax),

	"Cumsum": axis(np.Cumsum), "CumsumReverse": axis(np.CumsumReverse), ".Cumsum": axis(arr.Cumsum),
	"Cumprod": axis(np.Cumprod), "CumprodReverse": axis(np.CumprodReverse), ".Cumprod": axis(arr.Cumprod),
	"Cummax": axis(np.Cummax), "CummaxReverse": axis(np.CummaxReverse),
	"Cummin": axis(np.Cummin), "CumminReverse": axis(np.CumminReverse),
	"Cumlogsumexp": axis(np.Cumlogsumexp), "CumlogsumexpReverse": axis(np.CumlogsumexpReverse), "Diff": axis(np.Diff),
	"Sort": axis(np.Sort), "Argsort": axis(np.Argsort), "Argmax": axis(np.Argmax), "Argmin": axis(np.Argmin),
	".Argmax": axis(arr.Argmax), ".Argmin": axis(arr.Argmin),
	"Median": axis(np.Median), "Quantile": one(func(c call) arr { return np.Quantile(c.x[0], c.x[1], c.n[0]) }),
	"Searchsorted": binary(np.Searchsorted), "SearchsortedRight": binary(np.SearchsortedRight),

	".Transpose": axes(arr.Transpose), ".T": unary(arr.T), ".MT": unary(arr.MT), ".Ravel": unary(arr.Ravel),
	".Reshape": axes(arr.Reshape), ".ExpandDims": axis(arr.ExpandDims), ".Squeeze": axes(arr.Squeeze), "Flip": axes(np.Flip),
	"SwapAxes":        one(func(c call) arr { return np.SwapAxes(c.x[0], c.n[0], c.n[1]) }),
	"MoveAxis":        one(func(c call) arr { return np.MoveAxis(c.x[0], c.n[0], c.n[1]) }),
	".BroadcastTo":    one(func(c call) arr { return c.x[0].BroadcastTo(c.n) }),
	"BroadcastArrays": func(c call) []arr { return np.BroadcastArrays(c.x...) },
	"Concat":          one(func(c call) arr { return np.Concat(c.n[0], c.x...) }),
	"Stack":           one(func(c call) arr { return np.Stack(c.n[0], c.x...) }),
	"Split":           func(c call) []arr { return np.Split(c.x[0], c.n[0], c.n[1]) },
	"SplitAt":         func(c call) []arr { return np.SplitAt(c.x[0], c.n[1:], c.n[0]) },
	"Repeat":          one(func(c call) arr { return np.Repeat(c.x[0], c.n[0], c.n[1]) }),
	"Roll":            one(func(c call) arr { return np.Roll(c.x[0], c.n[0], c.n[1]) }),
	"Tile":            axes(np.Tile),
	"Pad":             one(func(c call) arr { return np.Pad(c.x[0], c.n[:2], c.n[2:], 7) }),
	".Slice":          one(func(c call) arr { return c.x[0].Slice(c.n[0], c.n[1], c.n[2]) }),
	".SliceStep":      one(func(c call) arr { return c.x[0].SliceStep(c.n[0], c.n[1], c.n[2], c.n[3]) }),
	".At":             axes(arr.At),

	"Zeros":      one(func(c call) arr { return np.Zeros(c.n...) }),
	"Ones":       one(func(c call) arr { return np.Ones(c.n...) }),
	"ZerosLike":  unary(np.ZerosLike),
	"OnesLike":   unary(np.OnesLike),
	"Eye":        one(func(c call) arr { return np.Eye(c.n[0]) }),
	"Arange":     one(func(c call) arr { return np.Arange(c.n[0]) }),
	"Iota":       one(func(c call) arr { return np.Iota(c.n, -1) }),
	"Full":       one(func(c call) arr { return np.Full(c.n, c.x[0]) }),
	"OneHot":     axis(np.OneHot),
	"Tril":       axis(np.Tril),
	"Triu":       axis(np.Triu),
	"Diag":       unary(np.Diag),
	"Diagonal":   unary(np.Diagonal),
	"ArangeStep": one(func(c call) arr { v := c.x[0].Float64s(); return np.ArangeStep(v[0], v[1], v[2]) }),
	"Linspace":   one(func(c call) arr { v := c.x[0].Float64s(); return np.Linspace(v[0], v[1], c.n[0]) }),

	"Take":            one(func(c call) arr { return np.Take(c.x[0], c.x[1], c.n[0]) }),
	"TakeAlongAxis":   one(func(c call) arr { return np.TakeAlongAxis(c.x[0], c.x[1], c.n[0]) }),
	"Gather":          one(func(c call) arr { return np.Gather(c.x[0], c.x[1:]...) }),
	"ScatterSet":      one(func(c call) arr { return np.ScatterSet(c.x[0], c.x[1], c.x[2:]...) }),
	"ScatterAdd":      one(func(c call) arr { return np.ScatterAdd(c.x[0], c.x[1], c.x[2:]...) }),
	"SetAt":           ternary(np.SetAt[arr]),
	"AddAt":           ternary(np.AddAt[arr]),
	"DynamicSlice":    one(func(c call) arr { return np.DynamicSlice(c.x[0], c.x[1:], c.n) }),
	"DynamicUpdate":   one(func(c call) arr { return np.DynamicUpdate(c.x[0], c.x[1], c.x[2:]) }),
	"DynamicIndex":    binary(np.DynamicIndex),
	"DynamicSetIndex": ternary(np.DynamicSetIndex),

	"MatMul": binary(np.MatMul), ".MatMul": binary(arr.MatMul), "Dot": binary(np.Dot), "Outer": binary(np.Outer),
	"TensorDot": one(func(c call) arr { k := len(c.n) / 2; return np.TensorDot(c.x[0], c.x[1], c.n[:k], c.n[k:]) }),
	"Einsum":    one(func(c call) arr { return np.Einsum(c.s, c.x...) }),
	"Cholesky":  unary(np.Cholesky), "Inv": unary(np.Inv), "Det": unary(np.Det), "Trace": unary(np.Trace), "Solve": binary(np.Solve),
	"Slogdet": two(np.Slogdet), "Eigh": two(np.Eigh), "QR": two(np.QR),
	"SolveTriangular": one(func(c call) arr {
		return np.SolveTriangular(c.x[0], c.x[1], np.Triangular{Lower: c.n[0] == 1, Trans: c.n[1] == 1, UnitDiagonal: c.n[2] == 1})
	}),
}
