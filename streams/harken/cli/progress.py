"""How a replay shows where it stands: a bar on a terminal, a plain line every few seconds elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from harken.replay.report import Report

PLAIN_EVERY_S: Final = 5.0


@contextmanager
def open_progress(console: Console, lines: int) -> Iterator[Callable[[Report], None]]:
    """What to call with the report; `lines` is how many the files have."""
    if not console.is_terminal:
        yield _Plain(console, lines)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("reading", total=lines)

        def tell(report: Report) -> None:
            bar.update(task, completed=min(report.lines, lines), description=_words(report))

        yield tell


class _Plain:
    """A line now and then."""

    def __init__(self, console: Console, lines: int) -> None:
        self._console = console
        self._lines = lines
        self._told_s = monotonic()

    def __call__(self, report: Report) -> None:
        if monotonic() - self._told_s >= PLAIN_EVERY_S:
            self._told_s = monotonic()
            self._console.print(f"{report.lines:,} of {self._lines:,} lines, {_words(report)}", soft_wrap=True)


def _words(report: Report) -> str:
    if report.last_s == float("-inf"):
        return f"{report.refused.total():,} refused"
    day = datetime.fromtimestamp(report.last_s, UTC).date().isoformat()
    rate = report.events / report.took_s if report.took_s else 0.0
    return f"{day}  {rate:,.0f} events/s, {report.refused.total():,} lines refused"
