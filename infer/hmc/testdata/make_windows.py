"""Makes windows.json: known answers for HMC warmup adaptation and iterative NUTS.

What: from numpyro.infer.hmc_util: build_adaptation_schedule, dual_averaging,
  welford_covariance (diagonal and dense, plain and regularized), and
  _leaf_idx_to_ckpt_idxs. Dual averaging and Welford are asserted against the
  plain Python and NumPy formulas beside them.
Versions: Python 3.11, numpyro 0.22.0, jax 0.10.2, numpy 2.4.6; x64 on, CPU.
Run: python make_windows.py     (writes windows.json beside this file)

Layout, one case a line:
  schedules       [{"num_steps": n, "windows": [[start, end], ...]}], end inclusive
  dual_averaging  [{"t0","kappa","gamma","target","prox_center","accept": [60],
                    "x": [60], "x_avg": [60], "g_avg": [60]}]; after update i+1,
                    g = target - accept[i]; x is the log step size
  welford         [{"diagonal","n","dim","sample": n*dim row-major,"mean","m2",
                    "regularize","cov","cov_inv_sqrt","tril_inv"}]; cov is the
                    inverse mass matrix, cov_inv_sqrt the mass matrix's square
                    root, tril_inv that root's inverse; dense are dim*dim
  checkpoints     [{"leaf": n, "min": i, "max": j}]
"""
import json
import math
import os

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
import numpyro
from numpyro.infer.hmc_util import (
    _leaf_idx_to_ckpt_idxs,
    build_adaptation_schedule,
    dual_averaging,
    welford_covariance,
)

flat = lambda a: [float(v) for v in np.asarray(a).ravel()]

schedules = []
for n in [*range(31), 50, 100, 149, 150, 151, 280, 500, 1000, 2000]:
    w = [[int(a), int(b)] for a, b in build_adaptation_schedule(n)]
    assert w[0][0] == 0 and w[-1][1] == n - 1
    assert all(a[1] + 1 == b[0] for a, b in zip(w, w[1:]))
    schedules.append({"num_steps": n, "windows": w})

# Three kinds of accept-statistic sequence, each 60 long, written to 3 decimals.
rng = np.random.default_rng(20240607)
noisy = np.round(np.clip(0.75 + 0.3 * rng.standard_normal(60), 0, 1), 3)
sweep = np.round(np.abs(np.sin(0.37 * np.arange(60))), 3)
edge = np.where(np.arange(60) % 7 < 3, 0.0, 1.0)

averaging = []
for accept, step, target, conf in [
    (noisy, 1.0, 0.8, (10, 0.75, 0.05)),
    (sweep, 0.1, 0.8, (10, 0.75, 0.05)),
    (edge, 0.37, 0.95, (10, 0.75, 0.05)),
    (noisy, 2.5, 0.65, (5, 0.6, 0.1)),
]:
    t0, kappa, gamma = conf
    init, update = dual_averaging(t0, kappa, gamma)
    mu = math.log(10 * step)
    state = init(mu)
    xs, avgs, gs = [], [], []
    x_avg = g_avg = 0.0
    for t, a in enumerate(accept.tolist(), 1):
        state = update(target - a, state)
        xs.append(float(state[0])); avgs.append(float(state[1])); gs.append(float(state[2]))
        g_avg = (1 - 1 / (t + t0)) * g_avg + (target - a) / (t + t0)
        x = mu - math.sqrt(t) / gamma * g_avg
        x_avg = (1 - t**-kappa) * x_avg + t**-kappa * x
        assert np.allclose([x, x_avg, g_avg], [xs[-1], avgs[-1], gs[-1]], rtol=1e-12, atol=1e-13)
    averaging.append({"t0": t0, "kappa": kappa, "gamma": gamma, "target": target, "prox_center": mu,
                      "accept": accept.tolist(), "x": xs, "x_avg": avgs, "g_avg": gs})

welford = []
base = rng.standard_normal((12, 3)) @ np.array([[1.0, 0.5, 0.0], [0.0, 0.3, -2.0], [0.0, 0.0, 10.0]])
far = np.round(base + np.array([1000.0, -5.0, 0.25]), 6)
for sample in [far, far[:4], np.round(rng.standard_normal((25, 1)) * 0.01, 6)]:
    n, dim = sample.shape
    for diagonal in (True, False):
        init, update, final = welford_covariance(diagonal)
        state = init(dim)
        for row in sample:
            state = update(jnp.array(row), state)
        for regularize in (False, True):
            cov, root, inv = (np.asarray(v) for v in final(state, regularize))
            want = np.atleast_2d(np.cov(sample.T))
            if regularize:
                want = n / (n + 5) * want + 1e-3 * 5 / (n + 5) * np.eye(dim)
            assert np.allclose(cov, np.diag(want) if diagonal else want, rtol=1e-10, atol=1e-12)
            if diagonal:
                assert np.allclose(root * inv, 1) and np.allclose(inv**2, cov)
            else:
                assert np.allclose(root @ root.T @ cov, np.eye(dim), atol=1e-9)
                assert np.allclose(inv @ root, np.eye(dim), atol=1e-10)
                assert np.allclose(np.triu(root, 1), 0) and np.allclose(np.triu(inv, 1), 0)
            welford.append({"diagonal": diagonal, "n": n, "dim": dim, "regularize": regularize,
                            "sample": flat(sample), "mean": flat(state[0]), "m2": flat(state[1]),
                            "cov": flat(cov), "cov_inv_sqrt": flat(root), "tril_inv": flat(inv)})

checkpoints = []
for leaf in range(64):
    lo, hi = (int(v) for v in _leaf_idx_to_ckpt_idxs(jnp.array(leaf)))
    assert hi == bin(leaf >> 1).count("1")
    trailing = len(bin(leaf)) - len(bin(leaf).rstrip("1")) if leaf else 0
    assert lo == hi - trailing + 1
    checkpoints.append({"leaf": leaf, "min": lo, "max": hi})

table = {"schedules": schedules, "dual_averaging": averaging, "welford": welford, "checkpoints": checkpoints}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "windows.json")
dump = lambda v: json.dumps(v, separators=(",", ":"), allow_nan=False)
with open(path, "w") as f:
    f.write('{"meta":' + dump({"numpyro": numpyro.__version__, "jax": jax.__version__}))
    for name, rows in table.items():
        f.write(f',\n"{name}":[\n' + ",\n".join(dump(r) for r in rows) + "\n]")
    f.write("\n}\n")
print({k: len(v) for k, v in table.items()}, os.path.getsize(path), "bytes")
