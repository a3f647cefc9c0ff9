"""Writes np.json: what NumPy, SciPy and JAX answer for the functions of package np.

Usage: python make_np.py > np.json. Needs numpy, scipy and jax. A row is a function, its arrays, integers
and spec, and its results; an array [dtype, shape, elements] is written once and has a number. The answers for float32 are those of float64,
rounded, since that is how np computes them.
"""
import json
import math

import jax
import numpy as np
import scipy.linalg
import scipy.special as sp

jax.config.update("jax_enable_x64", True)
jnp = jax.numpy
np.seterr(all="ignore")
nan, inf = math.nan, math.inf
NAMES = {"float64": "f64", "float32": "f32", "int64": "i64", "int32": "i32", "uint32": "u32", "uint64": "u64", "bool": "bool"}
rows, numbers = [], {}


def element(x):
    x = x.item()
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Inf" if x > 0 else "-Inf"
    return int(x) if isinstance(x, bool) or float(x).is_integer() and abs(x) < 1e15 else x


def encode(x):
    x = np.asarray(x)
    values = [element(v) for v in x.ravel()]
    if x.dtype == np.float32:
        values = [v if isinstance(v, (str, int)) else float(f"{v:.9g}") for v in values]
    text = json.dumps([NAMES[str(x.dtype)], list(x.shape), values], separators=(",", ":"))
    return numbers.setdefault(text, len(numbers))


def row(f, out, *arrays, n=(), s=""):
    out = out if isinstance(out, tuple) else (out,)
    r = {"f": f, "in": [encode(a) for a in arrays], "out": [encode(o) for o in out]}
    if len(n):
        r["n"] = [int(i) for i in n]
    if s:
        r["s"] = s
    rows.append(r)


def f64(*x):
    return np.array(x, np.float64)


# Elementwise, one operand. Integers and bools count as float64.
any_real = [-2.5, -1, -0.5, 0, 0.3, 1, 2.5, 40, nan, inf, -inf]
positive = [0, 1e-10, 0.3, 1, 2.5, 1e10, nan, inf]
unit = [-1, -0.9, -0.1, 0, 0.4, 1, nan]
open_unit = [0, 1e-10, 0.2, 0.5, 0.99, 1, nan]
gammas = [1e-3, 0.3, 1, 1.5, 2, 7.25, 100, nan]
ndtri = sp.ndtri
unary = {
    "Sqrt": (np.sqrt, positive), "Rsqrt": (lambda x: 1 / np.sqrt(x), positive), "Reciprocal": (lambda x: 1 / x, any_real),
    "Exp": (np.exp, any_real), "Expm1": (np.expm1, any_real), "Log": (np.log, positive), "Log1p": (np.log1p, positive),
    "Logistic": (sp.expit, any_real), "Softplus": (lambda x: np.logaddexp(x, 0), any_real),
    "Sin": (np.sin, any_real), "Cos": (np.cos, any_real), "Tan": (np.tan, any_real),
    "Asin": (np.arcsin, unit), "Acos": (np.arccos, unit), "Atan": (np.arctan, any_real),
    "Sinh": (np.sinh, any_real), "Cosh": (np.cosh, any_real), "Tanh": (np.tanh, any_real),
    "Asinh": (np.arcsinh, any_real), "Acosh": (np.arccosh, [1, 1.5, 30, nan, inf]), "Atanh": (np.arctanh, unit),
    "Erf": (sp.erf, any_real), "Erfc": (sp.erfc, any_real), "Erfinv": (sp.erfinv, unit), "Ndtri": (ndtri, open_unit),
    "Ndtr": (sp.ndtr, any_real), "LogNdtr": (sp.log_ndtr, any_real), "Logit": (sp.logit, open_unit),
    "Lgamma": (sp.gammaln, gammas), "Digamma": (sp.digamma, gammas), "Trigamma": (lambda x: sp.polygamma(1, x), gammas),
    "I0e": (sp.i0e, any_real), "I1e": (sp.i1e, any_real),
    "Floor": (np.floor, any_real), "Ceil": (np.ceil, any_real), "Round": (np.round, any_real + [0.5, 1.5, -1.5]),
    "Neg": (np.negative, any_real), "Abs": (np.abs, any_real), "Sign": (np.sign, any_real), "Square": (np.square, any_real),
    "IsNaN": (np.isnan, any_real), "IsInf": (np.isinf, any_real), "IsFinite": (np.isfinite, any_real),
    "StopGradient": (lambda x: x, any_real),
}
same_dtype = {"Floor", "Ceil", "Round", "Neg", "Abs", "Sign", "Square", "StopGradient"}
for name, (f, xs) in unary.items():
    x = np.array(xs)
    row(name, f(x), x)
    y = f(x.astype(np.float32).astype(np.float64))
    row(name, y if y.dtype == bool else y.astype(np.float32), x.astype(np.float32))
    k = np.array([1, 2] if name in ("Acosh", "Digamma", "Trigamma") else [1, 0])  # the others end at a pole
    y = f(k.astype(np.float64))
    row(name, y.astype(np.int64) if name in same_dtype else y, k)
    row(name, np.zeros((0, 2), y.dtype), np.zeros((0, 2)))
