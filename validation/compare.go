package main

import (
	"fmt"
	"math"
	"regexp"
	"strconv"

	"github.com/phlox-ppl/phlox/diagnostics"
	"github.com/phlox-ppl/phlox/infer/mcmc"
)

// comparison is one parameter of a posterior, as it was sampled and as it should be.
type comparison struct {
	Param     string
	ZMean     float64 // of the mean
	ZSquare   float64 // of the mean of the square
	ESS, RHat float64 // bulk and rank-normalized
}

// compare compares the draws of a parameter, by chain, with what its moments should be:
//
//	z = (m - m_ref) / √(mcse² + mcse_ref²)
func compare(param string, draws [][]float64, want moments) comparison {
	squares := make([][]float64, len(draws))
	for k, chain := range draws {
		squares[k] = make([]float64, len(chain))
		for i, x := range chain {
			squares[k][i] = x * x
		}
	}
	return comparison{
		Param:   param,
		ZMean:   zScore(draws, want.Mean, want.MeanError),
		ZSquare: zScore(squares, want.Square, want.SquareError),
		ESS:     diagnostics.ESSBulk(draws),
		RHat:    diagnostics.RankRHat(draws),
	}
}

func zScore(draws [][]float64, want, wantError float64) float64 {
	var sum float64
	var n int
	for _, chain := range draws {
		for _, x := range chain {
			sum, n = sum+x, n+1
		}
	}
	return (sum/float64(n) - want) / math.Hypot(diagnostics.MCSEMean(draws), wantError)
}

// compareAll compares all parameters that have a reference.
func compareAll(fit *mcmc.Result, want map[string]moments) ([]comparison, error) {
	var out []comparison
	for param, m := range want {
		draws, err := drawsOf(fit, param)
		if err != nil {
			return nil, err
		}
		out = append(out, compare(param, draws, m))
	}
	return out, nil
}

// element is the name of an element of a vector, counted from 1.
var element = regexp.MustCompile(`^(\w+)\[(\d+)\]$`)

// drawsOf returns the draws of a parameter by Stan's name, [chain][draw].
func drawsOf(fit *mcmc.Result, param string) ([][]float64, error) {
	site, index := param, 0
	if parts := element.FindStringSubmatch(param); parts != nil {
		site = parts[1]
		index, _ = strconv.Atoi(parts[2])
	}
	x, err := fit.Draws(site)
	if err != nil {
		return nil, err
	}
	if index > 0 {
		x = x.Slice(2, index-1, index).Squeeze(2)
	}
	if x.Rank() != 2 {
		return nil, fmt.Errorf("parameter %s: the draws of site %s have shape %v", param, site, x.Shape())
	}
	draws := make([][]float64, x.Dim(0))
	for k := range draws {
		draws[k] = x.At(k).Float64s()
	}
	return draws, nil
}
