"""Makes dists.json: known answers for distributions, named as in NumPyro.

What: log_prob, cdf, icdf, mean, variance, entropy, computed with mpmath at 60
  digits from the textbook formula (a float64 parameter is taken as the exact
  number it is) and rounded once. Each is then compared with SciPy and with
  NumPyro; a difference above 1e-9 (relative, or absolute below 1) is kept in
  the record, so no table value rests on a single implementation unnoticed.
Versions: Python 3.11, numpyro 0.22.0, jax 0.10.2 (x64, CPU), scipy 1.17.1,
  mpmath 1.4.1, numpy 2.4.6. TensorFlow Probability is not installed, so
  NumPyro's icdf of Beta, Gamma, InverseGamma, and StudentT is not compared.
Run: python make_dists.py     (writes dists.json beside this file; 2-3 minutes)

Layout: {"meta": {...}, "cases": [one record a line]}. An array is
{"shape": [...], "data": [flat row-major]}; NaN and infinities are the strings
"nan", "inf", "-inf". A record:
  dist           NumPyro's constructor
  component      MixtureSameFamily only: the constructor of the components, whose
                 parameters lie in params beside mixing_probs
  params         name -> array; a parameter not given is absent
  batch_shape, event_shape
  values         points, broadcasting against batch_shape + event_shape
  log_prob, cdf  at values; their shape is the broadcast of values and batch
  outside        points outside the support; there outside_log_prob is -inf
  q, icdf        probabilities, broadcasting against batch_shape, and quantiles
  mean, variance batch_shape + event_shape
  entropy        batch_shape
  oracle         what computed the table's numbers
  numpyro, scipy field -> "absent" (no such method), "differs by d" at worst, or
                 "shape s, not t", or a remark; a field not named agrees
Fields without meaning for a distribution are null.
"""
import json
import math
import os
import warnings

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import mpmath
import numpy as np
import numpyro
import numpyro.distributions as npd
import scipy
import scipy.stats as st
from mpmath import mp, mpf

warnings.simplefilter("ignore")
mp.dps = 60
INF, NAN, PI = mp.inf, mp.nan, mp.pi
Q = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


# Each family: mpmath lp(x, *p), cdf(x, *p), and mv(*p) = mean, variance, entropy.

