"""BG/NBD: how often customers come back while they are customers, and when they stop.

A customer orders at a rate of their own (gamma over customers) and after each repeat order stops with a probability of
their own (beta over customers). From three numbers of a customer, the repeat days x, the time of the last one t_x and
the age T, follows the chance that no order comes in the next H days.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), eq. 6 (likelihood),
section 4.3 (P(alive)); the no-order probability is `1 - P(alive) (1 - ((alpha+T)/(alpha+T+H))^(r+x))`, with the
gamma's alpha.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from harken.shelf import RhythmParameters

Column = NDArray[np.float64]

#: A shop before it has told us anything: an order a month on average, one in eight stops after each.
DEFAULT: Final = RhythmParameters(r=0.8, alpha_d=45.0, a=0.7, b=3.0)
#: Parameters outside of these are an artefact of few customers (learning.md 1.6: bound the parameters).
BOUNDS: Final = ((0.05, 20.0), (0.5, 2000.0), (0.05, 20.0), (0.1, 100.0))
#: Weak pull towards the default, in log parameters, so that thirty customers do not decide.
PRIOR_STRENGTH: Final = 1.0


def alive_probability(params: RhythmParameters, repeats: Column, recency_d: Column, age_d: Column) -> Column:
    """The chance that a customer has not stopped yet; 1 for who never repeated.

    Parameters
    ----------
    repeats : repeat order days, >= 0.
    recency_d : days from the first order day to the last, >= 0.
    age_d : days since the first order day, >= recency_d.
    """
    r, alpha, a, b = params.r, params.alpha_d, params.a, params.b
    ratio = np.log((alpha + age_d) / (alpha + recency_d)) * (r + repeats)
    odds_gone = a / (b + np.maximum(repeats, 1.0) - 1.0) * np.exp(np.minimum(ratio, 500.0))
    return np.where(repeats > 0, 1.0 / (1.0 + odds_gone), 1.0)


def churn_probability(
    params: RhythmParameters, repeats: Column, recency_d: Column, age_d: Column, horizon_d: float
) -> Column:
    """The chance of no order within the next `horizon_d` days (> 0), strictly inside (0, 1)."""
    r, alpha = params.r, params.alpha_d
    age_d = np.maximum(age_d, recency_d)
    silent = np.exp((r + repeats) * np.log((alpha + age_d) / (alpha + age_d + horizon_d)))
    left = 1.0 - alive_probability(params, repeats, recency_d, age_d) * (1.0 - silent)
    return np.clip(left, 1e-6, 1.0 - 1e-6)


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
