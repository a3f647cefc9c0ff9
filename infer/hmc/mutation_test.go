package hmc

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Tests that are to find bugs must find these. Each is planted in a copy of one file, which the go command
// takes in place of the file.
//
// Exactly distributed draws cannot tell one valid rule to stop from another: the criterion without its
// half-end correction, for both ends and in all checks, is symmetric, so the target stays invariant, and a
// rank test must pass. What it changes is which trajectories there are, and that the recursion tells. Without
// a part of the correction, whether a trajectory stops depends on where it began, and the target is not
// invariant. If one end lacks it, that is the earlier end in subtrees made in one direction and the later in
// others. If subtrees lack it, the half that is joined last has to pass other checks than the half it is
// joined to.
//
// So it is with some ways to be off by one slot: leaves that are stored one slot up leave slot 0 empty, and
// every trajectory turns at 4 leaves, a valid rule too. Checks that end one slot early are not symmetric in
// where a trajectory began.
func TestPlantedBugsAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the tests once for each bug")
	}
	const uniform, recursion = "are not uniform", "differs from the recursion"
	for _, bug := range []struct {
		name, file, old, new string
		test, message        string // which must fail, and how
	}{
		{"the Jacobian is missing", "../infer.go",
			`m.P.Factor("_"+m.Name+"_log_det", logDet)`, `m.P.Factor("_"+m.Name+"_log_det", logDet.Mul(0))`,
			"TestRank/rates/nuts", uniform},
		{"the sample of a subtree is biased, not multinomial", "trajectory.go",
			`np.Logistic(errEnergy.Neg().Sub(s.Sample.Weight))`, `np.Exp(errEnergy.Neg().Sub(s.Sample.Weight))`,
			"TestRank/normals", uniform},
		{"the trajectory's weight is stale", "nuts.go",
			`weight := np.LogAddExp(tree.Sample.Weight, sub.Sample.Weight)`, `weight := tree.Sample.Weight`,
			"TestRank/normals", uniform},
		{"checks end a checkpoint early", "termination.go",
			`return top.Sub(trailingOnes(n)).Add(1), top`, `return top.Sub(trailingOnes(n)).Add(2), top`,
			"TestRank/normal$/nuts", uniform},
		{"the half-end correction is dropped at one end", "termination.go",
			`sum.Sub(r1.Add(r2).Mul(0.5))`, `sum.Sub(r1.Mul(0.5))`,
			"TestRank/coarse", uniform},
		{"the half-end correction is dropped in subtrees", "termination.go",
			`turning := k.turns(t, m, r1, r, sum)`, `turning := k.turns(t, m, r1, r, sum.Add(r1.Add(r).Mul(0.5)))`,
			"TestRank/stiff", uniform},
		{"the half-end correction is dropped everywhere", "termination.go",
			`sum.Sub(r1.Add(r2).Mul(0.5))`, `sum.Sub(r1.Add(r2).Mul(0.0))`,
			"TestSubtreesStopWhereTheRecursionStops", recursion},
	} {
		t.Run(bug.name, func(t *testing.T) {
			out, err := testWith(t, bug.test, bug.file, bug.old, bug.new)
			if err == nil || !strings.Contains(out, bug.message) || strings.Contains(out, "panic:") {
				t.Errorf("%s does not find the bug: %v\n%s", bug.test, err, out)
			}
		})
	}
}

// testWith runs a test with old replaced by new in a file.
func testWith(t *testing.T, test, file, old, new string) (out string, err error) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), old); n != 1 {
		t.Fatalf("%s has %q %d times, want once", file, old, n)
	}
	dir := t.TempDir()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	mutated, overlay := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutated}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		mutated: strings.Replace(string(source), old, new, 1), overlay: string(replace),
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := exec.Command("go", "test", "-vet=off", "-overlay", overlay, "-run", test, ".").CombinedOutput()
	return string(b), err
}
