"""What an event costs when there are more customers, a larger catalogue, larger batches: flat, or why not.

    python -m benchmarks.growth [--most N] [--rounds N] [--keep]

One lane's own work (`harken.lane.activity_work`: load, fold, rank, encode, commit) over the ledger in memory, in this
process. Instructions are the interpreter's, counted over one batch, whatever C does in them; microseconds are of the
processor, least of the rounds. `--keep` writes docs/results/growth.md.
"""

import argparse
import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Final, NamedTuple

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.crowd import crowd, entries_of
from benchmarks.load import Load
from benchmarks.result import measured_on
from harken.allocator import keep_memory
from harken.example import VISIT, ExamplePack
from harken.garbage import collect_seldom
from harken.lane.activity_work import document_key
from harken.lane.cache import CustomerCache
from harken.ledger.keys import lane_keys
from harken.ledger.memory_store import Due, Scores
from tests.learned import LearnerDriver
from tests.unit.agents.test_cost import opcodes
from tests.unit.lane.turns import LANE, Turns

RESULTS: Final = Path("docs/results/growth.md")
#: What a worker keeps by default.
CACHED, OPENED = 200_000, 20_000
BATCH: Final = 2000
ACTIVE: Final = 1000
ITEMS: Final = 2000
#: Of the load that teaches which items are taken together.
TAUGHT: Final = 10_000
#: Documents that the cache is given at a time, as a batch does.
AT_ONCE: Final = 8000
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)


class Case(NamedTuple):
    """One line: so many customers in the store, of whom so many send events (0: all), items, events a batch."""

    title: str
    customers: int
    active: int = 0
    items: int = ITEMS
    batch: int = BATCH

    @property
    def load(self) -> Load:
        """Events of one batch, on the fourth day."""
        senders = self.active or self.customers
        return Load(self.batch, senders, span_d=self.batch / 40_000, items=self.items)


class Cost(NamedTuple):
    """Of one event; `each` is how many a customer of a batch has."""

    each: float
    instructions: float
    micros: float


def cases(most: int) -> Iterator[Case]:
    """Each dimension by itself; the batches last, on few customers."""
    for size in SIZES:
        if size <= most:
            yield Case("the same 1,000 customers send", size, ACTIVE)
            yield Case("any customer sends", size)
    for items in (100, 10_000, 100_000):
        yield Case("items in the catalogue", 10_000, items=items)
    for batch in (100, 1000, 8000):
        yield Case("events a batch", 10_000, batch=batch)


def measure(case: Case, rounds: int) -> Cost:
    """Fold batches one after the other: one to warm up, the timed ones, one whose instructions are counted."""
    turns = _lane(case)
    loads = [case.load._replace(seed=n, from_d=3.0 + n * case.load.span_d) for n in range(rounds + 2)]
    entries = [entries_of(load) for load in loads]
    with asyncio.Runner() as runner:
        runner.run(turns.take())
        runner.run(turns.feed(entries[0]))
        spent_s = []
        for batch in entries[1:-1]:
            began_s = process_time()
            runner.run(turns.feed(batch))
            spent_s.append(process_time() - began_s)
        counted = opcodes(lambda: runner.run(turns.feed(entries[-1])))
    senders = {entry.event.customer_id for entry in entries[-1] if entry.event is not None}
    return Cost(case.batch / len(senders), counted / case.batch, min(spent_s) / case.batch * 1e6)


def resident_bytes(customers: int) -> float:
    """Resident memory of one more closed customer in a cache: the second half of so many."""
    turns = Turns()
    cache = CustomerCache(customers, 1, turns.activity.decode)
    half, before, some = customers // 2, 0, {}
    for n, known in enumerate(crowd(customers), start=1):
        some[known.name] = known.document
        if len(some) == AT_ONCE or n in (half, customers):
            cache.missing(cache.customers)
            cache.learn(list(some), list(some.values()))
            cache.keep(some, ())
            some = {}
        if n == half:
            before = _resident()
    return (_resident() - before) / (customers - half)


