"""What to show next: neighbours of the customer's last items, then what is popular in their categories, then at all.

All customers of a batch are ranked together, a row each. A row's candidates are the neighbours of the last five items,
at positions 1 to 100 (the newest item's first), and at position 0 what is not to be shown. One sort by item and
position brings together what is the same item: its scores are summed, and it is left out where it begins with a 0.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.document import Recommendation
from harken.fold.items import favourites
from harken.recommend.bars import WIDER, Bars
from harken.recommend.covisitation import SCORED_FADES
from harken.recommend.neighbours import LIKE, NOBODY, WIDTH, Neighbour, Neighbours
from harken.shelf import Shelf

Matrix = NDArray[np.int64]

#: Of a customer's last items, those whose neighbours are read (learning.md, 2).
RANKED_FROM: Final = len(SCORED_FADES)
#: What fills the list scores at most so much, and never more than the last neighbour.
_FILL: Final = 1e-3
_COLUMNS: Final = RANKED_FROM * WIDTH
_FADES: Final = np.repeat(SCORED_FADES, WIDTH)
_POSITIONS: Final = np.arange(1, _COLUMNS + 1)
#: A position is kept in the low bits of a number that is sorted.
_BITS: Final = _COLUMNS.bit_length()
_LOW: Final = (1 << _BITS) - 1
#: Scores are compared in steps of 2 ** -40; of equal ones the first position wins. No sum comes near the bound.
_STEPS: Final = 2.0**40
_MOST: Final = 2.0**14


#: So many rows are ranked at once: their matrices stay in a core's own cache.
_ROWS: Final = 200


class Own(NamedTuple):
    """An item that a customer takes again and again: how strong the habit is (> 0), and its days from one time to the
    next (None where that is not known)."""

    item_id: str
    strength: float
    cycle_d: float | None


class Taste(NamedTuple):
    """Whom to rank for.

    Parameters
    ----------
    recent : the customer's last items, the newest first; the last 5 count.
    exclude : never recommended (what was just bought).
    categories : how dear each is to the customer; who has no history gets what is popular in the dearest.
    own : what they take again and again, the strongest habit first; only the blend reads it, and of `categories` only
        the last, at which they looked last.
    at_s : when, epoch seconds: what is not valid then is not shown.
    known : what they took before, packed (`harken.fold.items`); only the blend reads it.
    """

    recent: Sequence[str]
    exclude: Collection[str]
    categories: Mapping[str, float]
    own: Sequence[Own] = ()
    at_s: float = 0.0
    known: bytes = b""


class Ranked(NamedTuple):
    """Shape (m, n) each, the best first: items by number, their scores, the items they are there for (and `LIKE` where
    they are only like these); where an item is nobody the others say nothing."""

    items: Matrix
    scores: NDArray[np.float64]
    because: Matrix


class _Best(NamedTuple):
    """The same as Python's own numbers."""

    items: list[list[int]]
    scores: list[list[float]]
    because: list[list[int]]


def rank(
    tastes: Sequence[Taste], shelf: Shelf, n: int, bars: Bars | None = None
) -> list[tuple[Recommendation, ...]]:
    """For each taste at most `n` items, the best first, each with its reason; what others there are changes nothing.

    Parameters
    ----------
    bars : keep some from being shown; None: nothing does.
    """
    ranked: list[tuple[Recommendation, ...]] = []
    spread = bars is not None and bars.bounded
    for start in range(0, len(tastes), _ROWS):
        ranked += _rank(tastes[start : start + _ROWS], shelf, n * WIDER if spread else n, bars)
    return [bars.spread_named(found, n) for found in ranked] if bars is not None and spread else ranked


def _rank(tastes: Sequence[Taste], shelf: Shelf, n: int, bars: Bars | None) -> list[tuple[Recommendation, ...]]:
    names, reason = shelf.similar.names, shelf.similar.reason
    ranked = []
    for taste, items, scores, causes in zip(tastes, *_best(tastes, shelf.similar, n, bars), strict=True):
        #  The best come first, so what is behind the first nobody is nobody. Maps: ten rounds of a loop cost thrice.
        some = items[: items.index(NOBODY)] if NOBODY in items else items
        found = list(map(Recommendation, map(names.__getitem__, some), scores, map(reason, causes)))
        if len(found) < n:
            found += _fill(taste, found, shelf, n - len(found), bars)
        ranked.append(tuple(found))
    return ranked


def _best(tastes: Sequence[Taste], similar: Neighbours, n: int, bars: Bars | None) -> _Best:
    found = together(tastes, similar, excluded(tastes, similar), n, bars)
    return _Best(found.items.tolist(), np.round(found.scores, 6).tolist(), found.because.tolist())