for n in [0, 1, 2, 4]:
    row("Polygamma", sp.polygamma(n, np.array(gammas)), np.array(gammas), n=[n])
for d in [np.uint32, np.uint64]:
    u = np.array([0, 1, 7, 2**31], d)
    row("Abs", u, u)
    row("Sign", np.sign(u), u)
    row("Popcount", np.bitwise_count(u).astype(d), u)
    row("Not", ~u, u)
row("Not", np.array([False, True]), np.array([True, False]))
row("Not", np.array([-1, 4]), np.array([0, -5]))
row("Popcount", np.array([0, 3, 64]), np.array([0, 7, -1]))
x = f64(0.5, -2, 0)
row("Bitcast", x.view(np.uint64), x, n=[5])
row("Bitcast", x.astype(np.float32).view(np.int32), x.astype(np.float32), n=[2])

# Elementwise, two operands: [3 1] with [6], with a scalar, integers, and nothing.
a = f64(-2.5, 0, 3).reshape(3, 1)
b = f64(-1.5, 0.5, 2, nan, inf, -inf)
pa, pb = f64(0, 0.5, 3).reshape(3, 1), f64(0.2, 1, 9.5)
q = f64(0.1, 0.5, 0.95)
binary = {
    "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide, "FloorDiv": np.floor_divide, "Mod": np.mod,
    "Pow": np.power, "Maximum": np.maximum, "Minimum": np.minimum, "Atan2": np.arctan2, "LogAddExp": np.logaddexp,
    "Eq": np.equal, "Ne": np.not_equal, "Lt": np.less, "Le": np.less_equal, "Gt": np.greater, "Ge": np.greater_equal,
}
floats = {"Div", "Pow", "Atan2", "LogAddExp"}
for name, f in binary.items():
    xs, ys = (np.abs(a), b) if name == "Pow" else (a, b)
    if name in ("FloorDiv", "Mod"):
        ys = b[:3]  # quotients of infinities differ between NumPy and JAX
    row(name, f(xs, ys), xs, ys)
    z = f(xs.astype(np.float32), ys.astype(np.float32))
    row(name, z, xs.astype(np.float32), ys.astype(np.float32))
    row(name, f(a, 2.0), a, f64(2).reshape(()))
    i, j = np.array([7, -7, 6]), np.array([2, 3, -4])
    if name in floats:
        i, j = np.abs(i), np.abs(j)
    z = f(*(v.astype(np.float64) if name in floats else v for v in (i, j)))
    row(name, z, i, j)
    row(name, f(xs[:, :0], ys[:1]), xs[:, :0], ys[:1])
for name in ["Lt", "Le", "Gt", "Ge", "Eq", "Ne", "Maximum", "Minimum"]:
    t = np.array([False, True])
    row(name, binary[name](t[:, None], t), t[:, None], t)
for name, f, xs, ys in [
    ("Xlogy", sp.xlogy, pa, pb), ("Xlog1py", sp.xlog1py, pa, pb), ("Igamma", sp.gammainc, pa[1:], pb),
    ("Igammac", sp.gammaincc, pa[1:], pb), ("IgammaInv", sp.gammaincinv, pa[1:], q),
    ("Nextafter", np.nextafter, a, b[:3]),
]:
    row(name, f(xs, ys), xs, ys)
