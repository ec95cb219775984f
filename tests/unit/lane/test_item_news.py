"""The lane that learns of visits hears what the shop says of all items, whichever lanes their records came to."""

import pytest

from harken.item import Item
from harken.lane import item_news
from harken.lane.item_news import news_since
from harken.ledger.base import Changes
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.recommend import assortment
from harken.recommend.assortment import Assortment, Said

PREFIX = "harken:"


class Shop:
    """Two lanes that write what the shop says into one store."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger("learner", MemoryStore(), lambda: 0.0)
        self._lanes = {lane: Assortment(lane, PREFIX) for lane in (0, 1)}
        self._ends = dict.fromkeys(self._lanes, 0)

    async def send(self, lane: int, *names: str, gone: bool = False) -> None:
        begin = self._ends[lane]
        said = [Said(begin + n, name, None if gone else Item(item_id=name)) for n, name in enumerate(names)]
        self._ends[lane] += len(said)
        wrote = self._lanes[lane].write(said)
        lease = await self.ledger.take(lane)
        changes = Changes(
            offsets={}, clock_s=0.0, step_s=0.0, strings=wrote.strings, scores=wrote.scores, hashes=wrote.hashes
        )
        await self.ledger.commit(lease, changes)

    async def hear(self, heard: dict[str, int]) -> list[str]:
        news = await news_since(self.ledger, PREFIX, heard)
        if news is None:
            return []
        heard |= news.offsets
        assert all(item is None or item.item_id == name for name, item in news.items)
        return [name if item is not None else f"no {name}" for name, item in news.items]


async def test_each_record_is_heard_once_from_whichever_lane() -> None:
    shop, heard = Shop(), dict[str, int]()
    assert await shop.hear(heard) == []
    await shop.send(0, "cup", "pot")
    await shop.send(1, "lamp")
    assert sorted(await shop.hear(heard)) == ["cup", "lamp", "pot"]
    assert await shop.hear(heard) == []
    await shop.send(0, "cup", gone=True)
    assert await shop.hear(heard) == ["no cup"]
    assert heard == {"0": 3, "1": 1}


async def test_a_whole_catalogue_is_heard_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_news, "MOST_TOLD", 3)
    shop, heard = Shop(), dict[str, int]()
    await shop.send(0, *(f"a{n}" for n in range(4)))
    await shop.send(1, *(f"b{n}" for n in range(3)))
    parts = [await shop.hear(heard) for _ in range(4)]
    assert [len(part) for part in parts] == [3, 3, 1, 0]
    assert sorted(item for part in parts for item in part) == ["a0", "a1", "a2", "a3", "b0", "b1", "b2"]


async def test_who_is_too_far_behind_hears_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (assortment, item_news):
        monkeypatch.setattr(module, "MOST_CHANGES", 2)
    monkeypatch.setattr(item_news, "_LATEST", 1)
    shop, heard = Shop(), dict[str, int]()
    await shop.send(0, *(f"a{n}" for n in range(4)))
    assert await shop.hear(heard) == ["a2", "a3"]
    assert heard == {"0": 4}
