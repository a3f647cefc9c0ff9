package compile_test

import (
	"errors"
	"os"
	osexec "os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/phlox-ppl/phlox/internal/compile"
	"github.com/phlox-ppl/phlox/internal/exec"
)

// Where the kernel forbids executable memory programs are interpreted. Linux can be told to forbid it a process, for
// good: so this test runs itself in another one.
func TestExecutableMemoryForbidden(t *testing.T) {
	if os.Getenv("PHLOX_TEST_FORBID") == "" {
		cmd := osexec.Command(os.Args[0], "-test.run=^TestExecutableMemoryForbidden$", "-test.v")
		cmd.Env = append(os.Environ(), "PHLOX_TEST_FORBID=1")
		out, err := cmd.CombinedOutput()
		if errors.Is(err, syscall.ENOEXEC) {
			t.Skip("a program for another processor cannot run itself")
		}
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if strings.Contains(string(out), "SKIP") {
			t.Skip("the kernel does not know how to forbid it")
		}
		return
	}
	const setMDWE, refuseExecGain = 65, 1 // from linux/prctl.h, since 6.3
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_PRCTL, setMDWE, refuseExecGain, 0, 0, 0, 0); errno != 0 {
		t.Skip(errno)
	}
	if exec.Supported() {
		t.Error("code runs")
	}
	isDot(t, compile.New(dot(3), compile.Native))
}