row("Nextafter", np.nextafter(np.float32(1), np.float32(2)), np.float32(1), np.float32(2))
row("RandomGammaGrad", jax.lax.random_gamma_grad(pa[1:] + 0 * pb, pb + 0 * pa[1:]), pa[1:], pb)
row("Xlogy", f64(0), f64(0), f64(0))
row("Betainc", sp.betainc(pa[1:], pb, 0.3), pa[1:], pb, f64(0.3).reshape(()))
row("BetaincInv", sp.betaincinv(pa[1:], pb, 0.3), pa[1:], pb, f64(0.3).reshape(()))
for name, f in [("BitAnd", np.bitwise_and), ("BitOr", np.bitwise_or), ("BitXor", np.bitwise_xor)]:
    row(name, f(np.array([12, -1]), np.array([10, 6])), np.array([12, -1]), np.array([10, 6]))
    t = np.array([False, True])
    row(name, f(t[:, None], t), t[:, None], t)
    row(name, f(np.uint32([12]), np.uint32([10])), np.uint32([12]), np.uint32([10]))
for d in [np.int32, np.uint32, np.int64]:
    u, k = np.array([1, 12, 100]).astype(d), np.array([3, 0, 2]).astype(d)
    row("ShiftLeft", u << k, u, k)
    row("ShiftRight", u >> k, u, k)
row("ShiftRight", np.array([-1]), np.array([-5]), np.array([3]))
row("Where", np.where(a > -1, a, b), a > -1, a, b)
row("Where", np.where(np.array([1, 0]), 3, 4), np.array([1, 0]), np.int64(3), np.int64(4))
row("Clip", np.clip(b, -1, 1.0), b, f64(-1).reshape(()), f64(1).reshape(()))
row("Clip", np.clip(np.arange(5), 1, 3), np.arange(5), np.int64(1), np.int64(3))

# Reductions.
m = np.arange(24.0).reshape(2, 3, 4) % 7 - 2.5
withnan = m.copy()
withnan[0, 1, 2] = nan
reductions = {"Sum": jnp.sum, "Prod": jnp.prod, "Max": jnp.max, "Min": jnp.min, "Any": jnp.any, "All": jnp.all,
              "Mean": jnp.mean, "Var": jnp.var, "Std": jnp.std, "LogSumExp": jax.nn.logsumexp, "Norm": None}
for name, f in reductions.items():
    if f is None:
        f = lambda x, axis: jnp.sqrt(jnp.sum(jnp.square(x * 1.0), axis=axis))
    for x in [m, withnan, m.astype(np.float32), (m * 2).astype(np.int64), m > 0]:
        for axes in [(), (0,), (-1,), (0, -1), (2, 1)]:
            if name in ("Any", "All") and x is withnan:
                continue
            y = np.asarray(f(x, axis=axes or None))
            if x.dtype == np.float32:
                y = np.asarray(f(x.astype(np.float64), axis=axes or None))
                y = y if y.dtype == bool else y.astype(np.float32)
            if x.dtype == bool and y.dtype == np.float32:
                y = np.asarray(f(x.astype(np.float64), axis=axes or None))  # JAX has float32 here
            if x.dtype == bool and name in ("Sum", "Prod"):
                y = y.astype(np.int64)
            row(name, y, x, n=axes)
    if name not in ("Max", "Min"):
        empty = {"LogSumExp": f64(-inf, -inf)}.get(name)
        row(name, f(np.zeros((2, 0)), axis=1) if empty is None else empty, np.zeros((2, 0)), n=[1])
row("Max", np.zeros(0), np.zeros((0, 2)), n=[1])
row("LogSumExp", f64(-inf).reshape(()), f64(-inf, -inf))
row("LogSumExp", f64(inf).reshape(()), f64(1, inf))
row("LogSumExp", f64(1000 + math.log(2)).reshape(()), f64(1000, 1000))
for axis in [0, -1]:
    row("Softmax", jax.nn.softmax(m, axis), m, n=[axis])
    row("LogSoftmax", jax.nn.log_softmax(m, axis), m, n=[axis])
row("Softmax", jax.nn.softmax(f64(0, 1)), np.array([0, 1]), n=[0])

