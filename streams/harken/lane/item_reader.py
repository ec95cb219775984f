"""The worker's side of `harken.items`: what the shop says of the items that its shelf names, taken up within a second.

A card says how far each partition was read. Where it moved, the items that changed since are read again, of those that
are named here; what is named for the first time is read before anything is ranked with it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from harken.item import Item
from harken.ledger.base import Ledger
from harken.recommend.catalogue import Catalogue
from harken.recommend.item_keys import CARD_KEY, MOST_CHANGES, changes_key, item_key
from harken.recommend.neighbours import Neighbours

#: Changes looked at first; all of them only where these do not reach back far enough.
_LATEST: Final = 200
#: Records read in one call.
_AT_ONCE: Final = 5000
_items = msgspec.json.Decoder(Item)


class ItemReader:
    """One worker's catalogue, shared by its lanes; who calls waits for one call before the next.

    Parameters
    ----------
    ledger : any role's ledger of the store that the learner writes to.
    key_prefix : of the learner's keys.
    """

    def __init__(self, ledger: Ledger, key_prefix: str) -> None:
        self._ledger = ledger
        self._prefix = key_prefix
        self._card: Mapping[str, bytes] = {}
        self._stale: set[str] = set()
        self._catalogue: Catalogue | None = None
        #: Items with a smaller number have been read; the first is nobody.
        self._read = 1

    @property
    def has_items(self) -> bool:
        """Whether the shop has ever said anything of an item."""
        return bool(self._card)

    async def refresh(self) -> None:
        """Look which items changed."""
        before, card = self._card, await self._ledger.read_hash(f"{self._prefix}{CARD_KEY}")
        moved = [lane for lane, offset in card.items() if before.get(lane) != offset]
        if self._catalogue is None or not moved:
            self._card = card
            return
        changes = await asyncio.gather(*(self._changes(lane, int(before.get(lane, 0))) for lane in moved))
        self._card = card  # behind all that may fail
        for items in changes:
            if items is None:
                self._catalogue = None  # too much has changed: all is read anew, as it is needed
                return
            self._stale |= items

    async def catalogue(self, similar: Neighbours, named: Iterable[str]) -> Catalogue | None:
        """What is said of every item that has a number, and of these, which are given one.

        Parameters
        ----------
        similar : gives items their numbers.
        named : other items that may be shown.

        Returns
        -------
        None where the shop has never said anything.
        """
        if not self.has_items:
            return None
        if self._catalogue is None or self._catalogue.similar is not similar:
            self._catalogue, self._stale, self._read = Catalogue(similar), set(), 1
        for item in named:
            similar.number(item)
        again = [item for item in self._stale if similar.numbers.get(item, self._read) < self._read]
        await self._take_up(self._catalogue, [*again, *similar.names[self._read :]])
        self._stale, self._read = set(), len(similar.names)
        return self._catalogue

    async def _changes(self, lane: str, since: int) -> set[str] | None:
        """Items with a record at or behind this offset; None where nobody remembers so far back."""
        key = f"{self._prefix}{changes_key(int(lane))}"
        changes = await self._ledger.read_scores(key, 0, _LATEST - 1)
        if len(changes) == _LATEST and changes[-1][1] >= since:
            changes = await self._ledger.read_scores(key)
            if len(changes) >= MOST_CHANGES and changes[-1][1] > since:
                return None
        return {item for item, offset in changes if offset >= since}

    async def _take_up(self, catalogue: Catalogue, items: list[str]) -> None:
        for start in range(0, len(items), _AT_ONCE):
            some = items[start : start + _AT_ONCE]
            values = await self._ledger.read([f"{self._prefix}{item_key(item)}" for item in some])
            for item, value in zip(some, values, strict=True):
                catalogue.put(item, _items.decode(value) if value else None)
