"""Habits: the few items that a customer buys again and again, and when each is due.

A third of what a real shop sells is bought again. An item is kept from the second time on; until then the four bytes
by which it is known (`harken.fold.items`) are all that is remembered of it. Beyond the bound the weakest goes. Personal
frequency with decay: Hu, He, Gao & Zhang 2020, Modeling Personalized Item Frequency Information for Next-basket
Recommendation, SIGIR.
"""

from collections.abc import Sequence
from math import exp, floor, log
from struct import Struct as Packed
from typing import Final, NamedTuple

from harken.customer import Habits, State
from harken.fold.config import DAY_S

#: Items kept of one customer.
MOST_HABITS: Final = 24
FADES_D: Final = 120.0
#: From this share of its own cycle on an item may be shown again.
DUE_FROM: Final = 0.5
#: Nothing is shorter than an hour.
_LEAST_D: Final = 1 / 24
#: First and last day (since the epoch) and how often; as many bytes as two days and a count need.
_packed: Final = Packed("<HHH")
_MOST: Final = 0xFFFF


class Habit(NamedTuple):
    """One item of one customer: the days (since the epoch) of the first and the last time, and how often."""

    first_d: int
    last_d: int
    times: int

    @property
    def cycle_d(self) -> float | None:
        """Days from one time to the next; None where it came back once, or all in a day."""
        return (self.last_d - self.first_d) / (self.times - 1) if self.last_d > self.first_d else None

    def strength(self, now_d: float) -> float:
        """How often it was taken, fading, and more the nearer the customer's own cycle says that it is due."""
        age_d = max(_LEAST_D, now_d - self.last_d)
        found = self.times * exp(-age_d / FADES_D)
        cycle_d = self.cycle_d
        return found if cycle_d is None else found / (1.0 + abs(log(age_d / cycle_d)))

    def is_due(self, now_d: float) -> bool:
        """Whether enough of the cycle has passed; never where none is known."""
        cycle_d = self.cycle_d
        return cycle_d is not None and now_d - self.last_d >= DUE_FROM * cycle_d


def habits_of(habits: Habits | None) -> dict[str, Habit]:
    """The habits, by item."""
    if habits is None:
        return {}
    return dict(zip(habits.items, map(Habit._make, _packed.iter_unpack(habits.numbers)), strict=True))


def repeat(state: State, again: Sequence[str], ts: float) -> None:
    """These items (interned) were bought, not for the first time.

    Parameters
    ----------
    ts : event time, epoch seconds; on one day an item is bought once.
    """
    today = min(_MOST, max(0, floor(ts / DAY_S)))
    habits = habits_of(state.habits)
    for item in again:
        habit = habits.get(item)
        if habit is None:
            habits[item] = Habit(today, today, 1)
        elif today not in (habit.first_d, habit.last_d):
            times = min(_MOST, habit.times + 1)
            habits[item] = Habit(min(habit.first_d, today), max(habit.last_d, today), times)
    if len(habits) > MOST_HABITS:
        newest_d = max(habit.last_d for habit in habits.values())
        weakest = sorted(habits, key=lambda item: (_kept(habits[item], newest_d), item))
        for item in weakest[:-MOST_HABITS]:
            del habits[item]
    # A new one rather than a changed one: a moment of decision may hold the old.
    state.habits = Habits(list(habits), b"".join(_packed.pack(*habit) for habit in habits.values()))


def is_again(state: State, item_id: str, recent: Sequence[str]) -> bool:
    """Whether an item that is bought, and was taken before, was bought before, as far as is known.

    Parameters
    ----------
    recent : the last items before it. What is only among them was looked at just before, as most that is bought is.
    """
    return item_id not in recent or item_id in state.bought or item_id in habits_of(state.habits)


def _kept(habit: Habit, newest_d: int) -> float:
    return habit.times * exp((habit.last_d - newest_d) / FADES_D)