# Cumulative, sorting.
cumulative = {"Cumsum": np.cumsum, "Cumprod": np.cumprod, "Cummax": np.maximum.accumulate, "Cummin": np.minimum.accumulate,
              "Cumlogsumexp": np.logaddexp.accumulate}
for name, f in cumulative.items():
    for x in [m, withnan, (m * 2).astype(np.int64), np.zeros((2, 0, 1)), m.astype(np.float32)]:
        for axis in [0, 1, -1]:
            g = f
            if name == "Cumlogsumexp":
                g = lambda v, axis: f(v.astype(np.float64), axis=axis)
            z, rev = g(x, axis=axis), np.flip(g(np.flip(x, axis), axis=axis), axis)
            if x.dtype == np.float32:
                z, rev = (v.astype(np.float32) for v in (z, rev))
            row(name, z, x, n=[axis])
            row(name + "Reverse", rev, x, n=[axis])
for x in [m, withnan, (m * 2).astype(np.int32), m > 0, np.zeros((0, 3, 2)), np.uint64([[[2**63, 1]]])]:
    for axis in [0, -1]:
        row("Sort", np.sort(x, axis), x, n=[axis])
        row("Argsort", np.argsort(x, axis, kind="stable"), x, n=[axis])
        if x.shape[axis]:
            row("Argmax", np.argmax(x, axis), x, n=[axis])
            row("Argmin", np.argmin(x, axis), x, n=[axis])
v = f64(1, 2, 2, 5)
w = f64(0, 1, 2, 3, 5, 9, nan).reshape(7, 1)
row("Searchsorted", np.searchsorted(v, w), v, w)
row("SearchsortedRight", np.searchsorted(v, w, side="right"), v, w)
row("Searchsorted", np.searchsorted(v, np.array([2, 3])), v, np.array([2, 3]))
row("Searchsorted", np.zeros(2, np.int64), np.zeros(0), f64(1, 2))
row("Diff", np.diff(m, axis=1), m, n=[1])
row("Diff", np.diff(np.arange(3)), np.arange(3), n=[-1])
row("Diff", np.zeros(0), np.zeros(0), n=[0])

probabilities = f64(0, 0.1, 0.5, 0.77, 1, 1).reshape(2, 3)
for x in [m, withnan, np.arange(24).reshape(2, 3, 4) % 5]:
    for axis in [0, -1]:
        row("Quantile", np.quantile(x, probabilities, axis=axis), x, probabilities, n=[axis])
        row("Median", np.median(x, axis), x, n=[axis])

# Shapes.
for perm in [(0, 1, 2), (2, 0, 1), (-1, 0, 1)]:
    row("Transpose", np.transpose(m, perm), m, n=perm)
row("Transpose", m.T, m)
row("T", m.T, m)
row("MT", np.swapaxes(m, -1, -2), m)
row("SwapAxes", np.swapaxes(m, 0, -1), m, n=[0, -1])
row("MoveAxis", np.moveaxis(m, 0, -1), m, n=[0, -1])
row("MoveAxis", np.moveaxis(m, -1, 1), m, n=[-1, 1])
row("Reshape", m.reshape(4, -1), m, n=[4, -1])
row("Reshape", np.zeros((0, 5)), np.zeros((0, 2)), n=[0, 5])
row("Ravel", m.ravel(), m)
row("BroadcastTo", np.broadcast_to(a, (2, 3, 4)), a, n=[2, 3, 4])
row("BroadcastTo", np.broadcast_to(a, (3, 0)), a, n=[3, 0])
row("BroadcastArrays", tuple(np.broadcast_arrays(a, b)), a, b)
for axis in [0, 2, -1, -3]:
    row("ExpandDims", np.expand_dims(a, axis), a, n=[axis])
row("Squeeze", np.squeeze(a[None]), a[None])
row("Squeeze", np.squeeze(a[None], -1), a[None], n=[-1])
for axis in [0, -1]:
    row("Concat", np.concatenate([m, m * 2, m[:, :, :]], axis), m, m * 2, m, n=[axis])
    row("Stack", np.stack([m, -m], axis), m, -m, n=[axis])
    row("Split", tuple(np.split(m, 2, axis)), m, n=[2, axis])
    row("Flip", np.flip(m, axis), m, n=[axis])
    row("Repeat", np.repeat(m, 3, axis), m, n=[3, axis])
    row("Roll", np.roll(m, -3, axis), m, n=[-3, axis])
    row("Roll", np.roll(m, 7, axis), m, n=[7, axis])
