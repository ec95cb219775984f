"""Alike: items like the customer's last ones in what is known of them: category, price band.

Content-based filtering by weighted attributes: an attribute that few items have says more (inverse document frequency);
Lops, de Gemmis & Semeraro 2011, Content-based Recommender Systems, in Recommender Systems Handbook, 3.3.1.
"""

from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Final

from harken.recommend.covisitation import SCORED_FADES
from harken.recommend.sources.best import best
from harken.recommend.sources.source import Sight, Taken

#: Items known at most; the first known makes room.
MOST_ITEMS: Final = 200_000
#: Items of one attribute that are looked through for candidates: the last ones taken.
MOST_OF_ONE: Final = 200
#: Prices within a fifth of each other are alike.
BAND: Final = log(1.2)

Attributes = tuple[str, ...]


class Alike:
    """What is known of items."""

    name = "alike"

    def __init__(self) -> None:
        self._attributes: dict[str, Attributes] = {}
        self._items: dict[str, dict[str, None]] = {}
        self._counts: dict[str, int] = {}

    def learn_one(self, taken: Taken) -> None:
        """Learn what an item is like."""
        item, attributes = taken.item_id, _attributes(taken)
        before = self._attributes.get(item)
        if before != attributes:
            if before is not None:
                self._forget(item, before)
            self._attributes[item] = attributes
            for attribute in attributes:
                self._counts[attribute] = self._counts.get(attribute, 0) + 1
            if len(self._attributes) > MOST_ITEMS:
                first = next(iter(self._attributes))
                self._forget(first, self._attributes.pop(first))
        for attribute in attributes:
            members = self._items.setdefault(attribute, {})
            members.pop(item, None)
            members[item] = None
            if len(members) > MOST_OF_ONE:
                del members[next(iter(members))]

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The items that are most like the last five."""
        profile = self._profile(sight)
        near = {item for attribute in profile for item in self._items.get(attribute, ())}
        return best(dict(zip(near, self._cosines(profile, list(near)), strict=True)), sight.exclude, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """The cosine of each with the last five, 0 to 1."""
        return self._cosines(self._profile(sight), items)

    def _profile(self, sight: Sight) -> dict[str, float]:
        profile: dict[str, float] = {}
        for fade, item in zip(SCORED_FADES, sight.recent, strict=False):
            for attribute in self._attributes.get(item, ()):
                profile[attribute] = profile.get(attribute, 0.0) + fade * self._weight(attribute)
        return profile

    def _cosines(self, profile: Mapping[str, float], items: Sequence[str]) -> list[float]:
        norm = sqrt(sum(w * w for w in profile.values()))
        return [self._cosine(profile, norm, self._attributes.get(item, ())) for item in items]

    def _cosine(self, profile: Mapping[str, float], norm: float, attributes: Attributes) -> float:
        weights = [self._weight(attribute) for attribute in attributes]
        length = norm * sqrt(sum(w * w for w in weights))
        dot = sum(profile.get(a, 0.0) * w for a, w in zip(attributes, weights, strict=True))
        return dot / length if length else 0.0

    def _weight(self, attribute: str) -> float:
        return log(1.0 + len(self._attributes) / max(1, self._counts.get(attribute, 1)))

    def _forget(self, item: str, attributes: Attributes) -> None:
        for attribute in attributes:
            self._items.get(attribute, {}).pop(item, None)
            self._counts[attribute] -= 1
            if not self._counts[attribute]:
                del self._counts[attribute]
                self._items.pop(attribute, None)


def _attributes(taken: Taken) -> Attributes:
    found = []
    if taken.sight.category is not None:
        found.append(f"category {taken.sight.category}")
    if taken.price:
        found.append(f"price {round(log(taken.price) / BAND)}")
    return tuple(found)
