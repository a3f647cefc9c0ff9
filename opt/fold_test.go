package opt

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	testPass(t, []pass{fold}, exact, []rewriting{
		{"chain", `{ x:f64[] -> a:f64[] = add 1:f64[] 2:f64[] b:f64[] = mul a 2:f64[] c:f64[] = add x b return c }`,
			`{ x:f64[] -> c:f64[] = add x 6:f64[] return c }`},
		{"output", `{ x:f64[] -> a:f64[2] = neg (1 -0):f64[2] return a }`, `{ x:f64[] -> return (-1 0):f64[2] }`},
		{"not concrete stays", `{ x:f64[] -> a:f64[] = add x 2:f64[] return a }`, ``},
		{"broadcast stays", `{ x:f64[] -> a:f64[3] = broadcast shape=[3] dims=[] 1:f64[] return a }`, ``},
		{"large stays", `{ x:f64[] -> a:f64[200] = neg (` + strings.Repeat("1 ", 200) + `):f64[200] return a }`, ``},
		{"loops stay", `{ x:f64[] -> a:i32[] = while testConsts=0 bodyConsts=0 test={ i:i32[] -> t:bool[] = lt i 9:i32[] return t } body={ i:i32[] -> j:i32[] = add i 1:i32[] return j } 0:i32[] return a }`, ``},
	})
}
