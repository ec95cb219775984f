"""Habits on UCI and Complete Journey: how often the next order comes on the day and at the hour that are told.

    python -m benchmarks.quality.habits [--data DIR]

Every day with an order is held against what was known before it, by the clock of the file; beside it stands how often
the best guess for everybody would have been right: the day, and the three hours in a row, that most orders have.
"""

import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.quality import data
from harken.customer import State
from harken.document import Activity
from harken.events import Purchase, seconds
from harken.fold.config import DAY_S
from harken.fold.habits import usual_time
from harken.fold.rhythm import order_on


class Tally:
    """Of one kind of guess: how many orders there were, told and right, and of each value how many."""

    def __init__(self) -> None:
        self.told = self.right = 0
        self.seen: Counter[int] = Counter()

    def line(self, name: str, width: int, values: int) -> str:
        """A row: the share told, right of these, and by the best guess for everybody."""
        orders = self.seen.total()
        best = max(sum(self.seen[(n + k) % values] for k in range(width)) for n in range(values))
        return f"| {name} | {self.told / orders:.1%} | {self.right / max(self.told, 1):.3f} | {best / orders:.3f} |"


def measure(path: Path) -> tuple[int, Tally, Tally]:
    """Customers, days, hours of one file."""
    known: defaultdict[str, tuple[State, Activity]] = defaultdict(lambda: (State(0.0), Activity()))
    days, hours = Tally(), Tally()
    for line in data.lines(path):
        event = line.event
        if not isinstance(event, Purchase) or event.kind != "order":
            continue
        ts, (state, activity) = seconds(event.ts), known[event.customer_id]
        if int(ts // DAY_S) not in state.order_days[-1:]:
            at = datetime.fromtimestamp(ts, UTC)
            day, hour = usual_time(state.order_days, state.hours, "UTC") if state.order_days else (None, None)
            days.seen[at.weekday()] += 1
            hours.seen[at.hour] += 1
            if day is not None:
                days.told += 1
                days.right += day == f"{at:%A}".lower()
            if hour is not None:
                hours.told += 1
                hours.right += (at.hour - hour + 1) % 24 < 3
        order_on(state, activity, ts)
    return len(known), days, hours


def main() -> int:
    """Measure both files."""
    folder = data.folder(__doc__, (data.UCI, data.JOURNEY))
    for name in (data.UCI, data.JOURNEY):
        customers, days, hours = measure(folder / name)
        print(f"\n{name}: {customers:,} customers, {days.seen.total():,} days with an order\n")
        print("| | told | right | best guess for all |\n|---|---|---|---|")
        print(days.line("day of the week", 1, 7))
        print(hours.line("hour, give or take one", 3, 24))
    return 0


if __name__ == "__main__":
    sys.exit(main())
