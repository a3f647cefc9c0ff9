// Package special holds the scalar special functions of statistics that
// Go's math package lacks: the gamma and beta families with their inverses and
// shape derivatives, the normal quantile, scaled Bessel functions, and the
// log-space elementary functions. It is the oracle the compiled kernels are
// compared with, so it prefers accuracy to speed: the incomplete gamma and beta
// functions cost ten microseconds a call.
//
// The incomplete functions and their shape derivatives are all one integral. With
// t ~ Gamma(a, 1) and w = log t, or t ~ Beta(a, b) and w = logit t, the density
// of w is log-concave, smooth, and free of end-point singularities, and each
// quantity is
//
//	density(w_x) · ∫ exp(L(w) - L(w_x)) g(w) dw
//
// over the side of w_x on which g keeps one sign. Nothing cancels, so one adaptive
// Gauss-Legendre rule serves every shape, in place of the usual patchwork of power
// series, continued fractions and uniform asymptotic expansions (DLMF 8.11-8.12,
// 8.17-8.18). The price is a few hundred exponentials a call: 10 to 20 µs, and three
// times that for an inverse. A positive shape below 1e-150 is taken as 1e-150.
//
// No function panics or fails to return, whatever its arguments. Outside the
// domain, or when an argument is NaN, the result is NaN.
package special
