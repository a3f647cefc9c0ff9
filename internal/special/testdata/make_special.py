"""Writes special.json, the reference values of package special, with mpmath.

    python make_special.py > special.json

The incomplete functions are summed here from their power series, all terms
positive, at enough digits that 1 - P keeps 40 of them; shape derivatives are
central differences of those sums at 40 further digits. Neither method is the
package's own.
"""

import json
import math
import random

from mpmath import mp, mpf
import mpmath as m

mp.dps = 60
random.seed(20240607)


def lower_gamma(a, x):
    """P(a, x) = x^a e^-x sum x^n / Gamma(a+n+1)."""
    term = total = mpf(1)
    n = 0
    while term > total * mp.eps or a + n < x:
        n += 1
        term *= x / (a + n)
        total += term
    return total * m.exp(a * m.log(x) - x - m.loggamma(a + 1))


def gamma_cdf(a, x):
    """P and Q, each to at least 40 digits."""
    a, x = mpf(a), mpf(x)
    p = lower_gamma(a, x)
    if 1 - p > mpf(10) ** -15:
        return p, 1 - p
    with mp.workdps(mp.dps + int(-log_density(a, x) / m.log(10)) + 15):
        p = lower_gamma(a, x)
        return p, 1 - p


def log_density(a, x):
    """log(x^a e^-x / Gamma(a)), which is near log Q for x > a."""
    a, x = mpf(a), mpf(x)
    return a * m.log(x) - x - m.loggamma(a)


def lower_beta(a, b, x):
    """I_x(a, b) = x^a (1-x)^b / (a B) sum (a+b)_n / (a+1)_n x^n."""
    term = total = mpf(1)
    n = 0
    while True:
        ratio = (a + b + n) / (a + 1 + n) * x
        term *= ratio
        total += term
        n += 1
        if ratio < 1 and term / (1 - ratio) < total * mp.eps:
            break
    logB = m.loggamma(a) + m.loggamma(b) - m.loggamma(a + b)
    return total * m.exp(a * m.log(x) + b * m.log(1 - x) - logB) / a


def beta_cdf(a, b, x):
    """I_x(a, b), summed from the nearer side, with digits for a 1 - I as small as its density."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    with mp.workdps(mp.dps + 20 + max(0, int(-log_beta_density(a, b, x) / m.log(10)))):
        if x < mpf(1) / 2 and (x < a / (a + b) or x < 0.1):
            return lower_beta(a, b, x)
        return 1 - lower_beta(b, a, 1 - x)


def log_beta_density(a, b, x):
    """log(x^a (1-x)^b / B(a, b))."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    return a * m.log(x) + b * m.log(1 - x) - m.loggamma(a) - m.loggamma(b) + m.loggamma(a + b)


def derivative(f, a):
    """Central difference: error h^2 f'''/6, about 1e-40 relative."""
    a = mpf(a)
    with mp.workdps(mp.dps + 40):
        h = a * mpf(10) ** -22
        return (f(a + h) - f(a - h)) / (2 * h)


def gamma_grad(a, x):
    if x > a:
        return derivative(lambda t: -gamma_cdf(t, x)[1], a)
    return derivative(lambda t: gamma_cdf(t, x)[0], a)


def gamma_quantile_grad(a, x):
    a, x = mpf(a), mpf(x)
    return -gamma_grad(a, x) * x / m.exp(log_density(a, x))


table = {}


def add(name, args, value):
    value = m.mpf(value)
    if value != 0 and not (mpf(10) ** -300 < abs(value) < mpf(10) ** 300):
        return
    table.setdefault(name, []).append([float(v) for v in args] + [float(value)])


def logspace(lo, hi, n):
    return [10 ** (lo + (hi - lo) * i / (n - 1)) for i in range(n)]


