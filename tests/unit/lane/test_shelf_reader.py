"""What the learner published is taken up in time, and read again only when it has learned more."""

import asyncio
from collections.abc import Mapping, Sequence
from math import inf

import pytest
from msgspec import json, structs
from pydantic import SecretStr

from harken.lane import shelf_reader
from harken.lane.shelf_reader import ShelfReader
from harken.language import CHINESE
from harken.ledger.base import Changes
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.models.churn import initial_snapshot
from harken.recommend.neighbours import Neighbour
from harken.seal import OPEN, Seal
from harken.shelf import TextSnapshot
from harken.text.hashes import hashes_of
from harken.text.sentiment import Sentiment, score_one, untaught
from harken.text.snapshot import encode_snapshot

PREFIX = "harken:"
#: Keys that are read at every look.
SMALL = ("snapshot:churn", "snapshot:value", "snapshot:propensity", "snapshot:segments", "snapshot:blend")


class Counting(MemoryLedger):
    """A ledger in memory that remembers which keys were read."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__("activity", store, lambda: 0.0)
        self.keys: list[str] = []

    async def read(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        self.keys += keys
        return await super().read(keys)

    async def read_scores(self, key: str, first: int = 0, last: int = -1) -> Sequence[tuple[str, float]]:
        self.keys.append(key)
        return await super().read_scores(key, first, last)


class Published:
    """A learner's side of the store, and a reader on the other."""

    def __init__(self, fresh_s: float) -> None:
        store = MemoryStore()
        self._learner = MemoryLedger("learner", store, lambda: 0.0)
        self.ledger = Counting(store)
        self.reader = ShelfReader(self.ledger, PREFIX, fresh_s)

    async def publish(
        self,
        visits: int,
        similar: Mapping[str, list[tuple[str, float]]] | None = None,
        popular: Mapping[str, float] | None = None,
        version: str = "v1",
        text: TextSnapshot | None = None,
    ) -> None:
        """What one commit of the learner writes."""
        snapshot = json.encode(structs.replace(initial_snapshot(), version=version, step_s=0.0))
        lists = {f"{PREFIX}similar:{item}": json.encode(members) for item, members in (similar or {}).items()}
        texts = {f"{PREFIX}snapshot:text": encode_snapshot(text)} if text else {}
        cards = {f"{PREFIX}model:visit": {"visits": str(visits).encode()}}
        if text:
            cards[f"{PREFIX}model:text"] = {"version": text.version.encode()}
        changes = Changes(
            offsets={},
            clock_s=-inf,
            step_s=-inf,
            strings={f"{PREFIX}snapshot:churn": snapshot, **lists, **texts},
            scores={f"{PREFIX}popular": popular} if popular else {},
            hashes=cards,
        )
        lease = await self._learner.take(0)
        await self._learner.commit(lease, changes)

    def read_since(self) -> list[str]:
        """Keys read since the last time, without the prefix."""
        keys = [key.removeprefix(PREFIX) for key in self.ledger.keys]
        self.ledger.keys.clear()
        return keys


async def test_before_anything_is_published_there_is_only_the_prior() -> None:
    shelf = await Published(fresh_s=0.0).reader.shelf(["cup"], ["china"])
    assert shelf.churn == initial_snapshot()
    assert shelf.similar.get("cup") == []
    assert shelf.popular == {"": [], "china": []}


async def test_a_new_snapshot_is_taken_up_at_the_next_look_and_not_before() -> None:
    quick, slow = Published(fresh_s=0.0), Published(fresh_s=3600.0)
    for each in (quick, slow):
        await each.publish(1, version="first")
        await each.reader.refresh(now=True)
        await each.publish(2, version="second")
        await each.reader.refresh()
    assert (await quick.reader.shelf([], [])).churn.version == "second"
    assert (await slow.reader.shelf([], [])).churn.version == "first"
    await slow.reader.refresh(now=True)
    assert (await slow.reader.shelf([], [])).churn.version == "second"


async def test_neighbours_are_read_once_until_more_was_learned() -> None:
    on = Published(fresh_s=0.0)
    await on.publish(1, {"cup": [("pot", 0.5)]}, {"pot": 2.0})
    await on.reader.refresh()
    first = await on.reader.shelf(["cup"], [])
    assert first.similar.get("cup") == [Neighbour("pot", 0.5)]
    assert first.popular[""] == [Neighbour("pot", 2.0)]
    assert on.read_since() == [*SMALL, "similar:cup", "popular"]
    await on.publish(1, version="another")  # a label was learned, no visit
    await on.reader.refresh()
    await on.reader.shelf(["cup"], [])
    assert on.read_since() == list(SMALL)
    await on.publish(2, {"cup": [("tea", 0.7)]}, {"tea": 3.0})
    await on.reader.refresh()
    second = await on.reader.shelf(["cup"], [])
    assert second.similar.get("cup") == [Neighbour("tea", 0.7)]
    assert [member.item_id for member in second.popular[""]] == ["tea", "pot"]
    assert on.read_since() == [*SMALL, "similar:cup", "popular"]


