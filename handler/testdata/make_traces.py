"""Makes traces.json: what NumPyro says of small models.

What: for each model, its sites in order under handlers.seed(model, 7): kind, shape, value,
  whether it is observed, and the log density with mask and scale, summed; and the potential
  energy at two points of unconstrained space, given as one vector in the order of the sites.
  For predict and loglik: Predictive and log_likelihood.
Versions: Python 3.11, numpyro 0.22.0, jax 0.10.2 (x64, CPU).
Run: python make_traces.py     (writes traces.json beside this file)

The models of the same names are in ../traces_test.go. Subsamples are given, since NumPyro draws
them in another way on each backend; and no plate expands an axis between others, along which
NumPyro draws first. The value of a Unit's empty event has no elements.
"""
import json
import os
import warnings

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.contrib.control_flow import cond, scan
from numpyro.distributions import constraints, transforms
from numpyro.infer import Predictive, log_likelihood
from numpyro.infer.reparam import ExplicitReparam, LocScaleReparam, TransformReparam
from numpyro.infer.util import potential_energy

warnings.simplefilter("ignore")
sample, plate = numpyro.sample, numpyro.plate
MODELS = {}


def model(f):
    MODELS[f.__name__] = f
    return f


@model
def chain():
    x = sample("x", dist.Normal(0, 1))
    y = sample("y", dist.Normal(x, 2))
    sample("z", dist.Normal(y, 0.5), obs=jnp.array(0.3))


SIGMA = jnp.array([15.0, 10, 16, 11, 9, 11, 10, 18])
Y = jnp.array([28.0, 8, -3, 7, -1, 1, 18, 12])


@model
def schools():
    mu = sample("mu", dist.Normal(0, 5))
    tau = sample("tau", dist.HalfCauchy(5))
    with plate("school", 8):
        theta = sample("theta", dist.Normal(mu, tau))
        sample("obs", dist.Normal(theta, SIGMA), obs=Y)


MODELS["noncentered"] = handlers.reparam(schools, config={"theta": LocScaleReparam(0.0)})
MODELS["partly"] = handlers.reparam(schools, config={"theta": LocScaleReparam(0.3)})
MODELS["learned"] = handlers.reparam(schools, config={"theta": LocScaleReparam()})


@model
def dims():
    with plate("a", 3, dim=-2):
        x = sample("x", dist.Gamma(2.0, 1.5))
        with plate("b", 4, dim=-1):
            y = sample("y", dist.Normal(x, jnp.ones(4)))
            sample("z", dist.Normal(y, jnp.array([1.0, 2, 3, 4])), obs=jnp.full((3, 4), 0.5))


@model
def nested():
    with plate("outer", 2):
        x = sample("x", dist.Exponential(2.0))
        with plate("inner", 3):
            sample("y", dist.Dirichlet(jnp.ones(3)))
            sample("w", dist.Laplace(x, 1))


@model
def stack():
    with numpyro.plate_stack("s", [2, 3]):
        sample("x", dist.Gamma(jnp.full((2, 3), 2.0), 3.0))


@model
def subsampled():
    m = sample("m", dist.Normal(0, 1))
    with plate("N", 10, subsample_size=4):
        x = sample("x", dist.LogNormal(m, 1))
        data = numpyro.subsample(jnp.arange(10.0), event_dim=0)
        sample("y", dist.Normal(jnp.log(x), 1), obs=data)


MODELS["subsampled"] = handlers.substitute(subsampled, data={"N": jnp.array([7, 1, 4, 2])})


@model
def masked():
    with handlers.mask(mask=jnp.array([True, False, True])):
        with plate("N", 3):
            x = sample("x", dist.HalfNormal(2.0))
            sample("y", dist.Normal(x, 1), obs=jnp.array([1.0, 2, 3]))


@model
def scaled():
    with handlers.scale(scale=0.25):
        x = sample("x", dist.HalfNormal(2.0))
        with plate("N", 3):
            sample("y", dist.Normal(x, 1), obs=jnp.array([1.0, 2, 3]))


