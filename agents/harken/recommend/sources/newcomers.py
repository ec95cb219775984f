"""New: what the shop has said of and hardly anybody took yet, as far as it is like the customer's last items.

Whoever learns from what is taken never shows what nobody took (the cold start of items); what an item is like is known
before (Schein, Popescul, Ungar & Pennock 2002, Methods and Metrics for Cold-Start Recommendations, SIGIR).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from harken.item import Item
from harken.recommend.sources.alike import MOST_OF_ONE, Alike
from harken.recommend.sources.best import best
from harken.recommend.sources.source import Sight, Taken

#: Taken so often, an item is new no more: other sources know it.
KNOWN_FROM: Final = 3
#: New items at most; the first one told of makes room.
MOST_NEW: Final = 50_000


class Newcomers(Alike):
    """Items told of before they were taken."""

    name = "new"

    def __init__(self) -> None:
        super().__init__()
        self._times: dict[str, int] = {}
        self._new: dict[str, dict[str, None]] = {}

    def tell_one(self, item: Item) -> None:
        """Learn what the shop says of an item; it is new where nothing was known of it."""
        name = item.item_id
        if name not in self._attributes:
            self._times[name] = 0
        self._leave(name)
        super().tell_one(item)
        if name in self._times:
            for attribute in self._attributes[name]:
                members = self._new.setdefault(attribute, {})
                members[name] = None
                if len(members) > MOST_OF_ONE:
                    del members[next(iter(members))]
            if len(self._times) > MOST_NEW:
                self._forget_new(next(iter(self._times)))

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken."""
        times = self._times.get(taken.item_id)
        if times is not None:
            if times + 1 < KNOWN_FROM:
                self._times[taken.item_id] = times + 1
            else:
                self._forget_new(taken.item_id)
        super().learn_one(taken)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The new items that are most like the last five."""
        profile = self._profile(sight)
        near = sorted({item for attribute in profile for item in self._new.get(attribute, ())})
        return best(dict(zip(near, self._cosines(profile, near), strict=True)), sight.exclude, n)

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """The cosine of each new one with the last five, 0 to 1; 0 of what is not new."""
        scores = self._cosines(self._profile(sight), items)
        return [score if item in self._times else 0.0 for item, score in zip(items, scores, strict=True)]

    def _forget_new(self, item: str) -> None:
        del self._times[item]
        self._leave(item)

    def _leave(self, item: str) -> None:
        for attribute in self._told.get(item, ()):
            members = self._new.get(attribute)
            if members is not None and members.pop(item, 0) is None and not members:
                del self._new[attribute]
