"""Makes bijectors.json: known answers for biject_to and a few transforms.

What: y and log|det dy/dx| for unconstrained x, computed with mpmath at 60
  digits and rounded once; compared with NumPyro's biject_to, whose inverse at
  y is recorded too. The log-determinant formulas are checked against the
  log-determinant of jax.jacfwd of NumPyro's transform at the small points.
Versions: Python 3.11, numpyro 0.22.0, jax 0.10.2 (x64, CPU), mpmath 1.4.1.
Run: python make_bijectors.py     (writes bijectors.json beside this file)

Layout: {"meta": {...}, "cases": [one record a line]}. An array is
{"shape": [...], "data": [flat row-major]}; "nan", "inf", "-inf" are strings.
  constraint  argument of biject_to, by its NumPyro name; or
  transform   the NumPyro transform; exactly one of the two is not empty
  params      name -> array: lower_bound, upper_bound; loc, scale, exponent, ...
  event_dim_x, event_dim_y  trailing axes the map works on, before and after
  x, y        the rest of their axes are batch axes
  ladj        log|det dy/dx|, batch-shaped
  inv         NumPyro's inverse at y, and
  inv_err     max |inv - x|: how much the inverse at these y can be asked for
  numpyro     field -> "differs by d" where NumPyro is more than 1e-9 off
Determinants of maps into matrices are taken over the free entries: strictly
lower for corr_cholesky and corr_matrix, lower with diagonal for the others.
A simplex is taken without its last entry.
"""
import json
import math
import os

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import mpmath
import numpy as np
import numpyro
from mpmath import mp, mpf
from numpyro.distributions import constraints as C
from numpyro.distributions import transforms as TR
from numpyro.distributions.transforms import biject_to

mp.dps = 60
expit = lambda t: 1 / (1 + mp.exp(-t))
softplus = lambda t: mp.log1p(mp.exp(t))
log_dexpit = lambda t: -softplus(t) - softplus(-t)


# Forward maps: list of mpf -> (nested list y, ladj). Scalars have length 1.

def exp_(x):
    return [mp.exp(x[0])], x[0]


def affine(f, loc, scale):
    def g(x):
        y, j = f(x)
        return [loc + scale * v for v in y], j + mp.log(abs(scale)) * len(y)
    return g


def identity(x):
    return list(x), mpf(0)


def sigmoid(x):
    return [expit(x[0])], log_dexpit(x[0])


def softplus_(x):
    return [softplus(x[0])], -softplus(-x[0])


def simplex(x):
    k, left, y, j = len(x), mpf(1), [], mpf(0)
    for i, v in enumerate(x):
        t = v - mp.log(k - i)
        y.append(left * expit(t))
        j += mp.log(left) + log_dexpit(t)
        left *= expit(-t)
    return y + [left], j


def ordered(x):
    y = [x[0]]
    for v in x[1:]:
        y.append(y[-1] + mp.exp(v))
    return y, mp.fsum(x[1:])


def positive_ordered(x):
    y, j = ordered(x)
    return [mp.exp(v) for v in y], j + mp.fsum(y)


def tril(x, diag, log_ddiag, scaled=False):
    """Strictly lower entries row-major, then the diagonal's preimages."""
    n = (math.isqrt(1 + 8 * len(x)) - 1) // 2
    low, d = iter(x[: len(x) - n]), [diag(v) for v in x[len(x) - n :]]
    m = [[mpf(0)] * n for _ in range(n)]
    j = mp.fsum(log_ddiag(v) for v in x[len(x) - n :])
    for r in range(n):
        for c in range(r):
            m[r][c] = next(low) * (d[r] if scaled else 1)
        m[r][r] = d[r]
        if scaled:
            j += r * mp.log(d[r])
    return m, j


def lower_cholesky(x):
    return tril(x, mp.exp, lambda v: v)


def softplus_lower_cholesky(x):
    return tril(x, softplus, lambda v: -softplus(-v))


def scaled_unit_lower_cholesky(x):
    return tril(x, softplus, lambda v: -softplus(-v), scaled=True)


def gram(m):
    n = len(m)
    return [[mp.fsum(m[i][k] * m[j][k] for k in range(n)) for j in range(n)] for i in range(n)]


def positive_definite(x):
    # |d LLᵀ / dL| = 2^n Π L_kk^(n-k+1), k from 1.
    m, j = lower_cholesky(x)
    n = len(m)
    return gram(m), j + n * mp.log(2) + mp.fsum((n - k) * mp.log(m[k][k]) for k in range(n))


def corr_cholesky(x):
    # Row i is tanh(x) broken off a stick of squared length 1.
    n = (1 + math.isqrt(1 + 8 * len(x))) // 2
    it, m, j = iter(x), [[mpf(0)] * n for _ in range(n)], mpf(0)
    for r in range(n):
        left = mpf(1)
        for c in range(r):
            v = next(it)
            m[r][c] = mp.tanh(v) * mp.sqrt(left)
            j += mp.log(left) / 2 + 2 * (mp.log(2) - v - softplus(-2 * v))  # log sech² v
            left *= mp.sech(v) ** 2
        m[r][r] = mp.sqrt(left)
    return m, j


