package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/phlox-ppl/phlox/np"
)

// pair is two matrices.
type pair struct{ A, B np.Array }

func randomMatrix(n int, seed uint64) np.Array {
	return np.New(normals(rand.New(rand.NewPCG(seed, 0)), n*n, 1), n, n)
}

// definite returns a positive definite matrix.
func definite(n int) np.Array {
	a := randomMatrix(n, 11)
	return np.MatMul(a, a.T()).Add(np.Eye(n).Mul(n))
}

func matmulProgram(n int) (program, error) {
	return newProgram(func(x pair) np.Array { return np.MatMul(x.A, x.B) }, pair{randomMatrix(n, 9), randomMatrix(n, 10)})
}

func choleskyProgram(n int) (program, error) { return newProgram(np.Cholesky, definite(n)) }

// matmulBenchmark wants 60 % of the peak.
func matmulBenchmark(n int) benchmark {
	return benchmark{
		Name: "matmul", Threads: 1, Bar: 1 / 0.6,
		Work: func() (work, error) { return timedOnly(matmulProgram(n)) },
		Limit: func(l *limits) (limit, error) {
			peak, err := l.flops(2 * cube(n))
			if err != nil || !l.haveC("matmul") {
				return peak, err
			}
			peak.PeerIs = "C"
			peak.Peer, err = l.c("matmul", []string{fmt.Sprint(n)}, "product")
			return peak, err
		},
	}
}

// choleskyBenchmark wants 30 % of the peak.
func choleskyBenchmark(n int) benchmark {
	return benchmark{
		Name: "cholesky", Threads: 1, Bar: 1 / 0.3,
		Work:  func() (work, error) { return timedOnly(choleskyProgram(n)) },
		Limit: func(l *limits) (limit, error) { return l.flops(cube(n) / 3) },
	}
}

func cube(n int) float64 { return float64(n) * float64(n) * float64(n) }

// flops is the time of n float64 operations at the peak rate.
func (l *limits) flops(n float64) (limit, error) {
	if !l.haveC("peak") {
		t, perCall, err := fmaLoop()
		return limit{What: "FMA peak (own loop)", Time: scaled(t, n/perCall)}, err
	}
	const perCall = 1e6 * 12 * 8 * 2 // of testdata/peak.c
	t, err := l.c("peak", []string{"8000000"}, "fma")
	return limit{What: "FMA peak", Time: scaled(t, n/perCall)}, err
}
