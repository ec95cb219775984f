"""The worker's side of the shelf: takes up what the learner published, within a second.

The churn snapshot is asked for by its key; neighbours and popular items are read when a batch needs them and kept until
the learner has published again (in step) or for `fresh_s` (live).
"""

from collections.abc import Iterable
from time import monotonic

import msgspec

from harken.ledger.base import Ledger
from harken.models.churn import initial_snapshot
from harken.shelf import ChurnSnapshot, Neighbour, Shelf

POPULAR_KEPT = 50
#: Items whose neighbours are kept; beyond it all are forgotten at the next refresh and read again as needed.
MOST_ITEMS = 100_000
_snapshot = msgspec.json.Decoder(ChurnSnapshot)
_neighbours = msgspec.json.Decoder(list[Neighbour])


class ShelfReader:
    """One worker's shelf, shared by its lanes.

    Parameters
    ----------
    ledger : any role's ledger of the store that the learner writes to.
    key_prefix : of the learner's keys.
    fresh_s : seconds after which a live worker asks again, > 0.
    """

    def __init__(self, ledger: Ledger, key_prefix: str, fresh_s: float = 0.5) -> None:
        self._ledger = ledger
        self._prefix = key_prefix
        self._fresh_s = fresh_s
        self._asked_s = float("-inf")
        self._churn = initial_snapshot()
        self._similar: dict[str, list[Neighbour]] = {}
        self._bytes: dict[str, bytes | None] = {}
        self._fresh: set[str] = set()
        self._popular: dict[str, list[Neighbour]] = {}

    async def refresh(self, *, now: bool = False) -> None:
        """Take up the newest snapshot and forget cached items, if `fresh_s` has passed or at once where `now`."""
        if not now and monotonic() - self._asked_s < self._fresh_s:
            return
        self._asked_s = monotonic()
        (value,) = await self._ledger.read([f"{self._prefix}snapshot:churn"])
        self._churn = _snapshot.decode(value) if value else initial_snapshot()
        self._fresh.clear()
        self._popular.clear()
        if len(self._similar) > MOST_ITEMS:
            self._similar.clear()
            self._bytes.clear()

    async def shelf(self, items: Iterable[str], categories: Iterable[str]) -> Shelf:
        """The shelf with the neighbours of these items and what is popular in these categories and overall."""
        stale = [item for item in items if item not in self._fresh]
        if stale:
            values = await self._ledger.read([f"{self._prefix}similar:{item}" for item in stale])
            for item, value in zip(stale, values, strict=True):
                # Most have not changed since: comparing bytes is far cheaper than reading them.
                if item not in self._similar or self._bytes[item] != value:
                    self._similar[item] = _neighbours.decode(value) if value else []
                    self._bytes[item] = value
            self._fresh.update(stale)
        for category in {"", *categories} - self._popular.keys():
            key = f"{self._prefix}popular:{category}" if category else f"{self._prefix}popular"
            members = await self._ledger.read_scores(key, 0, POPULAR_KEPT - 1)
            self._popular[category] = [Neighbour(item, score) for item, score in members]
        return Shelf(self._churn, self._similar, self._popular)
