"""Where a worker's processor time goes: microseconds an event of each stage of one lane, without broker and store.

    python -m benchmarks.stages [--events N] [--customers N] [--days D] [--batch N] [--rounds N] [--without-blend]

The events, the customers and what the learner has taught are those of `benchmarks.pipeline`; one lane of twelve is
folded, several times from the same beginning, and each stage's least time stands. What is missing against a worker:
fetching, the round trips to the store, delivery.
"""

import argparse
import gc
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import inf
from time import process_time

import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.contest import TAUGHT_SHARE
from benchmarks.load import Load, events
from harken.activity import Activity, ActivityConfig
from harken.batch import Batch, Outcome, Record, Wakeup
from harken.example import VISIT, ExamplePack
from harken.features import FEATURE_NAMES
from harken.fold.judge import Judge
from harken.fold.outcomes import Outcomes
from harken.fold.tables import tables_of
from harken.fold.walk import walk
from harken.garbage import collect_seldom
from harken.lane.activity_work import document_key
from harken.lane.merge import Merge
from harken.lane.reading import read_entry
from harken.lane.speech import Speech
from harken.ledger.base import Changes, Lease
from harken.ledger.commands import commit_commands, pack
from harken.ledger.keys import lane_keys
from harken.outbox import pack as pack_outbox
from harken.recommend.listwise import BEGIN
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import ALL_FEATURES, by_name
from harken.recommend.popular import PopularTables
from harken.sender import partition_of
from harken.settings import load_settings
from harken.shelf import BlendSnapshot, Shelf
from harken.topics import TOPICS
from harken.topology import activity_config
from tests.driver import Driver
from tests.learned import LearnerDriver

LANES, LANE = 12, 3
#: What is taken of the load is drawn at random, there is nothing to blend; what ranking costs does not go by weights.
BLEND = BlendSnapshot(version="", cases=0, weights=by_name(np.full(ALL_FEATURES, BEGIN)))
FUTURE_S = 1e12


class Stages:
    """Processor time by stage, seconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done inside."""
        began = process_time()
        yield
        self.spent[name] = self.spent.get(name, 0.0) + process_time() - began


class OneLane:
    """A lane's customers as bytes, its records, and the shelf, all as they are when the clock starts.

    Parameters
    ----------
    load : of all lanes; a twelfth of it is this one's.
    """

    def __init__(self, load: Load, config: ActivityConfig) -> None:
        taught = load._replace(size=round(load.size * TAUGHT_SHARE), seed=load.seed + 1000, from_d=-load.span_d)
        driver = Driver(config)
        entries = [read_entry(record, FUTURE_S) for record in _records(taught)]
        driver.feed(entries, batch=4000)
        self.clock_s = driver.clock_s
        self.shelf = _learn(driver)
        mine = {c for c in driver.documents if partition_of(c.encode(), LANES) == LANE}
        self.documents = {c: driver.documents[c] for c in mine}
        self.wakeups = {pair: due_s for pair, due_s in driver.wakeups.items() if pair[0] in mine}
        self.records = [r for r in _records(load) if partition_of(r.key or b"", LANES) == LANE]


def run(lane: OneLane, activity: Activity, batch_events: int) -> Stages:
    """Fold the lane once, from its beginning."""
    stages = Stages()
    customers = {c: activity.decode(document) for c, document in lane.documents.items()}
    speech = Speech({topic.name: topic.name for topic in TOPICS}, FEATURE_NAMES)
    wakeups, clock_s = dict(lane.wakeups), lane.clock_s
    merge = Merge(("commands", "receipts", "purchases", "feedback", "clicks"))
    merge.reset(dict.fromkeys(merge.topics, 0), dict.fromkeys(merge.topics, 0))
    gc.collect()
    with stages.stage("decode"):
        entries = [read_entry(record, FUTURE_S) for record in lane.records]
    with stages.stage("merge"):
        for topic, run in merge.runs.items():
            own = [entry for entry in entries if entry.record.topic == topic]
            run.put(own, [len(entry.record.value or b"") for entry in own])
    while True:
        with stages.stage("merge"):
            some = merge.peek(batch_events, 8_388_608)
        if not some:
            return stages
        until_s = max(clock_s, max(entry.ts_s for entry in some) - activity.config.lateness_s)
        due = sorted(Wakeup(due_s, *pair) for pair, due_s in wakeups.items() if due_s <= until_s)
        with stages.stage("what the batch needs"):
            needed = activity.customers_needed(some).union(wakeup.customer_id for wakeup in due)
            activity.items_needed(some, [customers[c] for c in needed if c in customers])
        batch = Batch(LANE, some, customers, due, inf, clock_s, inf, None, lane.shelf)
        outcome = _fold(activity, batch, stages)
        for pair, due_at_s in outcome.wakeups.items():
            if due_at_s is None:
                wakeups.pop(pair, None)
            else:
                wakeups[pair] = due_at_s
        clock_s = outcome.clock_s
        _write(activity, outcome, speech, stages)
        with stages.stage("merge"):
            merge.drop(some[: outcome.consumed])


