package ir

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
)

// Error is a mistake in how a program is built: shapes that don't fit, a site named twice. Building
// panics with an *Error; the functions that run programs recover it and return it.
type Error struct {
	File string // the user's file, if it is known
	Line int
	Site string // the sample site, if the mistake is at one
	Msg  string
}

// Error formats as `schools.go:22: site "obs": shapes [8] and [3] do not broadcast`.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		fmt.Fprintf(&b, "%s:%d: ", filepath.Base(e.File), e.Line)
	}
	if e.Site != "" {
		fmt.Fprintf(&b, "site %q: ", e.Site)
	}
	b.WriteString(e.Msg)
	return b.String()
}

// Errorf returns an Error at the line of the user's code that is being executed.
func Errorf(format string, args ...any) *Error {
	e := &Error{Msg: fmt.Sprintf(format, args...)}
	e.File, e.Line = Caller()
	return e
}

// Recover is deferred by boundary functions: it turns a panic with an *Error into *err and lets all
// other panics pass.
func Recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		panic(r)
	}
}

// root is the directory of the module's source files, as the compiler recorded it.
var root = func() string {
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(file, "ir/error.go")
}()

// users are the directories below root whose code uses phlox instead of being it.
var users = []string{"examples/", "cmd/", "bench/", "validation/"}

// Caller returns the innermost line on the stack that is the user's: not of this module, except for its
// tests and examples, and not of Go's runtime or library. Frames are told by file, since a closure in an
// inlined function is named after its caller.
func Caller() (file string, line int) {
	pcs := make([]uintptr, 128)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if isUser(f.File) {
			return f.File, f.Line
		}
		if !more {
			return "", 0
		}
	}
}

func isUser(file string) bool {
	rel, ours := strings.CutPrefix(file, root)
	if !ours {
		return file != "" && file[0] != '<' && !isLibrary(file, libraryRoot, mainModule)
	}
	if strings.HasSuffix(rel, "_test.go") {
		return true
	}
	for _, dir := range users {
		if strings.HasPrefix(rel, dir) {
			return true
		}
	}
	return false
}

// libraryRoot is the directory of Go's own source files, as the compiler recorded it: empty in a program
// built with -trimpath.
var libraryRoot = func() string {
	pc := reflect.ValueOf(sort.Slice).Pointer()
	file, _ := runtime.FuncForPC(pc).FileLine(pc)
	return strings.TrimSuffix(file, "sort/slice.go")
}()

// mainModule is the path of the module that is being run.
var mainModule = func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Path
}()

// isLibrary reports whether a file is Go's own. With -trimpath all files are named by import path, and
// Go's packages are those without a dot in the first element, save the main module and "go run x.go".
func isLibrary(file, libraryRoot, mainModule string) bool {
	if libraryRoot != "" {
		return strings.HasPrefix(file, libraryRoot)
	}
	first, _, _ := strings.Cut(file, "/")
	return !strings.Contains(first, ".") && first != "command-line-arguments" &&
		(mainModule == "" || !strings.HasPrefix(file, mainModule+"/"))
}
