"""Writes table.json, the reference values of package vmath, with mpmath.

    python make_table.py > table.json

A row is the operands, the value rounded to float64, and what the exact value is
more than that, in units in the last place. The operands are dense where a function is
hard: near its zeros and poles, where its formula changes, where it overflows or
becomes subnormal.
"""

import json
import math
import random

import mpmath as m
from mpmath import mp, mpf

mp.dps = 50
random.seed(20240607)

half = mpf(1) / 2
table = {}


def uniform(a, b, n):
    return [random.uniform(a, b) for _ in range(n)]


def powers(lo, hi, n, signed=True):
    """Numbers of all sizes from 2^lo to 2^hi."""
    return [2.0 ** random.uniform(lo, hi) * (random.choice([-1, 1]) if signed else 1) for _ in range(n)]


def near(x, n, lo=-52, hi=-2):
    return [x + d for d in powers(lo, hi, n)]


def below(x, n, lo=-53, hi=-2):
    return [x - d for d in powers(lo, hi, n, False)]


def above(x, n, lo=-52, hi=-2):
    return [x + d for d in powers(lo, hi, n, False)]


def ulp(x):
    return mpf(2) ** (max(m.frexp(abs(x))[1] - 1, -1022) - 52)


def add(name, f, points):
    rows = table.setdefault(name, [])
    for x in points:
        x = x if isinstance(x, tuple) else (x,)
        with mp.workdps(70):
            y = m.re(f(*[mpf(v) for v in x]))
        if abs(y) >= mpf(2) ** 1024 * (1 - mpf(2) ** -54):
            continue
        rows.append(list(x) + [float(y), round(float((y - mpf(float(y))) / ulp(y)), 3)])


def precisely(f, digits=450):
    def g(*x):
        with mp.workdps(digits):
            return f(*x)

    return g


def log_ndtr(x):
    if x < -30:  # DLMF 7.12.1
        total = term = mpf(1)
        k = 0
        while abs(term) > mpf(10) ** -45:
            k += 1
            term *= -(2 * k - 1) / (x * x)
            total += term
        return -x * x / 2 - m.log(-x) - m.log(2 * m.pi) / 2 + m.log(total)
    return m.log1p(-m.erfc(x / m.sqrt(2)) / 2) if x > 0 else m.log(m.erfc(-x / m.sqrt(2)) / 2)


def ndtri(p):
    """By Newton's method on log Φ, from the nearer side."""
    if p > half:
        return -ndtri(1 - p)
    z = -m.sqrt(-2 * m.log(p)) if p < 0.05 else (p - half) * 2.5
    for _ in range(100):
        phi = m.erfc(-z / m.sqrt(2)) / 2
        step = (m.log(phi) - m.log(p)) * phi / (m.exp(-z * z / 2) / m.sqrt(2 * m.pi))
        z -= step
        if abs(step) <= mpf(10) ** -45 * abs(z):
            break
    return z


def erfinv(y):
    if abs(y) < 1e-8:
        return m.sqrt(m.pi) / 2 * (y + m.pi / 12 * y**3 + 7 * m.pi**2 / 480 * y**5)
    return -m.sign(y) * ndtri((1 - abs(y)) / 2) / m.sqrt(2)


def lgamma(x):
    return m.loggamma(x) if x > 0 else m.log(m.pi / abs(m.sin(m.pi * x))) - m.loggamma(1 - x)


def bessel(v):
    def f(x):
        a = abs(x)
        if a < 1000:
            y = m.besseli(v, a) * m.exp(-a)
        else:  # DLMF 10.40.1
            y = term = mpf(1)
            for k in range(1, 40):
                term *= mpf((2 * k - 1) ** 2 - 4 * v * v) / (8 * a * k)
                y += term
            y /= m.sqrt(2 * m.pi * a)
        return y * m.sign(x) ** v

    return f


def power_points(n):
    """Pairs whose power is within the range, or subnormal."""
    points = []
    while len(points) < n:
        x = random.choice([powers(-1074, 1024, 1, False), powers(-2, 2, 1, False), near(1, 1, -40, -1)])[0]
        e = random.choice([random.uniform(-1074, 1024), random.uniform(-10, 10)])
        y = e / math.log2(x)
        if math.isfinite(y):
            points.append((x, y))
    return points + [(3.0, 5.0), (10.0, 22.0), (10.0, -5.0), (2.0, 0.5), (2.0, -1074.0), (1.0000001, 1e9)]


tiny = [5e-324, -5e-324, 1e-310, -3e-309, 2.0**-1022]
angles = powers(-60, 20, 40) + powers(20, 47, 40) + uniform(-10, 10, 60) + tiny
angles += [float(random.randrange(1, 2 ** random.randrange(2, 46)) * m.pi / 2) for _ in range(80)]
units = powers(-60, 0, 40) + uniform(-1, 1, 80) + below(1, 40) + near(0.5, 10) + tiny

