"""What to show next: neighbours of the customer's last items, then what is popular in their categories, then at all."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from harken.document import Recommendation
from harken.recommend.covisitation import SCORED_FADES
from harken.shelf import Neighbour, Shelf

#: What fills the list scores at most so much, and never more than the last neighbour.
_FILL: Final = 1e-3


def rank(
    recent: Sequence[str], exclude: Collection[str], categories: Sequence[str], shelf: Shelf, n: int
) -> tuple[Recommendation, ...]:
    """At most `n` items, the best first, each with its reason.

    Parameters
    ----------
    recent : the customer's last items, the newest first; the last 5 count.
    exclude : never recommended (what was just bought).
    categories : the customer's, the dearest first; a customer without a history gets what is popular there.
    """
    scores: dict[str, float] = {}
    because: dict[str, str] = {}
    similar = shelf.similar
    for fade, item in zip(SCORED_FADES, recent, strict=False):
        for other, score in similar.get(item, ()):
            if other in scores:
                scores[other] += fade * score
            else:
                scores[other] = fade * score
                because[other] = item
    for item in exclude:
        scores.pop(item, None)
    # Sorting the few there are is faster than a heap of them; equals keep their order.
    best = sorted(scores, key=scores.__getitem__, reverse=True)[:n]
    found = [Recommendation(item, round(scores[item], 6), f"taken together with {because[item]}") for item in best]
    if len(found) < n:
        most = min(_FILL, found[-1].score) if found else _FILL
        found += _fill({*exclude, *scores}, categories, shelf, n - len(found), most)
    return tuple(found)


def _fill(without: set[str], categories: Sequence[str], shelf: Shelf, n: int, most: float) -> list[Recommendation]:
    """At most `n` popular items that are not `without`; no score is above `most`, nor above the one before it."""
    found: list[Recommendation] = []
    lists: Iterable[tuple[str, Sequence[Neighbour]]] = [
        *((f"popular in {category}", shelf.popular.get(category, ())) for category in categories),
        ("popular now", shelf.popular.get("", ())),
    ]
    for because, members in lists:
        most = found[-1].score if found else most
        for item, score in members:
            if len(found) == n:
                return found
            if item not in without:
                without.add(item)
                found.append(Recommendation(item, round(score * most, 9), because))
    return found