def together(
    tastes: Sequence[Taste], similar: Neighbours, without: Matrix, n: int, bars: Bars | None = None
) -> Ranked:
    """The best `n` neighbours of each customer's last items, and after which of these each is taken most."""
    m = len(tastes)
    last = _numbers([taste.recent[:RANKED_FROM] for taste in tastes], similar, RANKED_FROM)
    items = similar.others[last].reshape(m, _COLUMNS)
    if bars is not None:
        items = bars.hide(items, times_of(tastes))
    sums, order = _summed(items, similar.scores[last].reshape(m, _COLUMNS) * _FADES, without)
    best = np.partition(order, _COLUMNS - n, axis=1)[:, _COLUMNS - n :] if n < _COLUMNS else order
    best = np.sort(best, axis=1)[:, ::-1]
    column = np.where(best > 0, _LOW - (best & _LOW), 0)
    taken = np.where(best > 0, along(items, column), NOBODY)
    scores = along(sums, column)
    because = along(last, column // WIDTH)
    if similar.has_alike:
        because += LIKE * similar.alike[because, column % WIDTH]
    return Ranked(taken, scores, because)


def along(matrix: NDArray[Any], columns: Matrix) -> NDArray[Any]:
    """Of each row these columns, shape (m, k); numpy's `take_along_axis` takes ten times as long for a single row."""
    return matrix[np.arange(len(matrix))[:, None], columns]


def times_of(tastes: Sequence[Taste]) -> NDArray[np.float64]:
    """When each is shown something, epoch seconds."""
    return np.array([taste.at_s for taste in tastes])


def excluded(tastes: Sequence[Taste], similar: Neighbours) -> Matrix:
    """What is not to be shown to each, by number; nobody is one of them in every row."""
    return _numbers([taste.exclude for taste in tastes], similar, 1 + max(len(taste.exclude) for taste in tastes))


def _numbers(rows: Sequence[Collection[str]], similar: Neighbours, width: int) -> Matrix:
    """Items by number, each row (of at most `width`) filled up with nobody."""
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    #  Numbers go straight into an array: as lists of lists they took twice as long.
    numbers = map(similar.numbers.get, chain.from_iterable(rows), repeat(NOBODY))
    filled = np.full((len(rows), width), NOBODY, np.int64)
    filled[np.arange(width) < lengths[:, None]] = np.fromiter(numbers, np.int64, lengths.sum())
    return filled


def _summed(items: Matrix, scores: NDArray[np.float64], without: Matrix) -> tuple[NDArray[np.float64], Matrix]:
    """Each item's score where it comes first in its row, 0 elsewhere; and by what to sort, 0 where nothing is.

    Parameters
    ----------
    items, scores : shape (m, 100).
    without : shape (m, k), k >= 1, items that get no score; nobody is one of them in every row.
    """
    m, k = without.shape
    packed = np.sort(np.concatenate((without << _BITS, (items << _BITS) | _POSITIONS), axis=1), axis=1).ravel()
    item, position = packed >> _BITS, packed & _LOW
    begins = np.empty(len(packed), bool)
    np.not_equal(item[1:], item[:-1], out=begins[1:])
    begins[:: _COLUMNS + k] = True
    #  Column 0 of the padded scores is the one of what is not to be shown.
    row = np.repeat(np.arange(m) * (_COLUMNS + 1), _COLUMNS + k)
    padded = np.concatenate((np.zeros((m, 1)), scores), axis=1).ravel()
    starts = np.flatnonzero(begins)
    totals = np.add.reduceat(padded[row + position], starts)
    starts, totals = starts[shown := position[starts] > 0], totals[shown]
    place = (row + position)[starts]
    sums, order = np.zeros(len(padded)), np.zeros(len(padded), np.int64)
    sums[place] = totals
    steps = (np.minimum(totals, _MOST) * _STEPS).astype(np.int64)
    order[place] = (steps << _BITS) | (_LOW + 1 - position[starts])
    return sums.reshape(m, -1)[:, 1:], order.reshape(m, -1)[:, 1:]


def _fill(
    taste: Taste, found: Sequence[Recommendation], shelf: Shelf, n: int, bars: Bars | None
) -> list[Recommendation]:
    """At most `n` popular items more; no score is above the last one found, nor above the one before it."""
    without = {*taste.exclude, *(one.item_id for one in found)}
    most = min(_FILL, found[-1].score) if found else _FILL
    more: list[Recommendation] = []
    popular, reason = shelf.popular, shelf.similar.popular_in
    lists: Iterable[tuple[str, Sequence[Neighbour]]] = [
        *((reason(category=name), popular.get(name, ())) for name in favourites(taste.categories)),
        (shelf.similar.popular, popular.get("", ())),
    ]
    for because, members in lists if bars is None else _kept(lists, bars, taste.at_s):
        most = more[-1].score if more else most
        for item, score in members:
            if len(more) == n:
                return more
            if item not in without:
                without.add(item)
                more.append(Recommendation(item, round(score * most, 9), because))
    return more


def _kept(
    lists: Iterable[tuple[str, Sequence[Neighbour]]], bars: Bars, at_s: float
) -> list[tuple[str, Sequence[Neighbour]]]:
    """The lists without what may not be shown."""
    kept: list[tuple[str, Sequence[Neighbour]]] = []
    for because, members in lists:
        shown = set(bars.shown([item for item, _ in members], at_s))
        kept.append((because, [one for one in members if one.item_id in shown]))
    return kept
