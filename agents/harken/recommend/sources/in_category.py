"""Popular in the category that the customer looks at, or else in the one that they took last."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from harken.recommend.sources.leaders import Leaders
from harken.recommend.sources.popular import DAY_S
from harken.recommend.sources.source import Sight, Taken

HALF_LIFE_S: Final = 14 * DAY_S
MOST_ITEMS: Final = 2000
#: The category that was idle for longest makes room.
MOST_CATEGORIES: Final = 1000
#: Items whose category is known at most; the longest known makes room.
MOST_KNOWN: Final = 200_000


class InCategory:
    """A list for each category."""

    name = "in category"

    def __init__(self) -> None:
        self._lists: dict[str, Leaders] = {}
        self._category: dict[str, str] = {}

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        category = taken.sight.category
        if category is None:
            return
        found = self._lists.pop(category, None) or Leaders(HALF_LIFE_S, MOST_ITEMS)
        self._lists[category] = found  # the last one used is the last
        if len(self._lists) > MOST_CATEGORIES:
            del self._lists[next(iter(self._lists))]
        found.learn_one(taken.item_id, taken.sight.now_s, taken.weight)
        self._category[taken.item_id] = category
        if len(self._category) > MOST_KNOWN:
            del self._category[next(iter(self._category))]

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of the category's list."""
        found = self._of(sight)
        if found is None:
            return {}
        shown = islice((item for item in found.top() if item not in sight.exclude), n)
        return {item: found.share(item) for item in shown}

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """Each item's share of the weight of its category's first."""
        found = self._of(sight)
        return [0.0] * len(items) if found is None else [found.share(item) for item in items]

    def _of(self, sight: Sight) -> Leaders | None:
        last = self._category.get(sight.recent[0]) if sight.recent else None
        return self._lists.get(sight.category or last or "")
