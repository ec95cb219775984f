"""HR@10: was the next new item among the ten that the customer would have been shown before it?

The lists are neighbours first, then what is popular, as the scorers rank before there is a blend (whose own hit rate is
on the card of visits): from what was published at the last boundary, so up to a step old; items that the customer had
before are not asked. One item in `SAMPLE` is judged, by a hash of its cause: always the same ones.
"""

from collections.abc import Sequence
from typing import Any, Final
from zlib import crc32

from harken.example import VisitExample
from harken.lane.shelf_reader import ShelfReader
from harken.recommend.rank import RANKED_FROM, Taste, rank

SAMPLE: Final = 10
TOP: Final = 10


class NextItem:
    """Counts hits."""

    def __init__(self) -> None:
        self._judged = 0
        self._hits = 0

    async def judge(self, visits: Sequence[VisitExample], shelf: ShelfReader) -> None:
        """Look at the visits of a step before they are learned."""
        asked = [visit for visit in visits if not visit.seen and crc32(visit.cause.encode()) % SAMPLE == 0]
        if not asked:
            return
        items = {item for visit in asked for item in visit.recent[:RANKED_FROM]}
        tastes = [Taste(visit.recent, visit.recent, {}) for visit in asked]
        lists = rank(tastes, await shelf.shelf(sorted(items), ()), TOP)
        self._judged += len(asked)
        self._hits += sum(
            any(one.item_id == visit.item_id for one in shown) for visit, shown in zip(asked, lists, strict=True)
        )

    def figures(self) -> dict[str, Any]:
        """The share of hits; None where nothing was judged."""
        rate = round(self._hits / self._judged, 4) if self._judged else None
        return {"hit_rate_at_10": rate, "judged": self._judged, "sample": SAMPLE}