row("Concat", np.concatenate([np.arange(2), f64(0.5)]), np.arange(2), f64(0.5), np.zeros(0), n=[0])
row("SplitAt", tuple(np.split(m, [1, 1, 3], -1)), m, n=[-1, 1, 1, 3])
row("Flip", np.flip(m), m)
row("Tile", np.tile(a, (2, 1, 3)), a, n=[2, 1, 3])
row("Tile", np.tile(m, 2), m, n=[2])
row("Repeat", np.zeros((3, 0)), a, n=[0, 1])
row("Pad", np.pad(a, ((1, 2), (0, 1)), constant_values=7.0), a, n=[1, 0, 2, 1])
row("Slice", m[:, 1:-1], m, n=[1, 1, -1])
row("SliceStep", m[:, :, 0:4:2], m, n=[-1, 0, 4, 2])
row("At", m[1, -1], m, n=[1, -1])
row("At", m[1, -1, 0], m, n=[1, -1, 0])

# Making arrays.
row("Zeros", np.zeros((2, 3)), n=[2, 3])
row("Ones", np.ones((2, 0)), n=[2, 0])
row("ZerosLike", np.zeros_like(m), m)
row("OnesLike", np.ones(2, np.int64), np.array([3, 4]))
row("Eye", np.eye(3), n=[3])
row("Arange", np.arange(4), n=[4])
row("Arange", np.arange(-4), n=[-4])
row("ArangeStep", np.arange(1, 2, 0.25), f64(1, 2, 0.25))
row("ArangeStep", np.arange(3, 0, -1.5), f64(3, 0, -1.5))
row("ArangeStep", np.arange(3, 0, 1.5), f64(3, 0, 1.5))
row("Linspace", np.linspace(-1, 2, 5), f64(-1, 2), n=[5])
row("Linspace", np.linspace(-1, 2, 1), f64(-1, 2), n=[1])
row("Iota", np.asarray(jax.lax.broadcasted_iota(jnp.int64, (2, 3), 1)), n=[2, 3])
row("Full", np.full((2, 3), f64(1, 2, 3)), f64(1, 2, 3), n=[2, 3])
row("OneHot", jax.nn.one_hot(np.array([[0, 2], [-1, 3]]), 3), np.array([[0, 2], [-1, 3]]), n=[3])
for k in [0, 1, -1]:
    row("Tril", np.tril(m, k), m, n=[k])
    row("Triu", np.triu(m, k), m, n=[k])
row("Tril", np.tril(np.ones((2, 2), bool)), np.ones((2, 2), bool), n=[0])
row("Diag", np.stack([np.diag(r) for r in np.arange(6).reshape(2, 3)]), np.arange(6).reshape(2, 3))
row("Diag", np.zeros((0, 0)), np.zeros(0))
row("Diagonal", np.diagonal(m, axis1=-2, axis2=-1), m)
row("Diagonal", np.zeros((2, 0)), np.zeros((2, 3, 0)))

# Indexing. JAX's mode "clip" clamps and "drop" drops.
index = np.array([[0, -1], [1, 0]])
for axis in [0, 1, -1]:
    row("Take", np.take(m, index, axis), m, index, n=[axis])
