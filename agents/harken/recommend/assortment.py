"""What the shop says of its items, on the way to the store: the newest record of each, and which ones changed of late.

Nothing is learned here. One lane has all records of an item, so it writes an item's key alone, in the topic's order.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import json

from harken.item import Item
from harken.learning.publication import Publication
from harken.recommend.item_keys import CARD_KEY, MOST_CHANGES, changes_key, item_key


class Said(NamedTuple):
    """One record: where it lies in its partition, the item, and what is said of it (None: nothing, any more)."""

    offset: int
    item_id: str
    item: Item | None


class ItemNews(NamedTuple):
    """What was said of items since it was last asked: the newest record of each (None: nothing, any more), and up to
    which offset of each partition that is."""

    items: Sequence[tuple[str, Item | None]]
    offsets: Mapping[str, int]


class Assortment:
    """The items of one partition of the topic.

    Parameters
    ----------
    partition : its number.
    prefix : of every key.
    """

    def __init__(self, partition: int, prefix: str = "harken:") -> None:
        self._partition = partition
        self._prefix = prefix
        self._changed: dict[str, int] = {}
        #: The sorted set that `restore` wants.
        self.changes_key = prefix + changes_key(partition)

    def restore(self, members: Sequence[tuple[str, float]]) -> None:
        """Continue where the store stands: the changes in it, in any order."""
        self._changed = {item: int(offset) for item, offset in sorted(members, key=lambda pair: pair[1])}

    def write(self, records: Sequence[Said]) -> Publication:
        """What these records put into the store, in the order of the topic."""
        if not records:
            return Publication({}, {}, {})
        strings: dict[str, bytes | None] = {}
        for offset, item_id, item in records:
            strings[self._prefix + item_key(item_id)] = None if item is None else json.encode(item)
            self._changed.pop(item_id, None)  # the last changed is the last
            self._changed[item_id] = offset
        news: dict[str, float | None] = {said.item_id: float(self._changed[said.item_id]) for said in records}
        for item_id in list(self._changed)[: max(0, len(self._changed) - MOST_CHANGES)]:
            del self._changed[item_id]
            news[item_id] = None
        card = {str(self._partition): str(records[-1].offset + 1).encode()}
        return Publication(strings, {self.changes_key: news}, {self._prefix + CARD_KEY: card})
