"""Levels by budget: from which churn probability on so many customers in a hundred come to it within a week.

A customer comes to a level where the last snapshot was under it and the newest is not. Counted over all customers, each
by how long the two lie apart, that is a rate a week; a budget is met by the lowest level above which the rate is no
higher. Not the share of customers that stand above a level (its quantile): those who left long ago stand there for
good, and leave nothing to be said of others.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

WEEK_S: Final = 7 * 86_400.0
#: Budgets for which a level is told, customers in one a week; between them it is interpolated.
SHARES: Final = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2)
#: Fewer customers with two snapshots say nothing; of the top tier, a tenth of all, some do: what is wrong in their
#: levels is seen in what comes of it (`harken.learning.budgets`).
FEWEST: Final = 200
FEWEST_OF_TOP: Final = 30
_STEP: Final = 1e-6


class Rise(NamedTuple):
    """One customer's last two churn probabilities; `apart_s` lies between them, 0 where the first was never judged."""

    before: float
    after: float
    apart_s: float


def levels(rises: Sequence[Rise], customers: int | None = None, fewest: int = FEWEST) -> tuple[float, ...] | None:
    """The level for each of `SHARES`; None where too few customers say anything, or no score rose.

    Parameters
    ----------
    customers : of whom shares are told, where the rises are of some of them only.
    fewest : with two snapshots.
    """
    before, after, apart_s = np.array(rises, np.float64).reshape(-1, 3).T
    known = apart_s > 0
    if np.count_nonzero(known) < fewest:
        return None
    #  Who is new has come from nothing, in the time that there is between two snapshots.
    apart_s = np.where(known, apart_s, np.median(apart_s[known]))
    rose = after > before
    if not rose.any():
        return None
    weekly = (WEEK_S / apart_s / (customers or len(rises)))[rose]
    ends = np.concatenate((after[rose], before[rose]))
    order = np.argsort(-ends, kind="stable")
    ends = ends[order]
    #  At each level from the top: what of all customers comes to it in a week.
    rate = np.cumsum(np.concatenate((weekly, -weekly))[order])
    last = np.append(ends[1:] < ends[:-1], True)  # of equal ends the sum of all counts
    ends, rate = ends[last], rate[last]
    return tuple(_lowest(ends, rate, share) for share in SHARES)


def _lowest(ends: NDArray[np.float64], rate: NDArray[np.float64], share: float) -> float:
    """The lowest level from which on upwards the rate is never above the share."""
    above = np.flatnonzero(rate > share + 1e-12)
    found = ends[-1] if not len(above) else ends[above[0]] + _STEP
    return round(float(np.clip(found, _STEP, 1.0 - _STEP)), 6)
