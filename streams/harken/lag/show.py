"""The lag for a person: a table a role, or a line a lane where nobody looks at a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from harken.lag.rules import Rule
from harken.lag.watch import ROLES, Row, worst

COLOURS: Final[Mapping[Rule, str]] = {
    Rule.OK: "green",
    Rule.WARN: "yellow",
    Rule.STALL: "bold red",
    Rule.STOP: "bold red",
    Rule.REWIND: "bold magenta",
}
UNKNOWN: Final = "-"


def tables(rows: Sequence[Row]) -> Group:
    """A table of each role's lanes; lanes whose topics never had a record are left out where others had."""
    used = {(row.role, row.position.lane) for row in rows if row.position.end} or {
        (row.role, row.position.lane) for row in rows
    }
    shown = [row for row in rows if (row.role, row.position.lane) in used]
    return Group(*(_table(role, list(mine)) for role, mine in _by_role(shown)))


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """A line for each lane, keys and values."""
    for role, mine in _by_role(rows):
        for lane, topics in _by_lane(mine):
            parts = " ".join(f"{row.position.topic}={row.position.lag}" for row in topics)
            rule = worst(topics)
            yield (
                f"{role} lane={lane} behind={_behind(topics)} seconds={_seconds(topics)} "
                f"status={rule.value if rule else UNKNOWN} {parts}"
            )


def _table(role: str, rows: Sequence[Row]) -> Table:
    topics = ROLES[role]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (role, *topics, "behind", "seconds", "status"):
        table.add_column(name, justify="left" if name in (role, "status") else "right", min_width=6)
    for lane, mine in _by_lane(rows):
        counts = (f"{row.position.lag:,}" for row in mine)
        table.add_row(f"lane {lane}", *counts, f"{_behind(mine):,}", _seconds(mine), _status(mine))
    table.add_section()
    sums = (f"{sum(r.position.lag for r in rows if r.position.topic == topic):,}" for topic in topics)
    table.add_row("all", *sums, f"{_behind(rows):,}", _seconds(rows), _status(rows), style="bold")
    return table


def _by_role(rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    return groupby(rows, key=lambda row: row.role)


def _by_lane(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    return ((lane, list(mine)) for lane, mine in groupby(rows, key=lambda row: row.position.lane))


def _behind(rows: Iterable[Row]) -> int:
    return sum(row.position.lag for row in rows)


def _seconds(rows: Iterable[Row]) -> str:
    """The longest that any record waits; a sign for unknown where one lags and nobody can tell for how long."""
    known = [row.lag_s for row in rows]
    return UNKNOWN if any(s is None for s in known) else f"{max((s for s in known if s is not None), default=0.0):.1f}"


def _status(rows: Sequence[Row]) -> Text:
    rule = worst(rows)
    return Text(UNKNOWN) if rule is None else Text(rule.value, COLOURS[rule])
