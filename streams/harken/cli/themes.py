"""`harken themes`: what customers write about, week by week."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from harken.themes import ThemeCount, Themes

ALL = "all texts"


def themes(
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=26, help="The last so many weeks that had texts.")] = 4,
    raw: Annotated[bool, typer.Option("--json", help="Print all weeks as JSON.")] = False,
) -> None:
    """Show what customers write about: texts and mean satisfaction (0 to 1) by theme and week (from Monday, UTC)."""
    import msgspec  # noqa: PLC0415  # quick help
    from rich.console import Console  # noqa: PLC0415  # quick help

    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        found = glance.themes()
    if raw:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    elif found.weeks:
        Console().print(table(found, weeks))
    else:
        print("no text was learned from yet")


def table(found: "Themes", weeks: int) -> "Table":
    """A column for each of the last weeks, a row for each theme, those with most texts first."""
    from rich.table import Table  # noqa: PLC0415  # quick help

    from harken.themes import monday_of  # noqa: PLC0415  # quick help

    shown = sorted(found.weeks)[-weeks:]
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("week of")
    for week in shown:
        grid.add_column(monday_of(week).isoformat(), justify="right")
    for name in _most_first(found, shown):
        grid.add_row(name, *(_cell(found.weeks[week].themes.get(name)) for week in shown))
    grid.add_section()
    grid.add_row(ALL, *(_cell(found.weeks[week].all) for week in shown), style="bold")
    return grid


def _most_first(found: "Themes", weeks: list[int]) -> list[str]:
    texts: dict[str, int] = {}
    for week in weeks:
        for name, count in found.weeks[week].themes.items():
            texts[name] = texts.get(name, 0) + count.texts
    return sorted(texts, key=lambda name: (-texts[name], name))


def _cell(count: "ThemeCount | None") -> str:
    """How many texts, and how content they were."""
    if count is None:
        return "-"
    content = count.satisfaction
    return f"{count.texts:,}" if content is None else f"{count.texts:,} ({content:.2f})"
