"""Findings on a terminal: a line each as they come, and what to do below the line."""

from collections.abc import Iterable
from typing import Final

from rich.console import Console
from rich.text import Text

from harken.doctor.finding import Finding, Health

COLOURS: Final = {Health.OK: "green", Health.WARN: "yellow", Health.FAIL: "bold red"}
WIDTH: Final = 17


def show(findings: Iterable[Finding], console: Console | None = None) -> int:
    """Print the findings; the worst is the exit code."""
    console = console or Console()
    worst = Health.OK
    for finding in findings:
        worst = max(worst, finding.health)
        line = Text.assemble((f"{finding.health.name:<5}", COLOURS[finding.health]), f"{finding.what:<{WIDTH}}")
        console.print(line.append(finding.found), soft_wrap=True)
        if finding.remedy:
            console.print(" " * (5 + WIDTH) + f"-> {finding.remedy}", soft_wrap=True, markup=False, highlight=False)
    return int(worst)