@model
def factors():
    x = sample("x", dist.Cauchy(0, 1))
    with plate("N", 3):
        numpyro.factor("f", -x * x)
        numpyro.deterministic("d", jnp.arange(3.0) + x)


@model
def partial():
    m = sample("m", dist.Normal(0, 1))
    with plate("N", 3):
        sample("y", dist.Normal(m, 2), obs=jnp.array([1.0, 2, 3]), obs_mask=jnp.array([True, False, True]))


@model
def events():
    sample("v", dist.Normal(jnp.zeros(3), jnp.array([1.0, 2, 3])).to_event(1))
    s = sample("s", dist.Dirichlet(jnp.array([1.0, 2, 3])))
    sample("c", dist.Categorical(probs=s), obs=jnp.array(2))
    sample("o", dist.MultivariateNormal(jnp.zeros(2), scale_tril=jnp.array([[1.0, 0], [0.5, 2]])))


@model
def dependent():
    top = sample("top", dist.Gamma(3.0, 1.0))
    sample("u", dist.Uniform(0, top))
    with plate("N", 2):
        sample("w", dist.Uniform(-top, jnp.array([1.0, 2])))


def walk(x, y):
    x = sample("x", dist.Normal(x, 1))
    s = sample("s", dist.HalfNormal(1.5))
    numpyro.deterministic("twice", 2 * x)
    y = sample("y", dist.Normal(x, s), obs=y)
    return x, y


@model
def ar1():
    x0 = sample("x0", dist.Normal(0, 1))
    scan(walk, x0, jnp.array([0.1, -0.2, 0.3, 0.4]))
    sample("end", dist.Normal(0, 1))


@model
def panel():
    def step(x, y):
        with plate("N", 3):
            x = sample("x", dist.Normal(x, 1))
            sample("y", dist.Normal(x, 0.5), obs=y)
        return x, None

    scan(step, jnp.zeros(3), jnp.arange(6.0).reshape(2, 3))


MODELS["maskedscan"] = handlers.mask(panel, mask=jnp.array([[True, False, True], [False, True, True]]))
MODELS["scaledscan"] = handlers.scale(panel, scale=3.0)
MODELS["conditioned"] = handlers.condition(panel, data={"x": jnp.ones((2, 3))})


@model
def either():
    c = sample("c", dist.Normal(0, 1))

    def high(_):
        return sample("x", dist.Normal(10.0, 1))

    def low(_):
        return sample("x", dist.Normal(-10.0, 2))

    x = cond(c > 0, high, low, None)
    sample("y", dist.Normal(x, 1), obs=jnp.array(0.5))


@model
def scopes():
    x = sample("x", dist.Normal(0, 1))
    with handlers.scope(prefix="in"):
        with plate("N", 2):
            sample("x", dist.Normal(x, 1))
        with handlers.scope(prefix="deep", divider="."):
            sample("x", dist.Logistic(x, 1))


def parameters():
    a = numpyro.param("a", 0.5, constraint=constraints.positive)
    sample("x", dist.Normal(0, a))
    numpyro.param("b", lambda key: random.normal(key, (2,)))
    sample("y", dist.Laplace(0, a))


MODELS["parameters"] = parameters
MODELS["lifted"] = handlers.lift(parameters, prior={"a": dist.Exponential(1.0)})
MODELS["done"] = handlers.do(schools, data={"mu": jnp.array(2.0)})
MODELS["unconditioned"] = handlers.uncondition(chain)


@model
def transformed():
    loc = sample("loc", dist.Normal(0, 1))
    with plate("N", 2):
        d = dist.TransformedDistribution(dist.Normal(0, 1), transforms.AffineTransform(loc, 2.0))
        sample("x", d)
    sample("y", dist.HalfNormal(1.0))


MODELS["rebased"] = handlers.reparam(transformed, config={
    "x": TransformReparam(), "y": ExplicitReparam(transforms.ExpTransform().inv)})


