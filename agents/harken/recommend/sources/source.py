"""A source: one way to find what to show a customer next, learned from what customers take.

A source is one file and one line in `SOURCES`; one contract suite runs over all (`tests/contract/test_sources.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from harken.item import Item


class Sight(NamedTuple):
    """A customer to whom something is to be shown.

    Parameters
    ----------
    customer_id : who.
    now_s : event time, epoch seconds.
    recent : the last items they took, the newest first, at most 10.
    same_session : of each of these, whether it was taken in the session that goes on.
    category : the one they look at, None where that is not known.
    exclude : items that must not be shown.
    segment : the group of customers that they were in (`harken.segments`), None where they are in none.
    """

    customer_id: str
    now_s: float
    recent: Sequence[str]
    same_session: Sequence[bool] = ()
    category: str | None = None
    exclude: Collection[str] = ()
    segment: str | None = None


class Taken(NamedTuple):
    """An item that a customer took.

    Parameters
    ----------
    sight : the customer as they were just before; its category is the item's.
    item_id : which.
    price : of one, >= 0, in the shop's currency; None where it is not known.
    weight : how much it counts, > 0.
    """

    sight: Sight
    item_id: str
    price: float | None = None
    weight: float = 1.0


class Source(Protocol):
    """What one source learns and says; scores are >= 0 and of its own scale, 0 is "nothing known"."""

    name: str

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        ...

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """At most `n` items and their scores (> 0), the best first; none that is excluded. Changes nothing."""
        ...

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """The scores of these items. Changes nothing."""
        ...


@runtime_checkable
class Told(Protocol):
    """A source that learns what the shop says of items (`harken.items`), too."""

    def tell_one(self, item: Item) -> None:
        """Learn what is said of an item, in place of what was said before."""
        ...
