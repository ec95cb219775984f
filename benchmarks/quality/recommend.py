"""Recommendations on real data: next new item, test then learn; learning.md, 2 has the protocol and the goals.

    python -m benchmarks.quality.recommend [--data DIR]

Every new item of a deterministic sample of lines is a case, a customer's first line too. Items the customer ever took
are excluded, the whole catalogue is ranked, each case is judged before it is learned. On UCI the lines of one invoice
follow each other, so that is mostly basket completion; the next invoice, with the list as it was before it began, is
beside it. "filled" is what a customer sees: neighbours first, then what is popular (14 days).
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from benchmarks.quality import data
from harken.customer import State
from harken.events import Click, Purchase
from harken.example import VisitExample
from harken.fold.items import item_of, session_key, touch
from harken.fold.purchases import ORDERS
from harken.recommend.covisitation import CoVisitation
from harken.recommend.popularity import Popularity
from harken.replay.line import Line

TOP = 10
#: One case in so many is judged, by a hash of its cause.
SAMPLE = 5
GOALS = {data.UCI: 0.30, data.ESHOP: 0.42}


class Step(NamedTuple):
    """One item that a customer took, in which event."""

    customer_id: str
    event_id: str
    visit: VisitExample


class Score:
    """Hit rate and mean reciprocal rank of the cases judged so far."""

    def __init__(self) -> None:
        self.cases = 0
        self._hits = 0
        self._reciprocals = 0.0

    def judge(self, ranked: list[str], taken: str) -> None:
        """Take one case."""
        self.cases += 1
        if taken in ranked:
            self._hits += 1
            self._reciprocals += 1.0 / (1 + ranked.index(taken))

    @property
    def hit_rate(self) -> float:
        """Share of cases whose item was among those ranked."""
        return self._hits / max(1, self.cases)

    def __str__(self) -> str:
        """As a table has it."""
        return f"{self.hit_rate:.4f} | {self._reciprocals / max(1, self.cases):.4f} | {self.cases:,}"


class Recommender:
    """Both sources, learned together, and the two lists that are judged."""

    def __init__(self) -> None:
        self._together, self._popular = CoVisitation(), Popularity()

    def alone(self, visit: VisitExample, seen: set[str]) -> list[str]:
        """Co-visitation's ten."""
        return self._together.rank(visit.recent, seen, TOP)

    def filled(self, found: list[str], seen: set[str]) -> list[str]:
        """The same, with popular items behind them where they are fewer than ten."""
        if len(found) == TOP:
            return found
        popular = (item for item, _ in self._popular.top(len(seen) + 2 * TOP) if item not in seen and item not in found)
        return [*found, *popular][:TOP]

    def learn_one(self, visit: VisitExample) -> None:
        """Learn one step."""
        self._together.learn_one(visit)
        self._popular.learn_one(visit.item_id, visit.known_s, visit.weight)


def main() -> int:
    """Judge both files, print a table (exit code 1 where a goal is missed)."""
    folder = data.folder(__doc__)
    print("| | HR@10 | MRR@10 | judged |\n|---|---|---|---|")
    met = True
    for name, goal in GOALS.items():
        scores = judge(folder / name)
        for what, score in scores.items():
            print(f"| {name.partition('.')[0]}: {what} | {score} |", flush=True)
        met = met and scores["next new item"].hit_rate >= goal
    print(f"\ngoals ({', '.join(f'{goal:.2f}' for goal in GOALS.values())}): {'met' if met else 'MISSED'}")
    return 0 if met else 1


def judge(path: Path) -> dict[str, Score]:
    """The scores of one file, by what was judged."""
    recommender = Recommender()
    next_item, next_filled, with_history, next_event = Score(), Score(), Score(), Score()
    seen: dict[str, set[str]] = {}
    for (customer_id, event_id), group in groupby(steps(data.lines(path)), key=lambda step: step[:2]):
        visits = [step.visit for step in group]
        known = seen.setdefault(customer_id, set())
        if known and len(visits) > 1 and _sampled(event_id):
            before = recommender.filled(recommender.alone(visits[0], known), known)
            for item in dict.fromkeys(visit.item_id for visit in visits):
                if item not in known:
                    next_event.judge(before, item)
        for visit in visits:
            if visit.item_id not in known and _sampled(visit.cause):
                ranked = recommender.alone(visit, known)
                next_item.judge(ranked, visit.item_id)
                next_filled.judge(recommender.filled(ranked, known), visit.item_id)
                if visit.recent:
                    with_history.judge(ranked, visit.item_id)
            known.add(visit.item_id)
            recommender.learn_one(visit)
    scores = {"next new item": next_item, "... of who took something before": with_history, "... filled": next_filled}
    if next_event.cases:
        scores["next invoice's new items, filled"] = next_event
    return scores


def steps(lines: Iterable[Line]) -> Iterator[Step]:
    """Every item taken, in order, with what the fold would say came before it."""
    states: dict[str, State] = {}
    for line in lines:
        event = line.event
        if isinstance(event, Purchase) and event.kind in ORDERS:
            taken = [(item.item_id, item.category) for item in event.items]
            session = session_key(event.order_id)
        elif isinstance(event, Click) and event.item_id is not None:
            taken, session = [(event.item_id, event.category)], session_key(event.session_id)
        else:
            continue
        state = states.setdefault(event.customer_id, State(landmark_s=line.ts_s))
        for n, (item, category) in enumerate(taken):
            cause = f"{event.id}|{n}"
            visit = touch(state, item_of(item), category, session, 1.0, cause, line.ts_s)
            yield Step(event.customer_id, event.id, visit)


def _sampled(cause: str) -> bool:
    return crc32(cause.encode()) % SAMPLE == 0


if __name__ == "__main__":
    sys.exit(main())