def flat(x):
    x = np.asarray(x)
    return [float(v) for v in x.ravel()]


def point(n, k):
    return [float(v) for v in 0.7 * np.sin(np.arange(1, n + 1) * (k + 1.0)) + 0.1 * k]


def record(name, f):
    tr = handlers.trace(handlers.seed(f, 7)).get_trace()
    sites, variables = [], []
    for s in tr.values():
        if s["type"] == "plate":
            sites.append({"name": s["name"], "kind": "plate", "shape": list(np.shape(s["value"])), "value": flat(s["value"])})
            continue
        r = {"name": s["name"], "kind": s["type"], "shape": list(np.shape(s["value"])), "value": flat(s["value"])}
        if s["type"] == "sample":
            lp = s["fn"].log_prob(s["value"])
            if s["scale"] is not None:
                lp = lp * s["scale"]
            r["observed"] = bool(s["is_observed"])
            r["batch"], r["event"] = list(s["fn"].batch_shape), list(s["fn"].event_shape)
            r["log_prob"] = float(jnp.sum(lp))
            if not s["is_observed"]:
                variables.append((s["name"], s))
        sites.append(r)
    out = {"name": name, "sites": sites}
    # the log density of scans is computed from the unconstrained values of their stacked sites
    shapes = [(n, dist.biject_to(s["fn"].support).inverse_shape(np.shape(s["value"]))) for n, s in variables]
    size = sum(int(np.prod(s)) for _, s in shapes)
    points = []
    for k in range(2):
        z, at, params = point(size, k), 0, {}
        for n, s in shapes:
            params[n] = jnp.array(z[at:at + int(np.prod(s))]).reshape(s)
            at += int(np.prod(s))
        pe = potential_energy(handlers.seed(f, 7), (), {}, params)
        points.append({"z": z, "potential": float(pe)})
    out["variables"] = [n for n, _ in shapes]
    out["points"] = points
    return out


def predictions():
    def regression(x, y=None):
        b = sample("b", dist.Normal(0, 1))
        numpyro.deterministic("mean", b * x)
        with plate("N", x.shape[0]):
            sample("y", dist.Normal(b * x, 0.5), obs=y)

    def series(n, y=None):
        x0 = sample("x0", dist.Normal(0, 1))

        def step(x, y):
            x = sample("x", dist.Normal(x, 1))
            return x, sample("y", dist.Normal(x, 0.5), obs=y)

        scan(step, x0, y, length=n)

    x, y = jnp.array([1.0, 2, 3]), jnp.array([0.5, 1.5, 2])
    b = {"b": jnp.array([0.1, 0.2, -0.3, 0.4]), "mean": jnp.zeros((4, 3))}
    s = {"x0": jnp.array([0.5, -0.5]), "x": jnp.array([[1.0, 2, 3], [-1, -2, -3]])}
    key = random.key(3)
    tables = {
        "prior": Predictive(regression, num_samples=3)(key, x),
        "posterior": Predictive(regression, b)(key, x),
        "chosen": Predictive(regression, b, return_sites=["b", "y"])(key, x),
        "forecast": Predictive(series, s)(key, 5),
        "loglik": log_likelihood(regression, b, x, y),
        "loglikscan": log_likelihood(series, s, 3, jnp.array([0.0, 1, 2])),
    }
    return {k: {n: {"shape": list(np.shape(v)), "value": flat(v)} for n, v in t.items()} for k, t in tables.items()}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    versions = {"numpyro": numpyro.__version__, "jax": jax.__version__}
    records = [json.dumps(record(n, f)) for n, f in MODELS.items()]
    text = json.dumps(predictions())
    with open(os.path.join(here, "traces.json"), "w") as out:
        out.write('{"versions": %s,\n"models": [\n%s\n],\n"predictions": %s}\n'
                  % (json.dumps(versions), ",\n".join(records), text))


if __name__ == "__main__":
    main()
