"""Every source of recommendations, and the blend of all, on real data: each judged on the same cases before it learns.

    python -m benchmarks.quality.sources [--data DIR]

Clicks (e-shop) and invoice lines (UCI): the next new item, items that the customer ever took excluded, line by line, so
on UCI mostly basket completion; HR@10 and MRR@10. Baskets (Complete Journey): the next basket as a whole, nothing
excluded; Recall@10 and PHR@10 (a basket with at least one of the ten). Cases are a deterministic sample; the ranker is
taught on them, after they were judged. All share one pass, so that figures differ by nothing but the source.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from time import process_time
from typing import NamedTuple
from zlib import crc32

from benchmarks.quality import data
from harken.customer import State
from harken.events import Click, LineItem, Purchase
from harken.fold.items import item_of, session_key, touch
from harken.fold.purchases import ORDERS
from harken.recommend.blend import Blend
from harken.recommend.sources import REFERENCES, Sight, Source, Taken
from harken.replay.line import Line

TOP = 10
#: One case in so many.
SAMPLE = {data.ESHOP: 10, data.UCI: 40, data.JOURNEY: 40}


class Step(NamedTuple):
    """One item that a customer took, in which event."""

    customer_id: str
    event_id: str
    cause: str
    taken: Taken


class Judge:
    """What the lists of one source were worth: of single items rank counts, of baskets the share that was found."""

    def __init__(self) -> None:
        self.cases = 0
        self._hits = 0
        self._found = 0.0

    def judge_item(self, shown: Sequence[str], taken: str) -> None:
        """One item was taken next."""
        self.cases += 1
        if taken in shown:
            self._hits += 1
            self._found += 1.0 / (1 + shown.index(taken))

    def judge_basket(self, shown: Sequence[str], basket: frozenset[str]) -> None:
        """A basket was bought next."""
        self.cases += 1
        found = sum(item in basket for item in shown)
        self._hits += found > 0
        self._found += found / len(basket)

    def figures(self) -> tuple[float, float]:
        """HR@10 and MRR@10, or PHR@10 and Recall@10."""
        return self._hits / max(1, self.cases), self._found / max(1, self.cases)


class Trial:
    """All contenders over one file.

    Parameters
    ----------
    by_basket : whether whole baskets are judged, and nothing is excluded.
    sample : one case in so many is judged.
    """

    def __init__(self, sample: int, *, by_basket: bool) -> None:
        self.blend = Blend()
        self.references = tuple(make() for make in REFERENCES)
        self.contenders: tuple[Source | Blend, ...] = (*self.blend.sources, *self.references, self.blend)
        self.judges = {contender.name: Judge() for contender in self.contenders}
        self.learn_s = 0.0
        self.learned = 0
        self._sample = sample
        self._by_basket = by_basket
        self._seen: dict[str, set[str]] = {}

    def run(self, steps: Iterator[Step]) -> None:
        """Judge and learn."""
        for (customer_id, event_id), group in groupby(steps, key=lambda step: step[:2]):
            event = list(group)
            seen = self._seen.setdefault(customer_id, set())
            if self._by_basket and seen and self._is_case(event_id):
                self._judge_basket(event)
            for step in event:
                taken = step.taken
                if not self._by_basket and taken.item_id not in seen and self._is_case(step.cause):
                    self._judge_item(taken, seen)
                seen.add(taken.item_id)
                self._learn(taken)

    def _judge_item(self, taken: Taken, seen: set[str]) -> None:
        sight = taken.sight._replace(exclude=seen, category=None)
        for contender in self.contenders:
            self.judges[contender.name].judge_item(list(contender.propose(sight, TOP)), taken.item_id)
        self.blend.rank_one(sight, [taken.item_id])

    def _judge_basket(self, event: Sequence[Step]) -> None:
        sight = event[0].taken.sight._replace(category=None, same_session=())
        basket = frozenset(step.taken.item_id for step in event)
        for contender in self.contenders:
            self.judges[contender.name].judge_basket(list(contender.propose(sight, TOP)), basket)
        self.blend.rank_one(sight, sorted(basket))

    def _learn(self, taken: Taken) -> None:
        started_s = process_time()
        self.blend.learn_one(taken)
        self.learn_s += process_time() - started_s
        self.learned += 1
        for reference in self.references:
            reference.learn_one(taken)

    def _is_case(self, cause: str) -> bool:
        return crc32(cause.encode()) % self._sample == 0


def main() -> int:
    """Print a table of each file."""
    names = tuple(SAMPLE)
    folder = data.folder(__doc__, names)
    for name in names:
        trial = judge(folder / name)
        first, second = ("PHR@10", "Recall@10") if name == data.JOURNEY else ("HR@10", "MRR@10")
        cases = trial.judges[trial.blend.name].cases
        print(f"\n{name.partition('.')[0]}: {cases:,} cases\n\n| | {first} | {second} |\n|---|---|---|")
        for source, one in trial.judges.items():
            print("| {} | {:.4f} | {:.4f} |".format(source, *one.figures()))
        print(f"\nlearning {trial.learn_s / trial.learned * 1e6:.0f} us an item, all sources; weights:", flush=True)
        print({source: tuple(round(w, 2) for w in pair) for source, pair in trial.blend.weights.items()}, flush=True)
    return 0


def judge(path: Path) -> Trial:
    """One file's trial."""
    trial = Trial(SAMPLE[path.name], by_basket=path.name == data.JOURNEY)
    trial.run(steps(data.lines(path)))
    return trial


def steps(lines: Iterator[Line]) -> Iterator[Step]:
    """Every item taken, in order, with what the fold would say came before it."""
    states: dict[str, State] = {}
    for line in lines:
        event = line.event
        if isinstance(event, Purchase) and event.kind in ORDERS:
            items, session = event.items, session_key(event.order_id)
        elif isinstance(event, Click) and event.item_id is not None:
            items = (LineItem(event.item_id, 1.0, event.price, event.category),)
            session = session_key(event.session_id)
        else:
            continue
        state = states.setdefault(event.customer_id, State(landmark_s=line.ts_s))
        for n, item in enumerate(items):
            cause = f"{event.id}|{n}"
            visit = touch(state, item_of(item.item_id), item.category, session, 1.0, cause, line.ts_s)
            sight = Sight(event.customer_id, line.ts_s, visit.recent, visit.same_session, item.category)
            yield Step(event.customer_id, event.id, cause, Taken(sight, item.item_id, item.price))


if __name__ == "__main__":
    sys.exit(main())
