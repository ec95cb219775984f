"""`make bench`: events per second of the whole pipeline, and of a stock Faust agent that only counts the same events.

    python -m benchmarks.pipeline [--events N] [--customers N] [--days D] [--rounds N] [--cached N] [--beside NAME ...]
                                  [--keep]

harken does all it does (decode, de-duplicate, features, churn score with reasons, satisfaction, recommendations, rules,
documents, ledger, outbox) in one `harken worker` process; the contender counts. Both on a real Kafka and Redis of their
own, in turn, so that the ratio holds on a machine with company. `--beside quix bytewax` has these count the same
events, too. Exits 1 below the goal over stock Faust. `--keep` writes docs/results/.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.beside import GOALS as BESIDE
from benchmarks.beside import PART, Beside
from benchmarks.cached import Cached, run_cached
from benchmarks.contest import TAUGHT_SHARE, Measured, Place, run_harken, run_stock
from benchmarks.load import Load
from benchmarks.own_services import OwnServices, own_services
from benchmarks.result import GOAL, Result, measured_on, table, write

RESULTS = Path("docs/results")


def main() -> int:
    """Run, print, and write the page where asked."""
    options = _options()
    console = Console()
    load = Load(options.events, options.customers, span_d=options.days)
    with own_services("bench") as services:
        result = _run(load, options.rounds, options.cached, options.beside, services, console)
    console.print(table(result))
    if options.keep:
        write(result, RESULTS)
    return 0 if result.ratio_per_s >= GOAL and result.ratio_per_cpu_s >= GOAL else 1


def _run(
    load: Load, rounds: int, cached: int, names: Sequence[str], services: OwnServices, console: Console
) -> Result:
    kafka, redis, root = services.kafka.bootstrap, services.redis.url, services.root
    beside = Beside(names, load, *services)
    harken: list[Measured] = []
    starts: list[Measured] = []
    stock: list[Measured] = []
    memory: Cached | None = None
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=(2 + bool(names) + len(names)) * rounds + bool(cached))
        for n in range(rounds):
            place = Place(f"bench{n}", kafka, redis, n, root)
            progress.update(task, description=f"harken, run {n + 1}")
            harken.append(run_harken(place, load._replace(seed=n + 1)))
            progress.advance(task)
            if names:
                progress.update(task, description=f"harken on a part, run {n + 1}")
                place_of_part = Place(f"part{n}", kafka, redis, rounds + 1 + n, root)
                starts.append(run_harken(place_of_part, load._replace(seed=n + 1), PART))
                progress.advance(task)
            progress.update(task, description=f"stock Faust agent, run {n + 1}")
            stock.append(run_stock(place, load, round(load.size * TAUGHT_SHARE)))
            progress.advance(task)
            for name, score in beside.scores.items():
                progress.update(task, description=f"{score.contender.title}, run {n + 1}")
                beside.run(name)
                progress.advance(task)
        if cached:
            progress.update(task, description=f"{cached:,} customers in memory")
            memory = run_cached(Place("cached", kafka, redis, rounds, root), cached)
    return Result(load, harken, stock, memory, measured_on(), starts, list(beside.scores.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=120_000, help="events of each run (default %(default)s)")
    parser.add_argument("--customers", type=int, default=20_000, help="customers they are of (default %(default)s)")
    parser.add_argument("--days", type=float, default=3.0, help="days of event time they span (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="runs of each, in turn (default %(default)s)")
    parser.add_argument("--cached", type=int, default=200_000, help="customers in memory; 0 leaves it out")
    parser.add_argument("--beside", nargs="*", choices=list(BESIDE), default=[], help="engines that count the same")
    parser.add_argument("--keep", action="store_true", help="write docs/results/pipeline.json and .md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
