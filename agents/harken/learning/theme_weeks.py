"""Counts of themes by week, for the last half a year that had texts."""

from collections.abc import Iterable
from typing import Final

from harken.themes import ThemeCount, Themes, ThemeWeek, week_of

MOST_WEEKS: Final = 26


def count(counts: Themes, known_s: float, themes: Iterable[str], score: float | None) -> None:
    """Count one text that was known at `known_s` (epoch seconds); one that is older than all weeks kept counts nowhere.

    Parameters
    ----------
    score : what was heard of it, 0 (worst) to 1, or None.
    """
    number, weeks = week_of(known_s), counts.weeks
    if number not in weeks:
        if len(weeks) >= MOST_WEEKS:
            oldest = min(weeks)
            if number < oldest:
                return
            del weeks[oldest]
        weeks[number] = ThemeWeek()
    week = weeks[number]
    week.all.add(score)
    for theme in themes:
        week.themes.setdefault(theme, ThemeCount()).add(score)