def corr_matrix(x):
    # |d LLᵀ / dL| = Π L_kk^(n-k), k from 1.
    m, j = corr_cholesky(x)
    n = len(m)
    return gram(m), j + mp.fsum((n - 1 - k) * mp.log(m[k][k]) for k in range(n))


def power(e):
    return lambda x: ([x[0] ** e], mp.log(abs(e)) + (e - 1) * mp.log(x[0]))


def permute(p):
    return lambda x: ([x[i] for i in p], mpf(0))


def cholesky_affine(loc, L):
    return lambda x: ([a + mp.fsum(l * v for l, v in zip(r, x)) for a, r in zip(loc, L)],
                      mp.fsum(mp.log(L[i][i]) for i in range(len(L))))


CASES = []


def arr(a):
    a = np.asarray(a)
    one = lambda v: str(float(v)) if isinstance(v, float) and not math.isfinite(v) else v
    return {"shape": list(a.shape), "data": [one(v) for v in a.ravel().tolist()]}


def worst(got, want):
    with np.errstate(all="ignore"):
        d = np.abs(np.asarray(got) - want) / np.maximum(1, np.abs(want))
    return float(np.max(np.where(np.isfinite(d), d, np.inf)))


def free(y, name):
    """The entries of one y over which its determinant is taken."""
    if name == "simplex":
        return y[:-1]
    if y.ndim == 2:
        i, j = np.tril_indices(y.shape[0], -1 if name.startswith("corr") else 0)
        return y[i, j]
    return jnp.ravel(y)


def case(kind, name, t, f, x, params=None):
    x = np.asarray(x, float)
    ev = 0 if f in SCALAR or getattr(f, "scalar", False) else 1
    batch = x.shape[: x.ndim - ev]
    ys, js = [], []
    for i in np.ndindex(*batch):
        y, j = f([mpf(float(v)) for v in np.atleast_1d(x[i])])
        ys.append(np.array([[float(v) for v in r] if isinstance(r, list) else float(r) for r in y]))
        js.append(float(j))
    ey = ys[0].shape if ev else ()
    y, ladj = np.array(ys).reshape(batch + ey), np.array(js).reshape(batch)
    inv = np.asarray(t.inv(jnp.asarray(y)))
    with np.errstate(all="ignore"):
        err = float(np.max(np.abs(inv - x)))
    rec = {"constraint": "", "transform": ""}
    rec[kind] = name
    rec["params"] = {k: arr(v) for k, v in (params or {}).items()}
    rec |= {"event_dim_x": ev, "event_dim_y": len(ey), "x": arr(x), "y": arr(y), "ladj": arr(ladj), "inv": arr(inv),
            "inv_err": err if math.isfinite(err) else str(err)}
    ny = t(jnp.asarray(x))
    nj = t.log_abs_det_jacobian(jnp.asarray(x), ny)
    assert ny.shape == y.shape and nj.shape == ladj.shape, (name, ny.shape, y.shape, nj.shape, ladj.shape)
    notes = {}
    for field, got, want in [("y", ny, y), ("ladj", nj, ladj)]:
        w = worst(got, want)
        if w > 1e-9:
            notes[field] = f"differs by {w:.1e}"
            print(name, f"max|x|={np.abs(x).max():g}", list(x.shape), field, notes[field])
    if notes:
        rec["numpyro"] = notes
    # The determinant by automatic differentiation, of one point.
    if np.abs(x).max() <= 2.5 and not (params and kind == "constraint" and any(np.ndim(v) for v in params.values())):
        at = jnp.asarray(x[(0,) * len(batch)])
        jac = jax.jacfwd(lambda v: free(t(v), name))(at)
        n = max(1, at.size)
        want = np.linalg.slogdet(np.asarray(jac).reshape(n, n))[1]
        assert abs(want - ladj[(0,) * len(batch)]) < 1e-8, (name, want, ladj)
    CASES.append(rec)


rng = np.random.default_rng(3)
moderate = lambda *shape: np.round(rng.uniform(-2.5, 2.5, shape), 3)
SCALAR = {exp_, identity, sigmoid, softplus_}


def scalar(f):
    f.scalar = True
    return f


POINTS1 = [np.array(0.0), np.array([0.0, 0.7, -1.3, 2.25]), np.array([8.0, -8.0]), moderate(3, 4)]


def interval(lo, hi):
    return scalar(affine(sigmoid, mpf(lo), mpf(hi) - mpf(lo)))


