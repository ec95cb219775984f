"""The worker's side of `harken.items`: what the shop says of the items that its shelf names, taken up within a second.

A card says how far each partition was read. Where it moved, the items that changed since are read again, of those that
are named here; what is named for the first time is read before anything is ranked with it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from harken.lane.item_news import changes_since, records_of
from harken.ledger.base import Ledger
from harken.recommend.catalogue import Catalogue
from harken.recommend.item_keys import CARD_KEY
from harken.recommend.neighbours import Neighbours

#: Records read in one call.
_AT_ONCE: Final = 5000


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
        since = [(lane, int(before.get(lane, 0))) for lane in moved]
        found = await asyncio.gather(*(changes_since(self._ledger, self._prefix, *one) for one in since))
        self._card = card  # behind all that may fail
        for items, are_all in found:
            if not are_all:
                self._catalogue = None  # too much has changed: all is read anew, as it is needed
                return
            self._stale |= items.keys()

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

    async def _take_up(self, catalogue: Catalogue, items: list[str]) -> None:
        for start in range(0, len(items), _AT_ONCE):
            some = items[start : start + _AT_ONCE]
            records = await records_of(self._ledger, self._prefix, some)
            for item, record in zip(some, records, strict=True):
                catalogue.put(item, record)
