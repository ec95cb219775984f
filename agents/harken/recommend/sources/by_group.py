"""What is popular in a group of items or of customers: a list for each; the group idle for longest makes room."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from harken.recommend.sources.leaders import Leaders
from harken.recommend.sources.popular import DAY_S
from harken.recommend.sources.source import Sight, Taken

HALF_LIFE_S: Final = 14 * DAY_S


class ByGroup:
    """Lists by name of the group.

    Parameters
    ----------
    most_groups, most_items : lists at most, and items of each.
    """

    def __init__(self, most_groups: int, most_items: int) -> None:
        self._most_groups, self._most_items = most_groups, most_items
        self._lists: dict[str, Leaders] = {}

    def learn_one(self, group: str, taken: Taken) -> None:
        """Learn that an item was taken in this group."""
        found = self._lists.pop(group, None) or Leaders(HALF_LIFE_S, self._most_items)
        self._lists[group] = found  # the last one used is the last
        if len(self._lists) > self._most_groups:
            del self._lists[next(iter(self._lists))]
        found.learn_one(taken.item_id, taken.sight.now_s, taken.weight)

    def propose(self, group: str | None, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of the group's list; none where it has no list, or nobody knows which it is."""
        found = self._of(group)
        if found is None:
            return {}
        shown = islice((item for item in found.top() if item not in sight.exclude), n)
        return {item: found.share(item) for item in shown}

    def score_many(self, group: str | None, items: Sequence[str]) -> list[float]:
        """Each item's share of the weight of the group's first."""
        found = self._of(group)
        return [0.0] * len(items) if found is None else found.shares(items)

    def _of(self, group: str | None) -> Leaders | None:
        return None if group is None else self._lists.get(group)
