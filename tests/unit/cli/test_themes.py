"""The table of themes, as somebody at a terminal sees it."""

from rich.console import Console

from harken.cli.themes import table
from harken.themes import ThemeCount, Themes, ThemeWeek, week_of

NOV_23 = week_of(1_795_478_400.0)  # a Wednesday


def shown(found: Themes, weeks: int) -> list[list[str]]:
    console = Console(width=120, color_system=None)
    with console.capture() as caught:
        console.print(table(found, weeks))
    return [line.split() for line in caught.get().splitlines() if line.strip()]


FOUND = Themes(
    {
        NOV_23 - 1: ThemeWeek(ThemeCount(3, 2, 1.0), {"price": ThemeCount(1)}),
        NOV_23: ThemeWeek(ThemeCount(1200, 1200, 600.0), {"delivery": ThemeCount(900, 900, 90.0)}),
    }
)


def test_the_most_spoken_of_comes_first_and_all_texts_last() -> None:
    assert shown(FOUND, 2) == [
        ["week", "of", "2026-11-16", "2026-11-23"],
        ["delivery", "-", "900", "(0.10)"],
        ["price", "1", "-"],
        ["all", "texts", "3", "(0.50)", "1,200", "(0.50)"],
    ]


def test_only_the_last_weeks_are_shown() -> None:
    assert shown(FOUND, 1) == [
        ["week", "of", "2026-11-23"],
        ["delivery", "900", "(0.10)"],
        ["all", "texts", "1,200", "(0.50)"],
    ]