row("Take", jnp.take(m, jnp.array([9]), axis=1, mode="clip"), m, np.array([9]), n=[1])
order = np.argsort(m, 1)
row("TakeAlongAxis", np.take_along_axis(m, order, 1), m, order, n=[1])
row("TakeAlongAxis", np.take_along_axis(m, order[:1, :2], 1), m, order[:1, :2], n=[1])
row("TakeAlongAxis", np.take_along_axis(m[:1], order, 1), m[:1], order, n=[-2])
i, j = np.array([[0], [1], [-1]]), np.array([2, -2])
row("Gather", m[i, j], m, i, j)
far = np.array([5, 0, 1]), np.array([0, 1, 7])
row("Gather", jnp.array(m).at[far].get(mode="clip"), m, *far)
row("ScatterSet", jnp.array(m).at[i, j].set(9.0), m, f64(9).reshape(()), i, j)
row("ScatterAdd", jnp.array(m).at[i, j].add(m[0, 0]), m, m[0, 0], i, j)
row("ScatterAdd", jnp.array(m).at[far].add(1.0, mode="drop"), m, f64(1).reshape(()), *far)
again = np.array([0, 0, 1, 5])
row("AddAt", jnp.array(m).at[again].add(m[0], mode="drop"), m, again, m[0])
row("SetAt", jnp.array(v).at[jnp.array([1, -1])].set(0.5), v, np.array([1, -1]), f64(0.5).reshape(()))
start = np.array([1, 2, 3])
row("DynamicSlice", jax.lax.dynamic_slice(m, start, (1, 2, 2)), m, *start, n=[1, 2, 2])
block = np.ones((1, 2, 2))
row("DynamicUpdate", jax.lax.dynamic_update_slice(m, block, start), m, block, *start)
row("DynamicIndex", m[1], m, np.int64(1))
row("DynamicIndex", m[1], m, np.int64(5))
row("DynamicSetIndex", np.stack([m[0], m[0] * 0 + 2]), m, np.int64(1), f64(2).reshape(()))

# Products.
r = np.random.default_rng(0).normal(size=(2, 3, 4)).round(3)
s = np.random.default_rng(1).normal(size=(4, 5)).round(3)
t = np.random.default_rng(2).normal(size=(5, 1, 4, 2)).round(3)
for x, y in [(r, s), (r[0], s), (r[0, 0], s), (r, s[:, 0]), (r[0, 0], r[1, 1]), (r, t), (s[:, :0], s[:0]), (r[0, 0], t),
             (r[:, :0], s), (np.arange(6).reshape(2, 3), np.arange(3)), (np.ones((2, 2)), np.arange(2))]:
    row("MatMul", np.matmul(x, y), x, y)
row("MatMul", np.matmul(r.astype(np.float32).astype(float), s.astype(np.float32).astype(float)).astype(np.float32),
    r.astype(np.float32), s.astype(np.float32))
for x, y in [(r, s), (r, t), (r[0, 0], r[0, 0]), (r, f64(2).reshape(())), (r[0, 0], s)]:
    row("Dot", np.dot(x, y), x, y)
row("TensorDot", np.tensordot(r, t, [[2], [2]]), r, t, n=[2, 2])
row("TensorDot", np.tensordot(r, r, [[0, 2], [0, -1]]), r, r, n=[0, 2, 0, -1])
row("TensorDot", np.tensordot(r[0], s[0], 0), r[0], s[0])
row("Outer", np.outer(r[0], s[0]), r[0], s[0])
sq = np.arange(9.0).reshape(3, 3)
for spec, *xs in [
    ("ij,jk->ik", r[0], s), ("ij,jk", r[0], s), ("ba", sq), ("ii->i", sq), ("ii", sq), ("ij->", sq), ("i,i", v, v),
    ("i,j->ji", v, s[0]), ("...ij,...j", r, v), ("...ij->...ji", r), ("b...,b...->...", r, r), ("ni,ij,nj->n", r[0], s @ s.T, r[0]),
    ("abc,abd->abcd", r, r), ("abc->b", r), ("i,->i", v, f64(3).reshape(())), ("iij->ij", np.arange(18.0).reshape(3, 3, 2)),
    ("iii->i", np.arange(27.0).reshape(3, 3, 3)), ("ijij->j", np.arange(36.0).reshape(2, 3, 2, 3)), ("aB,Bc->ca", r[0], s),
    ("...i,...i->...", r, t[:, 0, :, 0][0]), ("i...->...", r), ("ij , jk -> ik", r[0], s), ("ij,ij->ij", r[0], r[1]),
    ("i,ij,j,jk->k", r[0, :, 0], r[0], v, s), ("...,...", r, r[:, :1]), ("ij,jk->ik", sq[:, :0], sq[:0]),
    ("ab,cd->ac", r[0], s), ("i,i,i->i", v, v, v), ("ij,j->i", np.arange(6).reshape(2, 3), np.arange(3)),
]:
    row("Einsum", np.einsum(spec, *xs), *xs, s=spec)

