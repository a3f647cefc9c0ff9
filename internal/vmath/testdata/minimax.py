"""Minimax approximation by polynomials and rational functions: the exchange
algorithm of Remez (1934), on a grid, in high precision.

The functions called return coefficients from the constant term upward.
"""

import mpmath as m
from mpmath import mp, mpf

mp.dps = 60


def horner(c, x):
    y = mpf(0)
    for k in reversed(c):
        y = y * x + k
    return y


def grid(a, b, n):
    """Chebyshev extrema: dense toward the ends, where errors oscillate fastest."""
    a, b = mpf(a), mpf(b)
    return [(a + b) / 2 - (b - a) / 2 * m.cos(m.pi * k / (n - 1)) for k in range(n)]


def rational(f, a, b, n, d, weight=lambda x: mpf(1), lead=None):
    """P/Q of degrees n and d, Q(0) = 1, that minimizes max |weight (P/Q - f)| on [a, b].

    lead, if given, is the constant term of P. Returns P, Q and the error reached.
    """
    free = 0 if lead is None else 1
    size = n + 1 - free + d + 1
    xs = [x for x in grid(a, b, 40 * size + 1) if abs(x) > mpf(10) ** -20 and weight(x) != 0]
    fs = [f(x) for x in xs]
    ws = [weight(x) for x in xs]
    ref, q = start(xs, fs, ws, n, d, lead)
    best = None
    old = None
    for _ in range(60):
        p, q, err = solve(xs, fs, ws, ref, n, q, lead)
        errs = [ws[i] * (horner(p, xs[i]) / horner(q, xs[i]) - fs[i]) for i in range(len(xs))]
        worst = max(map(abs, errs))
        if best is None or worst < best[2]:
            best = (p, q, worst)
        ref = exchange(errs, size)
        if ref is None or ref == old or worst < abs(err) * mpf("1.01"):
            break
        old = ref
    return best


def start(xs, fs, ws, n, d, lead):
    """The extrema of the error of the interpolant at Chebyshev's nodes, if it has enough of them."""
    size = n + 1 - (lead is not None) + d + 1
    last = len(xs) - 1
    ref = [round(k * last / (size - 1)) for k in range(size)]
    if d == 0:
        return ref, [mpf(1)]
    nodes = [round((k + 0.5) * last / (size - 1)) for k in range(size - 1)]
    p, q = interpolate(xs, fs, nodes, n, d, lead)
    errs = [ws[i] * (horner(p, xs[i]) / horner(q, xs[i]) - fs[i]) for i in range(len(xs))]
    return exchange(errs, size) or ref, q


def interpolate(xs, fs, nodes, n, d, lead):
    """P/Q through the points at the nodes: P - f (Q - 1) = f."""
    free = 0 if lead is None else 1
    size = len(nodes)
    rows, right = m.matrix(size, size), m.matrix(size, 1)
    for r, i in enumerate(nodes):
        for k in range(free, n + 1):
            rows[r, k - free] = xs[i] ** k
        for k in range(1, d + 1):
            rows[r, n + k - free] = -fs[i] * xs[i] ** k
        right[r] = fs[i] - (lead or 0)
    c = m.lu_solve(rows, right)
    return ([lead] if free else []) + [c[k] for k in range(n + 1 - free)], [mpf(1)] + [c[n + k - free] for k in range(1, d + 1)]


def solve(xs, fs, ws, ref, n, q, lead):
    """The P/Q whose weighted error is +E, -E, ... at the reference, by Newton's iteration from a denominator."""
    d = len(q) - 1
    free = 0 if lead is None else 1
    size = len(ref)
    err = mpf(0)
    for _ in range(1 if d == 0 else 30):
        rows, right = m.matrix(size, size), m.matrix(size, 1)
        for r, i in enumerate(ref):
            x, sign = xs[i], (-1) ** r
            value = fs[i] + sign * err / ws[i] if d else fs[i]
            for k in range(free, n + 1):
                rows[r, k - free] = x**k
            for k in range(1, d + 1):
                rows[r, n + k - free] = -value * x**k
            rows[r, size - 1] = -sign * (1 if d else horner(q, x)) / ws[i]
            right[r] = fs[i] - (lead or 0) + sign * err / ws[i] * (1 - horner(q, x))
        c = m.lu_solve(rows, right)
        q = [mpf(1)] + [c[n + k - free] for k in range(1, d + 1)]
        if d and abs(c[size - 1] - err) < abs(err) * mpf(10) ** -8:
            err = c[size - 1]
            break
        err = c[size - 1]
    p = ([lead] if free else []) + [c[k] for k in range(n + 1 - free)]
    return p, q, err


def exchange(errs, size):
    """The largest error of each run of one sign; None if there are too few runs."""
    peaks = []
    for i, e in enumerate(errs):
        if peaks and (e > 0) == (errs[peaks[-1]] > 0):
            if abs(e) > abs(errs[peaks[-1]]):
                peaks[-1] = i
        else:
            peaks.append(i)
    while len(peaks) > size:
        peaks.pop(0 if abs(errs[peaks[0]]) < abs(errs[peaks[-1]]) else -1)
    return peaks if len(peaks) == size else None
