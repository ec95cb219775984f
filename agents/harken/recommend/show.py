"""What to show: by the blend where its weights are on the shelf, else neighbours first (`harken.recommend.rank`).

A list adds to each of its items what its place and score there are worth (`harken.recommend.opinions`). What is popular
in a category and at all is the same for many customers: it stands in a table (`harken.recommend.popular`). A customer's
columns are their own items, the neighbours of their last ones, and what is popular: an item stands in the first of
these that has it, with what all say of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.document import Recommendation
from harken.fold.items import looked_at
from harken.language import Language
from harken.recommend.bars import EVERYTHING, WIDER, Bars, Showing, bars_over
from harken.recommend.before import all_taken_before
from harken.recommend.neighbours import NOBODY, Neighbours
from harken.recommend.opinions import BEFORE, OWN, PROPOSED, TOGETHER, said
from harken.recommend.popular import PopularTable, PopularTables
from harken.recommend.rank import Matrix, Ranked, Taste, along, excluded, rank, times_of, together
from harken.shelf import BlendSnapshot, Shelf

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: So many rows are ranked at once: their matrices stay in a core's own cache.
_ROWS: Final = 200
#: Sums are compared in steps of 2 ** -40; of equal ones the first column wins. None comes near the bounds.
_STEPS: Final = 2.0**40
_MOST: Final = 2.0**12
#: Reasons that are no item are numbers below 0: those of the popular lists, and down from this places among one's own.
_HABITS: Final = -(2**40)


class _Columns(NamedTuple):
    """Shape (m, c): items by number, what all say of each, and whether it may be shown; whether anybody's own are
    among them, the first columns."""

    items: Matrix
    worth: Scores
    shown: Mask
    has_own: bool


def show(
    tastes: Sequence[Taste], shelf: Shelf, n: int, showing: Showing = EVERYTHING
) -> list[tuple[Recommendation, ...]]:
    """For each taste at most `n` items, the best first, each with its reason; what others there are changes nothing.

    Parameters
    ----------
    showing : the shop's own word on what is shown.
    """
    blend, similar, bars = shelf.blend, shelf.similar, bars_over(shelf, showing)
    if blend is None or not tastes:
        return rank(tastes, shelf, n, bars)
    looked = [looked_at(taste.categories) or "" for taste in tastes]
    own = _lists([[(one.item_id, one.strength) for one in taste.own] for taste in tastes], similar)
    tables = PopularTables() if shelf.tables is None else shelf.tables
    popular, row = tables.rows(looked, shelf.popular, similar, blend.weights)
    ranked: list[tuple[Recommendation, ...]] = []
    for start in range(0, len(tastes), _ROWS):
        some = slice(start, start + _ROWS)
        mine, without = tastes[some], excluded(tastes[some], similar)
        near = together(mine, similar, without, PROPOSED, bars)
        columns = _columns((own[0][some], own[1][some]), near, without, popular, row[some], blend)
        _add_before(columns, own[0].shape[1] if columns.has_own else 0, mine, similar, blend)
        if bars is not None:
            columns = columns._replace(shown=columns.shown & (bars.hide(columns.items, times_of(mine)) != NOBODY))
        items, column, worth = _best(columns, n) if bars is None else _spread(columns, n, bars)
        #  In which list an item stands is its reason.
        first = own[0].shape[1] if columns.has_own else 0
        causes = np.concatenate((near.because, popular.source[row[some]]), axis=1)
        because = along(causes, np.maximum(column - first, 0))
        if first:
            because = np.where(column < first, _HABITS - column, because)
        ranked += _named(mine, similar, items, worth, because, popular.reasons)
    return ranked


def _lists(members: Sequence[Sequence[tuple[str, float]]], similar: Neighbours) -> tuple[Matrix, Scores]:
    """Lists side by side, as wide as the longest: items by number, and scores; nobody and 0 where one is over."""
    width = max(map(len, members))
    items, scores = np.full((len(members), width), NOBODY), np.zeros((len(members), width))
    for row, some in enumerate(members):
        if some:
            items[row, : len(some)] = [similar.number(item) for item, _ in some]
            scores[row, : len(some)] = [score for _, score in some]
    return items, scores


def _columns(
    own: tuple[Matrix, Scores], near: Ranked, without: Matrix, popular: PopularTable, row: Matrix, blend: BlendSnapshot
) -> _Columns:
    m, row = len(row), row[:, None]
    of_near = said(near.scores, blend.weights[TOGETHER])
    at_near, line = popular.places[near.items], np.arange(m)[:, None]
    gone = np.zeros((m, popular.worth.shape[1]), bool)
    gone[line, at_near] = gone[line, popular.places[without]] = gone[:, :1] = True
    shown_near = near.items != NOBODY
    items, worth, shown = [near.items], [of_near + popular.worth[row, at_near]], [shown_near]
    has_own = bool(own[0].any())
    if has_own:
        mine, strength = own
        both = (mine[:, :, None] == near.items[:, None, :]) & (mine[:, :, None] != NOBODY)
        at_mine = popular.places[mine]
        gone[line, at_mine] = True
        shown_near &= ~both.any(axis=1)
        items.insert(0, mine)
        worth.insert(
            0,
            said(strength, blend.weights[OWN]) + (both * of_near[:, None, :]).sum(axis=2) + popular.worth[row, at_mine],
        )
        shown.insert(0, mine != NOBODY)
    at = popular.at[row[:, 0]]
    items.append(popular.items[row[:, 0]])
    worth.append(popular.worth[row, at])
    shown.append(~gone[line, at])
    all_items, all_worth = np.concatenate(items, axis=1), np.concatenate(worth, axis=1)
    return _Columns(all_items, all_worth, np.concatenate(shown, axis=1), has_own)


def _add_before(
    columns: _Columns, own: int, tastes: Sequence[Taste], similar: Neighbours, blend: BlendSnapshot
) -> None:
    """Add what it says that an item was taken before; of one's own, the first columns, it says nothing."""
    (weight,) = blend.weights.get(BEFORE, (0.0,))
    if weight:
        marked = similar.marks[columns.items[:, own:]]
        columns.worth[:, own:] += weight * all_taken_before(marked, [taste.known for taste in tastes])


