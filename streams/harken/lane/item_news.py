"""What was said of items since, by the changes that the learner's lanes note (`harken.recommend.assortment`)."""

from collections.abc import Mapping
from typing import Final

import msgspec

from harken.item import Item
from harken.ledger.base import Ledger
from harken.recommend.assortment import ItemNews
from harken.recommend.item_keys import CARD_KEY, MOST_CHANGES, changes_key, item_key

#: Changes looked at first; all of them only where these do not reach back far enough.
_LATEST: Final = 200
#: Records told of at once: the models are busy for some half a millisecond with each.
MOST_TOLD: Final = 1000

_items = msgspec.json.Decoder(Item)


async def changes_since(ledger: Ledger, prefix: str, lane: str, since: int) -> tuple[dict[str, int], bool]:
    """Items of a partition with a record at or behind this offset, by its offset; and whether those are all.

    Parameters
    ----------
    ledger : any role's ledger of the store that the learner writes to.
    prefix : of the learner's keys.
    lane : the partition's number.
    """
    key = f"{prefix}{changes_key(int(lane))}"
    changes = await ledger.read_scores(key, 0, _LATEST - 1)
    are_all = True
    if len(changes) == _LATEST and changes[-1][1] >= since:
        changes = await ledger.read_scores(key)
        are_all = len(changes) < MOST_CHANGES or changes[-1][1] <= since
    return {item: int(offset) for item, offset in changes if offset >= since}, are_all


async def records_of(ledger: Ledger, prefix: str, items: list[str]) -> list[Item | None]:
    """The newest record of each item; None: nothing is said of it."""
    values = await ledger.read([f"{prefix}{item_key(item)}" for item in items])
    return [_items.decode(value) if value else None for value in values]


async def news_since(ledger: Ledger, prefix: str, heard: Mapping[str, int]) -> ItemNews | None:
    """What a model that asks for what the shop says is to be told next; None: nothing.

    The oldest of each partition first, some at a time. Who is further behind than changes are remembered (10,000 of a
    partition) is told of these.

    Parameters
    ----------
    heard : up to which offset of each partition it was told.
    """
    card = await ledger.read_hash(f"{prefix}{CARD_KEY}")
    moved = {lane: int(offset) for lane, offset in card.items() if int(offset) > heard.get(lane, 0)}
    if not moved:
        return None
    items: list[str] = []
    offsets: dict[str, int] = {}
    for lane, end in moved.items():
        if len(items) == MOST_TOLD:
            break  # the others' changes, 10,000 each perhaps, would be read for nothing, a hundred times over
        changes, _ = await changes_since(ledger, prefix, lane, heard.get(lane, 0))
        some = sorted(changes.items(), key=lambda change: change[1])[: MOST_TOLD - len(items)]
        items += [item for item, _ in some]
        if len(some) == len(changes):
            offsets[lane] = end
        elif some:
            offsets[lane] = some[-1][1] + 1
    return ItemNews(list(zip(items, await records_of(ledger, prefix, items), strict=True)), offsets)
