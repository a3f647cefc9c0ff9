package main

import (
	"fmt"

	"github.com/phlox-ppl/phlox/array"
	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/exec"
	"github.com/phlox-ppl/phlox/internal/native"
	"github.com/phlox-ppl/phlox/internal/schedule"
	"github.com/phlox-ppl/phlox/internal/simulate"
	"github.com/phlox-ppl/phlox/np"
)

// simulated are the sizes of cases whose instructions are counted: data longer than the second cache, so that the code is that for the
// sizes that are timed, but not as long.
var simulated = sizes{
	Rows: 1 << 14, Columns: 54, Lanes: 8, Supervised: 100, Unsupervised: 500, Skim: []int{32, 512}, SkimRows: 200,
	Dimensions: []int{10, 55}, Transitions: 100, Values: 1 << 18, Matrix: 256,
}

// instructionsCommand counts the instructions that cases execute in simulated processors, with AVX2 and with AVX-512. How long they take
// is another matter.
func instructionsCommand(s settings) error { return s.count(simulated) }

// count is instructionsCommand for cases of some sizes.
func (s settings) count(of sizes) error {
	all, err := chosen(s, countedCases(of), func(c countedCase) string { return c.Name })
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Stdout, "%-20s %12s %12s %8s\n", "instructions", "AVX-512", "AVX2", "ratio")
	for _, c := range all {
		p, err := c.Program()
		if err != nil {
			return err
		}
		wide, err := p.instructions(simulate.CPU())
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		narrow, err := p.instructions(withoutAVX512(simulate.CPU()))
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		fmt.Fprintf(s.Stdout, "%-20s %12d %12d %8.2f\n", c.Name, wide, narrow, float64(narrow)/float64(wide))
	}
	return nil
}

// countedCase is a program whose instructions are counted.
type countedCase struct {
	Name    string
	Program func() (program, error)
}

func countedCases(s sizes) []countedCase {
	regression := newCovtype(s.Rows, s.Columns, s.Lanes)
	all := []countedCase{
		{"covtype-f64", func() (program, error) { return regression.single(np.Float64) }},
		{"covtype-f32", func() (program, error) { return regression.single(np.Float32) }},
		{fmt.Sprintf("covtype-f64-%dlanes", s.Lanes), regression.lanes},
		{"hmm", func() (program, error) {
			h := newHMM(s.Supervised, s.Unsupervised)
			return posterior(hmmModel, h.data(), h.Z)
		}},
	}
	for _, p := range s.Skim {
		all = append(all, countedCase{fmt.Sprintf("skim-%d", p), func() (program, error) {
			d := newSkim(s.SkimRows, p)
			return posterior(skimModel, d.data(), d.Z)
		}})
	}
	all = append(all, countedCase{"eightschools", schoolsPosterior})
	for _, dim := range s.Dimensions {
		all = append(all, countedCase{fmt.Sprintf("nuts-%d", dim), func() (program, error) { return newToy(dim).sampler(s.Transitions) }})
	}
	return append(all,
		countedCase{"normal", func() (program, error) { return posterior(normalModel, np.New(normalValues(s.Values)), normalAt) }},
		countedCase{"matmul", func() (program, error) { return matmulProgram(s.Matrix) }},
		countedCase{"cholesky", func() (program, error) { return choleskyProgram(s.Matrix) }})
}

// instructions returns how many instructions one run of the program takes.
func (p program) instructions(cpu exec.Features) (int, error) {
	var codes []*simulate.Code // of the program, and of its forks
	c, err := native.CompileOn(schedule.Program("program", p.Program, compile.Machine(cpu)), cpu,
		func(text []byte, memory func(ctx *exec.Context) [][]byte) (native.Runner, error) {
			codes = append(codes, simulate.NewCode(text, memory))
			return codes[len(codes)-1], nil
		})
	if err != nil {
		return 0, err
	}
	params := append([]*array.Buffer{}, p.Operands...)
	for _, v := range p.Out {
		params = append(params, array.New(v.DType(), v.Shape()))
	}
	err = c.New().Run(params, nil)
	count := 0
	for _, code := range codes {
		count += code.Count()
	}
	return count, err
}

// withoutAVX512 returns what is left of a processor.
func withoutAVX512(cpu exec.Features) exec.Features {
	cpu.AVX512F, cpu.AVX512CD, cpu.AVX512BW, cpu.AVX512DQ, cpu.AVX512VL = false, false, false, false, false
	return cpu
}
