package mcmc

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/phlox-ppl/phlox"
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/infer"
	"github.com/phlox-ppl/phlox/infer/hmc"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
	"github.com/phlox-ppl/phlox/random"
)

type values struct{ Y np.Array }

func normal(p *phlox.P, d values) {
	mu := p.Sample("mu", dist.Normal(0, 2))
	s := p.Sample("s", dist.HalfNormal(2))
	p.Plate("data", d.Y.Len()).Observe("y", dist.Normal(mu, s), d.Y)
}

var y = values{np.Vec(0.5, 1.5, 2.5)}

// equal checks that two results have the same draws in every bit.
func equal(t *testing.T, what string, got, want *Result) {
	t.Helper()
	a, b := tree.Leaves(*got), tree.Leaves(*want)
	if tree.Structure(*got) != tree.Structure(*want) {
		t.Fatalf("%s: lengths %d, want %d, or another difference in structure", what, got.Len(), want.Len())
	}
	for i := range a {
		x, y := saveArray(a[i]), saveArray(b[i])
		for k := range x.Bits {
			if x.Bits[k] != y.Bits[k] {
				t.Fatalf("%s: %s differs from number %d on", what, x.Path, k)
			}
		}
	}
}

// A run that is interrupted anywhere, as often as one likes, and resumed draws what it would have drawn.
func TestResume(t *testing.T) {
	for name, kernel := range map[string]infer.Kernel{"HMC": hmc.HMC{Length: 1.5}, "NUTS": hmc.NUTS{MaxDepth: 4}} {
		for _, method := range []Method{Parallel, Sequential, Vectorized} {
			what := fmt.Sprintf("%s, method %d", name, method)
			file := filepath.Join(t.TempDir(), "run")
			config := Config{Warmup: 15, Samples: 35, Chains: 3, Thin: 2, Kernel: kernel, Method: method,
				KeepWarmup: true, Progress: Quiet}
			s, err := New(normal, y, random.Key(0), config)
			if err != nil {
				t.Fatal(err)
			}
			want, err := s.Run(context.Background(), random.Key(1), y)
			if err != nil {
				t.Fatal(err)
			}
			s.config.Checkpoint = file
			s.slice = 1 // a turn at a time
			interruptions := 0
			var got *Result
			for got == nil {
				ctx, cancel := context.WithCancel(context.Background())
				timer := time.AfterFunc(time.Duration(5+5*interruptions)*time.Millisecond, cancel)
				fit, err := s.Run(ctx, random.Key(1), y)
				timer.Stop()
				cancel()
				switch {
				case err == nil:
					got = fit
				case errors.Is(err, ErrInterrupted) && errors.Is(err, context.Canceled):
					interruptions++
				default:
					t.Fatalf("%s: %v", what, err)
				}
				if s.config.Resume, err = ReadCheckpoint(file); err != nil {
					if os.IsNotExist(errors.Unwrap(err)) { // it had not begun
						continue
					}
					t.Fatal(err)
				}
			}
			if interruptions < 2 {
				t.Errorf("%s: %d interruptions; the test needs more", what, interruptions)
			}
			equal(t, what, got, want)
			again, err := s.Run(context.Background(), random.Key(1), y)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, what+", resumed at its end", again, want)
			left, err := filepath.Glob(file + "*")
			if err != nil || len(left) != 1 {
				t.Errorf("%s: the checkpoint's directory has %v", what, left)
			}
		}
	}
}

// A finished run is extended by more samples, with another method if one likes.
func TestResumeWithMoreSamples(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run")
	config := Config{Warmup: 20, Samples: 0, KeepWarmup: true, Chains: 2, Kernel: hmc.HMC{Length: 1.5}, Progress: Quiet, Checkpoint: file}
	for _, samples := range []int{0, 10, 37} {
		config.Samples = samples
		got, err := Run(context.Background(), random.Key(1), normal, y, config)
		if err != nil {
			t.Fatal(err)
		}
		fresh := config
		fresh.Resume, fresh.Checkpoint = nil, ""
		want, err := Run(context.Background(), random.Key(1), normal, y, fresh)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprint(samples, " samples"), got, want)
		if config.Resume, err = ReadCheckpoint(file); err != nil {
			t.Fatal(err)
		}
		config.Method = (config.Method + 1) % 3
	}
	config.Samples = 5
	_, err := Run(context.Background(), random.Key(1), normal, y, config)
	if err == nil || !strings.Contains(err.Error(), "has made 57 transitions; Config.Warmup + Config.Samples is 25") {
		t.Errorf("with fewer samples: %v", err)
	}
}