# Linear algebra on stacks of matrices.
g = np.random.default_rng(3).normal(size=(2, 3, 3)).round(2)
spd = g @ np.swapaxes(g, -1, -2) + np.eye(3)
rhs = np.random.default_rng(4).normal(size=(2, 3, 2)).round(2)
row("Cholesky", np.linalg.cholesky(spd), spd)
row("Cholesky", np.full((2, 2), nan), f64(1, 2, 2, 1).reshape(2, 2))
row("Cholesky", np.eye(2), np.eye(2, dtype=np.int64))
row("Cholesky", np.zeros((0, 3, 3)), np.zeros((0, 3, 3)))
for lower in [0, 1]:
    for trans in [0, 1]:
        for unit in [0, 1]:
            solve = lambda x, y: np.stack([scipy.linalg.solve_triangular(p, q, lower=lower, trans=trans, unit_diagonal=unit) for p, q in zip(x, y)])
            row("SolveTriangular", solve(spd, rhs), spd, rhs, n=[lower, trans, unit])
            row("SolveTriangular", solve(spd[:1], rhs[:1, :, 0])[0], spd[0], rhs[0, :, 0], n=[lower, trans, unit])
row("SolveTriangular", solve(np.stack([spd[0]] * 2), rhs), spd[0], rhs, n=[1, 1, 1])
row("SolveTriangular", solve(spd, np.stack([rhs[0]] * 2)), spd, rhs[0], n=[1, 1, 1])
row("Solve", np.linalg.solve(g, rhs), g, rhs)
row("Solve", np.linalg.solve(g[0], rhs), g[0], rhs)
row("Solve", np.linalg.solve(g, rhs[0]), g, rhs[0])
row("Solve", np.linalg.solve(g, rhs[0, :, 0]), g, rhs[0, :, 0])
row("Solve", np.linalg.solve(g[:, None], rhs), g[:, None], rhs)
row("Solve", np.zeros((0, 2)), np.zeros((0, 0)), np.zeros((0, 2)))
row("Inv", np.linalg.inv(g), g)
row("Det", np.linalg.det(g), g)
row("Det", f64(1).reshape(()), np.zeros((0, 0)))
row("Slogdet", tuple(np.linalg.slogdet(g)), g)
row("Slogdet", (f64(0).reshape(()), f64(-inf).reshape(())), np.zeros((2, 2)))
w, e = np.linalg.eigh(spd)
first = np.abs(e) >= np.abs(e).max(-2, keepdims=True) / 2
lead = np.take_along_axis(e, first.argmax(-2)[:, None, :], -2)
row("Eigh", (w, e * np.sign(lead)), spd)
for x in [r, np.swapaxes(r, -1, -2), g[0]]:
    q, u = np.linalg.qr(x)
    sign = np.sign(np.diagonal(u, axis1=-2, axis2=-1))
    row("QR", (q * sign[..., None, :], u * sign[..., None]), x)
row("Trace", np.trace(m, axis1=-2, axis2=-1), m)
row("Trace", np.int64(4), np.array([[1, 2], [3, 3]]))
row("AsType", np.array([-2, 0, 3]), f64(-2.7, 0.9, 3.1), n=[3])
row("AsType", np.array([True, False, True]), f64(nan, 0, 0.1), n=[1])

# Promotion, as JAX does it with weak types: a 0 or 1 for each operand says whether it is a Go constant. The
# last integer is whether the result is weak.
kinds = [jnp.bool_, jnp.int32, jnp.int64, jnp.uint32, jnp.uint64, jnp.float32, jnp.float64]
operands = [(jnp.ones((), d), np.ones((), d), 0) for d in kinds] + [(1, np.int64(1), 1), (1.0, np.float64(1), 1)]
for x, cx, wx in operands:
    for y, cy, wy in operands:
        if {str(cx.dtype), str(cy.dtype)} in ({"uint64", "int64"}, {"uint64", "int32"}) and not wx + wy:
            continue  # JAX: a weak float; np: float64
        z = jnp.multiply(x, y)
        z, weak = np.asarray(z), jnp.asarray(z).weak_type
        if z.dtype == bool:
            z = z.astype(np.int64)  # bools count as integers in np
        row("promote", z, cx, cy, n=[wx, wy, int(weak)])

lines = (json.dumps(r, separators=(",", ":")) for r in rows)
print('{"arrays":[\n%s\n],\n"rows":[\n%s\n]}' % (",\n".join(numbers), ",\n".join(lines)))
