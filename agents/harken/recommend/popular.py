"""What is popular, ready to be ranked with: by category and at all, added up once and kept for the batches to come.

What the two lists say of an item hangs on the category only, so there is a row for each. Rows and items are added as
batches ask for categories; of a shop that has more than `MOST` of them the table is begun anew now and then.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import IN_CATEGORY, POPULAR, PROPOSED, said

Matrix = NDArray[np.int64]
Scores = NDArray[np.float64]

#: Categories of a table at most: 6 MB at worst.
MOST: Final = 128
#: Why an item is shown, as a number: it is popular at all, or in a category (of the first row, and down from there).
NOW: Final = -1
IN_CATEGORIES: Final = -2


class PopularTable(NamedTuple):
    """A row for each category, r in all.

    Parameters
    ----------
    places : by item's number its column in `worth`; 0 where it is on no list.
    worth : shape (r, p): what both lists say of an item.
    items, at : shape (r, 50): the best of both lists, by number and by column; nobody and 0 where there are fewer.
    source : the same: why it is shown, as a number below 0; `reasons` are the words for it.
    """

    places: Matrix
    worth: Scores
    items: Matrix
    at: Matrix
    source: Matrix
    reasons: Mapping[int, str]


class PopularTables:
    """A table that grows with what is asked for; whoever keeps it begins a new one when lists, numbers or weights
    change."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._table: PopularTable | None = None
        self._columns = 1
        self._of_all: tuple[Matrix, Scores] = np.zeros(0, np.int64), np.zeros(0)

    def rows(
        self,
        categories: Sequence[str],
        lists: Mapping[str, Sequence[Neighbour]],
        similar: Neighbours,
        weights: Mapping[str, Sequence[float]],
    ) -> tuple[PopularTable, Matrix]:
        """The table, and which of its rows each of these categories has.

        Parameters
        ----------
        categories : of each customer; "": none.
        lists : popular items by category, the best first; "" is all.
        weights : of what lists say, by source (`harken.recommend.opinions`).
        """
        new = [category for category in dict.fromkeys(categories) if category not in self._rows]
        if new and len(self._rows) + len(new) > MOST:
            self._rows, new = {}, list(dict.fromkeys(categories))
        if not self._rows:
            self._begin(lists.get("", ())[:PROPOSED], similar, weights[POPULAR])
        if new:
            self._add(new, lists, similar, weights[IN_CATEGORY])
        table = self._table
        assert table is not None
        if len(table.places) < len(similar.others):  # items were named since
            table = self._table = table._replace(places=_wider(table.places, len(similar.others)))
        rows = np.array([self._rows[category] for category in categories])
        if len(self._rows) > MOST:  # one batch has more: nobody keeps so large a table
            self._rows, self._table = {}, None
        return table, rows

    def _begin(self, members: Sequence[Neighbour], similar: Neighbours, weights: Sequence[float]) -> None:
        """An empty table that knows what is popular at all."""
        items, scores = _numbers(members, similar)
        places = np.zeros(len(similar.others), np.int64)
        places[items] = np.arange(1, len(items) + 1)
        self._of_all = places[items], said(scores[None], weights)[0]
        self._columns = len(items) + 1
        none = np.zeros((0, PROPOSED), np.int64)
        now = {NOW: similar.popular}
        self._table = PopularTable(places, np.zeros((0, self._columns)), none, none, none, now)

    def _add(
        self,
        categories: Sequence[str],
        lists: Mapping[str, Sequence[Neighbour]],
        similar: Neighbours,
        weights: Sequence[float],
    ) -> None:
        """A row more for each of these."""
        table = self._table
        assert table is not None
        found = [_numbers(lists.get(category, ())[:PROPOSED] if category else (), similar) for category in categories]
        places = _wider(table.places, len(similar.others))
        for items, _ in found:
            fresh = items[places[items] == 0]
            places[fresh] = np.arange(self._columns, self._columns + len(fresh))
            self._columns += len(fresh)
        worth = np.zeros((len(table.worth) + len(found), self._columns))
        worth[: len(table.worth), : table.worth.shape[1]] = table.worth
        best = []
        for row, (items, scores) in enumerate(found, len(table.worth)):
            at = places[items]
            worth[row, at] = said(scores[None], weights)[0]
            worth[row, self._of_all[0]] += self._of_all[1]
            best.append(self._best(at, worth[row], IN_CATEGORIES - row))
            self._rows[categories[row - len(table.worth)]] = row
        of_place = np.zeros(self._columns, np.int64)
        named = np.flatnonzero(places)
        of_place[places[named]] = named
        reason = similar.popular_in
        ats, sources = (np.array(some) for some in zip(*best, strict=True))
        self._table = PopularTable(
            places,
            worth,
            np.concatenate((table.items, of_place[ats])),
            np.concatenate((table.at, ats)),
            np.concatenate((table.source, sources)),
            {**table.reasons, **{IN_CATEGORIES - self._rows[name]: reason(category=name) for name in categories}},
        )

    def _best(self, at: Matrix, worth: Scores, of_category: int) -> tuple[Matrix, Matrix]:
        """The best 50 columns of a row, of its category's and then of all, and why each is shown; 0 where there are
        fewer."""
        both = np.concatenate((at, self._of_all[0][~np.isin(self._of_all[0], at)]))
        order = np.argsort(-worth[both], kind="stable")[:PROPOSED]
        columns, source = np.zeros(PROPOSED, np.int64), np.full(PROPOSED, NOW)
        columns[: len(order)] = both[order]
        source[: len(order)][order < len(at)] = of_category
        return columns, source


def _numbers(members: Sequence[Neighbour], similar: Neighbours) -> tuple[Matrix, Scores]:
    """A list's items by number, and their scores."""
    numbers = np.fromiter((similar.number(item) for item, _ in members), np.int64, len(members))
    return numbers, np.fromiter((score for _, score in members), np.float64, len(members))


def _wider(places: Matrix, size: int) -> Matrix:
    """The same for more items; a table that was given out stays as it is."""
    wide = np.zeros(size, np.int64)
    wide[: len(places)] = places
    return wide
