"""The road without an engine: a file's events through the real fold and the real learner, a day of event time at a step."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import inf
from typing import NamedTuple

import msgspec

from harken.activity import Activity, ActivityConfig
from harken.batch import Batch, Entry, Outcome, Record, Wakeup
from harken.customer import Customer
from harken.example import CHURN, RHYTHM, VISIT, ExamplePack
from harken.features import FEATURE_NAMES
from harken.learner import Learner
from harken.models.churn import initial_snapshot
from harken.replay.line import Line
from harken.shelf import ChurnSnapshot, Neighbour, Shelf

DAY_S = 86_400.0
_similar = msgspec.json.Decoder(list[Neighbour])


class Road(NamedTuple):
    """What is left after a replay."""

    customers: dict[str, Customer]
    outcomes: list[Outcome]
    learner: Learner


def entries(lines: Iterable[Line]) -> Iterator[Entry]:
    """Entries of one lane, in the lines' order."""
    offsets: dict[str, int] = {}
    for line in lines:
        offset = offsets[line.topic] = offsets.get(line.topic, -1) + 1
        record = Record(line.topic, 0, offset, (line.customer_id or "").encode(), b"", int(line.ts_s * 1000))
        yield Entry(line.ts_s, record, line.event, None)  # type: ignore[arg-type]  # readers give events only here


def replay(lines: Iterable[Line], config: ActivityConfig, *, learn: bool = True) -> Road:
    """Fold and learn a file in step; every day's examples are learned before the next day is folded."""
    activity, learner = Activity(config), Learner(0, "")
    customers: dict[str, Customer] = {}
    due: dict[tuple[str, str], float] = {}
    shelf = Shelf(initial_snapshot(), {}, {"": []})
    outcomes: list[Outcome] = []
    clock_s = -inf
    for day, group in groupby(entries(lines), key=lambda entry: int(entry.ts_s // DAY_S)):
        todo = list(group)
        end_s = (day + 1) * DAY_S - 1e-3
        while True:
            until_s = max((entry.ts_s for entry in todo), default=end_s)
            wakeups = sorted(Wakeup(at_s, c, kind) for (c, kind), at_s in due.items() if at_s <= until_s)
            batch = Batch(0, todo, customers, wakeups, inf, clock_s, inf, None if todo else end_s, shelf)
            outcome = activity.fold(batch)
            clock_s, todo, last = outcome.clock_s, todo[outcome.consumed :], not todo
            for pair, at_s in outcome.wakeups.items():
                if at_s is None:
                    due.pop(pair, None)
                else:
                    due[pair] = at_s
            outcomes.append(outcome)
            if last and clock_s >= end_s - 1:
                break
        if learn:
            learner.learn_sorted(list(_packs(outcomes[-8:], seen=day)))
            shelf = _take_up(shelf, learner, end_s)
    return Road(customers, outcomes, learner)


def _packs(outcomes: Iterable[Outcome], seen: int) -> Iterator[ExamplePack]:
    del seen
    for outcome in outcomes:
        for model, names, examples in (
            (CHURN, FEATURE_NAMES, outcome.churn_examples),
            (RHYTHM, (), outcome.rhythm_examples),
            (VISIT, (), outcome.visit_examples),
        ):
            if examples:
                raw = msgspec.Raw(msgspec.json.encode(examples))
                yield ExamplePack(model=model, lane=0, names=tuple(names), examples=raw)


def _take_up(shelf: Shelf, learner: Learner, step_s: float) -> Shelf:
    published = learner.published(step_s)
    learner.checkpoint()
    churn, similar = shelf.churn, dict(shelf.similar)
    for key, value in published.strings.items():
        if key == "snapshot:churn":
            churn = msgspec.json.decode(value, type=ChurnSnapshot)
        elif key.startswith("similar:"):
            similar[key.removeprefix("similar:")] = _similar.decode(value)
    return Shelf(churn, similar, shelf.popular)
