"""Popular with the customers of one's segment (`harken.segments`), as it was known when they took something."""

from collections.abc import Mapping, Sequence
from typing import Final

from harken.recommend.sources.by_group import ByGroup
from harken.recommend.sources.source import Sight, Taken

MOST_ITEMS: Final = 20_000
#: As many as there are names (`harken.segments.types`).
MOST_SEGMENTS: Final = 8


class InSegment:
    """A list for each segment."""

    name = "in segment"

    def __init__(self) -> None:
        self._lists = ByGroup(MOST_SEGMENTS, MOST_ITEMS)

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken; of who is in no segment yet there is nothing to learn."""
        if taken.sight.segment is not None:
            self._lists.learn_one(taken.sight.segment, taken)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The first of the segment's list."""
        return self._lists.propose(sight.segment, sight, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """Each item's share of the weight of its segment's first."""
        return self._lists.score_many(sight.segment, items)
