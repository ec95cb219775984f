"""What customers are worth, at every moment of decision of a batch, and which lists of those at risk must change."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.customer import Customer
from harken.example import ValueExample
from harken.features.numbers import Numbers
from harken.fold.moment import NO_ROW, Moment
from harken.shelf import ValueSnapshot
from harken.value.appraise import Appraisal, tiers
from harken.value.risk import at_risk

Column = NDArray[np.float64]

#: Of who is not in the population nothing is expected.
_NOTHING: Final = (None, None, None, None, None)


class Prices(NamedTuple):
    """By moment.

    Parameters
    ----------
    said : what a document says, in the order of its fields.
    near : order days expected within the horizon of the churn label.
    repeats, repeat_minor, stake_minor : what there is to learn of a snapshot (`harken.example.ValueExample`).
    """

    said: list[tuple[Any, ...]]
    near: list[float]
    repeats: list[int]
    repeat_minor: list[float]
    stake_minor: list[float]


NO_PRICES: Final = Prices([], [], [], [], [])


def prices(numbers: Numbers[Column], found: Appraisal, value: ValueSnapshot, acquisition_minor: float) -> Prices:
    """What customers are worth at all moments that are scored.

    Parameters
    ----------
    numbers, found : of the moments, columns.
    value : what was learned of tiers.
    acquisition_minor : what a customer costs to win, minor units, >= 0.
    """
    orders, spend = np.round(found.orders, 3).tolist(), np.rint(found.spend_minor).astype(int).tolist()
    remaining = np.rint(found.remaining_minor)
    left = clv = remaining.astype(int).tolist()  # one number, not two, in each customer's document
    if acquisition_minor:
        clv = (remaining - acquisition_minor).astype(int).tolist()
    return Prices(
        list(zip(orders, spend, left, clv, tiers(found.stake_minor, value), strict=True)),
        found.near.tolist(),
        np.maximum(numbers.days - 1.0, 0.0).astype(int).tolist(),
        found.repeat_minor.tolist(),
        found.stake_minor.tolist(),
    )


class Worth:
    """The worth of one batch's moments."""

    def __init__(self, found: Prices) -> None:
        self._said, self._near, self._repeats, self._repeat_minor, self._stake_minor = found
        self._before: dict[str, float | None] = {}
        self._stale: set[str] = set()

    def put(self, moment: Moment) -> bool:
        """Put what a customer is worth at this moment into their document; whether the tier is another."""
        customer, row = moment.customer, moment.row
        value = customer.value
        if customer.id not in self._before:
            self._before[customer.id] = at_risk(customer)
            if value.remaining_minor is None:  # what a list says of them is another release's word, or none
                self._stale.add(customer.id)
        before = value.tier
        said = _NOTHING if row == NO_ROW else self._said[row]
        value.expected_orders, value.expected_spend_minor, value.remaining_minor, value.clv_minor, value.tier = said
        return before != value.tier

    def near(self, row: int) -> float:
        """Order days expected within the horizon of the churn label."""
        return self._near[row]

    def example(self, moment: Moment, churn: float) -> ValueExample:
        """What there is to learn of a snapshot; `churn` is the model's probability."""
        row = moment.row
        return ValueExample(
            cause=moment.cause,
            known_s=moment.now_s,
            customer_id=moment.customer.id,
            repeats=self._repeats[row],
            mean_minor=self._repeat_minor[row],
            stake_minor=self._stake_minor[row],
            churn=churn,
        )

    def risks(self, customers: Mapping[str, Customer]) -> dict[str, float | None]:
        """What the list of those at risk must say from now on, of whom it said something else.

        Parameters
        ----------
        customers : as the batch leaves them, by id; who is missing was removed.
        """
        found = {}
        for name, before in self._before.items():
            customer = customers.get(name)
            risk = None if customer is None else at_risk(customer)
            if risk != before or name in self._stale:
                found[name] = risk
        return found
