package main

import "testing"

// Each compilation gets through all stages, and each stage leaves something.
func TestCompilations(t *testing.T) {
	needsMachineCode(t)
	for _, c := range compilations(tiny) {
		s, err := c.run()
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		if s.Trace <= 0 || s.total() <= s.Trace || s.Simplify <= 0 || s.Schedule <= 0 || s.Emit <= 0 || s.Equations == 0 || s.Statements == 0 {
			t.Errorf("%s: %+v", c.Name, s)
		}
	}
}

func BenchmarkCompilations(b *testing.B) {
	needsMachineCode(b)
	for _, c := range compilations(paper) {
		b.Run(c.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
