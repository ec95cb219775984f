"""What makes a customer's document worth publishing: not every click, but whatever somebody would act on.

Orders and what comes back, who is in the population, and alerts are always news; these are the rest.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from harken.document import Churn, Recommendation, Satisfaction

#: A new order among the first so many recommendations is worth telling.
TOP: Final = 3
#: Satisfaction is told in steps of one in so many.
STEPS: Final = 10


class Shown(Struct, gc=False):
    """What is read of a recommendation that was made before."""

    item_id: str


def is_news_of_churn(before: Churn | None, after: Churn | None) -> bool:
    """Another band, or the first probability, or the last; and where one was set by hand, or is no more."""
    if before is None or after is None:
        return before is not after
    return before.band != after.band or (before.override is None) != (after.override is None)


def is_news_of_satisfaction(before: Satisfaction | None, after: Satisfaction | None) -> bool:
    """Another tenth."""
    if before is None or after is None:
        return before is not after
    return int(before.score * STEPS) != int(after.score * STEPS)


def is_news_of_items(before: Sequence[Shown | Recommendation], after: Sequence[Recommendation]) -> bool:
    """Another one among the first."""
    return [item.item_id for item in before[:TOP]] != [item.item_id for item in after[:TOP]]
