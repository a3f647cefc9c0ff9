package main

import (
	"errors"
	"testing"
)

// openOrSkip returns posteriordb, or skips the test.
func openOrSkip(t *testing.T) database {
	t.Helper()
	db, err := open()
	if errors.Is(err, errNoDatabase) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestDensityIsStans(t *testing.T) {
	db := openOrSkip(t)
	for _, p := range suite {
		t.Run(p.Name, func(t *testing.T) {
			g, ok := db.gradients[p.Key]
			if !ok {
				t.Skip("the database has no gradient for it")
			}
			c, err := db.data(p.dataName())
			if err != nil {
				t.Fatal(err)
			}
			d, err := p.compareGradient(c, g)
			if err != nil {
				t.Fatal(err)
			}
			if !(d.Value <= maxGradient) || !(d.Gradient <= maxGradient) {
				t.Errorf("relative differences from Stan: density %.1e, gradient %.1e, want at most %.0e", d.Value, d.Gradient, maxGradient)
			}
		})
	}
}
