package diagnostics

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reference is one case of testdata/reference.json, made by
// testdata/make_reference.py from NumPyro, ArviZ and numpy. A nil number is one
// that the source does not define.
type reference struct {
	Name                   string
	Draws                  [][]float64
	RHat                   *float64 `json:"r_hat"`
	SplitRHat              *float64 `json:"split_r_hat"`
	RankRHat               *float64 `json:"rank_r_hat"`
	ESS                    *float64 `json:"ess"`
	ESSBulk                *float64 `json:"ess_bulk"`
	ESSTail                *float64 `json:"ess_tail"`
	ESSMean                *float64 `json:"ess_mean"`
	ESSSD                  *float64 `json:"ess_sd"`
	ESSQuantile            *float64 `json:"ess_quantile"` // of 0.3
	MCSEMean               *float64 `json:"mcse_mean"`
	MCSESD                 *float64 `json:"mcse_sd"`
	MCSEQuantile           *float64 `json:"mcse_quantile"` // of 0.3
	Quantile               *float64 `json:"quantile"`      // 0.3
	HPDI                   []float64
	BFMI                   []float64
	Autocovariance         []float64 // of chain 0, as the next two
	AutocovarianceUnbiased []float64 `json:"autocovariance_unbiased"`
	Autocorrelation        []float64
}

