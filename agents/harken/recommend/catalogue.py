"""What the shop says of items, in columns by their number on the shelf, so that a whole batch is asked at once."""

from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harken.events import Timestamp, seconds
from harken.item import Item
from harken.recommend.neighbours import Neighbours

#: Of no category that is known.
NO_CATEGORY: Final = 0


class Catalogue:
    """Of each item that is named on the shelf what keeps it from being shown, and its category.

    Parameters
    ----------
    similar : gives items their numbers.

    Attributes
    ----------
    blocked : by number: the shop wants it recommended to nobody.
    gone : by number: not in stock, or not available.
    from_s, until_s : by number: valid from, and no more from then on, epoch seconds; infinite where that is not said.
    category : by number the number of its category.
    categories : their numbers; a name that is not here is no known item's.
    """

    def __init__(self, similar: Neighbours) -> None:
        self.similar = similar
        self.categories: dict[str, int] = {}
        self.blocked: NDArray[np.bool_] = np.zeros(0, bool)
        self.gone: NDArray[np.bool_] = np.zeros(0, bool)
        self.from_s: NDArray[np.float64] = np.zeros(0)
        self.until_s: NDArray[np.float64] = np.zeros(0)
        self.category: NDArray[np.int32] = np.zeros(0, np.int32)
        self.reach()

    def put(self, item_id: str, item: Item | None) -> None:
        """Replace what is said of an item; None: nothing is, any more."""
        row = self.similar.number(item_id)
        self.reach()
        self.blocked[row] = item is not None and item.blocked is True
        self.gone[row] = item is not None and (item.in_stock is False or item.available is False)
        self.from_s[row] = _seconds(None if item is None else item.valid_from, -inf)
        self.until_s[row] = _seconds(None if item is None else item.valid_until, inf)
        self.category[row] = NO_CATEGORY
        if item is not None and item.category:
            self.category[row] = self.categories.setdefault(item.category, len(self.categories) + 1)

    def reach(self) -> None:
        """Have a row for every number that was given, since numbers are given in other places too."""
        more = len(self.similar.others) - len(self.gone)
        if more:
            self.blocked = np.append(self.blocked, np.zeros(more, bool))
            self.gone = np.append(self.gone, np.zeros(more, bool))
            self.from_s = np.append(self.from_s, np.full(more, -inf))
            self.until_s = np.append(self.until_s, np.full(more, inf))
            self.category = np.append(self.category, np.zeros(more, np.int32))


def _seconds(at: Timestamp | None, otherwise: float) -> float:
    return otherwise if at is None else seconds(at)
