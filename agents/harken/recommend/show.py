"""What to show: by the blend where its weights are on the shelf, else neighbours first (`harken.recommend.rank`).

A list adds to each of its items what its place and score there are worth (`harken.recommend.opinions`). All customers
of a batch are ranked together, a row each: the columns of a row are their own items, the neighbours of their last ones,
what is popular in the category that they looked at last, and at all; one sort brings together what is the same item.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from harken.document import Recommendation
from harken.fold.items import looked_at
from harken.recommend.neighbours import NOBODY, Neighbour, Neighbours
from harken.recommend.opinions import IN_CATEGORY, OWN, POPULAR, PROPOSED, TOGETHER, said
from harken.recommend.rank import Matrix, Scores, Taste, best_of, excluded, rank, summed, together
from harken.shelf import BlendSnapshot, Shelf

#: So many rows are ranked at once: their matrices stay in a core's own cache.
_ROWS: Final = 200
#: No score that matters is below.
_LEAST: Final = -(2.0**12)


class _Lists(NamedTuple):
    """Lists that many customers share: shape (l, 50), items by number and what their places there are worth."""

    items: Matrix
    worth: Scores


def show(tastes: Sequence[Taste], shelf: Shelf, n: int) -> list[tuple[Recommendation, ...]]:
    """For each taste at most `n` items, the best first, each with its reason; what others there are changes nothing."""
    blend = shelf.blend
    if blend is None or not tastes:
        return rank(tastes, shelf, n)
    looked = [looked_at(taste.categories) or "" for taste in tastes]
    rows = {category: row for row, category in enumerate(dict.fromkeys(["", *looked]))}
    members = [shelf.popular.get(category, ())[:PROPOSED] for category in rows]
    in_category = _lists([(), *members[1:]], shelf.similar, blend.weights[IN_CATEGORY])
    popular = _lists(members[:1], shelf.similar, blend.weights[POPULAR])
    at = np.array([rows[category] for category in looked])
    found: list[tuple[Recommendation, ...]] = []
    for start in range(0, len(tastes), _ROWS):
        some = slice(start, start + _ROWS)
        mine = _Lists(in_category.items[at[some]], in_category.worth[at[some]])
        found += _show(tastes[some], looked[some], mine, popular, shelf.similar, blend, n)
    return found


def _lists(members: Sequence[Sequence[Neighbour]], similar: Neighbours, weights: Sequence[float]) -> _Lists:
    items, scores = np.full((len(members), PROPOSED), NOBODY), np.zeros((len(members), PROPOSED))
    for row, some in enumerate(members):
        if some:
            items[row, : len(some)] = [similar.number(item) for item, _ in some]
            scores[row, : len(some)] = [score for _, score in some]
    return _Lists(items, said(scores, weights))


def _show(
    tastes: Sequence[Taste],
    looked: Sequence[str],
    in_category: _Lists,
    popular: _Lists,
    similar: Neighbours,
    blend: BlendSnapshot,
    n: int,
) -> list[tuple[Recommendation, ...]]:
    m = len(tastes)
    own = _own(tastes, similar, blend)
    without = excluded(tastes, similar)
    near = together(tastes, similar, without, PROPOSED)
    items = np.concatenate(
        (own.items, near.items, in_category.items, np.broadcast_to(popular.items, (m, PROPOSED))), axis=1
    )
    worth = np.concatenate(
        (own.worth, said(near.scores, blend.weights[TOGETHER]), in_category.worth,
         np.broadcast_to(popular.worth, (m, PROPOSED))), axis=1
    )  # fmt: skip
    column, found, scores = best_of(items, *summed(items, worth, without, _LEAST), n)
    shares = np.round(np.exp(scores - scores[:, :1]), 6)
    #  Which list an item stands on first is its reason: 0 own, 1 together, 2 in the category, 3 popular.
    first = own.items.shape[1]
    source = np.where(column < first, 0, 1 + (column - first) // PROPOSED)
    place = np.where(source == 0, column, (column - first) % PROPOSED)
    because = np.where(source == 1, np.take_along_axis(near.because, np.where(source == 1, place, 0), 1), -place)
    names, reasons = similar.names, similar.because
    ranked = []
    for taste, category, ids, some, sources, causes in zip(
        tastes, looked, found.tolist(), shares.tolist(), source.tolist(), because.tolist(), strict=True
    ):
        texts = {2: f"popular in {category}", 3: "popular now"}
        ranked.append(
            tuple(
                Recommendation(
                    names[item],
                    score,
                    reasons[cause] if kind == 1 else texts[kind] if kind else _habit(taste, -cause),
                )
                for item, score, kind, cause in zip(ids, some, sources, causes, strict=True)
                if item != NOBODY
            )
        )
    return ranked


def _own(tastes: Sequence[Taste], similar: Neighbours, blend: BlendSnapshot) -> _Lists:
    """The customers' own items, as wide as the longest list."""
    width = max(len(taste.own) for taste in tastes)
    items, scores = np.full((len(tastes), width), NOBODY), np.zeros((len(tastes), width))
    for row, taste in enumerate(tastes):
        if taste.own:
            items[row, : len(taste.own)] = [similar.number(one.item_id) for one in taste.own]
            scores[row, : len(taste.own)] = [one.strength for one in taste.own]
    return _Lists(items, said(scores, blend.weights[OWN]))


def _habit(taste: Taste, place: int) -> str:
    cycle_d = taste.own[place].cycle_d
    if cycle_d is None:
        return "bought before"
    days = max(1, round(cycle_d))
    return f"bought again and again, usually every {days} days" if days > 1 else "bought again and again, daily"
