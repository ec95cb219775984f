"""Bounded co-visitation: which items are taken together, learned one item at a time.

For a customer's last items j and a new item i: `C[j][i] += w` and `C[i][j] += w / 2`, with `w = (1 in the same session,
.3 outside) / (1 + .2 rank)`. An item keeps at most 150 neighbours and is pruned to its 50 strongest. A candidate's
score for a customer is the sum over the last 5 items of `C[j][i] / sqrt(n_j n_i) / (1 + .5 rank)`.
"""

from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest
from math import sqrt
from operator import itemgetter
from typing import Final

from msgspec import Struct, json

from harken.example import VisitExample
from harken.shelf import Neighbour

MOST_NEIGHBOURS: Final = 150
KEPT_NEIGHBOURS: Final = 50
RECENT_LEARNED: Final = 10
#: The last 5 items score, each less than the one after it (docs/decisions/0006-older-items-say-less.md).
SCORED_FADES: Final = tuple(1.0 / (1.0 + 0.5 * rank) for rank in range(5))
OTHER_SESSION: Final = 0.3
FADE_PER_RANK: Final = 0.2
BACKWARD: Final = 0.5

_strength = itemgetter(1)


class Item(Struct):
    """One item: how often it was taken, and its neighbours' weights."""

    count: int = 0
    neighbours: dict[str, float] = {}


_decoder = json.Decoder(Item)


class CoVisitation:
    """The counts of all items that were seen."""

    name = "covisitation"

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.changed: set[str] = set()

    def learn_one(self, example: VisitExample) -> None:
        """Learn that the example's item followed its recent ones."""
        item = example.item_id
        mine = self._touch(item)
        mine.count += 1
        for rank, (other, same) in enumerate(zip(example.recent[:RECENT_LEARNED], example.same_session, strict=False)):
            if other != item:
                weight = (1.0 if same else OTHER_SESSION) / (1.0 + FADE_PER_RANK * rank)
                _add(self._touch(other).neighbours, item, weight)
                _add(mine.neighbours, other, BACKWARD * weight)

    def neighbours(self, item: str, n: int) -> list[Neighbour]:
        """The item's strongest neighbours, normalised by how often both were taken, strongest first."""
        mine = self.items.get(item)
        if mine is None:
            return []
        scored = [(other, weight / sqrt(self._norm(mine, other))) for other, weight in mine.neighbours.items()]
        return [Neighbour(other, score) for other, score in nlargest(n, scored, key=lambda pair: (pair[1], pair[0]))]

    def rank(self, recent: Sequence[str], exclude: Collection[str], n: int) -> list[str]:
        """The best `n` items after these (newest first), of the whole catalogue, without the excluded ones."""
        scores: dict[str, float] = {}
        for fade, item in zip(SCORED_FADES, recent, strict=False):
            mine = self.items.get(item)
            if mine is not None:
                for other, weight in mine.neighbours.items():
                    scores[other] = scores.get(other, 0.0) + fade * weight / sqrt(self._norm(mine, other))
        kept = [pair for pair in scores.items() if pair[0] not in exclude]
        return [item for item, _ in nlargest(n, kept, key=lambda pair: (pair[1], pair[0]))]

    def dump_item(self, item: str) -> bytes:
        """One item's counts, as JSON."""
        return json.encode(self.items[item])

    def load_item(self, item: str, data: bytes) -> None:
        """One item's counts as they were dumped; the order of its neighbours is kept, and with it every tie."""
        self.items[item] = _decoder.decode(data)

    def take_changed(self) -> Iterable[str]:
        """Items learned of since the last call, sorted."""
        changed, self.changed = sorted(self.changed), set()
        return changed

    def _norm(self, mine: Item, other: str) -> float:
        theirs = self.items.get(other)
        return max(1, mine.count) * max(1, theirs.count if theirs is not None else 1)

    def _touch(self, item: str) -> Item:
        self.changed.add(item)
        found = self.items.get(item)
        if found is None:
            found = self.items[item] = Item()
        return found


def _add(neighbours: dict[str, float], item: str, weight: float) -> None:
    neighbours[item] = neighbours.get(item, 0.0) + weight
    if len(neighbours) > MOST_NEIGHBOURS:
        kept = nlargest(KEPT_NEIGHBOURS, neighbours.items(), key=_strength)
        neighbours.clear()
        neighbours.update(kept)
