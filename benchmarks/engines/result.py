"""The figures: medians without what starting costs, ratios to harken's runtime, a table."""

from collections.abc import Mapping, Sequence
from math import inf
from statistics import median
from typing import Any, Final, NamedTuple

from rich.table import Table

from benchmarks.engines.measure import Run
from benchmarks.engines.roster import HARKEN, Contender

HEADS = (
    "", "events/s", "per CPU s", "harken: times, CPU", "times, wall", "goal", "servers, us/event", "start, s",
)  # fmt: skip
TOO_SHORT: Final = "all events took no longer than a part of them; --events more"


class Score(NamedTuple):
    """A contender on one course.

    Parameters
    ----------
    contender : who.
    starts : runs on a part of the events: starting, joining and waiting for a batch are in them as in `runs`.
    runs : on all of them, in turn with the others'.
    absent : why there are no runs, in a line.
    """

    contender: Contender
    starts: Sequence[Run] = ()
    runs: Sequence[Run] = ()
    absent: str = ""

    @property
    def wrong(self) -> str:
        """What was wrong with the first run that was."""
        return next((run.void for run in (*self.starts, *self.runs) if run.void), "")

    @property
    def void(self) -> str:
        """Why the result does not count; empty where it does."""
        if why := self.absent or self.wrong:
            return why
        return TOO_SHORT if inf in (self.per_s, self.per_cpu_s) else ""

    @property
    def per_s(self) -> float:
        """Events per second, by the wall."""
        return self._rate("wall_s")

    @property
    def per_cpu_s(self) -> float:
        """Events per second of the contender's processor time."""
        return self._rate("cpu_s")

    @property
    def servers_us(self) -> float:
        """Microseconds of broker and store for each event."""
        return 1e6 / self._rate("servers_s")

    @property
    def start_s(self) -> float:
        """What a run takes besides its events: imports, joining the group, waiting for the first batch."""
        return max(0.0, median(run.wall_s for run in self.starts) - self.starts[0].events / self.per_s)

    def _rate(self, field: str) -> float:
        """More events for more time: the difference between all of them and the part."""
        more = self.runs[0].events - self.starts[0].events
        took_s: float = median(getattr(r, field) for r in self.runs) - median(getattr(r, field) for r in self.starts)
        return more / took_s if took_s > 0 else inf


class Ratio(NamedTuple):
    """How many times as fast harken's runtime is."""

    per_cpu_s: float
    per_s: float

    def reaches(self, goal: float) -> bool:
        """Whether both are at least the goal."""
        return min(self) >= goal


def ratios(scores: Sequence[Score]) -> Mapping[str, Ratio]:
    """By name of contender; of those whose result counts, where harken's does."""
    ours = next((score for score in scores if score.contender.name == HARKEN and not score.void), None)
    if ours is None:
        return {}
    return {
        score.contender.name: Ratio(ours.per_cpu_s / score.per_cpu_s, ours.per_s / score.per_s)
        for score in scores
        if score is not ours and not score.void
    }


def rows(scores: Sequence[Score]) -> list[list[str]]:
    """Texts of the table, under `HEADS`."""
    found = ratios(scores)
    return [_void(score) if score.void else _row(score, found.get(score.contender.name)) for score in scores]


def table(title: str, scores: Sequence[Score]) -> Table:
    """What is printed."""
    shown = Table(title=title, caption="* promises less than at least once with its state; servers: broker and store")
    for head in HEADS:
        shown.add_column(head, justify="right" if head else "left", overflow="fold")
    for row in rows(scores):
        shown.add_row(*row)
    return shown


def figures(score: Score) -> Mapping[str, Any]:
    """What goes into the JSON."""
    kept: dict[str, Any] = {"title": score.contender.title, "promise": score.contender.promise, "void": score.void}
    kept |= {"starts": [run._asdict() for run in score.starts], "runs": [run._asdict() for run in score.runs]}
    if not score.void:
        kept |= {"per_s": score.per_s, "per_cpu_s": score.per_cpu_s, "servers_us": score.servers_us}
    return kept


def _row(score: Score, ratio: Ratio | None) -> list[str]:
    goal = score.contender.goal
    return [
        score.contender.title + (" *" if score.contender.weaker else ""),
        f"{score.per_s:,.0f}",
        f"{score.per_cpu_s:,.0f}",
        f"{ratio.per_cpu_s:.2f}" if ratio else "",
        f"{ratio.per_s:.2f}" if ratio else "",
        f"{goal:g} {'reached' if ratio.reaches(goal) else 'missed'}" if ratio and goal else "",
        f"{score.servers_us:.1f}",
        f"{score.start_s:.1f}",
    ]


def _void(score: Score) -> list[str]:
    why = " ".join(score.void.split())
    return [score.contender.title, f"{'absent' if score.absent else 'void'}: {why}", *[""] * (len(HEADS) - 2)]
