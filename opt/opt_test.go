package opt

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/flow"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/prim"
)

var prototypes = append(prim.Ops(), flow.Ops()...)

func parse(t testing.TB, text string) *ir.Program {
	t.Helper()
	p, err := ir.Parse(text, prototypes)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return p
}

// rewriting is a program before and after a pass. An empty after means that nothing changes.
type rewriting struct{ name, before, after string }

// exact and rounded say how well results agree.
const (
	exact   = 0
	rounded = 1e-13 // sums of tens of terms of order one in another order
	ranged  = 2e-13 // and in another range: special values, which overflow, are not tried
)

// testPass holds the given pass, alone with dead code elimination, to before/after texts, and the
// programs to the same results.
func testPass(t *testing.T, passes []pass, tol float64, cases []rewriting) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := parse(t, c.before)
			want := p
			if c.after != "" {
				want = parse(t, c.after)
			}
			got := newSimplifier(passes).simplify(p)
			if got.String() != want.String() {
				t.Fatalf("got\n%v\nwant\n%v", got, want)
			}
			if again := newSimplifier(passes).simplify(got); again != got {
				t.Fatalf("a second time it becomes\n%v", again)
			}
			agree(t, p, got, tol)
			agree(t, p, Simplify(p), max(tol, rounded))
		})
	}
}

// agree checks a simplified program and compares its results with the original's on random inputs.
func agree(t testing.TB, p, q *ir.Program, tol float64) {
	t.Helper()
	if err := ir.Check(q); err != nil {
		t.Fatalf("%v in\n%v", err, q)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		in := randomInputs(rng, p.InTypes(), round%2 == 0 && tol < ranged)
		want, got := p.Eval(in), q.Eval(in)
		for i := range want {
			if !same(got[i], want[i], tol) {
				t.Fatalf("result %d of %v is %v, want %v, after\n%v", i, in, got[i], want[i], q)
			}
		}
	}
}

// randomInputs draws inputs, with special values among them if asked.
func randomInputs(rng *rand.Rand, types []ir.Type, special bool) []*array.Buffer {
	specials := []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, 5e-324, 1e-310}
	in := make([]*array.Buffer, len(types))
	for i, typ := range types {
		b := array.New(typ.DType, typ.Shape)
		for k := range b.Size() {
			switch {
			case typ.DType.IsFloat() && special && rng.IntN(2) == 0:
				b.SetFloat64(k, specials[rng.IntN(len(specials))])
			case typ.DType.IsFloat():
				b.SetFloat64(k, rng.NormFloat64())
			case typ.DType == array.Bool:
				b.SetFloat64(k, float64(rng.IntN(2)))
			case typ.DType.IsSigned():
				b.SetFloat64(k, float64(rng.IntN(11)-5))
			default:
				b.SetFloat64(k, float64(rng.IntN(6)))
			}
		}
		in[i] = b
	}
	return in
}

// same compares bit for bit, with all NaNs one, or with a tolerance, that also equates the zeros.
func same(x, y *array.Buffer, tol float64) bool {
	if !ir.TypeOf(x).Equal(ir.TypeOf(y)) {
		return false
	}
	for i := range x.Size() {
		a, b := x.Float64(i), y.Float64(i)
		if x.Bits(i) == y.Bits(i) || a != a && b != b || tol > 0 && a == b {
			continue
		}
		if !(math.Abs(a-b) <= tol*(1+math.Abs(b))) {
			return false
		}
	}
	return true
}

func TestSimplifyWorksToAFixedPoint(t *testing.T) {
	// The switch is known only once the constant is computed, the scan once the switch is inlined.
	p := parse(t, `{ x:f64[] s:f64[1] ->
	  k:i32[] = add 1:i32[] 0:i32[]
	  y:f64[] = switch branches=[{ a:f64[] s:f64[1] -> return a } { a:f64[] s:f64[1] ->
	      c:f64[] = scan consts=0 carry=1 length=1 reverse=false body={ c:f64[] x:f64[] -> d:f64[] = add c x return d } a s
	      return c }] k x s
	  return y }`)
	got := Simplify(p)
	want := parse(t, `{ x:f64[] s:f64[1] -> a:f64[] = reshape shape=[] s b:f64[] = add x a return b }`)
	if got.String() != want.String() {
		t.Errorf("got\n%v", got)
	}
	if Simplify(got) != got {
		t.Error("simplifying again changes it")
	}
}

func TestSimplifyKeepsUnusedInputs(t *testing.T) {
	p := parse(t, `{ x:f64[] y:f64[] -> z:f64[] = neg y return x }`)
	if got := Simplify(p); len(got.In) != 2 || len(got.Eqns) != 0 {
		t.Errorf("got %v", got)
	}
}

// Every row of a table of rules must be tried by the case of that name.
func TestEveryOpWithARuleHasACase(t *testing.T) {
	var all strings.Builder
	for _, cases := range [][]rewriting{algebraCases, movementCases, takeCases, sumCases, factorCases, convertCases} {
		for _, c := range cases {
			if c.after != "" {
				all.WriteString(c.before)
			}
		}
	}
	for op := range identities {
		if !strings.Contains(all.String(), "= "+op+" ") {
			t.Errorf("no case for %s", op)
		}
	}
	for op := range movements {
		if !strings.Contains(all.String(), "= "+op+" ") {
			t.Errorf("no case for %s", op)
		}
	}
}