for name, f in [("real", identity), ("positive", exp_), ("nonnegative", exp_), ("unit_interval", sigmoid),
                ("softplus_positive", softplus_)]:
    for x in POINTS1:
        case("constraint", name, biject_to(getattr(C, name)), f, x)
for name in ["greater_than", "greater_than_eq", "less_than", "less_than_eq"]:
    arg, sign = ("lower_bound", 1) if name.startswith("g") else ("upper_bound", -1)
    for b in [0.0, -3.25, 100.0]:
        for x in POINTS1[1:]:
            f = scalar(affine(exp_, mpf(b), mpf(sign)))
            case("constraint", name, biject_to(getattr(C, name)(b)), f, x, {arg: b})
for name in ["interval", "open_interval"]:
    for lo, hi in [(0.0, 1.0), (-3.25, 4.5), (1e3, 1e3 + 1)]:
        for x in POINTS1[1:]:
            case("constraint", name, biject_to(getattr(C, name)(lo, hi)), interval(lo, hi), x,
                 {"lower_bound": lo, "upper_bound": hi})


def vector_points(n):
    alt = np.array([8.0 if i % 2 == 0 else -8.0 for i in range(n)])
    return [np.zeros(n), moderate(n), alt, np.full(n, -8.0), moderate(3, n)]


for name, f, sizes in [("simplex", simplex, [1, 2, 4, 9]), ("ordered_vector", ordered, [1, 3, 5]),
                       ("positive_ordered_vector", positive_ordered, [1, 3]),
                       ("lower_cholesky", lower_cholesky, [1, 3, 6, 10]), ("corr_cholesky", corr_cholesky, [1, 3, 6, 10]),
                       ("corr_matrix", corr_matrix, [1, 3, 6]), ("positive_definite", positive_definite, [1, 3, 6]),
                       ("softplus_lower_cholesky", softplus_lower_cholesky, [1, 3, 6]),
                       ("scaled_unit_lower_cholesky", scaled_unit_lower_cholesky, [1, 3, 6])]:
    for n in sizes:
        for x in vector_points(n):
            if name == "positive_ordered_vector":
                x = np.clip(x, -8, 5)  # exp(exp(8)) overflows
            case("constraint", name, biject_to(getattr(C, name)), f, x)

for loc, scale in [(1.5, 2.0), (-4.0, -0.125)]:
    t = TR.AffineTransform(loc, scale)
    for x in POINTS1[1:]:
        case("transform", "AffineTransform", t, scalar(affine(identity, mpf(loc), mpf(scale))), x, {"loc": loc, "scale": scale})
for name, f in [("ExpTransform", exp_), ("SigmoidTransform", sigmoid), ("SoftplusTransform", softplus_)]:
    for x in POINTS1[1:]:
        case("transform", name, getattr(TR, name)(), f, x)
# Far out, but inside the [tiny, 1-eps] to which NumPyro clips the sigmoid.
case("transform", "SigmoidTransform", TR.SigmoidTransform(), sigmoid, [30.0, -30.0, -700.0])
case("transform", "SoftplusTransform", TR.SoftplusTransform(), softplus_, [40.0, -40.0, 700.0])
for e in [2.0, -1.0, 0.5, 3.0]:
    case("transform", "PowerTransform", TR.PowerTransform(e), scalar(power(mpf(e))), [0.25, 1.0, 1.75, 2.5], {"exponent": e})
    case("transform", "PowerTransform", TR.PowerTransform(e), scalar(power(mpf(e))), [1e-3, 1e4], {"exponent": e})
for p in [[0], [2, 0, 1], [4, 3, 2, 1, 0]]:
    for x in (moderate(len(p)), moderate(3, len(p))):
        case("transform", "PermuteTransform", TR.PermuteTransform(jnp.array(p)), permute(p), x, {"permutation": p})
L = np.array([[1.5, 0.0, 0.0], [-0.5, 0.25, 0.0], [2.0, -1.0, 3.0]])
for n in (1, 2, 3):
    loc, l = np.array([0.25, -1.0, 2.0])[:n], L[:n, :n]
    f = cholesky_affine([mpf(v) for v in loc.tolist()], [[mpf(v) for v in r] for r in l.tolist()])
    for x in vector_points(n):
        case("transform", "LowerCholeskyAffine", TR.LowerCholeskyAffine(jnp.asarray(loc), jnp.asarray(l)), f, x,
             {"loc": loc, "scale_tril": l})

meta = {"numpyro": numpyro.__version__, "jax": jax.__version__, "mpmath": mpmath.__version__, "differs_above": 1e-9}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bijectors.json")
dump = lambda v: json.dumps(v, separators=(",", ":"), allow_nan=False)
with open(path, "w") as f:
    f.write('{"meta":' + dump(meta) + ',"cases":[\n' + ",\n".join(dump(c) for c in CASES) + "\n]}\n")
print(len(CASES), "cases,", os.path.getsize(path), "bytes")
