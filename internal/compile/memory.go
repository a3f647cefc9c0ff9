package compile

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/loop"
	"github.com/phlox-ppl/phlox/ir"
)

// large is from how many bytes on it is asked whether there is so much memory: the question takes some 50 µs.
const large = 64 << 20

// room returns an error, with details, if so many bytes are not to be had. Programs that are too large for the machine are
// so reported before anything is allocated; Go itself can only end the process.
func room(need float64, details func() string) error {
	if need < large {
		return nil
	}
	if need > available() {
		runtime.GC() // what nobody needs counted
		if has := available(); need > has {
			return fmt.Errorf("the program needs %s of memory, and %s are available: %s", size(need), size(has), details())
		}
	}
	return nil
}

// available returns how many bytes can be allocated: below Go's limit (GOMEMLIMIT), that of the control group, and what the
// system has, where these are known.
func available() float64 {
	has := math.Inf(1)
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		has = float64(limit) - held()
	}
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.ParseFloat(string(bytes.TrimSpace(text)), 64); err == nil { // or it is "max"
			has = min(has, limit-held())
		}
	}
	if free, ok := systemMemory(); ok {
		has = min(has, free)
	}
	return max(has, 0)
}

// held returns how many bytes Go has from the system and does not keep for the next allocations.
func held() float64 {
	s := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/free:bytes"},
	}
	metrics.Read(s)
	return float64(s[0].Value.Uint64()) - float64(s[1].Value.Uint64()) - float64(s[2].Value.Uint64())
}

// systemMemory returns how many bytes Linux could give to this process.
func systemMemory() (free float64, ok bool) {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) > 1 && (f[0] == "MemAvailable:" || f[0] == "SwapFree:") {
			kilobytes, err := strconv.ParseFloat(f[1], 64)
			if err != nil {
				return 0, false
			}
			free, ok = free+1024*kilobytes, true
		}
	}
	s := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(s)
	return free + float64(s[0].Value.Uint64()), ok
}

// size prints a number of bytes.
func size(n float64) string {
	for i, unit := range []string{"kB", "MB", "GB", "TB", "PB"} {
		if n < 999.5*math.Pow(1000, float64(i+1)) {
			return fmt.Sprintf("%.3g %s", n/math.Pow(1000, float64(i+1)), unit)
		}
	}
	return fmt.Sprintf("%.3g bytes", n)
}

// footprint is the memory that a program takes while it runs, besides its inputs.
type footprint struct {
	program *ir.Program
	buffers []*loop.Buffer
	arena   float64 // bytes
	outputs float64
}

func newFootprint(p *ir.Program, f *loop.Func) footprint {
	m := footprint{program: p, buffers: f.Buffers}
	for _, b := range f.Buffers {
		switch b.Kind {
		case loop.Temp:
			m.arena = max(m.arena, float64(b.Offset+b.Size()))
		case loop.Out:
			m.outputs += float64(b.Size())
		}
	}
	return m
}

// largest says what takes the most memory.
func (m footprint) largest() string {
	b := slices.DeleteFunc(slices.Clone(m.buffers), func(b *loop.Buffer) bool { return b.Kind == loop.In || b.Kind == loop.Data })
	slices.SortStableFunc(b, func(b, c *loop.Buffer) int { return cmp.Compare(c.Size(), b.Size()) })
	var parts []string
	for _, b := range b[:min(3, len(b))] {
		parts = append(parts, fmt.Sprintf("%s for %s", size(float64(b.Size())), m.origin(b)))
	}
	return strings.Join(parts, ", ")
}

// origin says what a buffer holds. Loops don't tell which equations they come from, but it is rare that several have results of
// that many elements.
func (m footprint) origin(b *loop.Buffer) string {
	if b.Kind == loop.Out {
		var n int
		if _, err := fmt.Sscanf(b.Name, "out%d", &n); err == nil && n < len(m.program.Out) {
			return fmt.Sprintf("result %d, %v", n, m.program.Out[n].Type())
		}
	}
	if text := equation(m.program, b.Type, b.Len); text != "" {
		return text
	}
	return fmt.Sprintf("%d elements of %v", b.Len, b.Type)
}

// equation describes the first equation of p, or of the programs in it, with a result of n elements.
func equation(p *ir.Program, t array.DType, n int) string {
	for _, e := range p.Eqns {
		for _, q := range ir.Programs(e.Op) {
			if text := equation(q, t, n); text != "" {
				return text
			}
		}
		for _, v := range e.Out {
			if v.DType() == t && v.Shape().Size() == n {
				return fmt.Sprintf("%v, a result of %s", v.Type(), e.Op.Name())
			}
		}
	}
	return ""
}

// countable returns an error if an array of p has more elements than can be counted.
func countable(p *ir.Program) error {
	for _, e := range p.Eqns {
		for _, q := range ir.Programs(e.Op) {
			if err := countable(q); err != nil {
				return err
			}
		}
		for _, v := range e.Out {
			total := float64(v.DType().Size())
			for _, n := range v.Shape() {
				total *= float64(n)
			}
			if total >= 1<<62 {
				return fmt.Errorf("%v, a result of %s, would have %s", v.Type(), e.Op.Name(), size(total))
			}
		}
	}
	return nil
}
