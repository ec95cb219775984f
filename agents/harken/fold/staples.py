"""Staples: the few items that a customer buys again and again, and when each is due.

A third of what a real shop sells is bought again. An item is kept from the second time on; until then the four bytes
by which it is known (`harken.fold.items`) are all that is remembered of it. Beyond the bound the weakest goes. Personal
frequency with decay: Hu, He, Gao & Zhang 2020, Modeling Personalized Item Frequency Information for Next-basket
Recommendation, SIGIR.
"""

from collections.abc import Sequence
from math import exp, floor, log
from struct import Struct as Packed
from typing import Final, NamedTuple

from harken.customer import Staples, State
from harken.fold.config import DAY_S

#: Items kept of one customer.
MOST_STAPLES: Final = 40
FADES_D: Final = 120.0
#: By how much a cycle counts against what was taken.
CYCLE_WEIGHT: Final = 0.5
#: From this share of its own cycle on an item may be shown again.
DUE_FROM: Final = 0.5
#: Nothing is shorter than an hour.
_LEAST_D: Final = 1 / 24
#: First and last day (since the epoch) and how often; as many bytes as two days and a count need.
_packed: Final = Packed("<HHH")
_MOST: Final = 0xFFFF


class Staple(NamedTuple):
    """One item of one customer: the days (since the epoch) of the first and the last time, and how often."""

    first_d: int
    last_d: int
    times: int

    @property
    def cycle_d(self) -> float | None:
        """Days from one time to the next; None where it came back once, or all in a day."""
        return (self.last_d - self.first_d) / (self.times - 1) if self.last_d > self.first_d else None

    def faded(self, now_d: float) -> float:
        """How often it was taken, each time fading.

        When each of the times was is not kept: they count as a cycle apart (docs/decisions/0054).
        """
        last = exp((self.last_d - now_d) / FADES_D)
        cycle_d = self.cycle_d
        if cycle_d is None:
            return self.times * last
        left = exp(-cycle_d / FADES_D)  # of one time when the next comes: the times are a geometric series
        return last * (1.0 - left**self.times) / (1.0 - left)

    def strength(self, now_d: float) -> float:
        """How often it was taken, fading, and more the nearer the customer's own cycle says that it is due."""
        now_d = max(now_d, self.last_d + _LEAST_D)
        found, cycle_d = self.faded(now_d), self.cycle_d
        return found if cycle_d is None else found / (1.0 + CYCLE_WEIGHT * abs(log((now_d - self.last_d) / cycle_d)))

    def is_due(self, now_d: float) -> bool:
        """Whether enough of the cycle has passed; never where none is known."""
        cycle_d = self.cycle_d
        return cycle_d is not None and now_d - self.last_d >= DUE_FROM * cycle_d


def staples_of(staples: Staples | None) -> dict[str, Staple]:
    """The staples, by item."""
    if staples is None:
        return {}
    return dict(zip(staples.items, map(Staple._make, _packed.iter_unpack(staples.numbers)), strict=True))


def repeat(state: State, again: Sequence[str], ts: float) -> None:
    """These items (interned) were bought, not for the first time.

    Parameters
    ----------
    ts : event time, epoch seconds; on one day an item is bought once.
    """
    today = min(_MOST, max(0, floor(ts / DAY_S)))
    staples = staples_of(state.staples)
    for item in again:
        staple = staples.get(item)
        if staple is None:
            staples[item] = Staple(today, today, 1)
        elif today not in (staple.first_d, staple.last_d):
            times = min(_MOST, staple.times + 1)
            staples[item] = Staple(min(staple.first_d, today), max(staple.last_d, today), times)
    if len(staples) > MOST_STAPLES:
        newest_d = max(staple.last_d for staple in staples.values())
        weakest = sorted(staples, key=lambda item: (staples[item].faded(newest_d), item))
        for item in weakest[:-MOST_STAPLES]:
            del staples[item]
    # A new one rather than a changed one: a moment of decision may hold the old.
    state.staples = Staples(list(staples), b"".join(_packed.pack(*staple) for staple in staples.values()))


def is_again(state: State, item_id: str, recent: Sequence[str]) -> bool:
    """Whether an item that is bought, and was taken before, was bought before, as far as is known.

    Parameters
    ----------
    recent : the last items before it. What is only among them was looked at just before, as most that is bought is.
    """
    return item_id not in recent or item_id in state.bought or item_id in staples_of(state.staples)
