"""The report: facts and goals, as a page."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from harken.backtest.run import VERSIONS

SHOWN = 5


class Report:
    """Rows of a page; a goal that is missed is marked and makes the run fail."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._missed: list[str] = []

    def section(self, title: str) -> None:
        """Begin a table."""
        self._lines += ["", f"## {title}", "", "| what | measured | goal | |", "|---|---|---|---|"]

    def fact(self, name: str, value: str) -> None:
        """A figure that nothing is held against."""
        self._lines.append(f"| {name} | {value} | | |")

    def goal(self, name: str, value: float, met: bool, goal: str) -> None:
        """A figure and what it must be."""
        shown = f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
        self._lines.append(f"| {name} | {shown} | {goal} | {'yes' if met else '**no**'} |")
        if not met:
            self._missed.append(name)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table of its own, after the rows of a section."""
        self._lines += ["", f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
        self._lines += [f"| {' | '.join(row)} |" for row in rows]

    def none(self, name: str, found: Sequence[str]) -> None:
        """Something of which there must be none; the first few are shown on the terminal."""
        self.goal(name, len(found), not found, "0")
        for one in found[:SHOWN]:
            print(f"{name}: {one}")

    def passed(self) -> bool:
        """Whether every goal was met."""
        return not self._missed

    def text(self) -> str:
        """The page."""
        return "\n".join(self._lines)


@cache
def _commit() -> str:
    """What was measured; asked once, before a page that is written as it grows makes the tree differ from it."""
    said = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def write(report: Report, path: Path, title: str, about: Sequence[str]) -> None:
    """Write the page with when, what and where it was measured.

    Parameters
    ----------
    about : paragraphs of what its figures are.
    """
    head = [
        f"# {title}",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} at commit {_commit()} on {os.cpu_count()} "
        f"cores by `make real`, which wrote this page ({', '.join(f'{name} {version(name)}' for name in VERSIONS)}).",
        *(line for paragraph in about for line in ("", paragraph)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(head) + "\n" + report.text() + "\n")