def _lane(case: Case) -> Turns:
    """A lane whose store has the customers, and what a learner made of the items."""
    turns = Turns(cached=CACHED, opened=OPENED)
    store, due = turns.store, Due()
    for known in crowd(case.customers):
        store.held[document_key(known.name)] = known.document
        due.change({(known.name, kind): due_s for kind, due_s in known.wakeups.items()})
    store.keep(lane_keys(turns.settings.key_prefix, "activity", LANE).due, due)
    learner = _taught(case.items)
    store.held.update(learner.strings)
    for key, members in learner.scores.items():
        store.held[key] = Scores(members)
    return turns


def _taught(items: int) -> LearnerDriver:
    turns, learner = Turns(cached=CACHED, opened=OPENED), LearnerDriver()
    load = Load(TAUGHT, ACTIVE, seed=1000, items=items)
    with asyncio.Runner() as runner:
        runner.run(turns.take())
        runner.run(turns.feed(entries_of(load)))
    for message in turns.said:
        if message.topic.endswith("examples") and message.value is not None:
            pack = msgspec.json.decode(message.value, type=ExamplePack)
            if pack.model == VISIT:
                learner.learn([pack])
    return learner


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


HEADS: Final = ("", "customers", "items", "events a batch", "events of each in it", "instructions", "us")


def row(case: Case, cost: Cost) -> tuple[str, ...]:
    """One line of the table."""
    sizes = (f"{case.customers:,}", f"{case.items:,}", f"{case.batch:,}")
    return (case.title, *sizes, f"{cost.each:.1f}", f"{cost.instructions:,.0f}", f"{cost.micros:.1f}")


def page(rows: list[tuple[str, ...]], resident: float, customers: int) -> str:
    """docs/results/growth.md."""
    where = measured_on()
    measured = (
        f"Measured {where['day']} at commit {where['commit']} on {where['cores']} cores (load average at the end "
        f"{where['load_average'][0]}) by `make growth ARGS=--keep`, which wrote this page. One lane over the ledger in "
        "memory, caches as a worker has them (200,000 customers, 20,000 open); instructions of the interpreter and "
        "microseconds of the processor for one event. Where the machine had company the instructions are what holds."
    )
    lines = ["| " + " | ".join(HEADS) + " |", "|---|" + "---:|" * (len(HEADS) - 1)]
    lines += ["| " + " | ".join(line) + " |" for line in rows]
    why = (
        "How many customers the store has costs nothing. What a batch pays once for each customer in it (ranking, "
        "document, opening) is shared by the events of that customer in the batch: where everybody sends seldom each "
        "event pays it alone, and where every event of a batch is another customer's it gets no dearer. An item's "
        "neighbours are read when a batch first asks for them, and again when more was learned: the larger the "
        "catalogue, the more of a batch's items are new to it, which are the instructions beyond 2,000 items here. "
        "What a batch costs by itself is shared by its events: small ones are dear, and only a lane with little to do "
        "has them."
    )
    memory = (
        f"One more closed customer in a worker's cache takes {resident:,.0f} bytes of resident memory (the second half "
        f"of {customers:,}; docs/decisions/0026)."
    )
    return "\n\n".join(("# What an event costs as things grow", measured, "\n".join(lines), why, memory)) + "\n"


def main() -> None:
    """Measure, print, and write the page where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="customers at most (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="batches timed, the least stands (default %(default)s)")
    parser.add_argument("--keep", action="store_true", help=f"write {RESULTS}")
    options = parser.parse_args()
    keep_memory()
    collect_seldom()
    cached = min(options.most, CACHED)
    resident = resident_bytes(cached)
    table, rows = Table(*HEADS, title="one event"), []
    for case in cases(options.most):
        rows.append(row(case, measure(case, options.rounds)))
        table.add_row(*rows[-1])
    Console().print(table)
    Console().print(f"one more closed customer: {resident:,.0f} bytes")
    if options.keep:
        RESULTS.write_text(page(rows, resident, cached))


if __name__ == "__main__":
    main()
