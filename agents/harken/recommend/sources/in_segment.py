"""Popular with the customers of one's segment (`harken.segments`), as it was known when they took something."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from harken.recommend.sources.leaders import Leaders
from harken.recommend.sources.popular import DAY_S
from harken.recommend.sources.source import Sight, Taken

HALF_LIFE_S: Final = 14 * DAY_S
MOST_ITEMS: Final = 20_000
#: As many as there are names (`harken.segments.types`); the one that was idle for longest makes room.
MOST_SEGMENTS: Final = 8


class InSegment:
    """A list for each segment."""

    name = "in segment"

    def __init__(self) -> None:
        self._lists: dict[str, Leaders] = {}

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken; of who is in no segment yet there is nothing to learn."""
        segment = taken.sight.segment
        if segment is None:
            return
        found = self._lists.pop(segment, None) or Leaders(HALF_LIFE_S, MOST_ITEMS)
        self._lists[segment] = found  # the last one used is the last
        if len(self._lists) > MOST_SEGMENTS:
            del self._lists[next(iter(self._lists))]
        found.learn_one(taken.item_id, taken.sight.now_s, taken.weight)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of the segment's list."""
        found = self._of(sight)
        if found is None:
            return {}
        shown = islice((item for item in found.top() if item not in sight.exclude), n)
        return {item: found.share(item) for item in shown}

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """Each item's share of the weight of its segment's first."""
        found = self._of(sight)
        return [0.0] * len(items) if found is None else [found.share(item) for item in items]

    def _of(self, sight: Sight) -> Leaders | None:
        return None if sight.segment is None else self._lists.get(sight.segment)
