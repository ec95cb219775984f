"""Bounded co-visitation: which items are taken together, learned one item at a time.

For a customer's last items j and a new item i: `C[j][i] += w` and `C[i][j] += w / 2`, with `w = (1 in the same session,
.3 outside) / (1 + .2 rank)`. An item keeps at most 150 neighbours and is pruned to its 50 strongest. A candidate's
score for a customer is the sum over the last 5 items of `C[j][i] / sqrt(n_j n_i) / (1 + rank)`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import repeat
from math import inf, sqrt
from operator import itemgetter, mul, truediv
from typing import Final

from msgspec import Struct, field, msgpack
from msgspec.structs import astuple

from harken.example import VisitExample
from harken.recommend.door import Door, Waiting
from harken.recommend.item_bounds import idlest
from harken.recommend.shards import WHOLE, Shard

MOST_NEIGHBOURS: Final = 150
KEPT_NEIGHBOURS: Final = 50
#: Items known at most; beyond it the tenth that was idle for longest is forgotten.
MOST_ITEMS: Final = 200_000
RECENT_LEARNED: Final = 10
#: The last 5 items score, each less than the one after it (docs/decisions/0006-older-items-say-less.md).
SCORED_FADES: Final = tuple(1.0 / (1.0 + rank) for rank in range(5))
SAME_SESSION: Final = tuple(1.0 / (1.0 + 0.2 * rank) for rank in range(RECENT_LEARNED))
OTHER_SESSION: Final = tuple(0.3 * weight for weight in SAME_SESSION)
BACKWARD: Final = 0.5

_strength = itemgetter(1)
_NOTHING: Final[Mapping[str, float]] = {}


class Item(Struct, array_like=True):
    """One item: how much it was taken, when last (event time, epoch seconds), and its neighbours' weights."""

    count: float = 0.0
    touched_s: float = 0.0
    neighbours: dict[str, float] = field(default_factory=dict)


class _Stored(Struct, array_like=True):
    """An item as it was dumped, or with nothing but takings and a time one that waits at the door."""

    count: float
    touched_s: float
    neighbours: dict[str, float] | None = None


_stored = msgpack.Decoder(_Stored)


