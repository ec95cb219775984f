"""Decayed popularity with its top list always at hand.

Only the item that is taken moves, and only up (forward decay, `harken.recommend.popularity`), so it is let rise in the
list until the one before it weighs more, and the list is exact.
"""

from collections.abc import Sequence
from typing import Final

from harken.recommend.popularity import Popularity

LEADERS: Final = 100


class Leaders:
    """One list.

    Parameters
    ----------
    half_life_s : after so long a visit counts half, seconds, > 0.
    most_items : the heaviest so many are sure to be known, > 0.
    """

    def __init__(self, half_life_s: float, most_items: int) -> None:
        self._popularity = Popularity(most_items, half_life_s)
        self._leaders: list[str] = []
        self._is_leader: set[str] = set()

    def learn_one(self, item: str, at_s: float, weight: float) -> None:
        """An item was taken at `at_s` (event time, epoch seconds)."""
        self._popularity.learn_one(item, at_s, weight)
        leaders, weights = self._leaders, self._popularity.weights
        mine = weights.get(item, 0.0)
        if item not in self._is_leader:
            if len(leaders) >= LEADERS:
                if weights.get(leaders[-1], 0.0) >= mine:
                    return
                self._is_leader.discard(leaders.pop())
            leaders.append(item)
            self._is_leader.add(item)
        at = leaders.index(item)
        while at and weights.get(leaders[at - 1], 0.0) < mine:
            leaders[at] = leaders[at - 1]
            at -= 1
        leaders[at] = item

    def top(self) -> Sequence[str]:
        """The hundred most popular, the first first."""
        return self._leaders

    def share(self, item: str) -> float:
        """An item's weight as a share of the first's, 0 to 1."""
        weights = self._popularity.weights
        if not self._leaders or not (most := weights.get(self._leaders[0], 0.0)):
            return 0.0
        return min(1.0, weights.get(item, 0.0) / most)