def univariate():
    xs = logspace(-12, 12, 49) + [1.0, 1.4616321449683622, 1.4616, 1.47, 1.2, 1.9, 2.0, 11.999, 12.0, 12.001]
    xs += [random.uniform(0, 20) for _ in range(30)]
    for x in xs:
        add("Digamma", [x], m.digamma(mpf(x)))
        add("Lgamma", [x], m.loggamma(mpf(x)))
    for x in [-0.5, -0.1, -1e-8, -1.5, -2.3, -10.25, -100.75, -1000.1]:
        add("Digamma", [x], m.digamma(mpf(x)))
    for n in [1, 2, 3, 5, 10, 20, 50, 100]:
        for x in logspace(-3, 6, 19) + [1.0, 2.0, 9.5, 25.0]:
            add("Polygamma", [n, x], m.polygamma(n, mpf(x)))
    for n in [1, 2, 3, 4]:
        for x in [-0.5, -0.3, -1.6, -7.25, -20.9]:
            add("Polygamma", [n, x], m.re(m.polygamma(n, mpf(x))))
    for p in logspace(-299, -1, 40) + [0.02, 0.0250, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9, 0.99, 1 - 1e-6, 1 - 1e-12, 1 - 2**-53]:
        add("Ndtri", [p], ndtri(p))
    for y in [-0.999999, -0.9, -0.5, -1e-3, -1e-10, 1e-300, 0.1, 0.3, 0.7, 0.85, 0.99, 1 - 1e-12]:
        add("Erfinv", [y], m.erfinv(mpf(y)))
    for x in [-1e150, -1e8, -1e4, -500, -100, -40, -38.5, -37, -30, -20.001, -20, -19.999, -10, -5, -3, -1.001, -1, -0.999, -0.5,
              -1e-10, 0, 1e-10, 0.3, 1, 2, 2.8, 2.9, 5, 8, 10, 15, 20, 25, 30, 35, 37]:
        x = float(x)
        with mp.workdps(400):
            add("LogNdtr", [x], log_ndtr(mpf(x)))
    for x in logspace(-10, 6, 33) + [29.0, 29.999, 30.0, 30.001, 31.0, 40.0, 700.0, 1e15, 1e100, 1e300]:
        for v in (0, 1):
            if x > 1e6:
                y = sum(i_terms(v, mpf(x))) / m.sqrt(2 * m.pi * mpf(x))
            else:
                y = m.besseli(v, mpf(x)) * m.exp(-mpf(x))
            add("I%de" % v, [x], y)
            if v == 1:
                add("I1e", [-x], -y)


def i_terms(v, x):
    term = mpf(1)
    for k in range(1, 10):
        yield term
        term *= mpf((2 * k - 1) ** 2 - 4 * v * v) / (8 * x * k)


def ndtri(p):
    p = mpf(p)
    with mp.workdps(60):
        if p > 0.5:
            return -ndtri_low(1 - p)
        return ndtri_low(p)


def ndtri_low(p):
    z = -m.sqrt(-2 * m.log(p)) if p < 0.05 else (p - 0.5) * 2.5
    for _ in range(100):
        phi = m.erfc(-z / m.sqrt(2)) / 2
        step = (m.log(phi) - m.log(p)) * phi / (m.exp(-z * z / 2) / m.sqrt(2 * m.pi))
        z -= step
        if abs(step) < mpf(10) ** -45:
            break
    return z


def log_ndtr(x):
    if x < -1000:
        r = 1 / (x * x)
        series = 1 - r + 3 * r**2 - 15 * r**3 + 105 * r**4 - 945 * r**5 + 10395 * r**6
        return -x * x / 2 - m.log(-x) - m.log(2 * m.pi) / 2 + m.log(series)
    if x > 0:
        return m.log1p(-m.erfc(x / m.sqrt(2)) / 2)
    return m.log(m.erfc(-x / m.sqrt(2)) / 2)


def elementary():
    xs = [-1e-300, -1e-20, -1e-8, -0.1, -0.6931, -0.6932, -1.0, -5.0, -36.0, -40.0, -300.0, -690.0]
    for x in xs:
        with mp.workdps(400):
            add("Log1mExp", [x], m.log(-m.expm1(mpf(x))))
    for x in xs + [1e-20, 0.5, 1.0, 20.0, 36.8, 40.0, 700.0, 1e300]:
        with mp.workdps(400):
            add("Logistic", [x], 1 / (1 + m.exp(-mpf(x))) if x < 1e4 else 1)
            add("Softplus", [x], m.log1p(m.exp(mpf(x))) if x < 1e4 else x)
    for x, y in [(0.0, 0.0), (1.0, 2.0), (-1000.0, -1001.0), (1000.0, 999.5), (-3.0, 30.0), (5.0, -50.0), (1e10, 1e10), (-700.0, 700.0)]:
        add("LogAddExp", [x, y], m.log(m.exp(mpf(x)) + m.exp(mpf(y))) if max(abs(x), abs(y)) < 1e5 else mpf(x) + m.log(2))
    for x, y in [(2.0, 3.0), (-1.5, 1e-300), (1e-10, 1e10), (3.0, 0.75)]:
        add("Xlogy", [x, y], mpf(x) * m.log(mpf(y)))
        add("Xlog1py", [x, y], mpf(x) * m.log1p(mpf(y)))
    for x, y in [(2.0, -0.999), (2.0, 1e-20), (7.0, -1e-9)]:
        add("Xlog1py", [x, y], mpf(x) * m.log1p(mpf(y)))


