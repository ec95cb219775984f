"""The life cycle of customers, stepped at every moment of decision of a batch, in order."""

from math import log

import numpy as np
from numpy.typing import NDArray

from harken.document import Band
from harken.features.numbers import Numbers
from harken.fold.config import DAY_S
from harken.fold.moment import NO_ROW, Moment
from harken.lifecycle.machine import step
from harken.lifecycle.situation import Situation

Column = NDArray[np.float64]

_DAY_MS = DAY_S * 1000
_TAU_30_D, _TAU_90_D = 30 / log(2), 90 / log(2)


class Stages:
    """The life cycle of one batch's moments.

    Parameters
    ----------
    numbers : of the moments that are scored, columns.
    horizon_d : no order for so long means left, days.
    """

    def __init__(self, numbers: Numbers[Column], horizon_d: float) -> None:
        self._horizon_d = horizon_d
        rows = (numbers.days, numbers.silent_d, numbers.gap_d, numbers.age_d, trend(numbers))
        self._rows = list(zip(*(column.tolist() for column in rows), strict=True))

    def put(self, moment: Moment, churn: float | None, band: Band | None) -> bool:
        """Put where the customer stands at this moment into their document; whether that is another stage.

        Parameters
        ----------
        churn, band : the score of the moment; None for who is not in the population.
        """
        customer, before = moment.customer, moment.customer.lifecycle
        now_ms = round(moment.now_s * 1000)
        if moment.row == NO_ROW or churn is None or band is None:
            ordered = moment.last_order_ms is not None
            situation = Situation(ordered, said_goodbye=ordered)
        else:
            days, silent_d, gap_d, age_d, rising = self._rows[moment.row]
            in_stage_d = 0.0 if before is None else (now_ms - before.since_ms) / _DAY_MS
            situation = Situation(
                True, False, int(days), silent_d, gap_d, age_d, rising, self._horizon_d, churn, band, in_stage_d
            )
        after = step(before, situation, now_ms)
        customer.lifecycle = after
        return before is None or before.stage != after.stage


def trend(numbers: Numbers[Column]) -> Column:
    """Orders a day lately (half-life 30 days) against the months before (90); 1 for who has been here for no time.

    Of a young customer both sums are young; each is held against what a steady customer of that age would have.
    """
    full_30 = _TAU_30_D * -np.expm1(-numbers.age_d / _TAU_30_D)
    full_90 = _TAU_90_D * -np.expm1(-numbers.age_d / _TAU_90_D)
    steady = (numbers.orders_90d > 0) & (numbers.age_d > 1.0)
    ratio = numbers.orders_30d * full_90 / np.where(steady, numbers.orders_90d * full_30, 1.0)
    return np.where(steady, ratio, 1.0)
