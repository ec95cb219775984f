"""The worker's side of the shelf: takes up what the learner published, within a second.

The small snapshots and the cards of the other models are asked for by their keys; neighbours and popular items are read
when a batch needs them, and kept until the card of visits says that more was learned. The text snapshot is large: it is
read when its card names another version.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from time import monotonic
from typing import TypeVar

import msgspec

from harken.features.older import whole_snapshot, whole_value
from harken.lane.item_reader import ItemReader
from harken.language import ENGLISH, Language
from harken.ledger.base import Ledger
from harken.logs import get_logger
from harken.models.churn import initial_snapshot
from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.popular import PopularTables
from harken.seal import OPEN, Seal, SealBroken
from harken.shelf import (
    NO_SEGMENTS,
    NO_VALUE,
    BlendSnapshot,
    ChurnSnapshot,
    SegmentSnapshot,
    Shelf,
    TextSnapshot,
    ValueSnapshot,
)
from harken.text.snapshot import decode_snapshot

log = get_logger(__name__)

POPULAR_KEPT = 50
#: Items that are named in what is kept (a learner knows 200,000 at most, a third of a kilobyte each); beyond it all are
#: forgotten at the next refresh and read again as needed.
MOST_ITEMS = 250_000
#: Items of lanes that wait for their turn to read are read with those of the lane whose turn it is, if no more.
MOST_TOGETHER = 2000
#: Snapshots that are read at every look.
_SMALL = ("churn", "value", "propensity", "segments", "blend")
_snapshots = msgspec.json.Decoder(ChurnSnapshot)
_segments = msgspec.json.Decoder(SegmentSnapshot)
_values = msgspec.json.Decoder(ValueSnapshot)
_blend = msgspec.json.Decoder(BlendSnapshot)
_neighbours = msgspec.json.Decoder(list[Neighbour])

T = TypeVar("T")


def _snapshot(stored: bytes) -> ChurnSnapshot:
    return whole_snapshot(_snapshots.decode(stored))


def _value(stored: bytes) -> ValueSnapshot:
    return whole_value(_values.decode(stored))


class ShelfReader:
    """One worker's shelf, shared by its lanes.

    Parameters
    ----------
    ledger : any role's ledger of the store that the learner writes to.
    key_prefix : of the learner's keys.
    fresh_s : seconds after which a live worker asks again, >= 0.
    text : makes what texts are scored with before anything was learned of them, when it is first needed; None: they say
        nothing.
    seal : which snapshots are taken up; of others the last good one stays, and it is said.
    language : in which it is said why an item is shown.
    """

    def __init__(
        self,
        ledger: Ledger,
        key_prefix: str,
        fresh_s: float = 0.5,
        text: Callable[[], TextSnapshot] | None = None,
        seal: Seal = OPEN,
        language: Language = ENGLISH,
    ) -> None:
        self._language = language
        self._ledger = ledger
        self._seal = seal
        self._prefix = key_prefix
        self._fresh_s = fresh_s
        self._asked_s = float("-inf")
        self._churn = initial_snapshot()
        self._churn_bytes: bytes | None = None
        self._taken_up_s = monotonic()
        self._value = NO_VALUE
        self._value_bytes: bytes | None = None
        self._propensity: ChurnSnapshot | None = None
        self._propensity_bytes: bytes | None = None
        self._segments = NO_SEGMENTS
        self._segments_bytes: bytes | None = None
        self._blend: BlendSnapshot | None = None
        self._blend_bytes: bytes | None = None
        self._text: TextSnapshot | None = None
        self._first_text = text
        self._text_version: bytes | None = None
        self._visits: Mapping[str, bytes] = {}
        self._similar = Neighbours(language=language)
        self._bytes: dict[str, bytes | None] = {}
        self._fresh: set[str] = set()
        self._popular: dict[str, list[Neighbour]] = {}
        self._tables = PopularTables()
        self._items = ItemReader(ledger, key_prefix)
        #: One lane reads at a time: the others need it as well, and nothing read before a card is kept after it.
        self._reading = asyncio.Lock()
        #: What lanes that wait for it want: whoever reads next reads it too, so that a dozen lanes after each of the
        #: learner's words do not stand in line for a round trip or two each.
        self._wanted_items: set[str] = set()
        self._wanted_categories: set[str] = set()

    async def refresh(self, *, now: bool = False) -> None:
        """Take up the newest snapshot and look for new neighbours, if `fresh_s` has passed or at once where `now`."""
        #  Twelve lanes that queue for the lock only to find nothing to do pass one a round of the loop, and form the
        #  next queue on the way: whoever has nothing to read does not ask for it (docs/decisions/0047).
        if now or self._is_old():
            async with self._reading:
                if now or self._is_old():
                    await self._refresh()

    @property
    def has_items(self) -> bool:
        """Whether the shop says anything of items, so that own ones must be named too."""
        return self._items.has_items

    async def shelf(self, items: Iterable[str], categories: Iterable[str], own: Iterable[str] = ()) -> Shelf:
        """The shelf with the neighbours of these items and what is popular in these categories and overall.

        Parameters
        ----------
        own : other items that may be shown; what the shop says of all of them is on it too.
        """
        wanted, named = {"", *categories}, set(items)
        is_here = named <= self._fresh and wanted <= self._popular.keys() and not self._items.has_items
        if is_here and not self._reading.locked():
            return self._put_together(None)
        self._wanted_items |= named
        self._wanted_categories |= wanted
        async with self._reading:
            await self._read_for_all(named, wanted)
            popular = (one.item_id for category in wanted for one in self._popular[category])
            return self._put_together(await self._items.catalogue(self._similar, chain(own, popular)))

    def _put_together(self, catalogue: Catalogue | None) -> Shelf:
        return Shelf(
            self._churn,
            self._similar,
            self._popular,
            self._value,
            self._text,
            self._propensity,
            self._segments,
            self._blend,
            catalogue,
            self._tables,
        )

    def age_s(self) -> float:
        """Since the churn snapshot that is scored with was taken up, seconds."""
        return monotonic() - self._taken_up_s

    def _is_old(self) -> bool:
        return monotonic() - self._asked_s >= self._fresh_s

    async def _refresh(self) -> None:
        self._asked_s = monotonic()
        (churn, value, propensity, segments, blend), visits, text, _ = await asyncio.gather(
            self._ledger.read([f"{self._prefix}snapshot:{name}" for name in _SMALL]),
            self._ledger.read_hash(f"{self._prefix}model:visit"),
            self._ledger.read_hash(f"{self._prefix}model:text"),
            self._items.refresh(),
        )
        if churn != self._churn_bytes:
            before, self._churn_bytes = self._churn, churn
            self._churn = self._take_up("churn", churn, before, _snapshot, initial_snapshot())
            if self._churn is not before:
                self._taken_up_s = monotonic()
        if value != self._value_bytes:
            self._value = self._take_up("value", value, self._value, _value, NO_VALUE)
            self._value_bytes = value
        if propensity != self._propensity_bytes:
            self._propensity = self._take_up("propensity", propensity, self._propensity, _snapshot, None)
            self._propensity_bytes = propensity
        if segments != self._segments_bytes:
            self._segments = self._take_up("segments", segments, self._segments, _segments.decode, NO_SEGMENTS)
            self._segments_bytes = segments
        if blend != self._blend_bytes:
            self._blend = self._take_up("blend", blend, self._blend, _blend.decode, None)
            self._blend_bytes = blend
            self._tables = PopularTables()
        if text.get("version") != self._text_version:
            await self._take_up_text(text.get("version"))
        if self._text is None and self._first_text is not None:
            self._text = self._first_text()
        if visits != self._visits:  # the card counts what was learned, and is written with it
            self._visits = visits
            self._fresh.clear()
            self._popular, self._tables = {}, PopularTables()  # new ones: shelves that were given out are read later
        if len(self._similar) > MOST_ITEMS:
            self._similar, self._bytes, self._tables = Neighbours(language=self._language), {}, PopularTables()
            self._fresh.clear()

    def _take_up(self, name: str, stored: bytes | None, before: T, decode: Callable[[bytes], T], none: T) -> T:
        """The snapshot as stored, `none` where there is none; as before where the seal is not ours."""
        opened = self._open(name, stored)
        if opened is None:
            return before
        return decode(opened) if opened else none

    async def _take_up_text(self, version: bytes | None) -> None:
        (value,) = await self._ledger.read([f"{self._prefix}snapshot:text"])
        if (opened := self._open("text", value)) is not None:
            self._text = decode_snapshot(opened) if opened else None
        self._text_version = version

    def _open(self, name: str, stored: bytes | None) -> bytes | None:
        """A snapshot's bytes, empty where there is none; None where the seal is not ours."""
        try:
            return self._seal.open(f"{self._prefix}snapshot:{name}", stored) if stored else b""
        except SealBroken as broken:
            log.error("a snapshot is not taken up", why=str(broken))
            return None

    async def _read_for_all(self, named: set[str], wanted: set[str]) -> None:
        """What is missing of a lane's own, and of what others wait for."""
        items, categories = self._wanted_items, self._wanted_categories
        self._wanted_items, self._wanted_categories = set(), set()
        if len(items) > MOST_TOGETHER:
            items = set()
        await self._read_similar([item for item in named | items if item not in self._fresh])
        await self._read_popular((wanted | categories) - self._popular.keys())

    async def _read_similar(self, stale: Sequence[str]) -> None:
        if not stale:
            return
        values = await self._ledger.read([f"{self._prefix}similar:{item}" for item in stale])
        for item, value in zip(stale, values, strict=True):
            # Most have not changed since: comparing bytes is far cheaper than reading them.
            if item not in self._similar or self._bytes[item] != value:
                self._similar.put(item, _neighbours.decode(value) if value else ())
                self._bytes[item] = value
        self._fresh.update(stale)

    async def _read_popular(self, stale: Collection[str]) -> None:
        keys = [f"{self._prefix}popular:{category}" if category else f"{self._prefix}popular" for category in stale]
        lists = await asyncio.gather(*(self._ledger.read_scores(key, 0, POPULAR_KEPT - 1) for key in keys))
        for category, members in zip(stale, lists, strict=True):
            self._popular[category] = [Neighbour(item, score) for item, score in members]