// A checkpoint of something else is not resumed.
func TestResumeAnother(t *testing.T) {
	base := Config{Warmup: 4, Samples: 4, Chains: 2, Kernel: hmc.HMC{Steps: 2}, Progress: Quiet}
	first := base
	first.Checkpoint = filepath.Join(t.TempDir(), "run")
	if _, err := Run(context.Background(), random.Key(1), normal, y, first); err != nil {
		t.Fatal(err)
	}
	var err error
	if base.Resume, err = ReadCheckpoint(first.Checkpoint); err != nil {
		t.Fatal(err)
	}
	otherPrior := func(p *phlox.P, d values) {
		mu := p.Sample("mu", dist.Normal(0, 3))
		s := p.Sample("s", dist.HalfNormal(2))
		p.Plate("data", d.Y.Len()).Observe("y", dist.Normal(mu, s), d.Y)
	}
	for _, c := range []struct {
		what   string
		model  phlox.Model[values]
		data   values
		seed   int64
		change func(*Config)
	}{
		{"", normal, y, 1, func(*Config) {}},
		{"its model is", otherPrior, y, 1, func(*Config) {}},
		{"its data is", normal, values{np.Vec(0.5, 1.5, 2.6)}, 1, func(*Config) {}},
		{"its data is", normal, values{np.Vec(0.5, 1.5)}, 1, func(*Config) {}},
		{"its key is [0 1], here it is [0 2]", normal, y, 2, func(*Config) {}},
		{"its kernel is", normal, y, 1, func(c *Config) { c.Kernel = hmc.HMC{Steps: 3} }},
		{"its kernel is", normal, y, 1, func(c *Config) { c.Kernel = hmc.HMC{Steps: 2, Config: hmc.Config{StepSize: 0.5}} }},
		{"its kernel is", normal, y, 1, func(c *Config) { c.Kernel = hmc.NUTS{} }},
		{"its warm-up is 4, here it is 5", normal, y, 1, func(c *Config) { c.Warmup = 5 }},
		{"its number of chains is 2, here it is 3", normal, y, 1, func(c *Config) { c.Chains = 3 }},
		{"its first chain is 0, here it is 1", normal, y, 1, func(c *Config) { c.FirstChain = 1 }},
		{"its thinning is 1, here it is 2", normal, y, 1, func(c *Config) { c.Thin = 2 }},
		{"its choice to keep the warm-up is false", normal, y, 1, func(c *Config) { c.KeepWarmup = true }},
		{"its dtype is f64, here it is f32", normal, y, 1, func(c *Config) { c.DType = np.Float32 }},
		{"its choice to discard", normal, y, 1, func(c *Config) { c.Discard, c.OnDraws = true, func(Chunk) error { return nil } }},
	} {
		config := base
		c.change(&config)
		_, err := Run(context.Background(), random.Key(c.seed), c.model, c.data, config)
		switch {
		case c.what == "" && err != nil:
			t.Errorf("the same run: %v", err)
		case c.what != "" && (err == nil || !strings.Contains(err.Error(), c.what) || len(err.Error()) > 200):
			t.Errorf("want an error with %q: %v", c.what, err)
		}
	}
}

// What a run has that was killed is resumed; killing leaves no file that cannot be read.
func TestResumeKilled(t *testing.T) {
	if file := os.Getenv("PHLOX_TEST_KILLED"); file != "" {
		_, err := Run(context.Background(), random.Key(1), normal, y, killed(file))
		fmt.Println("ended:", err)
		return
	}
	if testing.Short() {
		t.Skip("runs processes")
	}
	file := filepath.Join(t.TempDir(), "run")
	test, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(test, "-test.run=^TestResumeKilled$")
	child.Env = append(os.Environ(), "PHLOX_TEST_KILLED="+file)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	// Kill it once its checkpoint has some draws: in the midst of the run, and often of writing.
	config := killed(file)
	for config.Resume == nil || config.Resume.chains[0].Draws.N < 50 {
		c, err := ReadCheckpoint(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		config.Resume = c
		time.Sleep(time.Millisecond)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the process ended before it was killed")
	}
	if config.Resume, err = ReadCheckpoint(file); err != nil {
		t.Fatal(err)
	}
	config.Samples = config.Resume.chains[0].Draws.N + 40
	got, err := Run(context.Background(), random.Key(1), normal, y, config)
	if err != nil {
		t.Fatal(err)
	}
	config.Resume, config.Checkpoint = nil, ""
	want, err := Run(context.Background(), random.Key(1), normal, y, config)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "killed and resumed", got, want)
	if left, _ := filepath.Glob(file + "*"); len(left) != 1 {
		t.Errorf("the checkpoint's directory has %v", left)
	}
}

// killed is a run that would not end soon.
func killed(file string) Config {
	return Config{Warmup: 30, Samples: 1e6, Chains: 2, Kernel: hmc.NUTS{MaxDepth: 3}, Method: Vectorized,
		Progress: Quiet, Checkpoint: file, Every: time.Millisecond}
}

func TestSavedArray(t *testing.T) {
	for _, a := range []np.Array{
		np.Vec(1, math.NaN(), math.Inf(-1), math.Copysign(0, -1), math.Float64frombits(0x7ff8000000000123)),
		np.New([]float32{1.5, float32(math.NaN())}), np.New([]int64{-1, math.MaxInt64}), np.New([]uint64{math.MaxUint64}),
		np.New([]int32{-7}), np.New([]uint32{math.MaxUint32}), np.New([]bool{true, false}), np.Scalar(true), np.Zeros(2, 0),
	} {
		saved := saveArray(tree.Leaf{Path: "x", Array: a})
		got, err := saved.array()
		if err != nil || fmt.Sprint(saveArray(tree.Leaf{Path: "x", Array: got})) != fmt.Sprint(saved) {
			t.Errorf("%v: got %v, %v", a, got, err)
		}
	}
	for _, bad := range []savedArray{{"x", "f65", nil, []uint64{0}}, {"x", "f64", []int{2}, []uint64{0}}, {"x", "f64", []int{-1, -1}, []uint64{0}}} {
		if _, err := bad.array(); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}