func references(t *testing.T) []reference {
	t.Helper()
	var cases []reference
	readJSON(t, filepath.Join("testdata", "reference.json"), &cases)
	return cases
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func TestDiagnosticsEqualNumPyroAndArviZ(t *testing.T) {
	for _, ref := range references(t) {
		x := ref.Draws
		for _, d := range []struct {
			name string
			got  float64
			want *float64
		}{
			{"RHat", RHat(x), ref.RHat},
			{"SplitRHat", SplitRHat(x), ref.SplitRHat},
			{"RankRHat", RankRHat(x), ref.RankRHat},
			{"ESS", ESS(x), ref.ESS},
			{"ESSBulk", ESSBulk(x), ref.ESSBulk},
			{"ESSTail", ESSTail(x), ref.ESSTail},
			{"ESSMean", ESSMean(x), ref.ESSMean},
			{"ESSSD", ESSSD(x), ref.ESSSD},
			{"ESSQuantile", ESSQuantile(x, 0.3), ref.ESSQuantile},
			{"MCSEMean", MCSEMean(x), ref.MCSEMean},
			{"MCSESD", MCSESD(x), ref.MCSESD},
			{"MCSEQuantile", MCSEQuantile(x, 0.3), ref.MCSEQuantile},
			{"Quantile", Quantile(pool(x), 0.3), ref.Quantile},
		} {
			// The algorithms are the same; only the order of sums differs.
			if d.want != nil && !near(d.got, *d.want, 1e-9) {
				t.Errorf("%s: %s = %v, want %v", ref.Name, d.name, d.got, *d.want)
			}
		}
	}
}

// TestPosteriordb reproduces what Stan's developers published for their
// reference posteriors, computed by posterior 0.0.2 from the same draws. R-hat
// agrees to 2e-6 rather than to rounding: the two middle draws are equally far
// from the median between them, and rounding decides if they tie when folded.
func TestPosteriordb(t *testing.T) {
	dir := posteriordb(t)
	infos, err := filepath.Glob(filepath.Join(dir, "draws", "*.info.json"))
	if err != nil || len(infos) == 0 {
		t.Fatalf("no draws in %s (%v)", dir, err)
	}
	for _, path := range infos {
		var info struct {
			Name        string
			Diagnostics struct {
				Information struct{ Names []string } `json:"diagnostic_information"`
				ESSBulk     []float64                `json:"effective_sample_size_bulk"`
				ESSTail     []float64                `json:"effective_sample_size_tail"`
				RHat        []float64                `json:"r_hat"`
				MeanLag1    []float64                `json:"mean_lag1_ac"`
			}
		}
		readJSON(t, path, &info)
		chains := publishedDraws(t, filepath.Join(dir, "draws", info.Name+".json.zip"))
		for i, name := range info.Diagnostics.Information.Names {
			x := make([][]float64, len(chains))
			lag1 := 0.0
			for c := range chains {
				x[c] = chains[c][name]
				lag1 += Autocorrelation(x[c], Biased)[1] / float64(len(chains))
			}
			for _, d := range []struct {
				name      string
				got, want float64
				tolerance float64
			}{
				{"RankRHat", RankRHat(x), info.Diagnostics.RHat[i], 2e-6},
				{"ESSBulk", ESSBulk(x), info.Diagnostics.ESSBulk[i], 1e-9},
				{"ESSTail", ESSTail(x), info.Diagnostics.ESSTail[i], 1e-9},
				{"1 + lag-1 autocorrelation", 1 + lag1, 1 + info.Diagnostics.MeanLag1[i], 1e-9},
			} {
				if !near(d.got, d.want, d.tolerance) {
					t.Errorf("%s, %s: %s = %v, published %v", info.Name, name, d.name, d.got, d.want)
				}
			}
		}
	}
}

// posteriordb is the folder of published posteriors, and skips the test where
// there is none: $PHLOX_POSTERIORDB, or shared/posteriordb beside the project.
func posteriordb(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("PHLOX_POSTERIORDB"); dir != "" {
		return dir
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(root, "go.mod")) && root != filepath.Dir(root) {
		root = filepath.Dir(root)
	}
	dir := filepath.Join(root, "..", "shared", "posteriordb")
	if !exists(dir) {
		t.Skip("skipped: no posteriordb folder; set PHLOX_POSTERIORDB to compare with published diagnostics")
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// publishedDraws reads the one file of the archive: per chain, draws by
// parameter.
func publishedDraws(t *testing.T, path string) []map[string][]float64 {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	f, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var chains []map[string][]float64
	if err := json.NewDecoder(f).Decode(&chains); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return chains
}

// TestUndefinedIsNaN: every diagnostic answers NaN, without a panic, to draws it
// is not defined for.
func TestUndefinedIsNaN(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	draws := map[string][][]float64{
		"nil":               nil,
		"no chains":         {},
		"empty chains":      {{}, {}},
		"one empty chain":   {{1, 2, 3, 4, 5, 6}, {}},
		"one draw":          {{1}, {2}},
		"unequal lengths":   {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6, 7}},
		"NaN":               {{1, 2, nan, 4, 5, 6}, {1, 2, 3, 4, 5, 7}},
		"Inf":               {{1, 2, inf, 4, 5, 6}, {1, 2, 3, 4, 5, 7}},
		"constant":          {{3, 3, 3, 3, 3, 3}, {3, 3, 3, 3, 3, 3}},
		"constant, inexact": {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}},
	}
	for name, x := range draws {
		for diagnostic, f := range all {
			if got := f(x); !math.IsNaN(got) {
				t.Errorf("%s of %s = %v, want NaN", diagnostic, name, got)
			}
		}
	}
}

// TestShortChains: two to eleven draws give a number or NaN, never a panic, and
// no ESS above its cap S log10(S).
func TestShortChains(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for chains := 1; chains <= 3; chains++ {
		for draws := 2; draws <= 11; draws++ {
			x := ar1(rng, -0.9, chains, draws)
			s := float64(chains * draws)
			for name, f := range all {
				if got := f(x); strings.HasPrefix(name, "ESS") && got > s*math.Log10(s)*(1+1e-12) {
					t.Errorf("%s of %d chains of %d = %v exceeds its cap", name, chains, draws, got)
				}
			}
		}
	}
}

// TestInvariance: what is computed from ranks does not change under exp(x), and
// nothing does under 1000 + 3x, but for the unit of the standard errors.
func TestInvariance(t *testing.T) {
	x := ar1(rand.New(rand.NewPCG(3, 4)), 0.5, 4, 201)
	exp := transform(x, math.Exp)
	affine := transform(x, func(v float64) float64 { return 1000 + 3*v })
	for name, f := range all {
		if a, b := f(x), f(exp); (name == "ESSBulk" || name == "ESSTail") && !near(a, b, 1e-9) {
			t.Errorf("%s = %v, but %v after exp", name, a, b)
		}
		unit := 1.0
		if strings.HasPrefix(name, "MCSE") {
			unit = 3
		}
		if a, b := f(x)*unit, f(affine); !near(a, b, 1e-9) {
			t.Errorf("%s = %v, but %v after an affine map", name, a, b)
		}
	}
}

// all diagnostics of [chain][draw] draws.
var all = map[string]func([][]float64) float64{
	"RHat": RHat, "SplitRHat": SplitRHat, "RankRHat": RankRHat,
	"ESS": ESS, "ESSBulk": ESSBulk, "ESSTail": ESSTail, "ESSMean": ESSMean, "ESSSD": ESSSD,
	"ESSQuantile":  func(x [][]float64) float64 { return ESSQuantile(x, 0.5) },
	"MCSEMean":     MCSEMean,
	"MCSESD":       MCSESD,
	"MCSEQuantile": func(x [][]float64) float64 { return MCSEQuantile(x, 0.5) },
}

// near compares relatively; equal infinities and two NaN are near.
func near(got, want, tolerance float64) bool {
	if math.IsNaN(want) || math.IsInf(want, 0) {
		return got == want || math.IsNaN(got) && math.IsNaN(want)
	}
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}

// ar1 draws stationary chains x[i] = φ x[i-1] + noise of unit variance, whose
// autocorrelation is φ^k and marginal variance 1/(1-φ²).
func ar1(rng *rand.Rand, phi float64, chains, draws int) [][]float64 {
	z := make([][]float64, chains)
	for c := range z {
		z[c] = make([]float64, draws)
		last := rng.NormFloat64() / math.Sqrt(1-phi*phi)
		for i := range z[c] {
			z[c][i] = last
			last = phi*last + rng.NormFloat64()
		}
	}
	return z
}

func Example() {
	chains := exampleChains() // autocorrelated draws of a normal with mean 0
	fmt.Printf("R-hat %.3f\n", RankRHat(chains))
	fmt.Printf("bulk ESS %.0f, tail ESS %.0f\n", ESSBulk(chains), ESSTail(chains))
	fmt.Printf("median %.2f ± %.2f\n", Quantile(slices.Concat(chains...), 0.5), MCSEQuantile(chains, 0.5))
	// Output:
	// R-hat 1.004
	// bulk ESS 1048, tail ESS 1913
	// median -0.02 ± 0.03
}
