"""What customers are worth, at every moment of decision of a batch, and which lists of those at risk must change."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from harken.customer import Customer
from harken.document import Value
from harken.example import ValueExample
from harken.features.numbers import Numbers
from harken.fold.moment import NO_ROW, Moment
from harken.shelf import RhythmParameters, ValueSnapshot
from harken.value.appraise import appraise, tiers
from harken.value.config import ValueConfig
from harken.value.risk import at_risk

Column = NDArray[np.float64]


class Worth:
    """The worth of one batch's moments.

    Parameters
    ----------
    numbers, rows : of the moments that are scored: columns, and their features as they are stored.
    rhythm : the population's.
    value : what was learned of orders, spending and tiers.
    near_d : horizon of the churn label, days.
    """

    def __init__(
        self,
        numbers: Numbers[Column],
        rows: Column,
        rhythm: RhythmParameters,
        value: ValueSnapshot,
        config: ValueConfig,
        near_d: float,
    ) -> None:
        found = appraise(numbers, rows, rhythm, value, config, near_d)
        remaining = np.rint(found.remaining_minor)
        self._repeats = np.maximum(numbers.days - 1.0, 0.0).astype(int).tolist()
        self._repeat_minor = found.repeat_minor.tolist()
        self._stake_minor = found.stake_minor.tolist()
        self._near = found.near
        self._orders = np.round(found.orders, 3).tolist()
        self._spend = np.rint(found.spend_minor).astype(int).tolist()
        self._remaining = remaining.astype(int).tolist()
        self._clv = self._remaining
        if config.acquisition_minor:
            self._clv = (remaining - config.acquisition_minor).astype(int).tolist()
        self._tiers = tiers(found.stake_minor, value)
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
        if row == NO_ROW:
            _clear(value)
        else:
            value.expected_orders = self._orders[row]
            value.expected_spend_minor = self._spend[row]
            value.remaining_minor = self._remaining[row]
            value.clv_minor = self._clv[row]
            value.tier = self._tiers[row]
        return before != value.tier

    def near(self, row: int) -> float:
        """Order days expected within the horizon of the churn label."""
        return float(self._near[row])

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


def _clear(value: Value) -> None:
    """Nothing is expected of who is not in the population."""
    value.expected_orders = value.expected_spend_minor = value.remaining_minor = value.clv_minor = value.tier = None
