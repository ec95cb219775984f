"""The online regression's word on the order days to come, and how far it moves BG/NBD's (docs/decisions/0029).

Both speak of the days of the churn label's horizon. Their mean is one of logs, as churn scores are blended in logits:
what is far ahead moves by the same factor as what is near.
"""

from math import exp, log, log1p
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harken.models.model import HIGHEST_LOG, LOWEST_LOG, Coefficients
from harken.shelf import OrdersSnapshot

Column = NDArray[np.float64]

#: Takes the place of the last stored feature, the prior's logit.
PRIOR_LOG: Final = "prior_log_orders"
#: The regression's share in the end; BG/NBD keeps the rest, and all of it before there were labels.
SHARE: Final = 0.75
#: Labels at which the regression has half of its share.
HALF_WAY: Final = 1000
#: BG/NBD expects no less of anybody, where it is asked for its log.
_LEAST: Final = 1e-300


def names_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The regression's features, given those of a stored row."""
    return (*names[:-1], PRIOR_LOG)


def prior_log_orders(prior_logit: float) -> float:
    """The log of the rate at which a Poisson process would bring no order as likely as the prior says (its logit)."""
    # -log of the chance; far below 0 it is the logit itself, and exp of it would overflow.
    rate = -prior_logit if prior_logit < -30.0 else log1p(exp(-min(prior_logit, 700.0)))
    return log(max(rate, _LEAST))


def share(labels: int) -> float:
    """The regression's share of the mean, after so many labels."""
    return SHARE * labels / (labels + HALF_WAY)


def mean(labels: int, regression: float, bgnbd: float) -> float:
    """Order days that are said with a regression of so many labels; both > 0."""
    weight = share(labels)
    return exp(weight * log(regression) + (1.0 - weight) * log(bgnbd))


def orders_snapshot(coefficients: Coefficients, names: tuple[str, ...], labels: int) -> OrdersSnapshot:
    """The regression as scorers read it; standardisation is folded into its numbers, in the order of `names`."""
    gains = tuple(coefficients.weights.get(name, 0.0) / coefficients.scales.get(name, 1.0) for name in names)
    shift = sum(gain * coefficients.means.get(name, 0.0) for name, gain in zip(names, gains, strict=True))
    return OrdersSnapshot(labels=labels, names=names, gains=gains, intercept=coefficients.intercept - shift)


def lift(snapshot: OrdersSnapshot, rows: Column, expected: Column, horizon_d: float) -> Column:
    """By which factor the mean of both is more than BG/NBD expects.

    Parameters
    ----------
    rows : as they are stored, the prior's logit last.
    expected : order days that BG/NBD expects within the horizon, >= 0.
    horizon_d : there cannot be more days with an order, > 0.
    """
    gains = np.asarray(snapshot.gains)
    prior = np.log(np.maximum(np.logaddexp(0.0, -rows[:, -1]), _LEAST))
    logs = rows[:, :-1] @ gains[:-1] + gains[-1] * prior + snapshot.intercept
    logs = np.clip(logs, LOWEST_LOG, min(log(horizon_d), HIGHEST_LOG))
    return np.asarray(np.exp(share(snapshot.labels) * (logs - np.log(np.maximum(expected, _LEAST)))))
