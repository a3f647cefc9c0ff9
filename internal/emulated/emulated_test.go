package emulated

import (
	"testing"

	"github.com/phlox-ppl/phlox/internal/exec"
)

func TestWrong(t *testing.T) {
	if !exec.CPU().AVX2 {
		t.Skip("no AVX2")
	}
	const other = "vmovupd.y V4, [G1 + 64]\nvgatherqpd.y V3, V2, [G2 + V5*8] ; v4*1\nvmulpd.y V4*8\n"
	const by4 = other + "vpgatherqd.y V3, V2, [G2 + V4*4 + 8]"
	t.Setenv("PHLOX_EMULATED", "1")
	if Wrong(other) {
		t.Error("wrong without a gather by register 4")
	}
	if Wrong(by4) == gathers() {
		t.Errorf("gathers by register 4 work: %v, but code with one is wrong: %v", gathers(), Wrong(by4))
	}
	t.Setenv("PHLOX_EMULATED", "")
	if Wrong(by4) {
		t.Error("wrong without an emulator")
	}
}
