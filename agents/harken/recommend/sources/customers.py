"""What similar customers took: user-based collaborative filtering, the reference that textbooks begin with.

A customer's ratings are the logs of how often they took an item; neighbours are looked for among those who took the
customer's last items, the most similar 50 vote with their ratings (`harken.recommend.similarity`). Bounded: an item
remembers its last 200 customers, a customer their last 100 items.
"""

from collections.abc import Mapping, Sequence
from math import log1p
from typing import Final

from harken.recommend.similarity import cosine
from harken.recommend.sources.best import best
from harken.recommend.sources.source import Sight, Taken

NEIGHBOURS: Final = 50
MOST_TAKERS: Final = 200
MOST_ITEMS: Final = 100
#: Customers known at most; who was idle for longest makes room.
MOST_CUSTOMERS: Final = 200_000


class SimilarCustomers:
    """Who took what, as often as it was."""

    name = "similar customers"

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, float]] = {}
        self._takers: dict[str, dict[str, None]] = {}

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        customer, item = taken.sight.customer_id, taken.item_id
        mine = self._counts.pop(customer, None) or {}
        self._counts[customer] = mine  # the last one seen is the last
        mine[item] = mine.pop(item, 0.0) + taken.weight
        if len(mine) > MOST_ITEMS:
            del mine[next(iter(mine))]
        takers = self._takers.setdefault(item, {})
        takers.pop(customer, None)
        takers[customer] = None
        if len(takers) > MOST_TAKERS:
            del takers[next(iter(takers))]
        if len(self._counts) > MOST_CUSTOMERS:
            for left in self._counts.pop(next(iter(self._counts))):
                if not self._takers[left]:
                    del self._takers[left]

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """What the most similar customers took most."""
        return best(self._votes(sight), sight.exclude, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """The mean rating of each among the neighbours, by similarity."""
        votes = self._votes(sight)
        return [votes.get(item, 0.0) for item in items]

    def _votes(self, sight: Sight) -> dict[str, float]:
        mine = _ratings(self._counts.get(sight.customer_id, {}))
        if not mine:
            mine = dict.fromkeys(sight.recent, 1.0)
        others = {c: None for item in sight.recent for c in self._takers.get(item, ())}
        others.pop(sight.customer_id, None)
        similar = best({c: cosine(mine, self._counts.get(c, {})) for c in others}, (), NEIGHBOURS)
        weight = sum(similar.values())
        votes: dict[str, float] = {}
        for customer, similarity in similar.items():
            for item, rating in _ratings(self._counts[customer]).items():
                votes[item] = votes.get(item, 0.0) + similarity * rating / weight
        return votes


def _ratings(counts: Mapping[str, float]) -> dict[str, float]:
    return {item: log1p(count) for item, count in counts.items()}
