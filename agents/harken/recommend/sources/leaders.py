"""Decayed popularity with its top list always at hand.

Only the item that is taken moves, and only up (forward decay, `harken.recommend.popularity`), so it is let rise in the
list until the one before it weighs more (of equal ones the later name is first), and the list is exact.
"""

from collections.abc import Callable, Sequence
from typing import Final

from harken.recommend.neighbours import Neighbour
from harken.recommend.popularity import HALF_LIFE_S, MOST_ITEMS, Popularity

LEADERS: Final = 100


class Leaders:
    """One list.

    Parameters
    ----------
    half_life_s : after so long a visit counts half, seconds, > 0.
    most_items : the heaviest so many are sure to be known, > 0.
    """

    def __init__(self, half_life_s: float = HALF_LIFE_S, most_items: int = MOST_ITEMS) -> None:
        self._popularity = Popularity(most_items, half_life_s)
        self._leaders: list[str] = []
        self._is_leader: set[str] = set()

    @property
    def touched_s(self) -> float:
        """Event time of the latest visit, epoch seconds."""
        return self._popularity.touched_s

    def learn_one(self, item: str, at_s: float, weight: float) -> None:
        """An item was taken at `at_s` (event time, epoch seconds)."""
        before = self._popularity.weights
        self._popularity.learn_one(item, at_s, weight)
        leaders, weights = self._leaders, self._popularity.weights
        if weights is not before:
            self._look_up()  # brought down or cut back: some may be equal, or gone, this one too
            return
        mine = weights[item], item
        if item not in self._is_leader:
            if len(leaders) >= LEADERS:
                if (weights[leaders[-1]], leaders[-1]) >= mine:
                    return
                self._is_leader.discard(leaders.pop())
            leaders.append(item)
            self._is_leader.add(item)
        at = leaders.index(item)
        while at and (weights[leaders[at - 1]], leaders[at - 1]) < mine:
            leaders[at] = leaders[at - 1]
            at -= 1
        leaders[at] = item

    def keep(self, is_known: Callable[[str], bool]) -> bool:
        """Forget what is not known any more; whether there was any."""
        is_less = self._popularity.keep(is_known)
        if is_less:
            self._look_up()
        return is_less

    def top(self) -> Sequence[str]:
        """The hundred most popular, the first first."""
        return self._leaders

    def best(self, n: int = LEADERS) -> list[Neighbour]:
        """The most popular items (100 at most), each with its share of the first's weight, 0 to 1."""
        leaders = self._leaders[:n]
        return [Neighbour(item, round(share, 6)) for item, share in zip(leaders, self.shares(leaders), strict=True)]

    def dump(self) -> bytes:
        """Everything learned, MessagePack."""
        return self._popularity.dump()

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._popularity.load(data)
        self._look_up()

    def _look_up(self) -> None:
        self._leaders = [item for item, _ in self._popularity.top(LEADERS)]
        self._is_leader = set(self._leaders)

    def share(self, item: str) -> float:
        """An item's weight as a share of the first's, 0 to 1."""
        return self.shares([item])[0]

    def shares(self, items: Sequence[str]) -> list[float]:
        """The same of each of these."""
        weights = self._popularity.weights
        if not self._leaders or not (most := weights.get(self._leaders[0], 0.0)):
            return [0.0] * len(items)
        return [min(1.0, weights.get(item, 0.0) / most) for item in items]
