// Package diagnostics says how far MCMC draws can be trusted: whether the
// chains agree (R-hat), how many independent draws they are worth (effective
// sample size), and how exact the printed numbers are (Monte Carlo standard
// error). It is plain Go on float64, knows nothing of models or samplers, and
// takes draws from anywhere.
//
// The draws of one scalar quantity are a [][]float64 indexed [chain][draw],
// without warmup, all chains of one length. A quantity with several elements is
// a [Site], and [Summarize] makes the table of a whole posterior.
//
// No function panics on the numbers it is given. Where a diagnostic has no
// value the answer is NaN: no chains, chains of unequal lengths, too few draws,
// a NaN or infinite draw, or draws that are all equal. A quantity that never
// moved gives no evidence of convergence, so NaN is kept rather than a
// flattering R-hat of 1 or an ESS of S.
//
// Where the field's programs differ, the rank-normalized diagnostics follow
// Stan's posterior and ArviZ, and the others NumPyro; each function states what
// it departs from. S is the number of draws of all chains together.
//
// References:
//
//   - A. Gelman, D. Rubin. Inference from iterative simulation using multiple
//     sequences. Statistical Science 7(4), 1992.
//   - C. Geyer. Practical Markov chain Monte Carlo. Statistical Science 7(4),
//     1992.
//   - A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner.
//     Rank-normalization, folding, and localization: an improved R-hat for
//     assessing convergence of MCMC. Bayesian Analysis 16(2), 2021.
//   - M. Betancourt. Diagnosing suboptimal cotangent disintegrations in
//     Hamiltonian Monte Carlo. arXiv:1604.00695, 2016.
package diagnostics
