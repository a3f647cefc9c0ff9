package bijector

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// known is a case of testdata/bijectors.json; make_bijectors.py says what its fields are.
type known struct {
	Constraint, Transform string
	Params                map[string]table
	X, Y, Ladj, Inv       table
	InvErr                number `json:"inv_err"`
}

type table struct {
	Shape []int
	Data  []number
}

func (t table) array() np.Array {
	data := make([]float64, len(t.Data))
	for i, v := range t.Data {
		data[i] = float64(v)
	}
	return np.FromBuffer(array.Of(data, t.Shape))
}

// number reads "inf", "-inf" and "nan" too.
type number float64

func (v *number) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case `"inf"`:
		*v = number(math.Inf(1))
	case `"-inf"`:
		*v = number(math.Inf(-1))
	case `"nan"`:
		*v = number(math.NaN())
	default:
		return json.Unmarshal(text, (*float64)(v))
	}
	return nil
}

func (k known) bijector() (Bijector, error) {
	p := func(name string) np.Array { return k.Params[name].array() }
	switch k.Transform {
	case "AffineTransform":
		return Affine{Loc: p("loc"), Scale: p("scale")}, nil
	case "ExpTransform":
		return Exp{}, nil
	case "SigmoidTransform":
		return Sigmoid{}, nil
	case "SoftplusTransform":
		return Softplus{}, nil
	case "PowerTransform":
		return Power{p("exponent")}, nil
	case "PermuteTransform":
		return Permute{Order: p("permutation").AsType(np.Int64)}, nil
	case "LowerCholeskyAffine":
		return LowerCholeskyAffine{Loc: p("loc"), ScaleTril: p("scale_tril")}, nil
	case "":
		return To(k.set())
	}
	return nil, fmt.Errorf("no transform %q", k.Transform)
}

func (k known) set() constraint.Constraint {
	var low, high np.Array
	if t, ok := k.Params["lower_bound"]; ok {
		low = t.array()
	}
	if t, ok := k.Params["upper_bound"]; ok {
		high = t.array()
	}
	return map[string]constraint.Constraint{
		"real":                       constraint.Real{},
		"positive":                   constraint.Positive{},
		"nonnegative":                constraint.Nonnegative{},
		"unit_interval":              constraint.UnitInterval{},
		"softplus_positive":          constraint.SoftplusPositive{},
		"greater_than":               constraint.GreaterThan{Bound: low},
		"greater_than_eq":            constraint.GreaterThanEq{Bound: low},
		"less_than":                  constraint.LessThan{Bound: high},
		"less_than_eq":               constraint.LessThanEq{Bound: high},
		"interval":                   constraint.Interval{Low: low, High: high},
		"open_interval":              constraint.OpenInterval{Low: low, High: high},
		"simplex":                    constraint.Simplex{},
		"ordered_vector":             constraint.Ordered{},
		"positive_ordered_vector":    constraint.PositiveOrdered{},
		"lower_cholesky":             constraint.LowerCholesky{},
		"corr_cholesky":              constraint.CorrCholesky{},
		"corr_matrix":                constraint.CorrMatrix{},
		"positive_definite":          constraint.PositiveDefinite{},
		"softplus_lower_cholesky":    constraint.SoftplusLowerCholesky{},
		"scaled_unit_lower_cholesky": constraint.ScaledUnitLowerCholesky{},
	}[k.Constraint]
}

// Values and determinants agree with mpmath's, where NumPyro's may not, and the inverse loses no more than
// ten times what NumPyro's loses.
func TestKnownAnswers(t *testing.T) {
	text, err := os.ReadFile("testdata/bijectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []known }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 200 {
		t.Fatalf("%d cases: the file was cut", len(file.Cases))
	}
	for i, k := range file.Cases {
		name := fmt.Sprintf("case %d: %s%s %v", i, k.Constraint, k.Transform, k.X.Shape)
		b, err := k.bijector()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		x, y := k.X.array(), k.Y.array()
		agree(t, name+": forward", b.Forward(x), y, 2e-14)
		agree(t, name+": log det", b.LogDet(x, y), k.Ladj.array(), 2e-14)
		agree(t, name+": log det at y = f(x)", b.LogDet(x, b.Forward(x)), k.Ladj.array(), 2e-14)
		if invErr := float64(k.InvErr); invErr <= 1e-3 {
			agree(t, name+": inverse", b.Inverse(y), x, 10*invErr+1e-12)
		}
	}
}

// agree wants the same shape and |got - want| <= tol max(1, |want|).
func agree(t *testing.T, what string, got, want np.Array, tol float64) {
	t.Helper()
	if !got.Shape().Equal(want.Shape()) {
		t.Errorf("%s: shape %v, want %v", what, got.Shape(), want.Shape())
		return
	}
	g, w := got.Float64s(), want.Float64s()
	for i := range g {
		if !(math.Abs(g[i]-w[i]) <= tol*max(1, math.Abs(w[i]))) {
			t.Errorf("%s: element %d is %.17g, want %.17g (off by %.2g)", what, i, g[i], w[i], g[i]-w[i])
			return
		}
	}
}
