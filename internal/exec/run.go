package exec

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Run runs the code from its start until it is done, and serves its requests.
//
// At each poll Go's scheduler has its turn, and poll, if not nil, is called; for each host call, host. An error
// of either ends the run and is returned; a panic goes through to Run's caller. Neither may use ctx for another
// Run. A fault in the code is returned as a *Fault, except on Windows. After an error the contents of ctx and of all
// memory that the code writes are arbitrary, but a new run may begin.
//
// Run allocates nothing and adds 12 to 15 ns to the code.
func (c *Code) Run(ctx *Context, host func(n int) error, poll func() error) error {
	if c.start == 0 {
		return errClosed
	}
	ctx.Counter = PollEvery
	for at := c.start; ; at = uintptr(ctx.Resume) {
		ctx.Status = Done
		if r := enter(at, ctx); r != nil {
			return c.newFault(ctx, r)
		}
		runtime.KeepAlive(c)
		if ctx.Status == Done {
			return nil
		}
		if err := c.serve(ctx, host, poll); err != nil {
			return err
		}
	}
}

// enter calls the code at an address. If that faults it returns the runtime error, otherwise nil: nothing else
// can panic in here. Memory faults away from the zero page are panics only on request.
func enter(at uintptr, ctx *Context) (fault any) {
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil { // a store less than without the test
			fault = r
		}
	}()
	call(at, ctx)
	return nil
}

// serve does what the code asks for. For a poll the next entry does the rest: the prologue of the stub is a
// safe point, where a goroutine whose attention is wanted gives way.
func (c *Code) serve(ctx *Context, host func(n int) error, poll func() error) error {
	if ctx.Resume-uint64(c.start) >= uint64(len(c.memory)) {
		return fmt.Errorf("generated code resumes at %#x, outside of itself", ctx.Resume)
	}
	switch ctx.Status {
	case Poll:
		ctx.Counter = PollEvery
		if poll != nil {
			return poll()
		}
		return nil
	case Host:
		if host == nil {
			return errors.New("generated code calls a host that is not there")
		}
		return host(int(ctx.Arg))
	}
	return fmt.Errorf("generated code returned unknown status %d", ctx.Status)
}
