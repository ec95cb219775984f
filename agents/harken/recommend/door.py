"""Items that wait at the door: taken too seldom so far to be learned.

Most of a long tail is taken once or twice, and an item that is learned takes more than a kilobyte; one that waits takes
a name and two numbers. That is the doorkeeper of TinyLFU (Einziger, Friedman & Manes 2017, TinyLFU: A Highly Efficient
Cache Admission Policy, ACM Transactions on Storage 13). It is a bounded dictionary and not a sketch, so that nobody is
let in for another's takings, and each entry is written down and read as the item itself is.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from harken.recommend.item_bounds import idlest

#: Items that wait at most; beyond it the tenth that was taken longest ago is forgotten.
MOST_WAITING: Final = 200_000


class Waiting(Struct, array_like=True, gc=False):
    """How often an item was taken, and when last (event time, epoch seconds)."""

    takings: int
    touched_s: float


class Door:
    """Who waits.

    Parameters
    ----------
    least : how often an item must be taken to be let in, > 1.
    most : how many wait at most, > 0.
    """

    def __init__(self, least: int, most: int = MOST_WAITING) -> None:
        self._least, self._most = least, most
        self._waiting: dict[str, Waiting] = {}
        self._changed: set[str] = set()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def lets_in(self, item: str, now_s: float) -> bool:
        """Count that an item was taken that is not learned; whether it is let in with this, and waits no more."""
        found = self._waiting.get(item)
        if found is None:
            found = self._waiting[item] = Waiting(0, now_s)
        found.takings += 1
        found.touched_s = now_s
        if found.takings >= self._least:
            del self._waiting[item]
            return True
        self._changed.add(item)
        if len(self._waiting) > self._most:
            self._forget(idlest(self._waiting, self._most))
        return False

    def get(self, item: str) -> Waiting | None:
        """One that waits; None: it does not."""
        return self._waiting.get(item)

    def put(self, item: str, waiting: Waiting) -> None:
        """One as it was written down."""
        self._waiting[item] = waiting

    def forget_before(self, horizon_s: float) -> None:
        """Forget who was last taken before then (event time, epoch seconds)."""
        self._forget([item for item, found in self._waiting.items() if found.touched_s < horizon_s])

    def take_changed(self) -> set[str]:
        """Items of which another taking was counted, or none any more, since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def _forget(self, items: Sequence[str]) -> None:
        for item in items:
            del self._waiting[item]
        self._changed.update(items)
