package main

import "math"

// The constants of log densities, per variable, which Stan drops where it can.
var (
	normalConstant = -math.Log(2*math.Pi) / 2 // of the standard normal density
	halfConstant   = math.Log(2)              // of a symmetric density folded at 0
	cauchyConstant = -math.Log(math.Pi)       // of the standard Cauchy density
)

// logBeta returns log B(a, b).
func logBeta(a, b float64) float64 { return logGamma(a) + logGamma(b) - logGamma(a+b) }

func logGamma(a float64) float64 {
	v, _ := math.Lgamma(a)
	return v
}
