"""BG/NBD's parameters from customers: the likeliest, with a weak pull home.

In a file of its own because only learners fit: lanes of customers need not wait for SciPy's optimisers to be imported.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), eq. 6.
"""

from typing import Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from harken.models.rhythm import BOUNDS, DEFAULT, Column
from harken.shelf import RhythmParameters

#: Weak pull towards the default, in log parameters, so that thirty customers do not decide.
PRIOR_STRENGTH: Final = 1.0


def log_likelihood(params: RhythmParameters, repeats: Column, recency_d: Column, age_d: Column) -> Column:
    """Each customer's log likelihood (Fader et al. 2005, eq. 6), in the form that does not underflow."""
    r, alpha, a, b = params.r, params.alpha_d, params.a, params.b
    common = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha)
    lasting = betaln(a, b + repeats) - betaln(a, b) - (r + repeats) * np.log(alpha + age_d)
    x = np.maximum(repeats, 1.0)
    stopping = betaln(a + 1.0, b + x - 1.0) - betaln(a, b) - (r + repeats) * np.log(alpha + recency_d)
    return np.asarray(common + np.where(repeats > 0, np.logaddexp(lasting, stopping), lasting))


def fit(repeats: Column, recency_d: Column, age_d: Column, start: RhythmParameters = DEFAULT) -> RhythmParameters:
    """The parameters that are likeliest for these customers, from a warm start, inside `BOUNDS`; deterministic.

    Returns `start` where the search finds nothing better than numbers that are not finite.
    """
    age_d = np.maximum(age_d, recency_d)
    home = np.log([DEFAULT.r, DEFAULT.alpha_d, DEFAULT.a, DEFAULT.b])

    def cost(logs: Column) -> float:
        params = RhythmParameters(*(float(value) for value in np.exp(logs)))
        pull = PRIOR_STRENGTH * float(np.sum((logs - home) ** 2))
        return (pull - float(np.sum(log_likelihood(params, repeats, recency_d, age_d)))) / len(repeats)

    first = np.clip(np.log([start.r, start.alpha_d, start.a, start.b]), *np.log(BOUNDS).T)
    found = minimize(cost, first, method="L-BFGS-B", bounds=np.log(BOUNDS))
    if not np.all(np.isfinite(found.x)):
        return start
    return RhythmParameters(*(round(float(value), 6) for value in np.exp(found.x)))
