package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// machine is where a measurement was made, and when.
type machine struct {
	CPU        string
	Extensions string // that machine code is made for
	Cores      int
	HugePages  string // when Linux gives them: always, madvise, never; phlox and the C programs ask for them
	Go         string
	Date       string
}

func thisMachine() machine {
	m := machine{CPU: runtime.GOARCH, Cores: runtime.NumCPU(), Go: runtime.Version(), Date: time.Now().Format(time.DateOnly)}
	m.Extensions, m.HugePages = level(), hugePages()
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return m
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			m.CPU = strings.TrimSpace(value)
			break
		}
	}
	return m
}

// level is the widest vectors that machine code uses: avx512, avx2, or none.
func level() string {
	cpu, err := exec.Target()
	switch {
	case err != nil || !cpu.AVX2 || !cpu.FMA:
		return "none"
	case cpu.AVX512F && cpu.AVX512BW && cpu.AVX512DQ && cpu.AVX512VL:
		return "avx512"
	}
	return "avx2"
}

// hugePages is the word in brackets of the kernel's setting.
func hugePages() string {
	text, err := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled")
	_, after, found := strings.Cut(string(text), "[")
	word, _, closed := strings.Cut(after, "]")
	if err != nil || !found || !closed {
		return "unknown"
	}
	return word
}

func (m machine) String() string {
	return fmt.Sprintf("%s, %d cores, %s; huge pages: %s; %s; %s", m.CPU, m.Cores, m.Extensions, m.HugePages, m.Go, m.Date)
}
