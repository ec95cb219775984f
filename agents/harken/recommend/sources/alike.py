"""Alike: items like the customer's last ones in what is known of them: category, brand, price band, words of the title.

What the shop says of an item (`harken.items`) holds; of what it does not say, the events of an item tell category and
price.

Content-based filtering by weighted attributes: an attribute that few items have says more (inverse document frequency);
Lops, de Gemmis & Semeraro 2011, Content-based Recommender Systems, in Recommender Systems Handbook, 3.3.1.
"""

from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Final

from harken.item import Item
from harken.recommend.attributes import Attributes, placed, said_of
from harken.recommend.covisitation import SCORED_FADES
from harken.recommend.sources.best import best
from harken.recommend.sources.source import Sight, Taken

#: Items known at most; the first known makes room.
MOST_ITEMS: Final = 200_000
#: Items of one attribute that are looked through for candidates: the last ones taken.
MOST_OF_ONE: Final = 200


class Alike:
    """What is known of items."""

    name = "alike"

    def __init__(self) -> None:
        self._attributes: dict[str, Attributes] = {}
        self._items: dict[str, dict[str, None]] = {}
        self._counts: dict[str, int] = {}
        self._told: dict[str, Attributes] = {}

    def tell_one(self, item: Item) -> None:
        """Learn what the shop says of an item."""
        self._told[item.item_id] = told = said_of(item)
        self._put(item.item_id, told)
        if len(self._told) > MOST_ITEMS:
            del self._told[next(iter(self._told))]

    def learn_one(self, taken: Taken) -> None:
        """Learn what an item is like, and that it was taken."""
        item, told = taken.item_id, self._told.get(taken.item_id, ())
        kinds = {attribute.split(" ", 1)[0] for attribute in told}
        self._put(item, told + tuple(one for one in _seen(taken) if one.split(" ", 1)[0] not in kinds))

    def _put(self, item: str, attributes: Attributes) -> None:
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
        weights: dict[str, float] = {}
        return [self._cosine(profile, norm, self._attributes.get(item, ()), weights) for item in items]

    def _cosine(
        self, profile: Mapping[str, float], norm: float, attributes: Attributes, weights: dict[str, float]
    ) -> float:
        dot = squares = 0.0
        for attribute in attributes:
            weight = weights.get(attribute)
            if weight is None:  # the same ones again and again, and none moves while it is asked for
                weight = weights[attribute] = self._weight(attribute)
            squares += weight * weight
            dot += profile.get(attribute, 0.0) * weight
        return dot / (norm * sqrt(squares)) if dot else 0.0

    def _weight(self, attribute: str) -> float:
        return log(1.0 + len(self._attributes) / max(1, self._counts.get(attribute, 1)))

    def _forget(self, item: str, attributes: Attributes) -> None:
        for attribute in attributes:
            self._items.get(attribute, {}).pop(item, None)
            self._counts[attribute] -= 1
            if not self._counts[attribute]:
                del self._counts[attribute]
                self._items.pop(attribute, None)


def _seen(taken: Taken) -> Attributes:
    return placed(taken.sight.category, taken.price)
