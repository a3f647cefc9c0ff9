package native

import (
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	var seed uint64
	if n, _ := fmt.Sscan(os.Getenv("SEED"), &seed); n == 0 {
		t.Skip()
	}
	f := randomFunc(seed)
	fmt.Println(f)
	cpu := targets(t)[os.Getenv("CPU")]
	w, _ := translate(f, cpu)
	code, _ := w.asm.Bytes()
	os.WriteFile("/tmp/dbg.bin", code, 0o644)
	for _, m := range w.marks {
		if m.stmt >= 0 && int(m.stmt) < len(w.stmts) {
			fmt.Printf("%#x %s\n", m.offset, describe(w.stmts[m.stmt]))
		}
	}
}
