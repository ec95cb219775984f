"""Whom customers resemble, told at every moment of decision of a batch, in order; and which lists must change.

A customer goes to the segment of the nearest centre when they were nearest to it at every moment of two weeks; the
first time at once. Nothing is scheduled for it (docs/decisions/0001).
"""

from collections.abc import Mapping, Sequence
from math import floor
from typing import Final

import numpy as np
from msgspec import UNSET, UnsetType
from numpy.typing import NDArray

from harken.customer import Customer, Leaning, Moved
from harken.features.numbers import Numbers
from harken.fold.config import DAY_S
from harken.fold.moment import NO_ROW, Moment
from harken.segments.point import place
from harken.shelf import SegmentSnapshot

Column = NDArray[np.float64]

#: How long all moments must say the same before a change is told: who orders every month is a little asleep before each
#: order, and awake after it (docs/decisions/0025 has the figures).
SPAN_D: Final = 14


def nearest(numbers: Numbers[Column], snapshot: SegmentSnapshot) -> list[str]:
    """The segment of the nearest centre at all moments that are scored; empty where there are no centres."""
    if not snapshot.names:
        return []
    at = place(numbers.silent_d, numbers.days, numbers.spent - numbers.returned)
    off = (at[:, None, :] - np.array(snapshot.centres)[None, :, :]) / np.array(snapshot.scales)
    return [snapshot.names[n] for n in np.argmin((off * off).sum(axis=2), axis=1).tolist()]


class Segments:
    """The segments of one batch's moments.

    Parameters
    ----------
    names : of the segment whose centre is nearest, by moment; where there are none, everybody stays where they are.
    remembers : whether a change is remembered for a while, since somebody wants to hear of it.
    """

    def __init__(self, names: Sequence[str], *, remembers: bool) -> None:
        self._names = names
        self._remembers = remembers
        self._before: dict[str, str | UnsetType] = {}
        self._since_s: dict[str, float] = {}

    def put(self, moment: Moment) -> bool:
        """Put the segment into the customer's document; whether it is another one."""
        customer, row = moment.customer, moment.row
        before = customer.segment
        if moment.ended:  # they may be removed
            self._before.setdefault(customer.id, before)
        if row != NO_ROW and (not self._names or self._names[row] == before):
            customer.state.leaning = None
            return False
        if row == NO_ROW:
            if before is UNSET:
                return False
            after: str | UnsetType = UNSET
        else:
            after = self._names[row]
            if before is not UNSET and not _agreed(customer, after, moment.now_s):
                return False
        self._before.setdefault(customer.id, before)
        self._since_s[customer.id] = moment.now_s
        customer.segment, customer.state.leaning = after, None
        if self._remembers and before is not UNSET and after is not UNSET:
            customer.state.moved = Moved(before, round(moment.now_s * 1000))
        return True

    def lists(self, customers: Mapping[str, Customer]) -> dict[str, dict[str, float | None]]:
        """What the lists of members must say from now on, by segment: since when (epoch seconds), None: no more.

        Parameters
        ----------
        customers : as the batch leaves them, by id; who is missing was removed.

        Who left a segment and came back to it is a member since they came back, wherever batches are cut.
        """
        found: dict[str, dict[str, float | None]] = {}
        for customer_id, before in self._before.items():
            customer = customers.get(customer_id)
            after = UNSET if customer is None else customer.segment
            if before == after and (after is UNSET or customer_id not in self._since_s):
                continue
            if before not in {UNSET, after}:
                found.setdefault(before, {})[customer_id] = None
            if after is not UNSET:
                found.setdefault(after, {})[customer_id] = self._since_s[customer_id]
        return found


def _agreed(customer: Customer, after: str, now_s: float) -> bool:
    """Whether this segment has been said for long enough."""
    state, day = customer.state, floor(now_s / DAY_S)
    leaning = state.leaning
    if leaning is None or leaning.to != after:
        state.leaning = Leaning(after, day)
        return False
    return day - leaning.day >= SPAN_D
