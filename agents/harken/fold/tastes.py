"""A customer's taste as ranking reads it and as the blend learns from it: it learns what it serves."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from harken.customer import Staples
from harken.example import Choice
from harken.fold.config import DAY_S
from harken.fold.items import looked_at
from harken.fold.staples import staples_of
from harken.recommend.rank import Own, Taste
from harken.shelf import Shelf

#: One event in so many is a choice to learn from, by its offset.
CHOSEN: Final = 10


class Tasting(Protocol):
    """What is read of a customer's state, or of a moment of decision."""

    @property
    def recent(self) -> Sequence[str]:
        """The last items, the newest first."""
        ...

    @property
    def bought(self) -> Sequence[str]:
        """The last items bought."""
        ...

    @property
    def categories(self) -> Mapping[str, float]:
        """How dear each is, the one looked at last the last."""
        ...

    @property
    def staples(self) -> Staples | None:
        """What is bought again and again."""
        ...

    @property
    def known(self) -> bytes:
        """What was taken before, packed."""
        ...


def taste(shelf: Shelf, of: Tasting, now_s: float) -> Taste:
    """What to rank for at a time (epoch seconds), by the blend where it is on the shelf.

    The blend shows neither what was just bought nor what was just looked at, unless it is due.
    """
    if shelf.blend is None:
        return Taste(of.recent, of.bought, of.categories, at_s=now_s)
    hidden = dict.fromkeys((*of.bought, *of.recent))
    own = _own(of, now_s, hidden) if of.staples is not None else ()
    return Taste(of.recent, hidden, of.categories, own, now_s, of.known)


def choice_of(of: Tasting, taken: Sequence[str], now_s: float) -> Choice:
    """What the blend may learn from an event in which these items were taken, of a customer as they were before."""
    hidden = dict.fromkeys((*of.bought, *of.recent))
    own = [(one.item_id, one.strength) for one in _own(of, now_s, hidden)]
    return Choice(list(dict.fromkeys(taken)), looked_at(of.categories), own, list(hidden), known=of.known)


def _own(of: Tasting, now_s: float, hidden: dict[str, None]) -> list[Own]:
    """The staples, the strongest first; what is due is not hidden any more, and what is hidden is left out."""
    now_d, found = now_s / DAY_S, []
    for item, staple in staples_of(of.staples).items():
        if item in hidden:
            if not staple.is_due(now_d):
                continue
            del hidden[item]
        found.append(Own(item, staple.strength(now_d), staple.cycle_d))
    return sorted(found, key=lambda one: (-one.strength, one.item_id))
