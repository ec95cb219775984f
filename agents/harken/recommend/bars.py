"""Rules on top of what was learned: what keeps an item from being shown, and how many of one category may come first.

A bar is one function and one line in `BARS`; one contract suite runs over all (`tests/contract/test_bars.py`). What was
just bought is kept out before (`harken.fold.tastes`), since when it may come back hangs on the customer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.document import Recommendation
from harken.recommend.catalogue import NO_CATEGORY, Catalogue
from harken.recommend.neighbours import NOBODY, Neighbours
from harken.shelf import Shelf

Matrix = NDArray[np.int64]
Mask = NDArray[np.bool_]
Times = NDArray[np.float64]


@dataclass(frozen=True)
class Showing:
    """A shop's own word on what is shown.

    Parameters
    ----------
    blocked_items : never shown, by id.
    blocked_categories : nothing of them is shown, as far as `harken.items` says what is of them.
    most_of_a_category : so many of one category come before anything else that there is to show; 0: as they come.
    """

    blocked_items: frozenset[str] = frozenset()
    blocked_categories: frozenset[str] = frozenset()
    most_of_a_category: int = 0


#: A shop that has said nothing.
EVERYTHING: Final = Showing()


class Asked(NamedTuple):
    """Items by number (shape (m, k)), and when each row's customer is shown something (shape (m, 1), epoch seconds)."""

    similar: Neighbours
    catalogue: Catalogue | None
    showing: Showing
    items: Matrix
    at_s: Times


#: Of a list that is to be spread so many times its length are looked at.
WIDER: Final = 3

#: Which of the items may not be shown; None: nothing keeps any.
Bar = Callable[[Asked], Mask | None]


def blocked(asked: Asked) -> Mask | None:
    """What nobody is to be shown: by the item's own record, by id, by category."""
    catalogue, showing, found = asked.catalogue, asked.showing, None
    if showing.blocked_items:
        numbers = [asked.similar.numbers.get(item, NOBODY) for item in showing.blocked_items]
        found = np.isin(asked.items, [number for number in numbers if number != NOBODY])
    if catalogue is None:
        return found
    mine = catalogue.blocked[asked.items]
    if showing.blocked_categories:
        known = [catalogue.categories.get(name, NO_CATEGORY) for name in showing.blocked_categories]
        mine = mine | np.isin(catalogue.category[asked.items], [number for number in known if number != NO_CATEGORY])
    return mine if found is None else found | mine


def sold_out(asked: Asked) -> Mask | None:
    """What is not in stock, or not available."""
    return None if asked.catalogue is None else asked.catalogue.gone[asked.items]


def out_of_season(asked: Asked) -> Mask | None:
    """What is not valid yet, or no more."""
    catalogue = asked.catalogue
    if catalogue is None:
        return None
    return (asked.at_s < catalogue.from_s[asked.items]) | (asked.at_s >= catalogue.until_s[asked.items])


#: In the order in which they are asked.
BARS: Final[tuple[Bar, ...]] = (blocked, sold_out, out_of_season)


class Bars:
    """All bars over one shelf.

    Parameters
    ----------
    shelf : has the numbers, and what is said of items.
    """

    def __init__(self, shelf: Shelf, showing: Showing) -> None:
        self._similar, self._catalogue, self.showing = shelf.similar, shelf.items, showing

    def hide(self, items: Matrix, at_s: Times) -> Matrix:
        """The items, with nobody in the place of those that may not be shown then.

        Parameters
        ----------
        items : by number, shape (m, k).
        at_s : shape (m,), epoch seconds.
        """
        if self._catalogue is not None:
            self._catalogue.reach()
        asked = Asked(self._similar, self._catalogue, self.showing, items, at_s[:, None])
        for bar in BARS:
            barred = bar(asked)
            if barred is not None:
                items = np.where(barred, NOBODY, items)
        return items

    def shown(self, items: Iterable[str], at_s: float) -> list[str]:
        """Of these items by name those that may be shown then, in their order; for few of them."""
        names = list(items)
        numbers = np.array([[self._similar.number(name) for name in names]], np.int64)
        kept = self.hide(numbers, np.array([at_s]))[0] if names else ()
        return [name for name, number in zip(names, kept, strict=True) if number != NOBODY]

    @property
    def bounded(self) -> bool:
        """Whether there may be too many of one category."""
        return self._catalogue is not None and self.showing.most_of_a_category > 0

    def spread_named(self, found: Sequence[Recommendation], n: int) -> tuple[Recommendation, ...]:
        """The first `n` of one list once it is spread, by name."""
        numbers = np.array([[self._similar.number(one.item_id) for one in found]], np.int64)
        return tuple(found[column] for column in self.spread(numbers, n)[0]) if found else ()

    def spread(self, items: Matrix, n: int) -> Matrix:
        """Columns of the first `n` of each row, once those beyond the bound of their category stand behind the others.

        Nothing is lost by it: who has nothing else is shown these.

        Parameters
        ----------
        items : by number, shape (m, k), the best first; nobody where there are fewer.
        """
        assert self._catalogue is not None  # where nothing is known nothing is bounded
        self._catalogue.reach()
        category = self._catalogue.category[items]
        same = (category[:, :, None] == category[:, None, :]) & (category != NO_CATEGORY)[:, :, None]
        late = np.tril(same, -1).sum(axis=2) >= self.showing.most_of_a_category
        return np.argsort(np.where(items == NOBODY, 2, late), axis=1, kind="stable")[:, :n]


def bars_over(shelf: Shelf, showing: Showing) -> Bars | None:
    """The bars; None where nobody has said anything, so that nothing is asked."""
    return None if shelf.items is None and showing == EVERYTHING else Bars(shelf, showing)
