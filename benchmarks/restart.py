"""How long a worker's place is empty: seconds to the first event applied after a clean stop and after `kill -9`.

    python -m benchmarks.restart [--customers N ...] [--rounds N] [--keep]

Real Kafka and Redis of its own. The store is filled with documents and wake-ups of the fold under other names; one
worker has all lanes, as behind it are events of all of them. From the moment the next worker is started: the first
event applied, and all of them, as the ledger says. After `kill -9` the group holds on to the dead worker until its
session ends. Exits 1 where a goal is missed; `--keep` writes docs/results/restart.md.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.contest import Place, wait_until
from benchmarks.crowd import crowd
from benchmarks.load import Load, send
from benchmarks.own_services import own_services
from benchmarks.result import measured_on
from harken.lane.activity_work import document_key
from harken.ledger.keys import lane_keys
from harken.ledger.wakeups import member_of
from harken.sender import partition_of
from tests.worker_process import WorkerProcess

RESULTS: Final = Path("docs/results/restart.md")
#: After a clean stop, seconds; after `kill -9` the session's timeout comes on top.
GOAL_S: Final = 3.0
EVENTS: Final = 2000


class Restart(NamedTuple):
    """Seconds from the start of the next worker; `ready` is until its first lane was taken."""

    ready_s: float
    first_s: float
    all_s: float


class Restarts(NamedTuple):
    """All rounds on a store of so many customers, and how many bytes their documents have."""

    customers: int
    document_bytes: float
    clean: Sequence[Restart]
    killed: Sequence[Restart]


def run(place: Place, customers: int, rounds: int) -> Restarts:
    """Fill the store, then stop and kill one worker after the other."""
    document_bytes = fill(place, customers)
    loads = _loads(customers)
    worker = place.start("activity")
    _apply(place, next(loads), worker)
    found: dict[str, list[Restart]] = {"stop": [], "kill": []}
    for _ in range(rounds):
        for way, restarts in found.items():
            worker.stop() if way == "stop" else worker.kill()
            worker, restart = _restart(place, next(loads))
            restarts.append(restart)
    worker.stop()
    return Restarts(customers, document_bytes, found["stop"], found["kill"])


def fill(place: Place, customers: int) -> float:
    """Write so many customers' documents and wake-ups; mean bytes of a document."""
    settings, written = place.settings, 0
    lanes = [lane_keys(settings.key_prefix, "activity", n).due for n in range(settings.partitions)]
    named = crowd(customers)
    while some := list(islice(named, 2000)):
        pipe = place.store.pipeline(transaction=False)
        pipe.mset({document_key(name): document for name, document, _ in some})
        due: dict[str, dict[bytes, float]] = {}
        for name, document, wakeups in some:
            written += len(document)
            key = lanes[partition_of(name.encode(), settings.partitions)]
            due.setdefault(key, {}).update({member_of(name, kind): due_s for kind, due_s in wakeups.items()})
        for key, members in due.items():
            pipe.zadd(key, members)
        pipe.execute()
    return written / customers


def _loads(customers: int) -> Iterator[Load]:
    """One load after the other, each a minute of event time long: next to nothing falls due."""
    n = 0
    while True:
        yield Load(EVENTS, customers, seed=100 + n, from_d=3.0 + n / 1440, span_d=1 / 1440)
        n += 1


def _apply(place: Place, load: Load, worker: WorkerProcess) -> None:
    due = place.applied() + load.size
    send(place.settings, load)
    wait_until(lambda: place.applied() >= due, "the first events", worker)


def _restart(place: Place, load: Load) -> tuple[WorkerProcess, Restart]:
    before = place.applied()
    taken = _epochs(place)
    send(place.settings, load)
    began_s = monotonic()
    worker = place.start("activity")
    wait_until(lambda: _epochs(place) > taken, "the first lane", worker)
    ready_s = monotonic() - began_s
    wait_until(lambda: place.applied() > before, "the first event", worker)
    first_s = monotonic() - began_s
    wait_until(lambda: place.applied() >= before + load.size, "the last event", worker)
    return worker, Restart(ready_s, first_s, monotonic() - began_s)


def _epochs(place: Place) -> int:
    keys = [lane_keys(place.settings.key_prefix, "activity", n).ledger for n in range(place.settings.partitions)]
    return sum(int(place.store.hget(key, "epoch") or 0) for key in keys)


def rows(found: Sequence[Restarts], session_s: float) -> Iterator[tuple[str, ...]]:
    """The table's: customers, how the last one ended, medians, the slowest first event, the goal."""
    for restarts in found:
        for way, runs, goal_s in (
            ("clean stop", restarts.clean, GOAL_S),
            ("kill -9", restarts.killed, session_s + GOAL_S),
        ):
            medians = [f"{median(column):.1f}" for column in zip(*runs, strict=True)]
            slowest = f"{max(run.first_s for run in runs):.1f}"
            yield (f"{restarts.customers:,}", way, *medians, slowest, f"{goal_s:g}")


HEADS: Final = (
    *("customers", "the last one ended by", "first lane taken, s"),
    *("first event applied, s", "all, s", "slowest first, s", "goal, s"),
)


def page(found: Sequence[Restarts], session_s: float, rounds: int) -> str:
    """docs/results/restart.md."""
    where = measured_on()
    lines = ["| " + " | ".join(HEADS) + " |", "|---|---|" + "---:|" * (len(HEADS) - 2)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(found, session_s)]
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    sizes = ", ".join(f"{restarts.document_bytes:,.0f}" for restarts in found)
    measured = (
        f"Measured {where['day']} at commit {where['commit']} on {where['cores']} cores (load average at the end "
        f"{where['load_average'][0]}) by `make restart ARGS=--keep`, which wrote this page. A real Kafka and Redis on "
        f"the same machine, one worker with all twelve lanes, {EVENTS:,} events behind; seconds by the wall from the "
        f"start of the next worker's process, medians of {rounds} rounds."
    )
    session = (
        "After `kill -9` the next one is started at once, and the group holds on to the dead one until its session "
        f"of {session_s:g} s has ended: so much is the group's, not the worker's."
    )
    store = (
        "Nothing is restored but offsets and epochs, so it matters little how many customers the store has: each is "
        f"read when an event of theirs comes. Documents had {sizes} bytes on average."
    )
    parts = ("# From the last worker to the next", measured, session, "\n".join(lines), store, f"Versions: {versions}.")
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Run, print, and write the page where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, nargs="+", default=[10_000, 1_000_000], help="in the store")
    parser.add_argument("--rounds", type=int, default=3, help="stops and kills of each (default %(default)s)")
    parser.add_argument("--keep", action="store_true", help=f"write {RESULTS}")
    options = parser.parse_args()
    found = []
    with own_services("restart") as (kafka, redis, root):
        for n, customers in enumerate(options.customers):
            place = Place(f"restart{n}", kafka.bootstrap, redis.url, n, root)
            session_s = place.settings.session_timeout_s
            found.append(run(place, customers, options.rounds))
    table = Table(*HEADS, title="seconds until the next worker works")
    for row in rows(found, session_s):
        table.add_row(*row)
    Console().print(table)
    if options.keep:
        RESULTS.write_text(page(found, session_s, options.rounds))
    late = [run for restarts in found for run in restarts.clean if run.first_s > GOAL_S]
    late += [run for restarts in found for run in restarts.killed if run.first_s > GOAL_S + session_s]
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
