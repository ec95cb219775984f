"""Two workers over one: processor time an event, and events a second, of the same events shared by two.

    python -m benchmarks.workers [--events N] [--customers N] [--rounds N]

Real Kafka and Redis of its own. The workers have their lanes and are frozen while the topics are filled; what counts is
from the moment they go on to the last event applied. On two cores, which the broker and the store use as well, two
workers cannot be twice as fast: there the goal is that an event costs at most a tenth more. With four cores or more two
are to apply 1.8 times as many events a second. Exits 1 where the goal is missed.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from statistics import median
from time import monotonic
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.contest import TAUGHT_SHARE, Place, teach, wait_until
from benchmarks.load import Load, send
from benchmarks.own_services import own_services
from tests.worker_process import WorkerProcess

DEARER: Final = 1.1
FASTER: Final = 1.8
#: From so many cores on two workers, the broker and the store have one each.
ENOUGH_CORES: Final = 4


class Shared(NamedTuple):
    """What it took; microseconds of processor time are of all workers together."""

    wall_s: float
    cpu_us: float


def run(place: Place, load: Load, workers: int) -> Shared:
    """Teach, let the group share the lanes out, fill the topics, and go."""
    taught = load._replace(size=max(1, round(load.size * TAUGHT_SHARE)), seed=load.seed + 1000, from_d=-load.span_d)
    teach(place, taught)
    #  Each its own log: who has which lanes is read there.
    logs = [place.folder / f"{place.settings.instance}-{n}.log" for n in range(workers)]
    team = [WorkerProcess("activity", place.environment, log) for log in logs]
    try:
        wait_until(lambda: _shared_out(team, place.settings.partitions), "the lanes", *team)
        for worker in team:
            worker.signal(signal.SIGSTOP)
        send(place.settings, load)
        used_s, began_s = sum(worker.cpu_s() for worker in team), monotonic()
        for worker in team:
            worker.signal(signal.SIGCONT)
        wait_until(lambda: place.applied() >= taught.size + load.size, "the last event", *team)
        wall_s = monotonic() - began_s
        return Shared(wall_s, (sum(worker.cpu_s() for worker in team) - used_s) / load.size * 1e6)
    finally:
        for worker in team:
            worker.signal(signal.SIGCONT)
            worker.stop()


def _shared_out(team: Sequence[WorkerProcess], lanes: int) -> bool:
    """Whether each has taken its share, and let go of what it had beyond that."""
    held = [worker.log().count('"lane taken"') - worker.log().count('"lane released"') for worker in team]
    return sum(held) == lanes and max(held) - min(held) <= 1


def main() -> int:
    """Run in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=120_000, help="events of each run (default %(default)s)")
    parser.add_argument("--customers", type=int, default=20_000, help="customers they are of (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="runs of each, in turn (default %(default)s)")
    options = parser.parse_args()
    found: dict[int, list[Shared]] = {1: [], 2: []}
    with own_services("workers") as (kafka, redis, root):
        for n in range(options.rounds):
            for workers, runs in found.items():
                place = Place(f"w{n}of{workers}", kafka.bootstrap, redis.url, 2 * n + workers - 1, root)
                #  A worker that is frozen while the topics are filled is not to be thrown out for it.
                place.environment["HARKEN_SESSION_TIMEOUT_S"] = "60"
                runs.append(run(place, Load(options.events, options.customers, seed=n + 1), workers))
    one, two = (Shared(*map(median, zip(*runs, strict=True))) for runs in found.values())
    table = Table("", "events/s", "us of a processor an event", title=f"{options.events:,} events, medians")
    for name, shared in (("one worker", one), ("two workers", two)):
        table.add_row(name, f"{options.events / shared.wall_s:,.0f}", f"{shared.cpu_us:.1f}")
    faster, dearer = one.wall_s / two.wall_s, two.cpu_us / one.cpu_us
    table.add_row("two over one", f"{faster:.2f} times", f"{dearer:.2f} times", style="bold")
    Console().print(table)
    return 0 if (faster >= FASTER if (os.cpu_count() or 1) >= ENOUGH_CORES else dearer <= DEARER) else 1


if __name__ == "__main__":
    sys.exit(main())
