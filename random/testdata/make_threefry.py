"""Makes threefry.json: known answers of JAX's default PRNG (threefry2x32).

What: key data, split, fold_in, bits, uniform, normal, randint, bernoulli,
  exponential, gumbel, laplace, logistic, cauchy, permutation, categorical, and
  the raw 20-round block function on Random123's published vectors. Integers and
  uniforms are asserted bit for bit against the plain Python Threefry below; of
  the other floats meta records the largest difference in ulps from the formula
  evaluated by NumPy and SciPy on the same bits (XLA's float64 log1p is itself
  off by up to 125 ulps near -0.41, its erf_inv by about 25).
Versions: Python 3.11, jax 0.10.2, numpy 2.4.6, scipy 1.17.1; x64 on,
  jax_threefry_partitionable=True, CPU.
Run: python make_threefry.py     (writes threefry.json beside this file)

Layout: {"meta": {...}, "cases": [one case a line]}. A case has op, key (two
uint32), dtype and shape of the result, the arguments of op, and the result as
one of uints, ints, floats (flat, row-major). A result of more than 32 elements
holds the first 8 then the last 8. All results have bits_sum, the sum modulo
2^64 of the elements' bit patterns (zero-extended; int32 as uint32, bool as
0/1); floats also have sum, the exact sum rounded once.
"""
import json
import math
import os
from fractions import Fraction

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_threefry_partitionable", True)
import jax.numpy as jnp
import numpy as np
import scipy.special as sp
from jax import random
from jax.extend.random import threefry_2x32

M = 0xFFFFFFFF


def block(k0, k1, c0, c1):
    """Threefry2x32, 20 rounds, in Python integers."""
    ks = [k0, k1, k0 ^ k1 ^ 0x1BD11BDA]
    x, y = (c0 + k0) & M, (c1 + k1) & M
    rot = [[13, 15, 26, 6], [17, 29, 16, 24]]
    for i in range(5):
        for r in rot[i % 2]:
            x = (x + y) & M
            y = ((y << r) | (y >> (32 - r))) & M
            y ^= x
        x = (x + ks[(i + 1) % 3]) & M
        y = (y + ks[(i + 2) % 3] + i + 1) & M
    return x, y


def ref_bits(key, width, shape):
    out = []
    for i in range(math.prod(shape)):
        a, b = block(*key, i >> 32, i & M)
        out.append(a ^ b if width == 32 else a << 32 | b)
    return np.array(out, dtype=f"uint{width}").reshape(shape)


def ref_uniform(key, dtype, shape, lo=0.0, hi=1.0):
    """max(lo, fma(u, hi-lo, lo)), u in [0, 1) from the high bits as a mantissa.

    XLA's CPU backend contracts the multiply and add into one rounding, so this
    does too; for (0, 1) and (-1, 1) the two readings agree.
    """
    w, mant = (32, 23) if dtype == "float32" else (64, 52)
    one = np.array(1, dtype).view(f"uint{w}")
    u = ((ref_bits(key, w, shape) >> np.uint64(w - mant).astype(f"uint{w}")) | one).view(dtype)
    lo, hi = np.array(lo, dtype), np.array(hi, dtype)
    u, span = u - np.array(1, dtype), hi - lo
    if (lo, hi) in [(0, 1), (-1, 1)] or abs(float(lo)) < 1e-15:
        return np.maximum(lo, u * span + lo)
    fma = [float(Fraction(float(v)) * Fraction(float(span)) + Fraction(float(lo))) for v in u.ravel()]
    return np.maximum(lo, np.array(fma, dtype).reshape(shape))


def key_of(k):
    return [int(v) for v in np.asarray(random.key_data(k)).ravel()]


CASES, ERR = [], {}


def emit(op, key, result, **args):
    a = np.asarray(result)
    flat = a.ravel()
    kept = flat if flat.size <= 32 else np.concatenate([flat[:8], flat[-8:]])
    rec = {"op": op, "key": key, **args, "dtype": str(a.dtype), "shape": list(a.shape)}
    if a.dtype.kind == "f":
        rec["floats"] = [float(v) for v in kept]
        pattern = flat.view(f"uint{a.dtype.itemsize * 8}")
        rec["sum"] = math.fsum(float(v) for v in flat)
    elif a.dtype.kind == "u":
        rec["uints"] = [int(v) for v in kept]
        pattern = flat
    else:
        rec["ints"] = [int(v) for v in kept]
        pattern = flat.astype("uint8") if a.dtype.kind == "b" else flat.view(f"uint{a.dtype.itemsize * 8}")
    rec["bits_sum"] = sum(int(v) for v in pattern) & 0xFFFFFFFFFFFFFFFF
    CASES.append(rec)


