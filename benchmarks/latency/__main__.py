"""`make latency`: from event to alert, seen from outside, beside other engines.

    python -m benchmarks.latency [--rates N ...] [--rounds N] [--warm S] [--seconds S] [--only NAME ...] [--keep]

One Kafka and one Redis of its own; every target at every rate, in turn. Exits 1 where harken misses a goal. `--keep`
writes docs/results/latency.*.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.engines.environments import NotInstalled, python_of, version_of
from benchmarks.latency.figures import Course, misses, table
from benchmarks.latency.measure import REST_WITHIN_S, Range
from benchmarks.latency.page import write
from benchmarks.latency.targets import TARGETS, Target
from benchmarks.own_services import own_services
from benchmarks.result import measured_on

RESULTS = Path("docs/results")
#: Beyond the lowest of these at which a target no longer answers all, it is not asked.
RATES = (1000, 2000, 5000, 10_000, 20_000)
#: Events a second, and seconds, of a run before all others, which does not count.
REHEARSED_AT = 2000
REHEARSED_S = 45.0


def main() -> int:
    """Run, print, and write the page where asked."""
    options = _options()
    console = Console()
    wanted = [target for target in TARGETS if not options.only or target.name in options.only]
    pythons, versions, absent = _prepare(wanted, console)
    with own_services("latency") as (kafka, redis, root):
        there = Range(kafka, redis, root, options.warm, options.seconds)
        courses = _measure(there, pythons, options.rates, options.rounds, console)
    courses += absent
    console.print(table(courses))
    for miss in misses(courses):
        console.print(f"missed: {miss}")
    if options.keep:
        where = measured_on()
        where["versions"] |= versions
        terms = f"{options.rounds} runs of each, {options.seconds:g} s each after {options.warm:g} s that do not count."
        terms += f" Each begins when the broker is at rest, or {REST_WITHIN_S:g} s after the target is ready."
        write(courses, where, terms, RESULTS)
    return 1 if misses(courses) else 0


def _prepare(targets: Sequence[Target], console: Console) -> tuple[dict[Target, str], dict[str, str], list[Course]]:
    """Which Python each one has, versions by package, and who cannot run and why."""
    pythons: dict[Target, str] = {}
    versions: dict[str, str] = {}
    absent: list[Course] = []
    for target in targets:
        try:
            python = python_of(target.contender)
            versions[target.contender.package] = version_of(target.contender, python)
            pythons[target] = python
        except NotInstalled as why:
            absent.append(Course(target, 0.0, absent=f"not installed: {why}"))
            console.print(f"{target.title}: not installed: {why}")
    return pythons, versions, absent


def _measure(
    there: Range, pythons: dict[Target, str], rates: Sequence[float], rounds: int, console: Console
) -> list[Course]:
    """After a rehearsal in turn; who did not answer all at one rate is not asked at a higher one."""
    courses = {(target, rate): Course(target, rate) for target in pythons for rate in sorted(rates)}
    first = next(iter(pythons))
    with console.status("a rehearsal"):
        #  A Java that has just started is still being compiled: for some forty seconds it takes twice as much.
        there._replace(measured_s=REHEARSED_S).run(first, pythons[first], REHEARSED_AT, 0)
    number = 0
    for _ in range(rounds):
        for target, rate in list(courses):
            if any(courses[target, lower].void for lower in rates if lower <= rate):
                continue
            number += 1
            with console.status(f"{target.title} at {rate:,.0f} events/s"):
                heard = there.run(target, pythons[target], rate, number)
            so_far = courses[target, rate]
            courses[target, rate] = so_far._replace(runs=[*so_far.runs, heard])
    return [course for course in courses.values() if course.runs]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [target.name for target in TARGETS]
    parser.add_argument("--rates", type=float, nargs="+", default=RATES, help="events a second (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, in turn (default %(default)s)")
    parser.add_argument("--warm", type=float, default=8.0, help="seconds that do not count (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=10.0, help="seconds that count (default %(default)s)")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"some of {', '.join(names)}")
    parser.add_argument("--keep", action="store_true", help="write docs/results/latency.*")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
