"""Gamma-Gamma's parameters from customers: the likeliest, with a weak pull home.

In a file of its own because only learners fit: lanes of customers need not wait for SciPy's optimisers to be imported.

Source: Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, eq. 1a.
"""

from typing import Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from harken.models.spend import Column
from harken.shelf import SpendParameters

#: (p, q, gamma by the median of the customers' means). Below q = 1 the population has no mean at all; near 1 it is an
#: artefact of few customers (learning.md, 4).
BOUNDS: Final = ((0.05, 200.0), (1.2, 100.0), (0.01, 1000.0))
#: Where a weak pull leads, in log parameters: days vary by half around a customer's mean, and so do the means.
HOME: Final = (4.0, 4.0, 0.75)
PRIOR_STRENGTH: Final = 1.0
#: A customer's mean counts up to Tukey's outer fence (1977, Exploratory Data Analysis, 2D) of the means' logs, at least
#: so many medians: one enormous order is no habit, and where most pay one price a tenfold customer still is one.
FENCE: Final = 3.0
FEWEST_MEDIANS: Final = 10.0


def log_likelihood(params: SpendParameters, repeats: Column, mean_minor: Column) -> Column:
    """Each customer's log likelihood; of customers with repeats whose mean is positive."""
    p, q, gamma = params.p, params.q, params.gamma_minor
    px = p * repeats
    return np.asarray(
        gammaln(px + q)
        - gammaln(px)
        - gammaln(q)
        + q * np.log(gamma)
        + (px - 1.0) * np.log(mean_minor)
        + px * np.log(repeats)
        - (px + q) * np.log(gamma + mean_minor * repeats)
    )


def fit(repeats: Column, mean_minor: Column, start: SpendParameters | None = None) -> SpendParameters | None:
    """The likeliest parameters, from a warm start, inside `BOUNDS`; deterministic.

    Parameters
    ----------
    repeats, mean_minor : of customers with repeats whose mean is positive.

    Returns
    -------
    `start` where the search finds nothing but numbers that are not finite.
    """
    lower, unit, upper = np.quantile(mean_minor, (0.25, 0.5, 0.75)).tolist()
    cap = max(upper * (upper / lower) ** FENCE, FEWEST_MEDIANS * unit)
    means = np.minimum(mean_minor, cap) / unit
    home = np.log(HOME)

    def cost(logs: Column) -> float:
        p, q, gamma = (float(value) for value in np.exp(logs))
        pull = PRIOR_STRENGTH * float(np.sum((logs - home) ** 2))
        likelihood = log_likelihood(SpendParameters(p, q, gamma, cap), repeats, means)
        return (pull - float(np.sum(likelihood))) / len(repeats)

    first = home if start is None else np.log([start.p, start.q, start.gamma_minor / unit])
    bounds = np.log(BOUNDS)
    found = minimize(cost, np.clip(first, *bounds.T), method="L-BFGS-B", bounds=bounds)
    if not np.all(np.isfinite(found.x)):
        return start
    p, q, gamma = (float(value) for value in np.exp(found.x))
    return SpendParameters(round(p, 6), round(q, 6), round(gamma * unit, 3), round(cap, 3))
