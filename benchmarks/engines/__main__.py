"""`make engines`: the runtime of harken, and other engines, at the same trivial task.

    python -m benchmarks.engines [--events N] [--customers N] [--rounds N] [--keys NAME ...] [--only NAME ...] [--keep]

One Kafka and one Redis of its own, topics filled once for each distribution of keys, every contender on the same events
in turn. Exits 1 where harken misses a goal or a result is wrong. `--keep` writes docs/results/engines.*.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.engines.environments import NotInstalled, python_of, version_of
from benchmarks.engines.keys import SHAPES, Keys
from benchmarks.engines.measure import Course
from benchmarks.engines.page import Result, title, write
from benchmarks.engines.result import Score, ratios, table
from benchmarks.engines.roster import ROSTER, Contender
from benchmarks.own_services import own_services
from benchmarks.result import measured_on

RESULTS = Path("docs/results")
#: What the first part of the events takes is taken off: long enough to hide what an engine waits for as it starts.
PART = 0.25


def main() -> int:
    """Run, print, and write the page where asked."""
    options = _options()
    console = Console()
    wanted = [contender for contender in ROSTER if not options.only or contender.name in options.only]
    pythons, absent, versions = _prepare(wanted, console)
    all_keys = [Keys(shape, options.events, options.customers) for shape in options.keys]
    scores = _measure(pythons, all_keys, options.rounds, console)
    courses = [(keys, [*scored, *absent]) for keys, scored in zip(all_keys, scores, strict=True)]
    where = measured_on()
    where["versions"] |= versions
    for keys, scored in courses:
        console.print(table(title(keys), scored))
    if options.keep:
        write(Result(courses, PART, where), RESULTS)
    return 0 if all(_well(scored) for _, scored in courses) else 1


def _prepare(
    contenders: Sequence[Contender], console: Console
) -> tuple[dict[Contender, str], list[Score], dict[str, str]]:
    """Who can run and with which Python, who cannot and why, versions by package."""
    pythons: dict[Contender, str] = {}
    absent: list[Score] = []
    versions: dict[str, str] = {}
    for contender in contenders:
        try:
            with console.status(f"looking for {contender.package}"):
                python = python_of(contender)
                versions[contender.package] = version_of(contender, python)
                pythons[contender] = python
        except NotInstalled as why:
            absent.append(Score(contender, absent=f"not installed: {why}"))
    return pythons, absent, versions


def _measure(
    pythons: dict[Contender, str], all_keys: Sequence[Keys], rounds: int, console: Console
) -> list[list[Score]]:
    """Everybody's scores, one list for each of the keys."""
    with own_services("engines") as (kafka, redis, root):

        def course(keys: Keys, share: float) -> Course:
            some = keys.first(max(1, round(keys.events * share)))
            return Course(f"{keys.shape}-{share:g}", some, kafka, redis, root)

        shares = {contender.share for contender in pythons}
        courses = {
            share: [(course(keys, share * PART), course(keys, share)) for keys in all_keys] for share in sorted(shares)
        }
        return _compete(pythons, courses, rounds, console)


def _compete(
    pythons: dict[Contender, str],
    courses: Mapping[float, Sequence[tuple[Course, Course]]],
    rounds: int,
    console: Console,
) -> list[list[Score]]:
    """In turn, each on the courses of its share; whoever was wrong once is not asked again."""
    shapes = len(next(iter(courses.values()), ()))
    scores = {contender: [Score(contender)] * shapes for contender in pythons}
    for contender, python in list(pythons.items())[:1]:
        #  Counts for nobody: a broker that has just started is slow, and whoever is first would gain by it.
        courses[contender.share][0][1].run(contender, python)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=rounds * len(pythons) * shapes)
        for n in range(rounds):
            for contender, python in pythons.items():
                if any(score.wrong for score in scores[contender]):
                    continue
                progress.update(task, description=f"{contender.title}, run {n + 1}")
                for place, (start, course) in enumerate(courses[contender.share]):
                    score = scores[contender][place]
                    first = start.run(contender, python)
                    run = first if first.void else course.run(contender, python)
                    scores[contender][place] = score._replace(starts=[*score.starts, first], runs=[*score.runs, run])
                    progress.advance(task)
    return [[scores[contender][place] for contender in pythons] for place in range(shapes)]


def _well(scores: Sequence[Score]) -> bool:
    found = ratios(scores)
    goals = {s.contender.name: s.contender.goal for s in scores if s.contender.goal is not None}
    missed = [name for name, ratio in found.items() if name in goals and not ratio.reaches(goals[name])]
    return not missed and not any(score.void and not score.absent for score in scores)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [contender.name for contender in ROSTER]
    parser.add_argument("--events", type=int, default=800_000, help="events of each run (default %(default)s)")
    parser.add_argument("--customers", type=int, default=20_000, help="customers they are of (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, in turn (default %(default)s)")
    parser.add_argument("--keys", nargs="+", choices=SHAPES, default=list(SHAPES), help="distributions (default both)")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"some of {', '.join(names)}")
    parser.add_argument("--keep", action="store_true", help="write docs/results/engines.json and .md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
