"""Sources of candidates for what to show next: a new one is a file and a line here."""

from collections.abc import Callable
from typing import Final

from harken.recommend.sources.alike import Alike
from harken.recommend.sources.customers import SimilarCustomers
from harken.recommend.sources.factors import Factors
from harken.recommend.sources.hybrid import Hybrid
from harken.recommend.sources.in_category import InCategory
from harken.recommend.sources.in_segment import InSegment
from harken.recommend.sources.newcomers import Newcomers
from harken.recommend.sources.own import Own, OwnDue, OwnEver
from harken.recommend.sources.popular import PopularThisMonth, PopularThisWeek, PopularToday
from harken.recommend.sources.source import Sight, Source, Taken, Told
from harken.recommend.sources.together import Together

__all__ = ["REFERENCES", "SOURCES", "Sight", "Source", "Taken", "Told"]

SOURCES: Final[tuple[Callable[[], Source], ...]] = (
    Together,
    PopularToday,
    PopularThisWeek,
    PopularThisMonth,
    InCategory,
    InSegment,
    Own,
    OwnDue,
    Factors,
    Alike,
    Newcomers,
)

#: Shown beside them in reports, never blended: personal frequency, and what textbooks begin with, which costs a
#: hundred times as much.
REFERENCES: Final[tuple[Callable[[], Source], ...]] = (OwnEver, SimilarCustomers, Hybrid)
