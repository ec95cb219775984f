"""The road without an engine: a file's events through the real fold and the real learner, in step, in one process.

One lane does what `harken.lane.activity_work` and `learner_work` do together: it folds up to a boundary of event time,
hands over what was said as packs, lets the learner learn them sorted, and goes on with what that published.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from math import inf, nextafter
from typing import NamedTuple

import msgspec

from harken.activity import Activity, ActivityConfig
from harken.batch import Batch, Entry, Outcome, Record, Wakeup
from harken.customer import Customer
from harken.events import Event
from harken.example import CHURN, PROPENSITY, RAISE, RHYTHM, TEXT, VALUE, VISIT, ChurnExample, ExamplePack
from harken.features import FEATURE_NAMES
from harken.fold.config import DAY_S
from harken.learner import Learner
from harken.learning.config import LearnerConfig
from harken.learning.publication import Publication
from harken.lexicon import lexicon
from harken.models.churn import initial_snapshot
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.popular import PopularTables
from harken.replay.line import Line
from harken.rules import STANDARD
from harken.rules.rule import Rule
from harken.shelf import BlendSnapshot, ChurnSnapshot, SegmentSnapshot, Shelf, ValueSnapshot
from harken.text.sentiment import untaught
from harken.text.snapshot import decode_snapshot

_neighbours = msgspec.json.Decoder(list[Neighbour])
_snapshot = msgspec.json.Decoder(ChurnSnapshot)
_segments = msgspec.json.Decoder(SegmentSnapshot)
_blend = msgspec.json.Decoder(BlendSnapshot)
_value = msgspec.json.Decoder(ValueSnapshot)


class Road(NamedTuple):
    """What is left after a replay: customers by id, labels in order, how many alerts, what was learned, the shelf, and
    the labels of the next seven days."""

    customers: dict[str, Customer]
    labels: list[ChurnExample]
    alerts: int
    publication: Publication
    shelf: Shelf
    answers: list[ChurnExample]


class OneLane:
    """A lane whose ledger is its own memory.

    Parameters
    ----------
    config : the fold's numbers.
    rules : of alerts.
    """

    def __init__(self, config: ActivityConfig, rules: Sequence[Rule] = STANDARD) -> None:
        self.customers: dict[str, Customer] = {}
        self.shelf = Shelf(initial_snapshot(), Neighbours(), {}, text=untaught(lexicon()))
        self._activity = Activity(config, rules)
        self._due: dict[tuple[str, str], float] = {}
        self._clock_s = -inf

    def run_until(self, boundary_s: float, entries: Sequence[Entry]) -> Iterator[Outcome]:
        """Fold these entries, whose times let the clock stay before the boundary, then all that is due before it."""
        until_s = nextafter(boundary_s, -inf)
        rest: Sequence[Entry] = entries
        while rest or self._clock_s < until_s:
            wakeups = sorted(Wakeup(at_s, c, kind) for (c, kind), at_s in self._due.items() if at_s <= until_s)
            idle_until_s = None if rest else until_s
            outcome = self._activity.fold(
                Batch(0, rest, self.customers, wakeups, inf, self._clock_s, boundary_s, idle_until_s, self.shelf)
            )
            self._commit(outcome)
            rest = rest[outcome.consumed :]
            yield outcome

    def take_up(self, publication: Publication) -> None:
        """Read what the learner published, as `harken.lane.shelf_reader` does."""
        churn, similar, _, worth, text, propensity, segments, blend, items, _ = self.shelf
        popular = {name: dict(members) for name, members in self.shelf.popular.items()}
        for key, value in publication.strings.items():
            if key == "snapshot:churn":
                churn = _snapshot.decode(value or b"")
            elif key == "snapshot:value":
                worth = _value.decode(value or b"")
            elif key == "snapshot:propensity":
                propensity = _snapshot.decode(value or b"")
            elif key == "snapshot:segments":
                segments = _segments.decode(value or b"")
            elif key == "snapshot:blend":
                blend = _blend.decode(value) if value else None
            elif key == "snapshot:text":
                text = decode_snapshot(value or b"")
            elif key.startswith("similar:"):
                similar.put(key.removeprefix("similar:"), _neighbours.decode(value) if value else ())
        for key, members in publication.scores.items():
            told = popular.setdefault(key.removeprefix("popular").removeprefix(":"), {})
            for item, score in members.items():
                told.pop(item, None)
                if score is not None:
                    told[item] = score
        told_most = {name: _descending(members) for name, members in popular.items()}
        self.shelf = Shelf(churn, similar, told_most, worth, text, propensity, segments, blend, items, PopularTables())

    def _commit(self, outcome: Outcome) -> None:
        self._clock_s = outcome.clock_s
        for pair, at_s in outcome.wakeups.items():
            if at_s is None:
                self._due.pop(pair, None)
            else:
                self._due[pair] = at_s


def replay(
    lines: Iterable[Line],
    config: ActivityConfig,
    step_s: float = DAY_S,
    learning: LearnerConfig | None = None,
    look: Callable[[float, OneLane, Sequence[Outcome]], None] | None = None,
    rules: Sequence[Rule] = STANDARD,
) -> Road:
    """Fold and learn a file in step; what became known before a boundary is learned before anything after it.

    Parameters
    ----------
    look : shown each boundary (epoch seconds), the lane there, and what came of it since the last.
    """
    lane, learner = OneLane(config, rules), Learner(0, "", learning or LearnerConfig(lexicon=lexicon))
    labels: list[ChurnExample] = []
    answers: list[ChurnExample] = []
    alerts = 0
    publication = Publication({}, {}, {})
    for step, group in groupby(entries_of(lines), key=lambda entry: int((entry.ts_s - config.lateness_s) // step_s)):
        boundary_s = (step + 1) * step_s
        outcomes = list(lane.run_until(boundary_s, list(group)))
        labels += [example for outcome in outcomes for example in outcome.churn_examples]
        answers += [example for outcome in outcomes for example in outcome.propensity_examples]
        alerts += sum(len(outcome.alerts) for outcome in outcomes)
        learner.learn_sorted([pack for outcome in outcomes for pack in _packs(outcome)])
        publication = learner.published(boundary_s)
        learner.checkpoint()
        lane.take_up(publication)
        if look is not None:
            look(boundary_s, lane, outcomes)
    return Road(lane.customers, labels, alerts, publication, lane.shelf, answers)


def entries_of(lines: Iterable[Line]) -> Iterator[Entry]:
    """Entries of one lane, in the lines' order, numbered inside their topics."""
    offsets: dict[str, int] = {}
    for line in lines:
        assert isinstance(line.event, Event)  # only readers of JSON lines hand on what is no valid event
        offset = offsets[line.topic] = offsets.get(line.topic, -1) + 1
        yield Entry(line.ts_s, Record(line.topic, 0, offset, None, b"", 0), line.event, None)


def _packs(outcome: Outcome) -> Iterator[ExamplePack]:
    for model, names, examples in (
        (CHURN, FEATURE_NAMES, outcome.churn_examples),
        (PROPENSITY, FEATURE_NAMES, outcome.propensity_examples),
        (RHYTHM, (), outcome.rhythm_examples),
        (VALUE, (), outcome.value_examples),
        (RAISE, (), outcome.raise_examples),
        (VISIT, (), outcome.visit_examples),
        (TEXT, (), outcome.text_examples),
    ):
        if examples:
            raw = msgspec.Raw(msgspec.json.encode(examples))
            yield ExamplePack(model=model, lane=0, names=names, clock_s=outcome.clock_s, examples=raw)


def _descending(members: dict[str, float]) -> list[Neighbour]:
    return sorted((Neighbour(item, score) for item, score in members.items()), key=lambda n: (-n.score, n.item_id))
