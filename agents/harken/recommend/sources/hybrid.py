"""The hybrid of textbooks: similar customers and similar items, their lists joined by rank.

Reciprocal rank fusion: Cormack, Clarke & Buettcher 2009, SIGIR; k = 60 as there.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from harken.item import Item
from harken.recommend.sources.alike import Alike
from harken.recommend.sources.best import best
from harken.recommend.sources.customers import SimilarCustomers
from harken.recommend.sources.source import Sight, Taken

K: Final = 60.0
#: Of each of the two so many are joined.
JOINED: Final = 100


class Hybrid:
    """User-based and content-based filtering."""

    name = "hybrid"

    def __init__(self) -> None:
        self._alike = Alike()
        self._both = (SimilarCustomers(), self._alike)

    def tell_one(self, item: Item) -> None:
        """Learn what the shop says of an item."""
        self._alike.tell_one(item)

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        for source in self._both:
            source.learn_one(taken)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of both lists."""
        return best(self._fused(sight), sight.exclude, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """The sum of both lists' reciprocal ranks."""
        fused = self._fused(sight)
        return [fused.get(item, 0.0) for item in items]

    def _fused(self, sight: Sight) -> dict[str, float]:
        fused: dict[str, float] = {}
        for source in self._both:
            for rank, item in enumerate(source.propose(sight, JOINED)):
                fused[item] = fused.get(item, 0.0) + 1.0 / (K + 1 + rank)
        return fused
