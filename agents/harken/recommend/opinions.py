"""What a source of the blend says of the items on its list: five numbers for each; and one more of each item.

The score as a log and as a share of the list's first, that it is on the list at all, and its place, as a reciprocal and
as a log (docs/decisions/0028). What is not on a list gets nothing from it. The last number says whether the customer
took the item before, where it is not among their own, which say more (`harken.recommend.before`).
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harken.recommend.before import taken_before

Row = NDArray[np.float64]

#: The sources of what is served, in the order in which one of them is named as the reason of an item.
OWN: Final = "own"
TOGETHER: Final = "together"
IN_CATEGORY: Final = "in category"
POPULAR: Final = "popular"
SERVED: Final = (OWN, TOGETHER, IN_CATEGORY, POPULAR)
#: Of each source so many are candidates.
PROPOSED: Final = 50
FEATURES: Final = 5
#: The weight of what was taken before stands beside those of the sources by this name.
BEFORE: Final = "before"
#: All numbers of an item.
ALL_FEATURES: Final = FEATURES * len(SERVED) + 1
#: Scores are of very different scales; of each the log is taken of what is this much larger.
SCALE: Final = 1e3

PLACES: Final = np.arange(1.0, PROPOSED + 1.0)
_LOGS: Final = np.log(PLACES)
_RECIPROCALS: Final = 1.0 / PLACES


def opinions(scores: Row, firsts: Row, places: Sequence[int]) -> Row:
    """Shape (k,) each to (k, 5): what lists say of some of their items; nothing where the score is 0.

    Parameters
    ----------
    scores, firsts : of each item, and of the first of its list.
    places : on its list, 0 to 49.
    """
    found = np.empty((len(scores), FEATURES))
    found[:, 0] = np.log1p(SCALE * scores)
    found[:, 1] = scores / np.where(firsts == 0, 1.0, firsts)
    found[:, 2] = 1.0
    found[:, 3] = _RECIPROCALS[places]
    found[:, 4] = _LOGS[places]
    found *= (scores > 0)[:, None]
    return found


def said(scores: Row, weights: Sequence[float]) -> Row:
    """Shape (m, k) to (m, k): what each place of `m` such lists adds, `opinions` weighed; 0 where it is over.

    Parameters
    ----------
    weights : of the five numbers.
    """
    log_, share, known, reciprocal, log_place = weights
    k = scores.shape[1]
    first = scores[:, :1]
    by_place = known + reciprocal / PLACES[:k] + log_place * _LOGS[:k]
    found: Row = log_ * np.log1p(SCALE * scores) + (share / np.where(first > 0, first, 1.0)) * scores + by_place
    return np.where(scores > 0, found, 0.0)


def by_name(weights: Row) -> dict[str, tuple[float, ...]]:
    """Weights of all numbers, by source; and that of what was taken before."""
    of_sources = weights[:-1].reshape(len(SERVED), FEATURES).tolist()
    return {**dict(zip(SERVED, map(tuple, of_sources), strict=True)), BEFORE: (float(weights[-1]),)}


def rows(
    lists: Mapping[str, Sequence[tuple[str, float]]], hidden: frozenset[str], known: bytes = b""
) -> tuple[list[str], Row]:
    """All candidates and a row of features each, in the order of `SERVED`.

    Parameters
    ----------
    lists : by source, the best first, without any twice; what is beyond the 50th is left out.
    hidden : no candidates, but their places on a list are theirs.
    known : what the customer took before, packed (`harken.fold.items`).
    """
    row_of: dict[str, int] = {}
    own, at, scores, firsts, places = 0, [], [], [], []
    for source, name in enumerate(SERVED):
        members = lists[name][:PROPOSED]
        first = members[0][1] if members else 0.0
        for place, (item, score) in enumerate(members):
            if item not in hidden:
                at.append(len(SERVED) * row_of.setdefault(item, len(row_of)) + source)
                scores.append(score)
                firsts.append(first)
                places.append(place)
        if name == OWN:
            own = len(row_of)
    #  All sources at once: a handful of calls of numpy for each cost more than what they work out.
    said_of = np.zeros((len(row_of) * len(SERVED), FEATURES))
    said_of[at] = opinions(np.array(scores), np.array(firsts), places)
    found = np.zeros((len(row_of), ALL_FEATURES))
    found[:, :-1] = said_of.reshape(-1, FEATURES * len(SERVED))
    if known:
        found[own:, -1] = taken_before(list(row_of)[own:], known)  # own ones say more of it
    return list(row_of), found
