"""Findings on a terminal: a table whose rows come as they are found, what to do below the row, the sum in the end."""

from collections import Counter
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
    counts: Counter[Health] = Counter()
    console.print(Text(f"{'':<5}{'what':<{WIDTH}}found", "bold"))
    for finding in findings:
        counts[finding.health] += 1
        line = Text.assemble((f"{finding.health.name:<5}", COLOURS[finding.health]), f"{finding.what:<{WIDTH}}")
        console.print(line.append(finding.found), soft_wrap=True)
        if finding.remedy:
            console.print(" " * (5 + WIDTH) + f"-> {finding.remedy}", soft_wrap=True, markup=False, highlight=False)
    worst = max(counts, default=Health.OK)
    console.print(f"{counts[Health.OK]} well, {counts[Health.WARN]} to look at, {counts[Health.FAIL]} to mend")
    return int(worst)