class CoVisitation:
    """The counts of all items that were seen.

    Parameters
    ----------
    most_items : known at most, > 0.
    shard : whose items' neighbours are held here (`harken.recommend.shards`).
    least_takings : an item that was taken fewer times is not learned, >= 1.
    """

    name = "covisitation"

    def __init__(self, most_items: int = MOST_ITEMS, shard: Shard = WHOLE, least_takings: int = 1) -> None:
        self._most_items = most_items
        #: None: everything is learned from its first taking, and what was taken before it too.
        self._door = Door(least_takings) if least_takings > 1 else None
        #: None: everything is owned, and nothing is asked.
        self._owns = None if shard.of == 1 else shard.owns
        self._items: dict[str, Item] = {}
        #: By what scores are divided, worked out when an item is taken: it is asked for a hundred times as often.
        self._roots: dict[str, float] = {}
        self._changed: set[str] = set()

    def __len__(self) -> int:
        """How many items are known."""
        return len(self._items)

    def learn_one(self, example: VisitExample) -> bool:
        """Learn that the example's item followed its recent ones; whether it was taken often enough for it."""
        items, item, now_s, roots = self._items, example.item_id, example.known_s, self._roots
        mine, door = items.get(item), self._door
        if mine is None:
            if door is not None and not door.lets_in(item, now_s):
                return False
            mine = items[item] = Item()
        mine.count += example.weight
        roots[item] = sqrt(mine.count or 1.0)
        mine.touched_s = now_s
        forward, owns = mine.neighbours, self._owns
        is_ours = owns is None or owns(item)
        for same, near, far, other in zip(
            example.same_session, SAME_SESSION, OTHER_SESSION, example.recent, strict=False
        ):
            if other == item:
                continue
            theirs = items.get(other)
            if theirs is None:
                if door is not None:
                    continue
                theirs = items[other] = Item()
                roots[other] = 1.0
            theirs.touched_s = now_s
            weight = example.weight * (near if same else far)
            if owns is None or owns(other):
                backward = theirs.neighbours
                backward[item] = backward.get(item, 0.0) + weight
                if len(backward) > MOST_NEIGHBOURS:
                    _prune(backward)
            if is_ours:
                forward[other] = forward.get(other, 0.0) + BACKWARD * weight
        if len(forward) > MOST_NEIGHBOURS:
            _prune(forward)
        changed = self._changed
        changed.add(item)
        recent = example.recent[:RECENT_LEARNED]
        changed.update(recent if door is None else filter(items.__contains__, recent))
        if len(items) > self._most_items:
            self._forget_idlest()
        return True

    def neighbours(self, item: str, n: int, beforehand: Mapping[str, float] = _NOTHING) -> list[tuple[str, float]]:
        """The item's strongest neighbours, normalised by how often both were taken, strongest first.

        Parameters
        ----------
        beforehand : weights of neighbours that count beside what was learned; these need not be known.
        """
        mine = self._items.get(item)
        if mine is None and not beforehand:
            return []
        names, scores = ([], []) if mine is None else self._scored(mine, 1.0)
        if beforehand:
            both = dict(zip(names, scores, strict=True))
            factor = 1.0 / self._roots.get(item, 1.0)
            for other, weight in beforehand.items():
                both[other] = both.get(other, 0.0) + factor * weight / self._roots.get(other, 1.0)
            names, scores = both, list(both.values())
        return _best(names, scores, n)

    def counted(self, item: str) -> Collection[str]:
        """What was taken together with an item, as far as it is remembered."""
        found = self._items.get(item)
        return () if found is None else found.neighbours.keys()

    def __contains__(self, item: object) -> bool:
        """Whether an item is known."""
        return item in self._items

    def has_heard_of(self, item: str) -> bool:
        """Whether an item is known, or waits to be."""
        return item in self._items or (self._door is not None and self._door.get(item) is not None)

    def count(self, item: str) -> float:
        """How much an item was taken; 0 where it is not known."""
        found = self._items.get(item)
        return 0.0 if found is None else found.count

    def rank(self, recent: Sequence[str], exclude: Collection[str], n: int) -> list[str]:
        """The best `n` items after these (newest first), of the whole catalogue, without the excluded ones."""
        scores = {item: score for item, score in self.scores(recent).items() if item not in exclude}
        return [item for item, _ in _best(scores, list(scores.values()), n)]

    def scores(self, recent: Sequence[str]) -> dict[str, float]:
        """Of every neighbour of the last five of these items (newest first), what it scores."""
        scores: dict[str, float] = {}
        for fade, item in zip(SCORED_FADES, recent, strict=False):
            mine = self._items.get(item)
            if mine is not None:
                for other, score in zip(*self._scored(mine, fade), strict=True):
                    scores[other] = scores.get(other, 0.0) + score
        return scores

    def dump_item(self, item: str) -> bytes | None:
        """One item's numbers, MessagePack, of one that waits too; None where it is not known (any more)."""
        found: Item | Waiting | None = self._items.get(item)
        if found is None and self._door is not None:
            found = self._door.get(item)
        return None if found is None else msgpack.encode(found)

    def load_item(self, item: str, data: bytes) -> None:
        """One item's numbers as they were dumped; the order of its neighbours is kept, and with it every tie.

        Who waited where more takings were asked for is learned if none wait here; what was learned stays so.
        """
        count, touched_s, neighbours = astuple(_stored.decode(data))
        if neighbours is None and self._door is not None:
            self._door.put(item, Waiting(int(count), touched_s))
            return
        self._items[item] = found = Item(count, touched_s, neighbours or {})
        self._roots[item] = _root(found)

    def owns(self, item: str) -> bool:
        """Whether an item's neighbours are held here."""
        return self._owns is None or self._owns(item)

    def take_changed(self) -> Sequence[str]:
        """Items learned of or forgotten since the last call, sorted, of all shards: all count them."""
        changed, self._changed = sorted(self._changed), set()
        return changed

    def take_waiting(self) -> Sequence[str]:
        """Items of which another taking was counted at the door since the last call, or which were forgotten there."""
        return [] if self._door is None else sorted(self._door.take_changed())

    def forget_before(self, horizon_s: float) -> None:
        """Forget what was last touched before then (event time, epoch seconds), and that it was anybody's neighbour."""
        items = self._items
        if self._door is not None:
            self._door.forget_before(horizon_s)
        gone = {item for item, found in items.items() if found.touched_s < horizon_s}
        if not gone:
            return
        for item in gone:
            del items[item], self._roots[item]
        self._changed |= gone
        for item, found in items.items():
            neighbours = found.neighbours
            if not neighbours.keys().isdisjoint(gone):
                for other in neighbours.keys() & gone:
                    del neighbours[other]
                self._changed.add(item)

    def _scored(self, mine: Item, factor: float) -> tuple[Collection[str], list[float]]:
        """Of every neighbour of an item that is known, its name and what it scores after it."""
        factor /= _root(mine)
        neighbours = mine.neighbours
        try:
            roots = list(map(self._roots.__getitem__, neighbours))
        except KeyError:  # some were forgotten
            neighbours = {other: weight for other, weight in neighbours.items() if other in self._roots}
            roots = list(map(self._roots.__getitem__, neighbours))
        # Maps of what is in C: publishing takes most of its time here, and so it takes half of it.
        return neighbours, list(map(truediv, map(mul, neighbours.values(), repeat(factor)), roots))

    def _forget_idlest(self) -> None:
        """Forget the tenth of all items that was touched least recently, by name where they are equal."""
        for item in idlest(self._items, self._most_items):
            del self._items[item], self._roots[item]
            self._changed.add(item)


def _prune(neighbours: dict[str, float]) -> None:
    kept = nlargest(KEPT_NEIGHBOURS, neighbours.items(), key=_strength)
    neighbours.clear()
    neighbours.update(kept)


def _root(item: Item) -> float:
    """What its scores are divided by; who was never taken where it could be counted (only before something) counts as
    taken once."""
    return sqrt(item.count or 1.0)


def _best(names: Iterable[str], scores: Sequence[float], n: int) -> list[tuple[str, float]]:
    """The `n` highest, of equal ones the later name; the few in question are found before they are compared in full."""
    least = sorted(scores)[-n] if len(scores) > n else -inf
    pairs = [(score, item) for score, item in zip(scores, names, strict=True) if score >= least]
    pairs.sort(reverse=True)
    return [(item, score) for score, item in pairs[:n]]