add("exp", m.exp, uniform(-745, 709.7, 100) + powers(-60, 5, 60) + uniform(-745.1, -708, 20) + [709.782712893384, -745.13] + tiny)
add("expm1", m.expm1, uniform(-40, 709.7, 80) + uniform(-1.5, 1.5, 80) + powers(-60, 0, 40) + [709.782712893384] + tiny)
add("log", m.log, powers(-1074, 1024, 80, False) + uniform(0.3, 3, 60) + near(1, 60) + [5e-324, 1e-310])
add("log1p", m.log1p, uniform(-1, 3, 80) + powers(-60, 0, 60) + powers(0, 1024, 40, False) + above(-1, 20) + [1.7e308] + tiny)
add("logistic", lambda x: 1 / (1 + m.exp(-x)), uniform(-745, 60, 80) + powers(-60, 5, 40) + uniform(-5, 5, 80) + tiny)
add("softplus", precisely(lambda x: m.log1p(m.exp(x))), uniform(-745, 300, 80) + uniform(-5, 5, 80) + powers(-60, 5, 40))
add("sin", m.sin, angles)
add("cos", m.cos, angles)
add("tan", m.tan, angles)
add("asin", m.asin, units)
add("acos", m.acos, units)
add("atan", m.atan, powers(-60, 60, 80) + uniform(-3, 3, 120) + near(1, 20) + tiny)
add("sinh", precisely(m.sinh), powers(-60, 9.4, 80) + uniform(-2, 2, 80) + uniform(-710.4, 710.4, 40) + [710.4758600739439] + tiny)
add("cosh", precisely(m.cosh), powers(-60, 9.4, 80) + uniform(-2, 2, 80) + uniform(-710.4, 710.4, 40) + [710.4758600739439] + tiny)
add("tanh", precisely(m.tanh), powers(-60, 5, 80) + uniform(-2, 2, 80) + near(0.6, 20) + tiny)
add("asinh", precisely(m.asinh), powers(-60, 10, 80) + uniform(-3, 3, 80) + powers(10, 1024, 40) + tiny)
add("acosh", precisely(m.acosh), above(1, 80) + uniform(1, 4, 60) + powers(1, 1024, 60, False))
add("atanh", precisely(m.atanh), units)
add("erf", m.erf, powers(-60, 2.6, 100) + uniform(-3, 3, 100) + near(0.94, 10) + tiny)
add("erfc", m.erfc, uniform(-6, 27.2, 100) + uniform(-1.5, 3, 100) + powers(-60, 0, 30) + uniform(26.5, 27.2, 10))
add("erfinv", erfinv, uniform(-1, 1, 80) + powers(-60, 0, 40) + below(1, 40) + near(0.85, 20))
add("ndtri", ndtri, uniform(0, 1, 80) + powers(-1074, 0, 60, False) + near(0.5, 40) + below(1, 30) + [5e-324, 0.5])
add("log_ndtr", precisely(log_ndtr), uniform(-40, 38, 80) + uniform(-3, 3, 80) + powers(-40, 0, 30) + [-v for v in powers(5, 500, 30, False)])
add("lgamma", lgamma, powers(-60, 10, 60, False) + uniform(0, 6, 80) + near(1, 30) + near(2, 30) + powers(4, 1000, 30, False) + tiny[:3:2])
add("digamma", m.digamma, powers(-60, 10, 60, False) + uniform(0, 6, 80) + near(1.4616321449683622, 40) + powers(4, 1000, 30, False))
add("lgamma of x<0", lgamma, uniform(-20, 0, 80) + powers(-60, 8, 80))
table["lgamma of x<0"] = [r for r in table["lgamma of x<0"] if r[0] < 0]
add("digamma of x<0", m.digamma, uniform(-20, 0, 80) + powers(-60, 8, 80))
table["digamma of x<0"] = [r for r in table["digamma of x<0"] if r[0] < 0]
add("i0e", bessel(0), powers(-60, 10, 60) + uniform(-12, 12, 100) + near(8, 10) + powers(4, 1000, 30))
add("i1e", bessel(1), powers(-60, 10, 60) + uniform(-12, 12, 100) + near(8, 10) + powers(4, 1000, 30))
add("pow", m.power, power_points(240))
pairs = [(a, b) for a, b in zip(uniform(-3, 3, 120), uniform(-3, 3, 120))]
spread = [(a, a * b) for a, b in zip(powers(-900, 900, 60), powers(-60, 60, 60))]
add("atan2", m.atan2, pairs + spread)
logs = [(a, b) for a, b in zip(uniform(0, 5, 100), uniform(0, 5, 100))] + [(a, b) for a, b in zip(powers(-5, 9, 100, False), powers(-5, 9, 100, False))]
add("logaddexp", lambda x, y: max(x, y) + m.log1p(m.exp(-abs(x - y))), logs)
add("xlogy", lambda x, y: x * m.log(y), [(a, b) for a, b in zip(uniform(-3, 3, 160), powers(-1000, 1000, 80, False) + near(1, 80))])
add("xlog1py", lambda x, y: x * m.log1p(y), [(a, b) for a, b in zip(uniform(-3, 3, 160), powers(-60, 1000, 80, False) + uniform(-1, 3, 80))])

rows = ",\n".join(json.dumps(name) + ": [\n" + ",\n".join(json.dumps(row) for row in table[name]) + "\n]" for name in table)
print("{\n" + rows + "\n}")
