"""Which items are alike, by what the shop says of them: category, brand, band of price, words of the title.

The cosine of two items over these, each counting by how few items have it (Lops, de Gemmis & Semeraro 2011,
Content-based Recommender Systems, in Recommender Systems Handbook, 3.3.1). What is alike is worked out when it is asked
for and kept until one of the items that share something with it changes, or there are twice as many: how rare a word is
moves slowly.
"""

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import log, sqrt
from typing import Final

from msgspec import json

from harken.item import Item
from harken.recommend.attributes import Attributes, said_of

#: Items known at most; the first told of makes room.
MOST_ITEMS: Final = 200_000
#: What more items than this have in common finds none of them; it counts, though, where something else does.
COMMON: Final = 500
#: So many that share most are compared in full, and so many of these are kept.
COMPARED: Final = 60
ALIKE: Final = 30

_NOTHING: Final[Mapping[str, float]] = {}
_decoder: Final = json.Decoder(Attributes)


class Content:
    """What the shop has said of items.

    Parameters
    ----------
    most_items : known at most, > 0.
    """

    def __init__(self, most_items: int = MOST_ITEMS) -> None:
        self._most_items = most_items
        self._attributes: dict[str, Attributes] = {}
        self._members: dict[str, dict[str, None]] = {}
        self._alike: dict[str, Mapping[str, float]] = {}
        self._changed: dict[str, None] = {}

    def __len__(self) -> int:
        """Of how many items something is known."""
        return len(self._attributes)

    def __contains__(self, item_id: object) -> bool:
        """Whether anything is known of an item."""
        return item_id in self._attributes

    def tell_one(self, item_id: str, item: Item | None) -> Sequence[str]:
        """Learn what is said of an item, in place of what was said before; None: nothing is, any more.

        Returns
        -------
        What it was like and is like, and itself: to these something else may be alike now.
        """
        said = () if item is None else said_of(item)
        before = self._attributes.get(item_id, ())
        if said == before:
            return ()
        near = [item_id, *self.alike(item_id)]
        self._put(item_id, said)
        if len(self._attributes) > self._most_items:
            self._put(next(iter(self._attributes)), ())
        return list(dict.fromkeys([*near, *self.alike(item_id)]))

    def alike(self, item_id: str) -> Mapping[str, float]:
        """The items most like this one (30 at most) and how much, 0 to 1, of equal ones the later names."""
        found = self._alike.get(item_id)
        if found is None:
            said = self._attributes.get(item_id)
            if not said:
                return _NOTHING
            found = self._alike[item_id] = self._cosines(item_id, said)
        return found

    def checkpoint(self) -> dict[str, bytes | None]:
        """What changed since the last call, by item; None: nothing is known of it any more."""
        changed, self._changed = self._changed, {}
        told = ((item_id, self._attributes.get(item_id)) for item_id in changed)
        return {item_id: None if said is None else json.encode(said) for item_id, said in told}

    def load(self, item_id: str, data: bytes) -> None:
        """One item as the checkpoint has it."""
        self._put(item_id, _decoder.decode(data))
        self._changed.pop(item_id)

    def _put(self, item_id: str, said: Attributes) -> None:
        octave = len(self._attributes).bit_length()
        before = self._attributes.pop(item_id, ())
        for attribute in before:
            members = self._members[attribute]
            del members[item_id]
            if not members:
                del self._members[attribute]
        if said:
            self._attributes[item_id] = said
        for attribute in said:
            self._members.setdefault(attribute, {})[item_id] = None
        self._changed[item_id] = None
        self._alike.pop(item_id, None)
        if len(self._attributes).bit_length() != octave:
            self._alike.clear()
        if self._alike:
            for attribute in {*before, *said}:
                for member in self._finds(attribute):
                    self._alike.pop(member, None)

    def _finds(self, attribute: str) -> Mapping[str, None]:
        members = self._members.get(attribute, {})
        return members if len(members) <= COMMON else {}

    def _cosines(self, item_id: str, said: Attributes) -> Mapping[str, float]:
        weights = {attribute: self._weight(attribute) for attribute in said}
        shared: dict[str, float] = {}
        for attribute, weight in weights.items():
            for other in self._finds(attribute):
                shared[other] = shared.get(other, 0.0) + weight
        shared.pop(item_id, None)
        near = nlargest(COMPARED, shared.items(), key=lambda pair: (pair[1], pair[0]))
        norm = sqrt(sum(weights.values()))
        found = {other: self._cosine(weights, norm, other) for other, _ in near}
        return dict(nlargest(ALIKE, found.items(), key=lambda pair: (pair[1], pair[0])))

    def _cosine(self, weights: Mapping[str, float], norm: float, other: str) -> float:
        shared = squares = 0.0
        for attribute in self._attributes[other]:
            mine = weights.get(attribute)
            squares += self._weight(attribute) if mine is None else mine
            shared += mine or 0.0
        return shared / (norm * sqrt(squares))

    def _weight(self, attribute: str) -> float:
        """The square of what it counts, since both items have it."""
        return log(1.0 + len(self._attributes) / len(self._members[attribute])) ** 2