def _fold(activity: Activity, batch: Batch, stages: Stages) -> Outcome:
    """`Activity.fold`, its phases apart."""
    with stages.stage("fold: events and wake-ups"):
        rows = array("d")
        notes, consumed = walk(activity.config, activity.rules, batch, rows)
    with stages.stage("fold: scores, rules, labels"):
        tables, outcomes = tables_of(activity.config, rows, batch.shelf), Outcomes(activity.config, batch.lane, ())
        judge = Judge(activity.config, activity.rules, tables, batch.shelf, outcomes)
        judge.decide(notes.moments)
    with stages.stage("fold: ranking"):
        activity.recommend([notes], batch.shelf)
    with stages.stage("fold: the outcome"):
        return activity.outcome(notes, judge, consumed)


def _write(activity: Activity, outcome: Outcome, speech: Speech, stages: Stages) -> None:
    with stages.stage("documents"):
        strings = {document_key(c): activity.encode(customer) for c, customer in outcome.customers.items()}
    with stages.stage("what is said"):
        outbox = speech.outbox(LANE, outcome)
        said = pack_outbox(outbox)
        for customer_id in outcome.publish:
            document = strings.get(document_key(customer_id))
            speech.publish(customer_id, None if document is None else activity.public_part(document))
    with stages.stage("the commit, packed"):
        changes = Changes(
            offsets={}, clock_s=outcome.clock_s, step_s=-inf, outbox=said, strings=strings, scores={}, hashes={},
            wakeups=outcome.wakeups,
        )  # fmt: skip
        lease = Lease("activity", LANE, "incarnation", 1, 1, {}, outcome.clock_s, -inf, b"")
        pack(commit_commands(lane_keys("harken:", "activity", LANE), lease, changes))


def _records(load: Load) -> Iterator[Record]:
    offsets: dict[str, int] = {}
    for topic, customer, value in events(load):
        offset = offsets[topic] = offsets.get(topic, -1) + 1
        yield Record(topic, LANE, offset, customer.encode(), value, 0)


def _learn(driver: Driver) -> Shelf:
    learner = LearnerDriver()
    raw = msgspec.Raw(msgspec.json.encode(driver.visit_examples))
    learner.learn([ExamplePack(model=VISIT, lane=LANE, names=(), examples=raw)])
    items = [key.removeprefix("harken:similar:") for key in learner.strings if key.startswith("harken:similar:")]
    popular = {
        key.removeprefix("harken:popular").removeprefix(":"): _top(members) for key, members in learner.scores.items()
    }
    similar = Neighbours({item: learner.similar(item) for item in items})
    return Shelf(driver.shelf.churn, similar, popular, blend=BLEND, tables=PopularTables())


def _top(members: dict[str, float]) -> Sequence[Neighbour]:
    return [Neighbour(*pair) for pair in sorted(members.items(), key=lambda pair: -pair[1])[:50]]


def main() -> None:
    """Print a table: the least time of each stage over the rounds."""
    settings = load_settings({})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=120_000, help="events of all lanes (default %(default)s)")
    parser.add_argument("--customers", type=int, default=20_000, help="customers of all lanes (default %(default)s)")
    parser.add_argument("--days", type=float, default=3.0, help="days of event time (default %(default)s)")
    parser.add_argument("--batch", type=int, default=settings.batch_events, help="events a batch (%(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="times the lane is folded (default %(default)s)")
    parser.add_argument("--without-blend", action="store_true", help="neighbours first, then what is popular")
    options = parser.parse_args()
    config = activity_config(settings)
    lane = OneLane(Load(options.events, options.customers, span_d=options.days), config)
    if options.without_blend:
        lane.shelf = lane.shelf._replace(blend=None)
    collect_seldom()
    rounds = [run(lane, Activity(config), options.batch).spent for _ in range(options.rounds)]
    least = {stage: min(spent[stage] for spent in rounds) / len(lane.records) * 1e6 for stage in rounds[0]}
    table = Table("stage", "us an event")
    for stage, micros in least.items():
        table.add_row(stage, f"{micros:.2f}")
    table.add_row("all of these", f"{sum(least.values()):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
