package main

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		choice choice
		want   int
	}{
		{choice{}, len(suite)},
		{choice{Only: "^nes"}, 2},
		{choice{Only: "^(blr|garch11)$"}, 2},
		{choice{Only: "^(blr|garch11)$", Short: true}, 1},
	} {
		if got, err := c.choice.choose(); err != nil || len(got) != c.want {
			t.Errorf("%+v: %d posteriors, %v; want %d", c.choice, len(got), err, c.want)
		}
	}
	for _, only := range []string{"nothing", "("} {
		if _, err := (choice{Only: only}).choose(); err == nil {
			t.Errorf("-only %q: no error", only)
		}
	}
}

func TestWithoutDatabaseIsSkipped(t *testing.T) {
	s := settings{Draws: 1, Chains: 1}
	t.Setenv("PHLOX_POSTERIORDB", filepath.Join(t.TempDir(), "nowhere"))
	if err := validate(context.Background(), suite, s); !errors.Is(err, errNoDatabase) {
		t.Errorf("no directory: %v, want %v", err, errNoDatabase)
	}
	t.Setenv("PHLOX_POSTERIORDB", t.TempDir())
	if err := validate(context.Background(), suite, s); err == nil || errors.Is(err, errNoDatabase) {
		t.Errorf("an empty directory: %v, want an error that is no reason to skip", err)
	}
}

// What is compared is in the model: an unknown name would be an error after minutes of sampling.
func TestReferencesAreInTheModels(t *testing.T) {
	db := openOrSkip(t)
	for _, p := range suite {
		if _, ok := db.references[p.Key]; !ok {
			t.Errorf("%s: the database has no reference %s", p.Name, p.Key)
		}
	}
}
