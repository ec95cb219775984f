"""BG/NBD: how often customers come back while they are customers, and when they stop.

A customer orders at a rate of their own (gamma over customers) and after each repeat order stops with a probability of
their own (beta over customers). From three numbers of a customer, the repeat days x, the time of the last one t_x and
the age T, follows the chance that no order comes in the next H days.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), section 4.3
(P(alive)); the no-order probability is `1 - P(alive) (1 - ((alpha+T)/(alpha+T+H))^(r+x))`, with the
gamma's alpha.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harken.shelf import RhythmParameters

Column = NDArray[np.float64]

#: A shop before it has told us anything: an order a month on average, one in eight stops after each.
DEFAULT: Final = RhythmParameters(r=0.8, alpha_d=45.0, a=0.7, b=3.0)
#: Parameters outside of these are an artefact of few customers (learning.md 1.6: bound the parameters).
BOUNDS: Final = ((0.05, 20.0), (0.5, 2000.0), (0.05, 20.0), (0.1, 100.0))


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
    params: RhythmParameters, repeats: Column, recency_d: Column, age_d: Column, horizon_d: float | Column
) -> Column:
    """The chance of no order within the next `horizon_d` days (>= 0), strictly inside (0, 1)."""
    r, alpha = params.r, params.alpha_d
    age_d = np.maximum(age_d, recency_d)
    silent = np.exp((r + repeats) * np.log((alpha + age_d) / (alpha + age_d + horizon_d)))
    left = 1.0 - alive_probability(params, repeats, recency_d, age_d) * (1.0 - silent)
    return np.clip(left, 1e-6, 1.0 - 1e-6)
