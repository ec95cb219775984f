"""The life cycle of customers, stepped at every moment of decision of a batch, in order.

Nearly everybody stays where they are, and of most that is certain whatever was before: so it is told for all moments at
once, and only the others are asked line by line.
"""

from collections.abc import Sequence
from math import inf, log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harken.features.numbers import Numbers
from harken.fold.config import DAY_S
from harken.fold.moment import NO_ROW, Moment
from harken.language import ENGLISH, Language
from harken.lifecycle.machine import STAYS, Steps, step
from harken.lifecycle.situation import Situation

Column = NDArray[np.float64]

_DAY_MS = DAY_S * 1000
_TAU_30_D, _TAU_90_D = 30 / log(2), 90 / log(2)
#: Fewer are asked line by line at once: telling it of all takes as long as asking so many.
MANY: Final = 25


class Stages:
    """The life cycle of one batch's moments.

    Parameters
    ----------
    rows : what is asked of at the moments that are scored.
    steps : what is certain of all of them; None where that is not asked.
    horizon_d : no order for so long means left, days.
    language : in which it is said why.
    """

    def __init__(
        self, rows: Sequence[tuple[Any, ...]], steps: Steps | None, horizon_d: float, language: Language = ENGLISH
    ) -> None:
        self._rows = rows
        self._steps = steps
        self._horizon_d = horizon_d
        self._language = language

    def put(self, moment: Moment) -> bool:
        """Put where the customer stands at this moment into their document; whether that is another stage."""
        customer, row, first = moment.customer, moment.row, 0
        before = customer.lifecycle
        if row != NO_ROW and before is not None and self._steps is not None:
            first = self._steps[before.stage][row]
            if first == STAYS:
                return False
        now_ms = round(moment.now_s * 1000)
        if row == NO_ROW:
            ordered = moment.last_order_ms is not None
            situation = Situation(ordered, said_goodbye=ordered)
        else:
            in_stage_d = 0.0 if before is None else (now_ms - before.since_ms) / _DAY_MS
            situation = _situation(self._rows[row], self._horizon_d, in_stage_d)
        after = step(before, situation, now_ms, first, self._language)
        customer.lifecycle = after
        return before is None or before.stage != after.stage


def stages_of(
    numbers: Numbers[Column], churn: Column, band: NDArray[np.str_], horizon_d: float, language: Language = ENGLISH
) -> Stages:
    """The life cycle at all moments that are scored; numbers, probabilities and bands are columns."""
    columns: tuple[Any, ...] = (
        numbers.days, numbers.silent_d, numbers.gap_d, numbers.age_d, trend(numbers), churn, band,
    )  # fmt: skip
    steps = None
    if len(churn) >= MANY:
        steps = Steps(_situation(columns, horizon_d, -inf), _situation(columns, horizon_d, inf), len(churn))
    return Stages(list(zip(*(column.tolist() for column in columns), strict=True)), steps, horizon_d, language)


def _situation(row: tuple[Any, ...], horizon_d: float, in_stage_d: float) -> Situation:
    """Of a row, or of all of them as columns, who are so long at their stage."""
    days, silent_d, gap_d, age_d, rising, churn, band = row
    return Situation(True, False, days, silent_d, gap_d, age_d, rising, horizon_d, churn, band, in_stage_d)


def trend(numbers: Numbers[Column]) -> Column:
    """Orders a day lately (half-life 30 days) against the months before (90); 1 for who has been here for no time.

    Of a young customer both sums are young; each is held against what a steady customer of that age would have.
    """
    full_30 = _TAU_30_D * -np.expm1(-numbers.age_d / _TAU_30_D)
    full_90 = _TAU_90_D * -np.expm1(-numbers.age_d / _TAU_90_D)
    steady = (numbers.orders_90d > 0) & (numbers.age_d > 1.0)
    ratio = numbers.orders_30d * full_90 / np.where(steady, numbers.orders_90d * full_30, 1.0)
    return np.where(steady, ratio, 1.0)
