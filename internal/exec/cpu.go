package exec

import (
	"fmt"
	"os"
)

// Features are the extensions of amd64 that generators ask for. A field is set if the processor has the
// instructions and the system saves their registers. The zero value is plain amd64.
type Features struct {
	AVX, AVX2, FMA, F16C      bool
	BMI1, BMI2, POPCNT, LZCNT bool
	AVX512F, AVX512CD         bool
	AVX512BW, AVX512DQ        bool
	AVX512VL                  bool
}

// CPU returns what this machine offers.
func CPU() Features { return cpu }

// Target returns what generators may use: what CPU returns, lowered to the level that the environment variable
// PHLOX_CPU names, for tests. See Limit.
func Target() (Features, error) {
	f, err := CPU().Limit(os.Getenv("PHLOX_CPU"))
	if err != nil {
		return Features{}, fmt.Errorf("environment variable PHLOX_CPU: %w", err)
	}
	return f, nil
}

// Limit removes what is above a level: "avx512", which allows all; "avx2", without AVX-512; "none", plain amd64.
// The empty level allows all. A feature that f lacks stays away.
func (f Features) Limit(level string) (Features, error) {
	switch level {
	case "", "avx512":
		return f, nil
	case "avx2":
		f.AVX512F, f.AVX512CD, f.AVX512BW, f.AVX512DQ, f.AVX512VL = false, false, false, false, false
		return f, nil
	case "none":
		return Features{}, nil
	}
	return Features{}, fmt.Errorf("level %q is not one of avx512, avx2, none", level)
}
