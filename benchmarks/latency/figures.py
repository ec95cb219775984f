"""Quantiles of several runs, the goals, a table."""

from collections.abc import Mapping, Sequence
from math import inf
from statistics import median
from typing import Any, Final, NamedTuple

from rich.table import Table

from benchmarks.latency.measure import Heard
from benchmarks.latency.targets import BY_HAND, PIPELINE, Target

QUANTILES: Final = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
#: Of the pipeline, milliseconds, at this many events a second.
GOAL_RATE: Final = 1000
GOAL_MS: Final = {"p50": 10.0, "p99": 25.0}
#: From here on it is measured against the others.
CROWDED_RATE: Final = 20_000
TIMES_BY_HAND: Final = 2.0
#: No framework, and its p99 is the measure.
FRAMEWORKS: Final = ("faust-table", "quix", "bytewax")


class Course(NamedTuple):
    """One target at one rate.

    Parameters
    ----------
    rate : events a second; 0 where there are no runs.
    runs : in turn with the others'.
    absent : why there are none, in a line.
    """

    target: Target
    rate: float
    runs: Sequence[Heard] = ()
    absent: str = ""

    @property
    def void(self) -> str:
        """Why it does not count; empty where it does."""
        return self.absent or next((run.void for run in self.runs if run.void), "")

    def ms(self, quantile: str) -> float:
        """The median of the runs' quantiles, milliseconds; infinite where it does not count."""
        return inf if self.void else median(run.at(QUANTILES[quantile]) for run in self.runs) * 1000

    @property
    def late_ms(self) -> float:
        """How late the sender was, at worst, milliseconds."""
        return max((run.late_s for run in self.runs), default=0.0) * 1000


def misses(courses: Sequence[Course]) -> list[str]:
    """Goals that harken missed, in words."""
    by = {(course.target.name, course.rate): course for course in courses}
    missed = []
    if (low := by.get((PIPELINE, GOAL_RATE))) is not None:
        missed += [
            f"{name} at {GOAL_RATE:,} events/s: {low.ms(name):.1f} ms, goal {most_ms:g}"
            for name, most_ms in GOAL_MS.items()
            if not low.ms(name) <= most_ms
        ]
    if (high := by.get((PIPELINE, CROWDED_RATE))) is not None:
        hand = by.get((BY_HAND, CROWDED_RATE))
        others = [course for name in FRAMEWORKS if (course := by.get((name, CROWDED_RATE))) and not course.absent]
        most_ms = min([TIMES_BY_HAND * hand.ms("p99") if hand else inf, *(course.ms("p99") for course in others)])
        if not high.ms("p99") <= most_ms:
            missed.append(f"p99 at {CROWDED_RATE:,} events/s: {high.ms('p99'):.1f} ms, goal {most_ms:.1f}")
    return missed


def rows(courses: Sequence[Course]) -> list[list[str]]:
    """Texts of the table: target, rate, quantiles, the sender's own lateness."""
    return [_row(course) for course in courses]


def heads() -> list[str]:
    """Over the rows."""
    return ["", "events/s", *(f"{name}, ms" for name in QUANTILES), "sender late, ms"]


def table(courses: Sequence[Course]) -> Table:
    """What is printed."""
    shown = Table(title="from when an event was due to when its answer could be read, medians of in-turn runs")
    for head in heads():
        shown.add_column(head, justify="right" if head else "left", overflow="fold")
    for row in rows(courses):
        shown.add_row(*row)
    return shown


def figures(course: Course) -> Mapping[str, Any]:
    """What goes into the JSON."""
    kept: dict[str, Any] = {"target": course.target.name, "rate": course.rate, "void": course.void}
    if not course.void:
        kept |= {name: course.ms(name) for name in QUANTILES}
        kept["runs"] = [{name: run.at(q) * 1000 for name, q in QUANTILES.items()} for run in course.runs]
        kept["sender_late_ms"] = course.late_ms
    return kept


def _row(course: Course) -> list[str]:
    name, rate = course.target.title, f"{course.rate:,.0f}" if course.rate else ""
    if course.void:
        return [name, rate, " ".join(course.void.split()), *[""] * len(QUANTILES)]
    return [name, rate, *(f"{course.ms(quantile):,.1f}" for quantile in QUANTILES), f"{course.late_ms:.1f}"]