def ncdf(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def normal_lp(x, m, s):
    return -((x - m) / s) ** 2 / 2 - mp.log(s) - mp.log(2 * PI) / 2


def cauchy_lp(x, m, s):
    return -mp.log(PI * s) - mp.log1p(((x - m) / s) ** 2)


def student_lp(x, v, m, s):
    z = (x - m) / s
    return (mp.loggamma((v + 1) / 2) - mp.loggamma(v / 2) - mp.log(v * PI) / 2 - mp.log(s)
            - (v + 1) / 2 * mp.log1p(z * z / v))


def student_cdf(x, v, m, s):
    z = (x - m) / s
    tail = mp.betainc(v / 2, mpf(1) / 2, 0, v / (v + z * z), regularized=True) / 2
    return tail if z < 0 else 1 - tail


def student_mv(v, m, s):
    mean = m if v > 1 else INF
    var = s * s * v / (v - 2) if v > 2 else (INF if v > 1 else NAN)
    ent = ((v + 1) / 2 * (mp.digamma((v + 1) / 2) - mp.digamma(v / 2)) + mp.log(v) / 2
           + mp.log(mp.beta(v / 2, mpf(1) / 2)) + mp.log(s))
    return mean, var, ent


def gamma_lp(x, a, b):
    return a * mp.log(b) - mp.loggamma(a) + (a - 1) * mp.log(x) - b * x


def gamma_cdf(x, a, b):
    return mp.gammainc(a, 0, b * x, regularized=True)


def gamma_mv(a, b):
    return a / b, a / b**2, a - mp.log(b) + mp.loggamma(a) + (1 - a) * mp.digamma(a)


def invgamma_mv(a, b):
    mean = b / (a - 1) if a > 1 else INF
    var = b**2 / ((a - 1) ** 2 * (a - 2)) if a > 2 else INF
    return mean, var, a + mp.log(b) + mp.loggamma(a) - (1 + a) * mp.digamma(a)


def logbeta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def beta_mv(a, b):
    n = a + b
    ent = logbeta(a, b) - (a - 1) * mp.digamma(a) - (b - 1) * mp.digamma(b) + (n - 2) * mp.digamma(n)
    return a / n, a * b / n**2 / (n + 1), ent


def weibull_mv(l, k):
    g = lambda n: mp.gamma(1 + n / k)
    return l * g(1), l * l * (g(2) - g(1) ** 2), mp.euler * (1 - 1 / k) + mp.log(l / k) + 1


def trunc_parts(m, s, lo, hi):
    """Standardized ends, and the mass between, from whichever tail is small."""
    a, b = (lo - m) / s, (hi - m) / s
    mass = ncdf(-a) - ncdf(-b) if a > 0 else ncdf(b) - ncdf(a)
    return a, b, mass


def trunc_lp(x, m, s, lo, hi):
    return normal_lp(x, m, s) - mp.log(trunc_parts(m, s, lo, hi)[2])


def trunc_cdf(x, m, s, lo, hi):
    a, b, mass = trunc_parts(m, s, lo, hi)
    z = (x - m) / s
    return (ncdf(-a) - ncdf(-z) if a > 0 else ncdf(z) - ncdf(a)) / mass


def trunc_mv(m, s, lo, hi):
    a, b, mass = trunc_parts(m, s, lo, hi)
    phi = lambda z: mpf(0) if mp.isinf(z) else mp.exp(-z * z / 2) / mp.sqrt(2 * PI)
    zphi = lambda z: mpf(0) if mp.isinf(z) else z * phi(z)
    d, e = (phi(a) - phi(b)) / mass, (zphi(a) - zphi(b)) / mass
    return m + s * d, s * s * (1 + e - d * d), mp.log(mp.sqrt(2 * PI * mp.e) * s * mass) + e / 2


half = lambda f: lambda x, s: mp.log(2) + f(x, mpf(0), s)
T = lambda *v: v  # reads better than a bare tuple in the table below

# name: (parameter names, lp, cdf, mean-variance-entropy, SciPy twin)
CONTINUOUS = {
    "Normal": ("loc scale", normal_lp, lambda x, m, s: ncdf((x - m) / s),
               lambda m, s: T(m, s * s, mp.log(2 * PI * mp.e * s * s) / 2), lambda m, s: st.norm(m, s)),
    "LogNormal": ("loc scale", lambda x, m, s: normal_lp(mp.log(x), m, s) - mp.log(x),
                  lambda x, m, s: ncdf((mp.log(x) - m) / s),
                  lambda m, s: T(mp.exp(m + s * s / 2), mp.expm1(s * s) * mp.exp(2 * m + s * s),
                                 mp.log(2 * PI * mp.e * s * s) / 2 + m),
                  lambda m, s: st.lognorm(s, scale=np.exp(m))),
    "HalfNormal": ("scale", half(normal_lp), lambda x, s: mp.erf(x / s / mp.sqrt(2)),
                   lambda s: T(s * mp.sqrt(2 / PI), s * s * (1 - 2 / PI), mp.log(PI * s * s / 2) / 2 + mpf(1) / 2),
                   lambda s: st.halfnorm(scale=s)),
    "Cauchy": ("loc scale", cauchy_lp, lambda x, m, s: mpf(1) / 2 + mp.atan((x - m) / s) / PI,
               lambda m, s: T(NAN, NAN, mp.log(4 * PI * s)), lambda m, s: st.cauchy(m, s)),
    "HalfCauchy": ("scale", half(cauchy_lp), lambda x, s: 2 * mp.atan(x / s) / PI,
                   lambda s: T(INF, INF, mp.log(2 * PI * s)), lambda s: st.halfcauchy(scale=s)),
    "StudentT": ("df loc scale", student_lp, student_cdf, student_mv, lambda v, m, s: st.t(v, m, s)),
    "Laplace": ("loc scale", lambda x, m, s: -abs(x - m) / s - mp.log(2 * s),
                lambda x, m, s: mp.exp((x - m) / s) / 2 if x < m else 1 - mp.exp((m - x) / s) / 2,
                lambda m, s: T(m, 2 * s * s, 1 + mp.log(2 * s)), lambda m, s: st.laplace(m, s)),
    "Logistic": ("loc scale", lambda x, m, s: -(x - m) / s - mp.log(s) - 2 * mp.log1p(mp.exp(-(x - m) / s)),
                 lambda x, m, s: 1 / (1 + mp.exp(-(x - m) / s)),
                 lambda m, s: T(m, (PI * s) ** 2 / 3, mp.log(s) + 2), lambda m, s: st.logistic(m, s)),
    "Exponential": ("rate", lambda x, r: mp.log(r) - r * x, lambda x, r: -mp.expm1(-r * x),
                    lambda r: T(1 / r, 1 / r**2, 1 - mp.log(r)), lambda r: st.expon(scale=1 / r)),
    "Gamma": ("concentration rate", gamma_lp, gamma_cdf, gamma_mv, lambda a, b: st.gamma(a, scale=1 / b)),
    "InverseGamma": ("concentration rate", lambda x, a, b: gamma_lp(1 / x, a, b) - 2 * mp.log(x),
                     lambda x, a, b: mp.gammainc(a, b / x, mp.inf, regularized=True), invgamma_mv,
                     lambda a, b: st.invgamma(a, scale=b)),
    "Beta": ("concentration1 concentration0",
             lambda x, a, b: (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - logbeta(a, b),
             lambda x, a, b: mp.betainc(a, b, 0, x, regularized=True), beta_mv, lambda a, b: st.beta(a, b)),
    "Uniform": ("low high", lambda x, a, b: -mp.log(b - a), lambda x, a, b: (x - a) / (b - a),
                lambda a, b: T((a + b) / 2, (b - a) ** 2 / 12, mp.log(b - a)), lambda a, b: st.uniform(a, b - a)),
    "Weibull": ("scale concentration",
                lambda x, l, k: mp.log(k / l) + (k - 1) * mp.log(x / l) - (x / l) ** k,
                lambda x, l, k: -mp.expm1(-((x / l) ** k)), weibull_mv, lambda l, k: st.weibull_min(k, scale=l)),
    "TruncatedNormal": ("loc scale low high", trunc_lp, trunc_cdf, trunc_mv,
                        lambda m, s, lo, hi: st.truncnorm((lo - m) / s, (hi - m) / s, m, s)),
}

# Parameters of each case. A list is an array; None is a parameter not given.
# Points outside the support follow where there are any.
COLUMN, ROW = [[0.5], [-1.0], [3.0]], [1.0, 2.5]
POSCOL = [[0.5], [1.0], [3.0]]
SETTINGS = {
    "Normal": ([(0.0, 1.0), (-3.5, 0.25), (1e6, 1e-3), (0.0, 1e8), (COLUMN, ROW)], ["inf", "-inf"]),
    "LogNormal": ([(0.0, 1.0), (-2.0, 0.1), (3.0, 5.0), (COLUMN, ROW)], [-1.0, -1e-300]),
    "HalfNormal": ([(1.0,), (0.01,), (1e5,), ([0.5, 1.0, 3.0],)], [-1.0]),
    "Cauchy": ([(0.0, 1.0), (2.0, 1e-3), (COLUMN, ROW)], ["inf"]),
    "HalfCauchy": ([(1.0,), (25.0,), (1e-4,), ([0.5, 1.0, 3.0],)], [-1.0]),
    "StudentT": ([(3.0, 0.0, 1.0), (0.5, 1.0, 2.0), (1.5, 0.0, 1.0), (200.0, -1.0, 0.01), (POSCOL, 0.5, ROW)], ["inf"]),
    "Laplace": ([(0.0, 1.0), (10.0, 1e-4), (COLUMN, ROW)], ["-inf"]),
    "Logistic": ([(0.0, 1.0), (10.0, 1e-4), (COLUMN, ROW)], []),
    "Exponential": ([(1.0,), (1e-4,), (50.0,), ([0.5, 1.0, 3.0],)], [-0.5]),
    "Gamma": ([(2.0, 1.0), (0.05, 2.0), (500.0, 0.1), (1.0, 3.0), (POSCOL, ROW)], [-1.0]),
    "InverseGamma": ([(3.0, 2.0), (0.5, 1.0), (1.5, 1.0), (50.0, 1e3), (POSCOL, ROW)], [-1.0]),
    "Beta": ([(2.0, 3.0), (0.05, 0.1), (500.0, 2.0), (1.0, 1.0), (POSCOL, ROW)], [-0.1, 1.1]),
    "Uniform": ([(0.0, 1.0), (-2.0, 5.0), (1e3, 1e3 + 2.0**-10), ([[-1.0], [0.0], [0.5]], [1.0, 2.5])], [-3.0, 1e4]),
    "Weibull": ([(1.0, 2.0), (0.5, 0.3), (10.0, 20.0), (POSCOL, ROW)], [-1.0]),
    "TruncatedNormal": ([
        (0.0, 1.0, 0.5, None), (1.0, 2.0, -30.0, None), (0.0, 1.0, 8.0, None), (0.0, 1.0, 20.0, None),
        (0.0, 1.0, None, -0.5), (1.0, 2.0, None, 30.0), (0.0, 1.0, None, -9.0),
        (0.0, 1.0, -1.0, 2.0), (0.5, 3.0, 0.0, 1.0), (0.0, 1.0, 6.0, 6.5), (0.0, 1.0, -7.0, -6.0), (0.0, 1.0, 15.0, 16.0),
        (COLUMN, ROW, -1.5, None), (COLUMN, ROW, None, 2.0), (COLUMN, ROW, -1.5, 2.0)], []),
}


def fl(v):
    return float(v)


def vec(f, *arrays):
    """Applies an mpmath function to broadcast float arrays, elementwise."""
    arrays = np.broadcast_arrays(*[np.asarray(a, float) for a in arrays])
    out = [fl(f(*[mpf(float(v)) for v in row])) for row in zip(*[a.ravel() for a in arrays])]
    return np.array(out).reshape(arrays[0].shape)


def arr(a):
    if a is None:
        return None
    a = np.asarray(a)
    one = lambda v: str(float(v)) if isinstance(v, float) and not math.isfinite(v) else v
    return {"shape": list(a.shape), "data": [one(v) for v in a.ravel().tolist()]}


def worst(got, want):
    """The largest |got-want| / max(1, |want|); equal infinities and NaNs are 0."""
    got, want = np.broadcast_arrays(np.asarray(got, float), np.asarray(want, float))
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    with np.errstate(all="ignore"):
        d = np.abs(got - want) / np.maximum(1, np.abs(want))
    d = np.where(same, 0, np.where(np.isnan(d) | np.isinf(d), np.inf, d))
    return float(d.max()) if d.size else 0.0


CASES = []


def record(name, ctor, params, fields, outside=None, twin=None, oracle="mpmath", component=None):
    """Compares fields with NumPyro and SciPy and appends the record."""
    d = ctor()
    rec = {"dist": name}
    if component:
        rec["component"] = component
    rec["params"] = {k: arr(v) for k, v in params.items() if v is not None}
    rec["batch_shape"], rec["event_shape"] = list(d.batch_shape), list(d.event_shape)
    ours = {
        "log_prob": lambda: d.log_prob(jnp.asarray(fields["values"])),
        "cdf": lambda: d.cdf(jnp.asarray(fields["values"])),
        "icdf": lambda: d.icdf(jnp.asarray(fields["q"])),
        "mean": lambda: d.mean, "variance": lambda: d.variance, "entropy": lambda: d.entropy(),
    }
    for f in ["values", "log_prob", "cdf"]:
        rec[f] = arr(fields.get(f))
    if outside is not None:
        got = np.asarray(d.log_prob(jnp.asarray(outside)))
        assert np.all(got == -np.inf), (name, params, got)
        rec["outside"], rec["outside_log_prob"] = arr(outside), arr(got)
    else:
        rec["outside"] = rec["outside_log_prob"] = None
    for f in ["q", "icdf", "mean", "variance", "entropy"]:
        rec[f] = arr(fields.get(f))
    rec["oracle"] = oracle
    for who, table in [("numpyro", ours), ("scipy", twin or {})]:
        notes = {}
        for f, get in table.items():
            if fields.get(f) is None:
                continue
            try:
                got = get()
            except (NotImplementedError, ImportError, AttributeError):
                notes[f] = "absent"
                continue
            except ZeroDivisionError:
                # MultivariateNormal's Mahalanobis cannot broadcast loc, scale, and value three ways.
                notes[f] = "fails unless values are broadcast to the batch shape"
                got = d.log_prob(jnp.broadcast_to(fields["values"], fields["log_prob"].shape + d.event_shape))
            w = worst(got, fields[f])
            if w > 1e-9:
                notes[f] = f"differs by {w:.1e}"
            elif who == "numpyro" and np.shape(got) != np.shape(fields[f]):
                notes[f] = f"shape {list(np.shape(got))}, not {list(np.shape(fields[f]))}"
            if f in notes:
                short = {k: (np.asarray(v).tolist()) for k, v in params.items() if v is not None}
                print(who, name, short, f, notes[f])
        if notes:
            rec[who] = notes
    CASES.append(rec)


def polish(seed, q, lp, cdf, p):
    """Newton on cdf(x) = q from a float64 seed; the answer is good to 1e-30."""
    x = mpf(float(seed))
    for _ in range(8):
        step = (cdf(x, *p) - q) / mp.exp(lp(x, *p))
        while not mp.isfinite(lp(x - step, *p)) or mp.im(lp(x - step, *p)) != 0:
            step /= 2
        x -= step
        if abs(step) <= abs(x) * mpf(10) ** -25:
            break
    return x


for name, (names, lp, cdf, mv, twin_of) in CONTINUOUS.items():
    settings, outside = SETTINGS[name]
    for setting in settings:
        params = {k: None if v is None else np.array(v) for k, v in zip(names.split(), setting)}
        full = [{"low": -np.inf, "high": np.inf}.get(k) if v is None else v for k, v in params.items()]
        batch = np.broadcast_shapes(*[np.shape(v) for v in full])
        twin = twin_of(*full)
        lift = lambda v: np.reshape(v, (-1,) + (1,) * len(batch)) if batch else np.array(v)
        if batch:
            # A column of points inside every member's support.
            lo = np.max(twin.ppf(1e-3)) if name in ("TruncatedNormal", "Uniform") else np.min(twin.ppf(0.02))
            hi = np.min(twin.ppf(0.999)) if name in ("TruncatedNormal", "Uniform") else np.max(twin.ppf(0.9))
            values, q = lift(np.round(np.linspace(lo, hi, 4), 4)), lift([0.01, 0.1, 0.5, 0.9, 0.99])
        else:
            values = np.array([twin.ppf(v) for v in [1e-6, 0.05, 0.3, 0.5, 0.8, 0.999]])
            if name == "TruncatedNormal":
                lo, hi = full[2], full[3]
                values = np.array([lo] + values[1:-1].tolist() + [hi])
                values[~np.isfinite(values)] = full[0]
                values = values[(values >= lo) & (values <= hi)]
            elif name == "Uniform":
                values = np.array([full[0], *values[1:-1], full[1]])
            elif name == "Beta":
                values = values[values < 1]  # log_prob is infinite where a quantile rounds to 1
            else:
                values = np.append(values, values[3] + 20 * (values[4] - values[3]))
            q = lift(Q)
        fields = {"values": values, "log_prob": vec(lp, values, *full), "q": q}
        fields["cdf"] = vec(cdf, values, *full)
        seeds = np.broadcast_to(twin.ppf(q), np.broadcast_shapes(q.shape, batch))
        fields["icdf"] = vec(lambda s, u, *p: polish(s, u, lp, cdf, p), seeds, q, *full)
        for i, f in enumerate(["mean", "variance", "entropy"]):
            fields[f] = vec(lambda *p: mv(*p)[i], *full)
        if name == "TruncatedNormal":
            out = [v for v in (full[2] - 0.25, full[3] + 0.25) if np.isfinite(v)]
        else:
            out = [float(v) for v in outside]
        kw = {k: (v if v is None else jnp.asarray(v)) for k, v in params.items()}
        record(name, lambda: getattr(npd, name)(**kw), params, fields,
               outside=lift(out) if out else None,
               twin={"log_prob": lambda: twin.logpdf(values), "cdf": lambda: twin.cdf(values),
                     "icdf": lambda: twin.ppf(q), "mean": twin.mean, "variance": twin.var, "entropy": twin.entropy})


# Discrete, scalar.

def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def xlog(k, v):
    return mpf(0) if k == 0 else k * mp.log(v)


def binom_lp(k, p, n):
    return log_choose(n, k) + xlog(k, p) + xlog(n - k, 1 - p)


def poisson_lp(k, r):
    return xlog(k, r) - r - mp.loggamma(k + 1)


def nb_lp(k, m, a):
    # mean m, concentration a: failures with success probability a/(a+m).
    return mp.loggamma(k + a) - mp.loggamma(a) - mp.loggamma(k + 1) + a * mp.log(a / (a + m)) + xlog(k, m / (a + m))


def entropy_sum(lp, lo, hi, p):
    h = mpf(0)
    for k in range(int(lo), int(hi) + 1):
        l = lp(mpf(k), *p)
        h -= mp.exp(l) * l if mp.isfinite(l) else 0
    return h


def poisson_entropy(r):
    w = 40 * mp.sqrt(r) + 60
    return entropy_sum(poisson_lp, max(0, r - w), r + w, (r,))


def nb_entropy(m, a):
    # Terms decay as (m/(a+m))^k; stop 60 nats past the mean.
    return entropy_sum(nb_lp, 0, m + 60 / mp.log1p(a / m), (m, a))


expit = lambda t: 1 / (1 + mp.exp(-t))
bern = lambda p: T(p, p * (1 - p), -xlog(p, p) - xlog(1 - p, 1 - p))
binom = lambda p, n: T(n * p, n * p * (1 - p), entropy_sum(binom_lp, 0, n, (p, n)))
binom_cdf = lambda k, p, n: mpf(1) if k >= n else mp.betainc(n - k, k + 1, 0, 1 - p, regularized=True)

DISCRETE = {
    "BernoulliProbs": ("probs", lambda k, p: binom_lp(k, p, mpf(1)), None, bern, lambda p: st.bernoulli(p),
                       [(0.3,), (1e-9,), (1 - 2.0**-30,), ([0.2, 0.5, 0.9],)], [0, 1], [-1, 2]),
    "BernoulliLogits": ("logits", lambda k, t: binom_lp(k, expit(t), mpf(1)), None, lambda t: bern(expit(t)),
                        lambda t: st.bernoulli(scipy.special.expit(t)),
                        [(0.4,), (-30.0,), (25.0,), ([-1.0, 0.0, 3.0],)], [0, 1], [-1, 2]),
    "BinomialProbs": ("probs total_count", binom_lp, binom_cdf, binom, lambda p, n: st.binom(n, p),
                      [(0.3, 10), (0.999, 50), (1e-6, 1000), ([[0.2], [0.5], [0.9]], [5, 8])], None, [-1, 2000]),
    "BinomialLogits": ("logits total_count", lambda k, t, n: binom_lp(k, expit(t), n),
                       lambda k, t, n: binom_cdf(k, expit(t), n), lambda t, n: binom(expit(t), n),
                       lambda t, n: st.binom(n, scipy.special.expit(t)),
                       [(0.4, 10), (-20.0, 100), (30.0, 7), ([[-1.0], [0.0], [3.0]], [5, 8])], None, [-1, 2000]),
    "Poisson": ("rate", poisson_lp, lambda k, r: mp.gammainc(k + 1, r, mp.inf, regularized=True),
                lambda r: T(r, r, poisson_entropy(r)), lambda r: st.poisson(r),
                [(3.5,), (1e-3,), (2500.0,), ([0.5, 1.0, 30.0],)], None, [-1]),
    "NegativeBinomial2": ("mean concentration", nb_lp,
                          lambda k, m, a: mp.betainc(a, k + 1, 0, a / (a + m), regularized=True),
                          lambda m, a: T(m, m + m * m / a, nb_entropy(m, a)), lambda m, a: st.nbinom(a, a / (a + m)),
                          [(5.0, 2.0), (0.1, 50.0), (20.0, 0.1), (5.0, 1e8), ([[0.5], [4.0], [10.0]], [1.5, 20.0])], None, [-1]),
}
for name, (names, lp, cdf, mv, twin_of, settings, values, outside) in DISCRETE.items():
    for setting in settings:
        params = {k: np.array(v) for k, v in zip(names.split(), setting)}
        full = list(params.values())
        batch = np.broadcast_shapes(*[np.shape(v) for v in full])
        twin = twin_of(*full)
        vals = values
        if vals is None:
            n = int(np.min(full[1])) if "total_count" in params else 10**9
            mid = int(np.max(twin.mean()))
            vals = sorted({v for v in [0, 1, 2, 5, mid, int(1.1 * mid) + 3, 3 * mid + 10, n] if v <= min(n, 10**6)})
        lift = lambda v: np.reshape(v, (-1,) + (1,) * len(batch)) if batch else np.array(v)
        vals = lift(vals)
        fields = {"values": vals, "log_prob": vec(lp, vals, *full)}
        fields["cdf"] = vec(cdf, vals, *full) if cdf else None
        for i, f in enumerate(["mean", "variance", "entropy"]):
            fields[f] = vec(lambda *p: mv(*p)[i], *full)
        kw = {k: jnp.asarray(v) for k, v in params.items()}
        record(name, lambda: getattr(npd, name)(**kw), params, fields, outside=lift(outside),
               twin={"log_prob": lambda: twin.logpmf(vals), "cdf": lambda: twin.cdf(vals), "mean": twin.mean,
                     "variance": twin.var, "entropy": twin.entropy})


# Categories. Each gives the table of log probabilities, last axis the category.

def rows(f, *arrays):
    """Applies f (vectors of mpf -> list of mpf) along the last axis."""
    lead = np.broadcast_shapes(*[a.shape[:-1] for a in arrays])
    arrays = [np.broadcast_to(a, lead + a.shape[-1:]) for a in arrays]
    out = [[fl(v) for v in f(*[[mpf(float(x)) for x in a[i]] for a in arrays])] for i in np.ndindex(*lead)]
    return np.array(out).reshape(lead + (-1,))


log0 = lambda v: mp.log(v) if v > 0 else -INF
softmax_log = lambda ls: [l - max(ls) - mp.log(mp.fsum(mp.exp(k - max(ls)) for k in ls)) for l in ls]


def ordered(eta, cuts):
    s = [mpf(0)] + [expit(c - eta[0]) for c in cuts] + [mpf(1)]
    return [mp.log(b - a) for a, b in zip(s, s[1:])]


def category_case(name, params, table, kw, entropy=True):
    table, k = np.asarray(table), np.shape(table)[-1]
    batch = table.shape[:-1]
    vals = np.arange(k).reshape((-1,) + (1,) * len(batch))
    fields = {"values": vals, "log_prob": np.moveaxis(table, -1, 0)}
    with np.errstate(all="ignore"):
        h = vec(lambda l: -mp.exp(l) * l if mp.isfinite(l) else mpf(0), table).sum(-1)
    fields["entropy"] = h if entropy else None
    record(name, lambda: getattr(npd, name)(**kw), params, fields, outside=np.array([-1, k]).reshape((-1,) + (1,) * len(batch)))


for p in [[0.25, 0.25, 0.5], [0.2, 0.3, 0.5], [1e-8, 0.5, 0.49999999], [0.125], [[0.2, 0.3, 0.5], [0.7, 0.1, 0.2]]]:
    p = np.array(p) if p != [0.125] else np.full(8, 0.125)
    category_case("CategoricalProbs", {"probs": p}, rows(lambda v: [log0(x) for x in v], p), {"probs": jnp.asarray(p)})
for l in [[0.0, 1.0, -2.0], [1000.0, 0.0, -1000.0], [[0.0, 1.0], [-3.0, 3.0], [700.0, 710.0]]]:
    l = np.array(l)
    category_case("CategoricalLogits", {"logits": l}, rows(softmax_log, l), {"logits": jnp.asarray(l)})
for eta, cuts in [(0.5, [-1.0, 0.0, 2.0]), (20.0, [-1.0, 0.0, 2.0]), (-12.0, [-1.0, 0.0, 2.0]), (0.0, [0.0]),
                  ([0.5, -1.0], [-1.0, 0.0, 2.0]), ([0.5, -1.0], [[-1.0, 0.0, 2.0], [0.5, 1.0, 4.0]])]:
    eta, cuts = np.array(eta), np.array(cuts)
    category_case("OrderedLogistic", {"predictor": eta, "cutpoints": cuts}, rows(ordered, eta[..., None], cuts),
                  {"predictor": jnp.asarray(eta), "cutpoints": jnp.asarray(cuts)})


# Dirichlet.
def dirichlet_lp(x, a):
    n = mp.fsum(mp.loggamma(v) for v in a) - mp.loggamma(mp.fsum(a))
    return [mp.fsum((v - 1) * mp.log(u) for u, v in zip(x, a)) - n]


def dirichlet_entropy(a):
    s, k = mp.fsum(a), len(a)
    b = mp.fsum(mp.loggamma(v) for v in a) - mp.loggamma(s)
    return [b + (s - k) * mp.digamma(s) - mp.fsum((v - 1) * mp.digamma(v) for v in a)]


rng = np.random.default_rng(7)
for a in [[1.0, 1.0, 1.0], [0.05, 2.0, 10.0], [100.0, 200.0, 300.0, 5.0], [0.5, 0.5], [[1.0, 2.0, 3.0], [0.3, 5.0, 0.7]]]:
    a = np.array(a)
    k = a.shape[-1]
    x = np.round(rng.dirichlet(np.full(k, 1.5), 3), 6)
    x[:, -1] = 1 - x[:, :-1].sum(-1)
    x = np.vstack([np.full((1, k), 1.0 / k), x]).reshape((4,) + (1,) * (a.ndim - 1) + (k,))
    bad = np.array([[0.6] + [0.6] * (k - 2) + [1 - 0.6 * (k - 1) if k > 2 else 0.6], np.full(k, 0.5 / k)])
    bad = bad.reshape((2,) + (1,) * (a.ndim - 1) + (k,))
    s = rows(lambda v: [mp.fsum(v)], a)
    fields = {"values": x, "log_prob": rows(dirichlet_lp, x, a)[..., 0], "mean": rows(lambda v: [u / mp.fsum(v) for u in v], a),
              "variance": rows(lambda v: [u * (mp.fsum(v) - u) / mp.fsum(v) ** 2 / (mp.fsum(v) + 1) for u in v], a),
              "entropy": rows(dirichlet_entropy, a)[..., 0]}
    twin = {}
    if a.ndim == 1:
        twin = {"log_prob": lambda: [st.dirichlet.logpdf(v / v.sum(), a) for v in x], "mean": lambda: st.dirichlet.mean(a),
                "variance": lambda: st.dirichlet.var(a), "entropy": lambda: st.dirichlet.entropy(a)}
    record("Dirichlet", lambda: npd.Dirichlet(jnp.asarray(a)), {"concentration": a}, fields, outside=bad, twin=twin)


# MultivariateNormal, by mpmath's LU on the covariance, precision, or L Lᵀ.
def mvn_cov(kind, m):
    m = mp.matrix(m.tolist())
    return {"covariance_matrix": lambda: m, "precision_matrix": lambda: m**-1, "scale_tril": lambda: m * m.T}[kind]()


def mvn_case(kind, loc, mat, x):
    loc, mat, x = np.asarray(loc, float), np.asarray(mat, float), np.asarray(x, float)
    batch, d = np.broadcast_shapes(loc.shape[:-1], mat.shape[:-2]), mat.shape[-1]
    L, M = np.broadcast_to(loc, batch + (d,)), np.broadcast_to(mat, batch + (d, d))
    x = x.reshape((len(x),) + (1,) * len(batch) + (d,))
    lp, var, ent = np.empty((len(x),) + batch), np.empty(batch + (d,)), np.empty(batch)
    for i in np.ndindex(*batch):
        c = mvn_cov(kind, M[i])
        logdet = mp.log(mp.det(c))
        var[i] = [fl(c[j, j]) for j in range(d)]
        ent[i] = fl((d * (1 + mp.log(2 * PI)) + logdet) / 2)
        for n in range(len(x)):
            z = mp.matrix([mpf(float(a)) - mpf(float(b)) for a, b in zip(x[n].ravel(), L[i])])
            lp[(n,) + i] = fl(-((z.T * mp.lu_solve(c, z))[0] + d * mp.log(2 * PI) + logdet) / 2)
    twin = {}
    if not batch:
        c = np.array([[fl(v) for v in r] for r in mvn_cov(kind, mat).tolist()])
        frozen = st.multivariate_normal(loc, c, allow_singular=True)
        twin = {"log_prob": lambda: frozen.logpdf(x), "entropy": lambda: frozen.entropy()}
    fields = {"values": x, "log_prob": lp, "mean": L, "variance": var, "entropy": ent}
    record("MultivariateNormal", lambda: npd.MultivariateNormal(jnp.asarray(loc), **{kind: jnp.asarray(mat)}),
           {"loc": loc, kind: mat}, fields, twin=twin)


TRIL = {2: np.array([[1.5, 0.0], [-0.5, 0.25]]), 3: np.array([[1.0, 0, 0], [0.5, 2.0, 0], [-1.0, 0.25, 0.125]])}
POINTS = {2: [[0.0, 0.0], [1.0, -2.0], [0.3, 0.7]], 3: [[0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [10.0, 3.0, -7.0]]}
for kind in ["covariance_matrix", "precision_matrix", "scale_tril"]:
    for d in (2, 3):
        m = TRIL[d] if kind == "scale_tril" else TRIL[d] @ TRIL[d].T
        mvn_case(kind, [0.25, -1.0, 2.0][:d], m, POINTS[d])
    extreme = np.array([[1e4, 0.0], [50.0, 1e-3]]) if kind == "scale_tril" else np.array([[1e4, 3.0], [3.0, 1e-2]])
    mvn_case(kind, [0.0, 1.0], extreme, POINTS[2])
    pair = np.stack([TRIL[2], np.array([[1.0, 0.0], [0.75, 2.0]])])
    pair = pair if kind == "scale_tril" else pair @ np.swapaxes(pair, -1, -2)
    mvn_case(kind, [[[0.0, 0.0]], [[1.0, -1.0]], [[2.0, 5.0]]], pair, POINTS[2])


# LKJCholesky. Normalizer of the correlation matrix's density det(R)^(η-1) from
# Lewandowski, Kurowicka & Joe (2009), eq. 16; the Jacobian to L is Π L_kk^(d-k).
def lkj_lp(d, eta, diag):
    c = mpf(0)
    for k in range(1, d):
        b = eta + mpf(d - k - 1) / 2
        c += (2 * (eta - 1) + d - k) * (d - k) * mp.log(2) + (d - k) * logbeta(b, b)
    return mp.fsum((d - k + 2 * eta - 2) * mp.log(diag[k - 1]) for k in range(2, d + 1)) - c


def corr_cholesky(r, d):
    """Row by row from partial correlations r in (-1, 1)."""
    m, it = np.eye(d), iter(r)
    for i in range(1, d):
        left = 1.0
        for j in range(i):
            m[i, j] = next(it) * math.sqrt(left)
            left -= m[i, j] ** 2
        m[i, i] = math.sqrt(left)
    return m


for d in (2, 3, 5):
    n = d * (d - 1) // 2
    x = np.stack([np.eye(d)] + [corr_cholesky(np.round(rng.uniform(-s, s, n), 3), d) for s in (0.3, 0.8, 0.99)])
    flip = np.eye(d)
    flip[1, 1] = -1.0
    long = np.eye(d)
    long[1, 0] = 0.5
    for eta in [0.5, 1.0, 4.0] + ([[0.5, 1.0, 4.0]] if d == 3 else []):
        e = np.array(eta)
        lead = (4,) + (1,) * e.ndim
        diag = np.diagonal(x, axis1=-2, axis2=-1).reshape(lead + (d,))
        lp = rows(lambda h, g: [lkj_lp(d, h[0], g)], np.broadcast_to(e, (1,) + e.shape)[..., None], diag)[..., 0]
        bad = np.stack([flip, long]).reshape((2,) + (1,) * e.ndim + (d, d))
        record("LKJCholesky", lambda: npd.LKJCholesky(d, jnp.asarray(e)), {"dimension": np.array(d), "concentration": e},
               {"values": x.reshape(lead + (d, d)), "log_prob": lp}, outside=bad)


# Mixtures of Normals and of Poissons: params of the component carry a last
# batch axis, the component.
def mixture(component, w, comp, vals):
    w, comp = np.array(w), {k: np.array(v) for k, v in comp.items()}
    lp, cdf, mv = (CONTINUOUS | {k: v[:5] for k, v in DISCRETE.items()})[component][1:4]
    K = w.shape[-1]
    full = np.broadcast_shapes(w.shape, *[v.shape for v in comp.values()])
    batch, P = full[:-1], [np.broadcast_to(v, full) for v in comp.values()]
    W = np.broadcast_to(w, full)
    vals = np.reshape(vals, (-1,) + (1,) * len(batch))
    shape = (len(vals),) + batch
    out = {f: np.empty(shape if f in ("log_prob", "cdf") else batch) for f in ["log_prob", "cdf", "mean", "variance"]}
    for i in np.ndindex(*batch):
        ps = [[mpf(float(p[i + (k,)])) for p in P] for k in range(K)]
        ws = [mpf(float(W[i + (k,)])) for k in range(K)]
        mom = [mv(*p)[:2] for p in ps]
        mean = mp.fsum(a * m for a, (m, _) in zip(ws, mom))
        out["mean"][i] = fl(mean)
        out["variance"][i] = fl(mp.fsum(a * (v + (m - mean) ** 2) for a, (m, v) in zip(ws, mom)))
        for n, v in enumerate(vals.ravel()):
            x = mpf(float(v))
            out["log_prob"][(n,) + i] = fl(mp.log(mp.fsum(a * mp.exp(lp(x, *p)) for a, p in zip(ws, ps))))
            out["cdf"][(n,) + i] = fl(mp.fsum(a * cdf(x, *p) for a, p in zip(ws, ps)))
    ctor = lambda: npd.MixtureSameFamily(npd.CategoricalProbs(jnp.asarray(w)), getattr(npd, component)(**{k: jnp.asarray(v) for k, v in comp.items()}))
    bad = np.reshape([-1, -2], (-1,) + (1,) * len(batch)) if component == "Poisson" else None
    record("MixtureSameFamily", ctor, {"mixing_probs": w, **comp}, {"values": vals, **out}, outside=bad, component=component)


mixture("Normal", [0.25, 0.75], {"loc": [-1.0, 2.0], "scale": [0.5, 1.0]}, [-2.0, 0.0, 1.25, 4.0, 40.0])
mixture("Normal", [0.5, 0.25, 0.25], {"loc": [-1e3, 0.0, 1e3], "scale": [1e-2, 1.0, 50.0]}, [-1e3, 0.5, 990.0, 300.0])
mixture("Normal", [0.0, 1.0], {"loc": [0.0, 3.0], "scale": [1.0, 2.0]}, [0.0, 3.0, -5.0])
mixture("Normal", [0.25, 0.75], {"loc": [[-1.0, 2.0], [0.0, 0.5], [3.0, 3.0]], "scale": [0.5, 1.0]}, [-2.0, 0.0, 1.25, 4.0])
mixture("Normal", [[0.25, 0.75], [0.5, 0.5]], {"loc": [[[-1.0, 2.0]], [[0.0, 0.5]], [[3.0, 3.0]]], "scale": [0.5, 1.0]}, [-2.0, 0.0, 1.25])
mixture("Poisson", [0.25, 0.75], {"rate": [1.5, 12.0]}, [0, 1, 5, 12, 60])
mixture("Poisson", [0.5, 0.5], {"rate": [1e-3, 1e3]}, [0, 1, 500, 1000])
mixture("Poisson", [[0.25, 0.75], [0.5, 0.5]], {"rate": [[1.0, 4.0], [2.0, 30.0]]}, [0, 3, 9])


# Delta.
for v, ld, ed, vals, bad in [(2.5, 0.0, 0, [2.5, 2.5], [2.0, 3.0]), (-1e10, 0.75, 0, [-1e10], [0.0]),
                             ([1.0, -2.0, 0.0], [0.0, 0.5, -1.0], 0, [[1.0, -2.0, 0.0]], [[2.0, -2.5, 1.0]]),
                             ([1.0, -2.0, 0.0], -0.5, 1, [[1.0, -2.0, 0.0]], [[1.0, -2.0, 0.5]]),
                             ([[1.0, 2.0], [3.0, 4.0]], 0.0, 1, [[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [0.0, 4.0]])]:
    v, ld, vals = np.array(v), np.array(ld), np.array(vals)
    batch = v.shape[: v.ndim - ed]
    lead = vals.shape[: vals.ndim - ed]
    record("Delta", lambda: npd.Delta(jnp.asarray(v), jnp.asarray(ld), ed), {"v": v, "log_density": ld, "event_dim": np.array(ed)},
           {"values": vals, "log_prob": np.broadcast_to(ld, np.broadcast_shapes(lead, batch)), "mean": v, "variance": np.zeros(v.shape),
            "entropy": -np.broadcast_to(ld, batch)}, outside=np.array(bad), oracle="definition")

meta = {"numpyro": numpyro.__version__, "jax": jax.__version__, "scipy": scipy.__version__, "mpmath": mpmath.__version__,
        "differs_above": 1e-9}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dists.json")
dump = lambda v: json.dumps(v, separators=(",", ":"), allow_nan=False)
with open(path, "w") as f:
    f.write('{"meta":' + dump(meta) + ',"cases":[\n' + ",\n".join(dump(c) for c in CASES) + "\n]}\n")
print(len(CASES), "cases,", os.path.getsize(path), "bytes")
