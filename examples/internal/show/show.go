// Package show has the flags of the examples for looking at what the compiler does. A program of one's own has them as
// environment variables.
package show

import (
	"flag"
	"os"
)

// Flags adds -explain and -profile.
func Flags(flags *flag.FlagSet) {
	flags.Func("explain", "write what each program becomes, loops and machine code, to files in this `directory`", set("PHLOX_EXPLAIN"))
	flags.Func("profile", "write where the time of each program goes to files in this `directory`", set("PHLOX_PROFILE"))
}

// set sets an environment variable, which the compiler reads.
func set(variable string) func(string) error {
	return func(directory string) error { return os.Setenv(variable, directory) }
}
