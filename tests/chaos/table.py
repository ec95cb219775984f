"""The table at a run's end: what was done to harken, and what became of its promise."""

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One scenario's result; `recovery_s` is from the healing of the last fault until all that waited was applied."""

    scenario: str
    events: int
    faults: int
    lost: int
    doubled: int
    recovery_s: float | None
    samples: int
    seed: int


HEADS = ("scenario", "events", "faults", "lost", "doubled", "recovery s", "samples", "seed")


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as lines of text."""
    cells = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(HEADS))]
    return [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]


def _cells(row: Row) -> tuple[str, ...]:
    recovery = "-" if row.recovery_s is None else f"{row.recovery_s:.1f}"
    return (
        row.scenario,
        f"{row.events:,}",
        str(row.faults),
        str(row.lost),
        str(row.doubled),
        recovery,
        str(row.samples),
        str(row.seed),
    )
