"""Popular now: decayed popularity at three half-lives, each a source of its own."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from harken.recommend.sources.leaders import Leaders
from harken.recommend.sources.source import Sight, Taken

HOUR_S: Final = 3600.0
DAY_S: Final = 24 * HOUR_S
MOST_ITEMS: Final = 20_000


class Popular:
    """What all customers take, the latest counting most."""

    name = "popular"
    half_life_s: float

    def __init__(self) -> None:
        self._leaders = Leaders(self.half_life_s, MOST_ITEMS)

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        self._leaders.learn_one(taken.item_id, taken.sight.now_s, taken.weight)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of the list."""
        shown = islice((item for item in self._leaders.top() if item not in sight.exclude), n)
        return {item: self._leaders.share(item) for item in shown}

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """Each item's share of the first's weight."""
        del sight  # the same for everybody
        return self._leaders.shares(items)


class PopularToday(Popular):
    """Half-life 6 hours."""

    name = "popular 6 h"
    half_life_s = 6 * HOUR_S


class PopularThisWeek(Popular):
    """Half-life 2 days."""

    name = "popular 2 d"
    half_life_s = 2 * DAY_S


class PopularThisMonth(Popular):
    """Half-life 14 days."""

    name = "popular 14 d"
    half_life_s = 14 * DAY_S
