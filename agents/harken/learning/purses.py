"""The reservoir of purses: what the newest snapshots say of at most 3,000 customers' spending, and of their worth.

Which customers is decided by a hash of the id, so it neither depends on order nor on chance. The Gamma-Gamma parameters
are fitted anew once a week of event time, from where they were; the limits of the tiers are read off once a day.
"""

from typing import Final
from zlib import crc32

import numpy as np
from msgspec import Struct, field, json

from harken.example import ValueExample
from harken.learning.levels import FEWEST_OF_TOP, Rise, levels
from harken.models.spend_fit import fit
from harken.shelf import SpendParameters

MOST_CUSTOMERS: Final = 3000
#: Fewer say nothing: repeat customers of spending, any of tiers.
FEWEST_CUSTOMERS: Final = 50
REFIT_S: Final = 7 * 86_400.0
TIERS_S: Final = 86_400.0
#: Who has had no snapshot for so long is gone.
STALE_S: Final = 365 * 86_400.0
#: The most valuable tenth, and with the next fifth the most valuable three tenths.
TOP, UPPER = 0.9, 0.7
#: Repeats; and minor units, beyond which no customer spends.
MOST_REPEATS: Final = 1e5
MOST_MINOR: Final = 1e15


class _Purse(Struct, array_like=True):
    repeats: int
    mean_minor: float
    stake_minor: float
    known_s: float
    #: The newest churn probability, the one before it, and when that was (0: there was none).
    churn: float | None = None
    churn_before: float = 0.0
    before_s: float = 0.0


class _Sample(Struct):
    customers: dict[str, _Purse] = field(default_factory=dict)
    threshold: int = 0xFFFFFFFF
    fitted_s: float = 0.0
    spend: SpendParameters | None = None
    told_s: float = 0.0
    top_minor: float | None = None
    upper_minor: float | None = None
    levels: tuple[float, ...] | None = None
    top_levels: tuple[float, ...] | None = None


_decoder = json.Decoder(_Sample)


class Purses:
    """Repeat days, their mean and the stake by customer, and what was last made of them."""

    def __init__(self) -> None:
        self._sample = _Sample()

    @property
    def spend(self) -> SpendParameters | None:
        """The population's parameters as last fitted; None before there were enough repeat customers."""
        return self._sample.spend

    @property
    def limits(self) -> tuple[float, float] | None:
        """From which stake on a customer is of the top, the upper tier, minor units; None before there were enough."""
        sample = self._sample
        if sample.top_minor is None or sample.upper_minor is None:
            return None
        return sample.top_minor, sample.upper_minor

    @property
    def levels(self) -> tuple[float, ...] | None:
        """The churn probability for each budget (`harken.learning.levels`); None before there were enough snapshots."""
        return self._sample.levels

    @property
    def top_levels(self) -> tuple[float, ...] | None:
        """The same of those who are of the top tier, in shares of all customers."""
        return self._sample.top_levels

    @property
    def customers(self) -> float:
        """How many there are, those that are not in the sample too."""
        sample = self._sample
        return len(sample.customers) * 2**32 / (sample.threshold + 1)

    def __len__(self) -> int:
        """Customers in it."""
        return len(self._sample.customers)

    def learn_one(self, example: ValueExample) -> None:
        """Take the newest numbers of a customer, if they can be; look again at all when it is time."""
        amounts = (example.mean_minor, example.stake_minor)
        if not (0 <= example.repeats < MOST_REPEATS and all(0 <= x <= MOST_MINOR for x in amounts)):
            return
        sample = self._sample
        if crc32(example.customer_id.encode()) <= sample.threshold:
            before = sample.customers.get(example.customer_id)
            purse = _Purse(example.repeats, *amounts, example.known_s, example.churn)
            if before is not None and before.churn is not None and before.known_s < example.known_s:
                purse.churn_before, purse.before_s = before.churn, before.known_s
            sample.customers[example.customer_id] = purse
            while len(sample.customers) > MOST_CUSTOMERS:
                self._shrink()
        if example.known_s - sample.told_s >= TIERS_S and len(sample.customers) >= FEWEST_CUSTOMERS:
            self._forget(example.known_s)
            self._draw(example.known_s)
        if example.known_s - sample.fitted_s >= REFIT_S:
            self._fit(example.known_s)

    def dump(self) -> bytes:
        """Everything, as JSON."""
        return json.encode(self._sample)

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._sample = _decoder.decode(data)

    def _fit(self, now_s: float) -> None:
        sample = self._sample
        known = [(p.repeats, p.mean_minor) for p in sample.customers.values() if p.repeats and p.mean_minor]
        if len(known) < FEWEST_CUSTOMERS:
            return
        repeats, mean_minor = np.array(known, dtype=np.float64).T
        sample.spend = fit(repeats, mean_minor, sample.spend)
        sample.fitted_s = now_s

    def _draw(self, now_s: float) -> None:
        """Read the limits of the tiers off, and the levels of budgets."""
        sample = self._sample
        stakes = [purse.stake_minor for purse in sample.customers.values()]
        upper_minor, top_minor = np.quantile(stakes, (UPPER, TOP)).tolist()
        sample.top_minor, sample.upper_minor, sample.told_s = round(top_minor, 3), round(upper_minor, 3), now_s
        purses = [purse for purse in sample.customers.values() if purse.churn is not None]
        sample.levels = levels([_rise(purse) for purse in purses])
        top = [_rise(purse) for purse in purses if purse.stake_minor >= top_minor]
        sample.top_levels = levels(top, len(purses), FEWEST_OF_TOP)

    def _forget(self, now_s: float) -> None:
        sample = self._sample
        sample.customers = {c: p for c, p in sample.customers.items() if now_s - p.known_s < STALE_S}

    def _shrink(self) -> None:
        """Halve the share of customers that is kept, by hash."""
        sample = self._sample
        sample.threshold //= 2
        kept = {c: p for c, p in sample.customers.items() if crc32(c.encode()) <= sample.threshold}
        sample.customers = kept


def _rise(purse: _Purse) -> Rise:
    apart_s = purse.known_s - purse.before_s if purse.before_s else 0.0
    return Rise(purse.churn_before, purse.churn or 0.0, apart_s)
