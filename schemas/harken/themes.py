"""What customers wrote about, week by week: what the learner publishes under `harken:themes`, JSON."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct, field

DAY_S: Final = 86_400.0
_EPOCH: Final = date(1970, 1, 1)


class ThemeCount(Struct):
    """Texts about one theme in one week; `scores` of them were heard as a score (0 to 1), `total` is their sum."""

    texts: int = 0
    scores: int = 0
    total: float = 0.0

    def add(self, score: float | None) -> None:
        """Count one text."""
        self.texts += 1
        if score is not None:
            self.scores += 1
            self.total += score

    @property
    def satisfaction(self) -> float | None:
        """Mean score, 0 (worst) to 1; None where no text had one."""
        return self.total / self.scores if self.scores else None


class ThemeWeek(Struct):
    """One week from Monday on, UTC, event time: all texts, and by theme; a text may be about several, or none."""

    all: ThemeCount = field(default_factory=ThemeCount)
    themes: dict[str, ThemeCount] = field(default_factory=dict)


class Themes(Struct):
    """The last weeks that had texts, by number (`week_of`)."""

    weeks: dict[int, ThemeWeek] = field(default_factory=dict)


def week_of(ts_s: float) -> int:
    """The number of the week of an event time (epoch seconds); the epoch was a Thursday."""
    return int((ts_s / DAY_S + 3) // 7)


def monday_of(week: int) -> date:
    """The first day of a week."""
    return _EPOCH + timedelta(days=week * 7 - 3)
