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


def opinions(scores: Row) -> Row:
    """Shape (k,) to (k, 5): of a list's scores (the best first, k <= 50; where one is 0 nothing is said)."""
    k = len(scores)
    if not k:
        return np.zeros((0, FEATURES))
    five = (np.log1p(SCALE * scores), scores / (scores[0] or 1.0), np.ones(k), 1.0 / PLACES[:k], _LOGS[:k])
    return np.stack(five, axis=1) * (scores > 0)[:, None]


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
    places: dict[str, int] = {}
    for source in SERVED:
        for item, _ in lists[source][:PROPOSED]:
            if item not in hidden:
                places.setdefault(item, len(places))
    found = np.zeros((len(places), ALL_FEATURES))
    if known:
        found[:, -1] = taken_before(places, known)
        found[: sum(item not in hidden for item, _ in lists[OWN][:PROPOSED]), -1] = 0.0  # own ones come first
    for k, source in enumerate(SERVED):
        members = lists[source][:PROPOSED]
        shown = [n for n, (item, _) in enumerate(members) if item not in hidden]
        numbers = opinions(np.array([score for _, score in members]))[shown]
        found[[places[members[n][0]] for n in shown], FEATURES * k : FEATURES * (k + 1)] = numbers
    return list(places), found
