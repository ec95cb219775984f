"""What money that is to come is worth today: the one formula of lifetime value, and its short cut.

`CLV = sum over t of R_t / (1 + r)^t - C`, `R_t` being what comes in period t, r the discount a period, C the cost of
winning the customer. For a shop's customer `R_t` is (orders expected by the end of month t, less those by its
beginning) times what one brings.
"""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

#: Mean days of a month.
MONTH_D: Final = 365.25 / 12
#: Points at which the orders to come are reckoned beside the horizon itself.
POINTS: Final = 8


def lifetime_value(flows: Column, rate: float, cost: float = 0.0) -> Column:
    """The formula.

    Parameters
    ----------
    flows : what comes in each period, at its end; periods are the last axis.
    rate : discount a period, >= 0.
    cost : what winning the customer has cost, in the flows' unit.
    """
    periods = np.arange(1, flows.shape[-1] + 1)
    return np.asarray((flows / (1.0 + rate) ** periods).sum(axis=-1) - cost)


def monthly(annual: float) -> float:
    """The discount a month that comes to `annual` in a year."""
    return float((1.0 + annual) ** (1 / 12) - 1.0)


class Discounting(NamedTuple):
    """Days ahead at which the orders expected by then are reckoned, and what each counts: the horizon is the last."""

    days: Column
    weights: Column


@lru_cache(maxsize=8)
def discounting(months: int, annual: float) -> Discounting:
    """A sum over all months in few points.

    With `d = 1 / (1 + r)` the discounted orders are, by parts, `d^n E(n) + sum over t < n of (d^t - d^(t+1)) E(t)`. E
    is smooth in t, so Gauss's points for these weights (Golub & Welsch 1969: eigenvalues of the recurrence of their
    orthogonal polynomials) take the sum's place. `tests/unit/agents/value/test_worth.py` has the error.
    """
    fade = 1.0 / (1.0 + monthly(annual))
    t = np.arange(1.0, months)
    weights = fade**t - fade ** (t + 1.0)
    end = np.array([months * MONTH_D])
    if fade == 1.0:
        return Discounting(end, np.ones(1))
    if months <= POINTS + 1:
        return Discounting(np.append(t * MONTH_D, end), np.append(weights, fade**months))
    nodes, shares = _gauss(t, weights, POINTS)
    return Discounting(np.append(nodes * MONTH_D, end), np.append(shares, fade**months))


def _gauss(at: Column, weights: Column, count: int) -> tuple[Column, Column]:
    """The points and shares of Gauss's rule for weights (> 0) at given places, by Stieltjes' procedure."""
    matrix = np.zeros((count, count))
    total = weights.sum()
    before, now = np.zeros_like(at), np.ones_like(at) / np.sqrt(total)
    link = 0.0
    for n in range(count):
        matrix[n, n] = centre = (weights * at * now * now).sum()
        after = (at - centre) * now - link * before
        link = np.sqrt((weights * after * after).sum())
        if n + 1 < count:
            matrix[n, n + 1] = matrix[n + 1, n] = link
        before, now = now, after / link
    nodes, vectors = np.linalg.eigh(matrix)
    return nodes, total * vectors[0] ** 2
