"""What is said on `harken.items` keeps an item from being shown within a look, by way of the learner and the store."""

from collections.abc import Mapping

import pytest
from msgspec import json

from harken.batch import Record
from harken.features import FEATURE_NAMES
from harken.item import ITEMS
from harken.lane import item_news
from harken.lane.learner_work import LearnerWork
from harken.lane.progress import Progress
from harken.lane.shelf_reader import ShelfReader
from harken.lane.speech import Speech
from harken.learner import Learner
from harken.ledger.base import Changes
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.recommend import assortment
from harken.recommend.bars import Bars, Showing
from harken.settings import load_settings
from harken.shelf import Shelf

PREFIX = "harken:"


class Shop:
    """A learner's lane that is sent records of items, and a worker's shelf on the other side of the store."""

    def __init__(self, **settings: str) -> None:
        store = MemoryStore()
        self.ledger = MemoryLedger("learner", store, lambda: 0.0)
        self._settings = load_settings({"HARKEN_REDIS": "memory://", "HARKEN_PUBLISH_S": "0.01", **settings})
        self.reader = ShelfReader(MemoryLedger("activity", store, lambda: 0.0), PREFIX, fresh_s=0.0)
        self._offset = 0
        self.refused: list[bytes] = []

    async def send(self, said: Mapping[str, bytes | None], carries: bool = True) -> None:
        """One turn of a lane that was taken anew: whatever it knows it has from the store."""
        speech = Speech({"dead-letters": "dead", ITEMS: "harken.items"}, FEATURE_NAMES)
        lease = await self.ledger.take(0)
        work = LearnerWork(
            lambda: Learner(0), self.ledger, self.ledger, speech, self._settings, carries=carries, progress=Progress()
        )
        await work.begin(lease)
        records = [Record(ITEMS, 0, self._offset + n, k.encode(), v, 0) for n, (k, v) in enumerate(said.items())]
        self._offset += len(records)
        writes = await work.turn(lease, work.entries(records), complete=True, idle=False)
        assert writes is not None
        assert writes.consumed == len(records)
        self.refused += [dict(message.headers)["harken-reason"] for message in writes.outbox.messages]
        await self.ledger.commit(
            lease,
            Changes(
                offsets={ITEMS: self._offset},
                clock_s=writes.clock_s,
                step_s=writes.step_s,
                strings=writes.strings,
                scores=writes.scores,
                hashes=writes.hashes,
            ),
        )

    async def shown(self, *own: str) -> list[str]:
        """Of these items those that may be shown, once a worker has looked."""
        await self.reader.refresh(now=True)
        shelf: Shelf = await self.reader.shelf((), (), own)
        return Bars(shelf, Showing()).shown(own, 0.0)


def said(item_id: str, **what: object) -> bytes:
    return json.encode({"item_id": item_id, **what})


async def test_of_nothing_nothing_is_asked() -> None:
    shop = Shop()
    await shop.reader.refresh(now=True)
    assert not shop.reader.has_items
    assert (await shop.reader.shelf((), (), ("cup",))).items is None


async def test_an_item_goes_comes_back_and_is_forgotten() -> None:
    shop = Shop()
    await shop.send({"cup": said("cup", in_stock=False)})
    assert await shop.shown("cup", "pot") == ["pot"]
    await shop.send({"cup": said("cup", in_stock=True), "pot": said("pot", blocked=True)})
    assert await shop.shown("cup", "pot") == ["cup"]
    await shop.send({"pot": None})
    assert await shop.shown("cup", "pot") == ["cup", "pot"]


async def test_what_is_no_item_goes_to_the_dead_letters_and_the_rest_is_applied() -> None:
    shop = Shop()
    await shop.send({"cup": said("cup", in_stock="no"), "pot": said("pot", in_stock=False)})
    assert shop.refused == [b"wrong_type"]
    assert await shop.shown("cup", "pot") == ["cup"]


@pytest.mark.parametrize("carries", [True, False])
async def test_in_step_items_wait_for_no_boundary(carries: bool) -> None:
    shop = Shop(HARKEN_STEP_S="86400")
    await shop.send({"cup": said("cup", available=False)}, carries)
    assert await shop.shown("cup", "pot") == ["pot"]


async def test_who_is_too_far_behind_reads_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, number in ((assortment, "MOST_CHANGES", 3), (item_news, "MOST_CHANGES", 3)):
        monkeypatch.setattr(module, name, number)
    monkeypatch.setattr(item_news, "_LATEST", 2)
    shop = Shop()
    await shop.send({"cup": said("cup")})
    assert await shop.shown("cup", "pot") == ["cup", "pot"]
    await shop.send({"cup": said("cup", in_stock=False), **{f"n{n}": said(f"n{n}") for n in range(5)}})
    assert await shop.shown("cup", "pot") == ["pot"]
