"""What the customers of a batch are worth, all at once: numbers at their moments in, orders, spend and worth out."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.document import Tier
from harken.features.numbers import Numbers
from harken.models.rhythm import alive_probability
from harken.models.spend import expected_spend
from harken.shelf import RhythmParameters, ValueSnapshot
from harken.value.config import ValueConfig
from harken.value.forecast import lift

Column = NDArray[np.float64]

#: No customer is worth more, minor units: beyond it floats are no whole numbers any more.
MOST_MINOR: Final = 1e15


class Appraisal(NamedTuple):
    """Columns, one value a moment, money in minor units.

    Parameters
    ----------
    orders : order days expected within the horizon of value.
    near : within the horizon of the churn label.
    spend_minor : expected on each.
    remaining_minor : what is still to come, margin and discount reckoned in.
    stake_minor : the same if the customer has not stopped already; what there is to lose.
    repeat_minor : net mean of the repeat days so far, 0 where there is none: what spending is learned from.
    """

    orders: Column
    near: Column
    spend_minor: Column
    remaining_minor: Column
    stake_minor: Column
    repeat_minor: Column


def appraise(
    numbers: Numbers[Column],
    rows: Column,
    rhythm: RhythmParameters,
    value: ValueSnapshot,
    config: ValueConfig,
    near_d: float,
) -> Appraisal:
    """Appraise the customers of a batch.

    Before the population's spending is known, a customer's own mean order day speaks alone. What is expected is
    BG/NBD's word and the online regression's; what is at stake asks how a customer is who is there, which only BG/NBD
    can say.

    Parameters
    ----------
    rows : as they are stored, the prior's logit last.
    near_d : horizon of the churn label, days, > 0.
    """
    from harken.value.outlook import outlook  # noqa: PLC0415  # SciPy: workers import it while they join their group

    repeats = np.maximum(numbers.days - 1.0, 0.0)
    age_d = np.maximum(numbers.age_d, numbers.span_d)
    alive = alive_probability(rhythm, repeats, numbers.span_d, age_d)
    staying, discounted, near = outlook(rhythm, config.months, config.discount, near_d).look(repeats, age_d)
    near = alive * near
    repeat_minor = mean_repeat(numbers)
    if value.spend is None:
        spend = np.maximum(numbers.spent - numbers.returned, 0.0) * 100.0 / np.maximum(numbers.days, 1.0)
    else:
        spend = expected_spend(value.spend, repeats, repeat_minor)
    stake = np.minimum(discounted * spend * config.margin, MOST_MINOR)
    coming = alive
    if value.orders is not None:
        lifted = lift(value.orders, rows, near, near_d)
        coming, near = alive * lifted, near * lifted
    remaining = np.minimum(coming * stake, MOST_MINOR)
    return Appraisal(coming * staying, near, spend, remaining, stake, repeat_minor)


def mean_repeat(numbers: Numbers[Column]) -> Column:
    """Net mean of a repeat day, minor units: what came back is taken from all days alike, as it may be of any."""
    repeats = np.maximum(numbers.days - 1.0, 0.0)
    kept = np.maximum(numbers.spent - numbers.returned, 0.0) / np.maximum(numbers.spent, 0.01)
    repeat_spent = np.maximum(numbers.spent - numbers.first_spent, 0.0)
    return np.where(repeats > 0, repeat_spent * kept * 100.0 / np.maximum(repeats, 1.0), 0.0)


def tiers(stake_minor: Column, value: ValueSnapshot) -> list[Tier | None]:
    """Where each stands among all customers; None before enough were seen."""
    if value.top_minor is None or value.upper_minor is None:
        return [None] * len(stake_minor)
    places = (stake_minor >= value.upper_minor).astype(int) + (stake_minor >= value.top_minor)
    names: tuple[Tier, Tier, Tier] = ("rest", "upper", "top")
    return [names[place] for place in places.tolist()]
