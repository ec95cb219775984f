"""Popular in the category that the customer looks at, or else in the one that they took last."""

from collections.abc import Mapping, Sequence
from typing import Final

from harken.recommend.sources.by_group import ByGroup
from harken.recommend.sources.source import Sight, Taken

MOST_ITEMS: Final = 2000
MOST_CATEGORIES: Final = 1000
#: Items whose category is known at most; the longest known makes room.
MOST_KNOWN: Final = 200_000


class InCategory:
    """A list for each category."""

    name = "in category"

    def __init__(self) -> None:
        self._lists = ByGroup(MOST_CATEGORIES, MOST_ITEMS)
        self._category: dict[str, str] = {}

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        category = taken.sight.category
        if category is None:
            return
        self._lists.learn_one(category, taken)
        self._category[taken.item_id] = category
        if len(self._category) > MOST_KNOWN:
            del self._category[next(iter(self._category))]

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of the category's list."""
        return self._lists.propose(self._of(sight), sight, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """Each item's share of the weight of its category's first."""
        return self._lists.score_many(self._of(sight), items)

    def _of(self, sight: Sight) -> str:
        last = self._category.get(sight.recent[0]) if sight.recent else None
        return sight.category or last or ""
