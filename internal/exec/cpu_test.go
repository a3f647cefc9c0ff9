package exec_test

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// Linux lists the features of the processor that it supports.
func TestCPUAgreesWithLinux(t *testing.T) {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil || runtime.GOARCH != "amd64" || os.Getenv("PHLOX_EMULATED") != "" { // an emulator shows its host's
		t.Skip("no list to compare with")
	}
	_, flags, _ := strings.Cut(string(text), "\nflags")
	flags, _, _ = strings.Cut(flags, "\n")
	flags += " "
	cpu := exec.CPU()
	for _, f := range []struct {
		name string
		got  bool
	}{
		{"popcnt", cpu.POPCNT}, {"abm", cpu.LZCNT}, {"bmi1", cpu.BMI1}, {"bmi2", cpu.BMI2},
		{"avx", cpu.AVX}, {"avx2", cpu.AVX2}, {"fma", cpu.FMA}, {"f16c", cpu.F16C},
		{"avx512f", cpu.AVX512F}, {"avx512cd", cpu.AVX512CD}, {"avx512bw", cpu.AVX512BW},
		{"avx512dq", cpu.AVX512DQ}, {"avx512vl", cpu.AVX512VL},
	} {
		if want := strings.Contains(flags, " "+f.name+" "); f.got != want {
			t.Errorf("%s is %v, want %v", f.name, f.got, want)
		}
	}
}

func TestTarget(t *testing.T) {
	all := exec.CPU()
	avx2 := all
	avx2.AVX512F, avx2.AVX512CD, avx2.AVX512BW, avx2.AVX512DQ, avx2.AVX512VL = false, false, false, false, false
	for level, want := range map[string]exec.Features{"": all, "avx512": all, "avx2": avx2, "none": {}} {
		t.Setenv("PHLOX_CPU", level)
		if got, err := exec.Target(); err != nil || got != want {
			t.Errorf("%q gives %+v, error %v", level, got, err)
		}
	}
	t.Setenv("PHLOX_CPU", "sse9")
	if got, err := exec.Target(); err == nil || got != (exec.Features{}) {
		t.Errorf("an unknown level gives %+v, error %v", got, err)
	}
}

// A level adds nothing to a processor that has less.
func TestLimitOnlyLowers(t *testing.T) {
	old := exec.Features{POPCNT: true}
	for _, level := range []string{"avx512", "avx2"} {
		if got, err := old.Limit(level); err != nil || got != old {
			t.Errorf("%q gives %+v, error %v", level, got, err)
		}
	}
}