def _best(columns: _Columns, n: int) -> tuple[Matrix, Matrix, Scores]:
    """The best `n` of each row: which item (nobody where there are fewer), in which column, with which score."""
    width = columns.items.shape[1]
    bits = width.bit_length()
    steps = ((np.minimum(np.maximum(columns.worth, -_MOST), _MOST) + _MOST) * _STEPS).astype(np.int64)
    order = np.where(columns.shown, (steps << bits) | np.arange(width, 0, -1), 0)
    if n < width:
        order = np.partition(order, width - n, axis=1)[:, width - n :]
    order = np.sort(order, axis=1)[:, ::-1]
    column = np.where(order > 0, width - (order & ((1 << bits) - 1)), 0)
    items = np.where(order > 0, along(columns.items, column), NOBODY)
    return items, column, along(columns.worth, column)


def _spread(columns: _Columns, n: int, bars: Bars) -> tuple[Matrix, Matrix, Scores]:
    """The same, where a category may be bounded."""
    if not bars.bounded:
        return _best(columns, n)
    found = _best(columns, n * WIDER)
    order = bars.spread(found[0], n)
    items, column, worth = found
    return (
        along(items, order),
        along(column, order),
        along(worth, order),
    )


def _named(
    tastes: Sequence[Taste],
    similar: Neighbours,
    items: Matrix,
    worth: Scores,
    because: Matrix,
    reasons: Mapping[int, str],
) -> list[tuple[Recommendation, ...]]:
    """What was found, with names, shares of the first's chance, and reasons: an item's number, or what is below 0."""
    causes = np.unique(because[because >= 0]).tolist()
    name = similar.names.__getitem__
    reason = {**reasons, **dict(zip(causes, map(similar.reason, causes), strict=True))}.__getitem__
    shares = np.round(np.exp(worth - worth[:, :1]), 6)
    has_own = np.any(because <= _HABITS, axis=1)
    ranked = []
    for taste, ids, some, causes, own in zip(
        tastes, items.tolist(), shares.tolist(), because.tolist(), has_own.tolist(), strict=True
    ):
        if NOBODY in ids:
            del ids[ids.index(NOBODY) :]
        #  Where nothing is their own this needs no loop of Python's.
        said: Iterable[str] = map(reason, causes)
        if own:
            habit = partial(_habit, similar.language, taste)
            said = [habit(_HABITS - n) if n <= _HABITS else reason(n) for n in causes[: len(ids)]]
        ranked.append(tuple(map(Recommendation, map(name, ids), some, said)))
    return ranked


def _habit(language: Language, taste: Taste, place: int) -> str:
    cycle_d = taste.own[place].cycle_d
    if cycle_d is None:
        return language.say("because.own")
    days = max(1, round(cycle_d))
    return language.say("because.own.usual", days=days) if days > 1 else language.say("because.own.daily")
