package random_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/prim"
	"github.com/phlox-ppl/phlox/random"
)

// answer is one case of testdata/threefry.json, whose layout make_threefry.py describes.
type answer struct {
	Op      string
	Key     []uint32
	DType   string
	Shape   []int
	Uints   []uint64
	Ints    []int64
	Floats  []float64
	BitsSum uint64 `json:"bits_sum"`
	Sum     float64

	Ctr            []uint32
	Seed           int64
	Num            []int
	Data           int
	MinVal, MaxVal float64
	Lo, Hi         int
	P              float64
	PDType         string `json:"p_dtype"`
	N              int
	Logits         struct {
		Shape []int
		Data  []any
	}
}

// TestJAX compares with JAX's generator. Integers, and uniforms on [0, 1) and [-1, 1), agree bit for bit.
// On other intervals JAX's uniforms round once where ours do twice, as Cauchy's uniform does; the
// transcendental functions are XLA's, which the table's meta says are within 250 ulp in float64.
func TestJAX(t *testing.T) {
	text, err := os.ReadFile("testdata/threefry.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Cases []answer }
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for i, c := range table.Cases {
		seen[c.Op]++
		got := c.compute(t)
		if got.DType() != dtypeNamed(c.DType) || !got.Shape().Equal(c.Shape) {
			t.Fatalf("case %d, %s: %v, want %s%v", i, c.Op, got.Type(), c.DType, c.Shape)
		}
		if why := c.differs(got.Buffer()); why != "" {
			t.Errorf("case %d, %s %s%v, key %v: %s", i, c.Op, c.DType, c.Shape, c.Key, why)
		}
	}
	if len(seen) != 16 || seen["uniform"] < 100 {
		t.Errorf("the table covers %v", seen)
	}
}

func (c answer) compute(t *testing.T) np.Array {
	k, d := random.FromData(np.New(c.Key)), dtypeNamed(c.DType)
	switch c.Op {
	case "block":
		var words [4]prim.Value
		for i, w := range append(slices.Clone(c.Key), c.Ctr...) {
			words[i] = np.Scalar(w).IR()
		}
		y := prim.Threefry([2]prim.Value(words[:2]), [2]prim.Value(words[2:]))
		return np.Stack(0, np.FromIR(y[0]), np.FromIR(y[1]))
	case "seed":
		return random.Key(c.Seed).Data
	case "split":
		return k.SplitArray(np.Shape(c.Num).Size()).Data.Reshape(c.Shape...)
	case "fold_in":
		return k.FoldIn(c.Data).Data
	case "bits":
		return k.Bits(d, c.Shape...)
	case "uniform":
		return random.UniformIn(k, c.Shape, d, c.MinVal, c.MaxVal)
	case "normal":
		return random.Normal(k, c.Shape, d)
	case "exponential":
		return random.Exponential(k, c.Shape, d)
	case "gumbel":
		return random.Gumbel(k, c.Shape, d)
	case "laplace":
		return random.Laplace(k, c.Shape, d)
	case "logistic":
		return random.Logistic(k, c.Shape, d)
	case "cauchy":
		return random.Cauchy(k, c.Shape, d)
	case "randint":
		return random.Randint(k, c.Shape, c.Lo, c.Hi, d)
	case "bernoulli":
		return random.Bernoulli(k, np.Scalar(c.P).AsType(dtypeNamed(c.PDType)), c.Shape)
	case "permutation":
		return random.Permutation(k, c.N)
	case "categorical":
		return random.Categorical(k, c.logits(t), c.Shape)
	}
	t.Fatalf("unknown op %q", c.Op)
	return np.Array{}
}

func (c answer) logits(t *testing.T) np.Array {
	var data []float64
	for _, v := range c.Logits.Data {
		x, ok := v.(float64)
		if !ok {
			var err error
			if x, err = strconv.ParseFloat(v.(string), 64); err != nil {
				t.Fatal(err)
			}
		}
		data = append(data, x)
	}
	return np.New(data, c.Logits.Shape...)
}

// differs says how y is not what the case has.
func (c answer) differs(y *array.Buffer) string {
	shown := make([]int, 0, 32)
	for i := range y.Size() {
		if y.Size() <= 32 || i < 8 || i >= y.Size()-8 {
			shown = append(shown, i)
		}
	}
	exact := c.Floats == nil || c.Op == "uniform" && (c.MinVal == 0 && c.MaxVal == 1 || c.MinVal == -1 && c.MaxVal == 1)
	sum, bits := 0.0, uint64(0)
	for i := range y.Size() {
		sum += y.Float64(i)
		bits += pattern(y, i)
	}
	if exact && bits != c.BitsSum {
		return "bits_sum " + strconv.FormatUint(bits, 10) + ", want " + strconv.FormatUint(c.BitsSum, 10)
	}
	for j, i := range shown {
		got, want := y.FormatElem(i), ""
		switch {
		case c.Uints != nil:
			want = strconv.FormatUint(c.Uints[j], 10)
		case c.Ints != nil && y.DType() == array.Bool:
			want = strconv.FormatBool(c.Ints[j] != 0)
		case c.Ints != nil:
			want = strconv.FormatInt(c.Ints[j], 10)
		default:
			if x := c.Floats[j]; math.Abs(y.Float64(i)-x) > c.tolerance(x, exact) {
				return "element " + strconv.Itoa(i) + " is " + got + ", want " + strconv.FormatFloat(x, 'g', -1, 64)
			}
			continue
		}
		if got != want {
			return "element " + strconv.Itoa(i) + " is " + got + ", want " + want
		}
	}
	if size := float64(y.Size()); c.Floats != nil && !exact && math.Abs(sum-c.Sum) > size*c.tolerance(sum/size+1, exact)*100 {
		return "sum " + strconv.FormatFloat(sum, 'g', -1, 64) + ", want " + strconv.FormatFloat(c.Sum, 'g', -1, 64)
	}
	return ""
}

// tolerance is for a float x of the table.
func (c answer) tolerance(x float64, exact bool) float64 {
	eps, ulps := 0x1p-52, 450.0 // 1e-13
	if c.DType == "float32" {
		eps, ulps = 0x1p-23, 84 // 1e-5
	}
	switch {
	case exact:
		return 0
	case c.Op == "uniform": // the product and the sum are rounded, of numbers up to maxval-minval
		return eps * math.Max(math.Abs(x), c.MaxVal-c.MinVal)
	case c.Op == "cauchy": // dx/du = π(1+x²), u off by an ulp of 1/2
		return eps * (ulps*math.Abs(x) + math.Pi*(1+x*x))
	}
	return eps * ulps * math.Abs(x)
}

// pattern returns the bits of element i, a bool's as 0 or 1.
func pattern(y *array.Buffer, i int) uint64 {
	switch y.DType() {
	case array.Bool:
		return uint64(y.Float64(i))
	case array.Float32:
		return uint64(math.Float32bits(array.Data[float32](y)[i]))
	case array.Float64:
		return math.Float64bits(array.Data[float64](y)[i])
	case array.Int32:
		return uint64(uint32(array.Data[int32](y)[i]))
	case array.Int64:
		return uint64(array.Data[int64](y)[i])
	case array.Uint32:
		return uint64(array.Data[uint32](y)[i])
	}
	return array.Data[uint64](y)[i]
}

// dtypeNamed returns the dtype that NumPy calls name.
func dtypeNamed(name string) np.DType {
	return map[string]np.DType{"bool": np.Bool, "int32": np.Int32, "int64": np.Int64, "uint32": np.Uint32,
		"uint64": np.Uint64, "float32": np.Float32, "float64": np.Float64}[name]
}

func TestKeyMistakes(t *testing.T) {
	k := random.Key(0)
	for name, f := range map[string]func(){
		"array of keys": func() { random.Uniform(k.SplitArray(3), nil, np.Float64) },
		"fold float":    func() { k.FoldIn(np.Scalar(1.5)) },
		"fold vector":   func() { k.FoldIn(np.IntVec(1, 2)) },
		"bits dtype":    func() { k.Bits(np.Int64, 3) },
		"uniform dtype": func() { random.Uniform(k, nil, np.Int64) },
		"shape":         func() { random.Poisson(k, np.Vec(1, 2, 3), np.Shape{2}) },
		"choice":        func() { random.ChoiceWithout(k, 3, 4) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(*ir.Error); !ok {
					t.Errorf("%s: no *ir.Error", name)
				}
			}()
			f()
		}()
	}
}

func TestFoldInOfArrayIsFoldInOfInt(t *testing.T) {
	k := random.Key(7)
	want := k.FoldIn(5).Data.Ints()
	if got := k.FoldIn(np.Scalar(int64(5))).Data.Ints(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := k.Split(6)[5].Data.Ints(); !slices.Equal(got, want) {
		t.Errorf("split gives %v, fold_in %v", got, want)
	}
}