def note(what, got, want):
    """Keeps the largest difference from the NumPy formula, in ulps."""
    got, want = np.asarray(got), np.asarray(want)
    ulp = np.abs(got - want) / np.spacing(np.abs(want))
    ERR[what] = max(ERR.get(what, 0.0), float(np.max(ulp)))


# Random123's kat_vectors file, threefry2x32 20 rounds: counter, key, answer.
for ctr, key, want in [
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((M, M), (M, M), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]:
    got = threefry_2x32(jnp.array(key, jnp.uint32), jnp.array(ctr, jnp.uint32))
    assert tuple(int(v) for v in got) == want == block(*key, *ctr)
    emit("block", list(key), got, ctr=list(ctr))

SEEDS = [0, 1, 42, 2**32 - 1, 2**40 + 7, -1]
for s in SEEDS:
    k = key_of(random.key(s))
    assert k == [(s >> 32) & M, s & M]
    emit("seed", k, np.array(k, "uint32"), seed=s)

for s in SEEDS:
    k = random.key(s)
    kd = key_of(k)
    for shape in [(2,), (3,), (8,), (2, 3)]:
        sub = np.asarray(random.key_data(random.split(k, shape)))
        want = [block(*kd, 0, i) for i in range(math.prod(shape))]
        assert sub.reshape(-1, 2).tolist() == [list(w) for w in want]
        emit("split", kd, sub, num=list(shape))
    for i in [0, 1, 2, 7, 1000, 2**31 - 1, 2**31, 2**32 - 1]:
        sub = np.asarray(random.key_data(random.fold_in(k, np.uint32(i))))
        assert tuple(sub.tolist()) == block(*kd, 0, i)
        emit("fold_in", kd, sub, data=i)

SHAPES = [(), (1,), (3,), (5,), (2, 3), (1000,)]
KEYS = [random.key(0), random.key(42), random.split(random.key(2**40 + 7), 3)[2]]
for k in KEYS:
    kd = key_of(k)
    for shape in SHAPES:
        for w in (32, 64):
            b = random.bits(k, shape, f"uint{w}")
            assert np.array_equal(b, ref_bits(kd, w, shape))
            emit("bits", kd, b)
        for dt in ("float32", "float64"):
            u = np.asarray(random.uniform(k, shape, dt))
            assert np.array_equal(u, ref_uniform(kd, dt, shape)), (dt, shape)
            emit("uniform", kd, u, minval=0.0, maxval=1.0)
            for lo, hi in [(-1.0, 1.0), (-3.5, 10.25), (0.1, 0.3)]:
                u = np.asarray(random.uniform(k, shape, dt, lo, hi))
                assert np.array_equal(u, ref_uniform(kd, dt, shape, lo, hi)), (dt, lo, hi)
                emit("uniform", kd, u, minval=lo, maxval=hi)
            z = np.asarray(random.normal(k, shape, dt))
            lo = np.nextafter(np.array(-1, dt), np.array(0, dt), dtype=dt)
            v = ref_uniform(kd, dt, shape, lo, 1.0).astype("float64")
            note(f"normal {dt}", z, (math.sqrt(2) * sp.erfinv(v)).astype(dt))
            emit("normal", kd, z)

TINY, EPS = np.finfo("float64").tiny, np.finfo("float64").eps
with np.errstate(divide="ignore"):
    for k in KEYS:
        kd = key_of(k)
        for shape in SHAPES:
            u = ref_uniform(kd, "float64", shape)
            t = np.maximum(TINY, u * (1.0 - TINY) + TINY)
            c = np.maximum(EPS, u * (1.0 - EPS) + EPS)
            lo = -1.0 + np.finfo("float64").epsneg
            l = np.maximum(lo, u * (1.0 - lo) + lo)
            for name, want in [
                ("exponential", -np.log1p(-u)),
                ("gumbel", -np.log(-np.log(t))),
                ("laplace", np.sign(l) * np.log1p(-np.abs(l))),
                ("logistic", np.log(t) - np.log1p(-t)),
                ("cauchy", np.tan(np.pi * (c - 0.5))),
            ]:
                got = np.asarray(getattr(random, name)(k, shape=shape, dtype="float64"))
                note(f"{name} float64", got, want)
                emit(name, kd, got)

for k in KEYS[:2]:
    kd = key_of(k)
    for dt, lo, hi in [
        ("int32", 0, 10), ("int32", -5, 5), ("int32", 0, 1), ("int32", 3, 3), ("int32", 7, 2),
        ("int32", 0, 1000003), ("int32", 0, 2**31 - 1), ("int32", 0, 2**31), ("int32", -(2**31), 2**31 - 1),
        ("int64", 0, 10), ("int64", -5, 5), ("int64", 0, 1000003), ("int64", 0, 2**40 + 1),
        ("int64", 0, 2**63 - 1), ("int64", -(2**63), 2**63 - 1),
    ]:
        for shape in [(), (5,), (1000,)]:
            r = random.randint(k, shape, jnp.int64(lo), jnp.int64(hi), dt)
            w = 32 if dt == "int32" else 64
            top = 2 ** (w - 1) - 1
            span = (min(hi, top) - lo) % 2**w if hi > lo else 1
            span += hi > top
            a, b = (ref_bits(block(*kd, 0, i), w, shape).ravel() for i in (0, 1))
            mult = (2 ** (w // 2) % span) ** 2 % 2**w % span
            want = [lo + (((int(x) % span) * mult % 2**w + int(y) % span) % 2**w) % span for x, y in zip(a, b)]
            assert np.asarray(r).ravel().tolist() == want, (dt, lo, hi)
            emit("randint", kd, r, lo=lo, hi=hi)
    for dt in ("float32", "float64"):
        for p in [0.0, 0.1, 0.5, 0.999, 1.0]:
            for shape in [(), (5,), (1000,)]:
                b = random.bernoulli(k, jnp.array(p, dt), shape)
                assert np.array_equal(b, ref_uniform(kd, dt, shape) < np.array(p, dt))
                emit("bernoulli", kd, b, p=p, p_dtype=dt)
    for n in [1, 2, 10, 100, 2000]:
        # Sorting rounds by 32-bit keys: ceil(3 log n / log(2^32-1)).
        x, kk = np.arange(n), kd
        for _ in range(math.ceil(3 * math.log(max(1, n)) / math.log(M))):
            kk, sub = block(*kk, 0, 0), block(*kk, 0, 1)
            x = x[np.argsort(ref_bits(sub, 32, (n,)), kind="stable")]
        p = random.permutation(k, n)
        assert np.array_equal(p, x), n
        emit("permutation", kd, p, n=n)
    for logits in [[0.0, 0.0, 0.0], [-1.5, 0.25, 2.0, -0.5], [0.0, "-inf", 1.0], [[0.1, 0.7], [3.0, -3.0]]]:
        l = np.array([[float(v) for v in r] if isinstance(r, list) else float(r) for r in logits])
        for extra in [(), (5,), (200,)]:
            shape = extra + l.shape[:-1]
            c = random.categorical(k, jnp.array(l), shape=shape)
            g = np.asarray(random.gumbel(k, shape + l.shape[-1:], "float64"))
            assert np.array_equal(c, np.argmax(g + l, -1))
            emit("categorical", kd, c, logits={"shape": list(l.shape), "data": [v if np.isfinite(v) else "-inf" for v in l.ravel().tolist()]})

meta = {
    "jax": jax.__version__, "partitionable": True, "x64": True,
    "max_ulps_from_numpy_formula": ERR,
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "threefry.json")
with open(path, "w") as f:
    dump = lambda v: json.dumps(v, separators=(",", ":"), allow_nan=False)
    f.write('{"meta":' + dump(meta) + ',"cases":[\n')
    f.write(",\n".join(dump(c) for c in CASES) + "\n]}\n")
print(len(CASES), "cases,", os.path.getsize(path), "bytes")
print(json.dumps(ERR, indent=1))
