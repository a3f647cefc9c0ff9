"""Writes reference.json: draws, and the diagnostics NumPyro, ArviZ and numpy give for them.

    pip install numpyro arviz==0.23.4 && python make_reference.py
"""
import json
import warnings

import numpy as np

warnings.simplefilter("ignore")
from arviz.stats import diagnostics as az  # noqa: E402
from numpyro import diagnostics as npyro  # noqa: E402

rng = np.random.default_rng(20240607)


def ar1(phi, chains, draws):
    x = np.empty((chains, draws))
    x[:, 0] = rng.normal(size=chains) / np.sqrt(1 - phi**2)
    for i in range(1, draws):
        x[:, i] = phi * x[:, i - 1] + rng.normal(size=chains)
    return x


CASES = {
    "iid": rng.normal(size=(4, 50)),
    "ar1 0.9": ar1(0.9, 2, 100),
    "ar1 -0.8, antithetic": ar1(-0.8, 3, 40),
    "one chain": ar1(0.5, 1, 60),
    "odd length": ar1(0.3, 3, 51),
    "ties": rng.poisson(2.0, size=(4, 40)).astype(float),
    "one chain elsewhere": rng.normal(size=(4, 30)) + np.array([0, 0, 0, 3.0])[:, None],
    "one chain wider": rng.normal(size=(4, 30)) * np.array([1, 1, 1, 5.0])[:, None],
    "heavy tails": rng.standard_cauchy(size=(4, 40)),
    "tiny scale": 1e-6 * rng.normal(size=(2, 30)) + 1e-4,
    "trend": rng.normal(size=(2, 30)) + np.linspace(-2, 2, 30),
    "six draws": rng.normal(size=(2, 6)),
    "huge offset": rng.normal(size=(2, 30)) + 1e6,
}


def number(x):
    return None if np.isnan(x) else float(x)


def floats(x):
    return [float(v) for v in x]


def reference(name, x):
    flat = x.ravel()
    size = x.size
    cap = size * np.log10(size)
    n_eff = float(npyro.effective_sample_size(x))
    hpdi = npyro.hpdi(flat, 0.9)
    return {
        "name": name,
        "draws": x.tolist(),
        "r_hat": number(npyro.gelman_rubin(x)) if len(x) > 1 else None,
        "split_r_hat": number(npyro.split_gelman_rubin(x)),
        "rank_r_hat": number(az._multichain_statistics(x)[4]),  # NaN for one chain; _rhat_rank folds at another median
        "ess": min(n_eff, cap) if n_eff > 0 else cap,  # NumPyro has no cap
        "ess_bulk": number(az._ess_bulk(x)),
        "ess_tail": number(az._ess_tail(x)),
        "ess_mean": number(az._ess_mean(x)),
        "ess_sd": number(az._ess_sd(x)),
        "ess_quantile": number(az._ess_quantile(x, 0.3)),
        "mcse_mean": number(az._mcse_mean(x)),
        "mcse_sd": number(az._mcse_sd(x)),
        "mcse_quantile": number(az._mcse_quantile(x, 0.3)),
        "quantile": float(np.quantile(flat, 0.3)),
        "hpdi": floats(hpdi),
        "bfmi": floats(az._bfmi(x)),
        "autocovariance": floats(npyro.autocovariance(x[0])),
        "autocovariance_unbiased": floats(npyro.autocovariance(x[0], bias=False)),
        "autocorrelation": floats(npyro.autocorrelation(x[0])),
    }


with open("reference.json", "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(reference(n, x)) for n, x in CASES.items()) + "\n]\n")
