"""The customer's own items: what they take again and again, and whether it is due.

A third of what a real shop sells is bought again. An item's score is its decayed count for this customer, more where
the customer's own cycle says that it is due: `count / (1 + |log(age / cycle)|)`. Personal frequency with decay:
Hu, He, Gao & Zhang 2020, Modeling Personalized Item Frequency Information for Next-basket Recommendation, SIGIR.
"""

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Final

from msgspec import Struct

from harken.recommend.sources.best import best
from harken.recommend.sources.popular import DAY_S
from harken.recommend.sources.source import Sight, Taken

FADES_S: Final = 120 * DAY_S
#: Items of one customer; the weakest go.
MOST_ITEMS: Final = 300
KEPT_ITEMS: Final = 200
#: Customers; who was idle for longest makes room.
MOST_CUSTOMERS: Final = 200_000
#: Again within so long is the same taking, seconds.
ONCE_S: Final = 3600.0


class Habit(Struct, gc=False):
    """One item of one customer: the decayed count as at `last_s`, when it was taken first and last, and how often."""

    count: float
    first_s: float
    last_s: float
    times: int = 1

    def now(self, now_s: float) -> float:
        """The decayed count now."""
        return self.count * exp(-max(0.0, now_s - self.last_s) / FADES_S)

    def due(self, now_s: float) -> float:
        """1 at the customer's own cycle, less before and after it; 1 where none is known."""
        if self.times < 2:
            return 1.0
        cycle_s = max(ONCE_S, (self.last_s - self.first_s) / (self.times - 1))
        return 1.0 / (1.0 + abs(log(max(ONCE_S, now_s - self.last_s) / cycle_s)))


class Own:
    """What each customer took before."""

    name = "own"
    #: Whether the cycle counts.
    cyclic = False

    def __init__(self) -> None:
        self._habits: dict[str, dict[str, Habit]] = {}

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        customer, now_s = taken.sight.customer_id, taken.sight.now_s
        mine = self._habits.pop(customer, None) or {}
        self._habits[customer] = mine  # the last one seen is the last
        if len(self._habits) > MOST_CUSTOMERS:
            del self._habits[next(iter(self._habits))]
        habit = mine.get(taken.item_id)
        if habit is None:
            mine[taken.item_id] = Habit(taken.weight, now_s, now_s)
            if len(mine) > MOST_ITEMS:
                weakest = sorted(mine, key=lambda item: (mine[item].now(now_s), item))
                for item in weakest[: len(mine) - KEPT_ITEMS]:
                    del mine[item]
        elif now_s - habit.last_s >= ONCE_S:
            habit.count = habit.now(now_s) + taken.weight
            habit.last_s = now_s
            habit.times += 1

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The strongest habits."""
        return best(self._scores(sight), sight.exclude, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """How strong a habit each is."""
        mine = self._habits.get(sight.customer_id, {})
        return [0.0 if (habit := mine.get(item)) is None else self._score(habit, sight.now_s) for item in items]

    def _scores(self, sight: Sight) -> dict[str, float]:
        mine = self._habits.get(sight.customer_id, {})
        return {item: self._score(habit, sight.now_s) for item, habit in mine.items()}

    def _score(self, habit: Habit, now_s: float) -> float:
        return habit.now(now_s) * (habit.due(now_s) if self.cyclic else 1.0)


class OwnDue(Own):
    """The same, and what is due first."""

    name = "own, due"
    cyclic = True


class OwnEver(Own):
    """How often it was taken, however long ago: personal frequency as others are compared with it."""

    name = "own, ever"

    def _score(self, habit: Habit, now_s: float) -> float:
        del now_s
        return float(habit.times)
