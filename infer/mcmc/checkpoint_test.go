package mcmc

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func sampleCheckpoint() *Checkpoint {
	return &Checkpoint{parts: []part{{"model", "abc"}}, chains: []savedChain{{
		State: []savedArray{{Path: "Z", DType: "f64", Shape: []int{1}, Bits: []uint64{7}}},
		Draws: store{N: 1, Z: []float64{1}, Info: map[string][]float64{"Energy": {2}}},
	}}}
}

func TestCheckpointFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "c")
	want := sampleCheckpoint()
	for range 2 { // the second replaces the first
		if err := want.write(name); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := ReadCheckpoint(name); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// Every truncation and every changed byte is noticed.
func TestCheckpointDamaged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "c")
	if err := sampleCheckpoint().write(name); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		if _, err := parseCheckpoint(data[:i]); err == nil {
			t.Fatalf("cut at %d: no error", i)
		}
		damaged := append([]byte(nil), data...)
		damaged[i] ^= 0x10
		if _, err := parseCheckpoint(damaged); err == nil {
			t.Fatalf("byte %d changed: no error", i)
		}
	}
	for _, c := range []struct{ content, want string }{
		{"", "c: it is not a checkpoint, or one of another version of phlox"},
		{magic, "c: it is damaged: its checksum is wrong"},
	} {
		if err := os.WriteFile(name, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadCheckpoint(name); err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.content, err, c.want)
		}
	}
	if _, err := ReadCheckpoint(name + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestCheckpointNotWritten(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken") // a directory that is not empty is not replaced
	if err := os.MkdirAll(filepath.Join(taken, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(dir, "no", "c"), taken} {
		if err := sampleCheckpoint().write(name); err == nil || !strings.HasPrefix(err.Error(), "mcmc: writing a checkpoint: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}
