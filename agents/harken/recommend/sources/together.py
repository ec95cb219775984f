"""Taken together: bounded co-visitation (`harken.recommend.covisitation`)."""

from collections.abc import Mapping, Sequence

from harken.example import VisitExample
from harken.recommend.covisitation import CoVisitation
from harken.recommend.sources.best import best
from harken.recommend.sources.source import Sight, Taken


class Together:
    """What was taken after, before and beside the customer's last items."""

    name = "together"

    def __init__(self) -> None:
        self._counts = CoVisitation()

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        sight = taken.sight
        same = list(sight.same_session) or [False] * len(sight.recent)
        self._counts.learn_one(
            VisitExample(
                "", sight.now_s, taken.item_id, sight.category, taken.weight, list(sight.recent), same, seen=False
            )
        )

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The strongest neighbours of the last five items."""
        return best(self._counts.scores(sight.recent), sight.exclude, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """How strong a neighbour each is."""
        scores = self._counts.scores(sight.recent)
        return [scores.get(item, 0.0) for item in items]