class Far(Counting):
    """A round trip away; `trips` counts them."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.trips = 0

    async def read(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        self.trips += 1
        await asyncio.sleep(0)
        return await super().read(keys)


@pytest.mark.parametrize(("together", "trips"), [(2000, 2), (5, 6)], ids=["few items", "many"])
async def test_lanes_that_wait_for_one_another_have_their_items_read_together(
    monkeypatch: pytest.MonkeyPatch, together: int, trips: int
) -> None:
    #   lane 0 reads its own while 1 to 5 come; 1 reads for all of these, unless that is too much
    monkeypatch.setattr(shelf_reader, "MOST_TOGETHER", together)
    store = MemoryStore()
    ledger = Far(store)
    reader = ShelfReader(ledger, PREFIX)
    shelves = await asyncio.gather(*(reader.shelf([f"cup-{n}", "pot"], [f"china-{n}"]) for n in range(6)))
    assert ledger.trips == trips
    read = [key.removeprefix(PREFIX) for key in ledger.keys]
    own = [f"similar:cup-{n}" for n in range(6)] + [f"popular:china-{n}" for n in range(6)]
    assert sorted(read) == sorted([*own, "similar:pot", "popular"])
    assert all(f"china-{n}" in shelf.popular for n, shelf in enumerate(shelves))


async def test_what_was_read_for_a_lane_that_waits_is_read_again_where_more_was_learned_meanwhile() -> None:
    on = Published(fresh_s=0.0)
    await on.publish(1, {"cup": [("pot", 0.5)]})
    await on.reader.refresh()
    async with on.reader._reading:
        waiting = asyncio.create_task(on.reader.shelf(["cup"], []))
        await asyncio.sleep(0)
        await on.reader._read_for_all(set(), set())
        await on.publish(2, {"cup": [("tea", 0.7)]})
        await on.reader._refresh()
    assert (await waiting).similar.get("cup") == [Neighbour("tea", 0.7)]


async def test_a_shelf_that_was_given_out_keeps_its_popular_items() -> None:
    on = Published(fresh_s=0.0)
    await on.publish(1, popular={"pot": 2.0})
    await on.reader.refresh()
    shelf = await on.reader.shelf([], [])
    await on.publish(2, popular={"tea": 3.0})
    await on.reader.refresh()
    assert shelf.popular[""] == [Neighbour("pot", 2.0)]
    #  Nor is what was worked out of them kept for the new ones.
    assert (await on.reader.shelf([], [])).tables is not shelf.tables


def taught(good: bool) -> TextSnapshot:
    """A text model that has learned one word."""
    model = Sentiment()
    model.learn_one(hashes_of("dress"), good)
    return model.snapshot()


async def test_until_texts_were_learned_they_are_read_by_the_lexicon() -> None:
    first = untaught({"good": 2.0})
    reader = ShelfReader(Published(fresh_s=0.0).ledger, PREFIX, text=lambda: first)
    await reader.refresh(now=True)
    assert (await reader.shelf([], [])).text is first
    assert (await Published(fresh_s=0.0).reader.shelf([], [])).text is None


async def test_reasons_are_in_the_language_of_the_house() -> None:
    on = Published(fresh_s=0.0)
    reader = ShelfReader(on.ledger, PREFIX, 0.0, language=CHINESE)
    await on.publish(1, {"pot": [("cup", 1.0)]})
    await reader.refresh(now=True)
    similar = (await reader.shelf(["pot"], [])).similar
    assert similar.reason(similar.numbers["pot"]) == "常与 pot 一起选购"


async def test_the_text_snapshot_is_read_only_when_its_card_names_another() -> None:
    on = Published(fresh_s=0.0)
    await on.publish(1, text=taught(True))
    await on.reader.refresh()
    found = (await on.reader.shelf([], [])).text
    assert found is not None
    assert found.version == taught(True).version
    assert score_one(found.weights, found.intercept, hashes_of("dress")).good > 0.5
    assert on.read_since() == [*SMALL, "snapshot:text", "popular"]
    await on.publish(1, version="another")
    await on.reader.refresh()
    assert on.read_since() == list(SMALL)
    await on.publish(1, text=taught(False))
    await on.reader.refresh()
    found = (await on.reader.shelf([], [])).text
    assert found is not None
    assert score_one(found.weights, found.intercept, hashes_of("dress")).good < 0.5


async def test_a_snapshot_without_our_seal_is_not_taken_up_and_the_last_good_one_stays() -> None:
    #   sealed "v1"  ->  taken up;   "v2" by somebody else  ->  v1 stays;   sealed "v3"  ->  taken up
    seal, store = Seal(SecretStr("ours")), MemoryStore()
    learner = MemoryLedger("learner", store, lambda: 0.0)
    reader = ShelfReader(MemoryLedger("activity", store, lambda: 0.0), PREFIX, 0.0, seal=seal)
    key, lease, versions = f"{PREFIX}snapshot:churn", await learner.take(0), []
    for version, by in (("v1", seal), ("v2", OPEN), ("v3", seal)):
        value = by.put(key, json.encode(structs.replace(initial_snapshot(), version=version, step_s=0.0)))
        lease = await learner.commit(lease, Changes(offsets={}, clock_s=-inf, step_s=-inf, strings={key: value}))
        await reader.refresh()
        versions.append((await reader.shelf([], [])).churn.version)
    assert versions == ["v1", "v1", "v3"]