def gamma_points():
    for a in [1e-10, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.5, 2.0, 3.7, 5.0, 10.0, 11.9, 12.1, 19.9, 20.1, 30.0, 100.0, 345.6, 1000.0]:
        for r in [1e-8, 1e-3, 0.1, 0.3, 0.49, 0.51, 0.8, 0.95, 0.999, 1.0, 1.001, 1.05, 1.2, 1.49, 1.51, 2.0, 3.0, 5.0, 20.0]:
            yield a, a * r
        if a < 20:
            for x in [1e-200, 1e-30, 1e-5, 0.2, 0.5, 0.56, 0.6, 0.99, 1.0, 1.01, 4.0, 40.0, 300.0, 650.0]:
                yield a, x
    for a in [1e4, 1e5, 1e6]:
        for z in [-30, -8, -3, -1, -0.1, 0, 0.01, 0.5, 2, 6, 15]:
            yield a, a + z * math.sqrt(a)
    for _ in range(40):
        a = 10 ** random.uniform(-3, 3)
        yield a, random.gammavariate(a, 1)


def beta_points():
    for a in [1e-3, 0.1, 0.5, 1.0, 2.5, 19.0, 21.0, 150.0]:
        for b in [1e-3, 0.2, 0.5, 1.0, 3.5, 19.5, 22.0, 1000.0]:
            for x in [1e-100, 1e-10, 1e-3, 0.02, 0.3, 0.499, 0.5, 0.501, 0.75, 0.97, 1 - 1e-6]:
                yield a, b, x
            mean = a / (a + b)
            sd = math.sqrt(mean * (1 - mean) / (a + b + 1))
            for z in [-2, -0.5, 0, 0.5, 2]:
                if 1e-3 < mean + z * sd < 0.999:
                    yield a, b, mean + z * sd
    for a, b in [(1e4, 1e4), (1e4, 3.0), (1e6, 2e6), (50.0, 1e6), (0.01, 1e5)]:
        mean = a / (a + b)
        sd = math.sqrt(mean * (1 - mean) / (a + b))
        for z in [-20, -6, -1, 0, 0.3, 3, 10]:
            if 0 < mean + z * sd < 1:
                yield a, b, mean + z * sd


def incomplete():
    for a, x in gamma_points():
        if not 0 < x or log_density(a, x) < -690 and x > a:
            continue
        p, q = gamma_cdf(a, x)
        add("Igamma", [a, x], p)
        add("Igammac", [a, x], q)
        if a < 2e5 or abs(x - a) < 4 * math.sqrt(a):
            add("IgammaGradA", [a, x], gamma_grad(a, x))
            add("RandomGammaGrad", [a, x], gamma_quantile_grad(a, x))
    for a, b, x in beta_points():
        if log_beta_density(a, b, x) < -690:
            continue
        slow = b * x > 5000 or (1 - x) * a > 5000
        add("Betainc", [a, b, x], beta_cdf(a, b, x))
        if not slow or abs(x - a / (a + b)) < 0.01:
            add("BetaincGradA", [a, b, x], derivative(lambda t: beta_cdf(t, b, x), a))
            add("BetaincGradB", [a, b, x], derivative(lambda t: beta_cdf(a, t, x), b))


univariate()
elementary()
incomplete()
rows = ",\n".join(
    json.dumps(name) + ": [\n" + ",\n".join(json.dumps(row) for row in table[name]) + "\n]" for name in sorted(table)
)
print("{\n" + rows + "\n}")
