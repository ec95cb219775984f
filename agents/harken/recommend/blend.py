"""The blend: one list out of what all sources propose, by a ranker that learns from what was taken.

Features of a candidate are what each source says of it: its score as a log and as a share of the source's best, whether
it knows it at all, and its rank, as a reciprocal and as a log. What is served knows fewer sources, and these by what
they publish (`harken.recommend.opinions`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.item import Item
from harken.recommend.listwise import Listwise
from harken.recommend.opinions import SCALE
from harken.recommend.sources import SOURCES, Sight, Source, Taken, Told

Row = NDArray[np.float64]

#: Of each source so many are candidates.
PROPOSED: Final = 50
#: Of each source; what a source says of a candidate, in so many numbers.
FEATURES: Final = 5


class Seen(NamedTuple):
    """What the sources have for a customer: of each what it proposes, all candidates, and a row of features each."""

    proposals: Mapping[str, Mapping[str, float]]
    items: Sequence[str]
    rows: Row


class Blend:
    """All sources and the ranker over them.

    Parameters
    ----------
    sources : made anew, in the order of the features.
    """

    name = "blend"

    def __init__(self, sources: Sequence[Callable[[], Source]] = SOURCES) -> None:
        self.sources = tuple(make() for make in sources)
        self.ranker = Listwise(FEATURES * len(self.sources))

    @property
    def weights(self) -> Mapping[str, tuple[float, ...]]:
        """By source, of each of its features."""
        weights = self.ranker.weights.reshape(FEATURES, -1).T.tolist()
        return {source.name: tuple(mine) for source, mine in zip(self.sources, weights, strict=True)}

    def tell_one(self, item: Item) -> None:
        """Tell the sources that ask for it what the shop says of an item."""
        for source in self.sources:
            if isinstance(source, Told):
                source.tell_one(item)

    def learn_one(self, taken: Taken) -> None:
        """Teach the sources that an item was taken; the ranker is taught by `rank_one`, before."""
        for source in self.sources:
            source.learn_one(taken)

    def rank_one(self, sight: Sight, taken: Sequence[str]) -> None:
        """Teach the ranker what a customer took, when seen as they were before."""
        teach(self.ranker, self.see(sight), taken)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The best `n` of all candidates and their scores."""
        return ranked(self.ranker, self.see(sight), n)

    def see(self, sight: Sight) -> Seen:
        """Ask all sources once, for as many rankers as there are."""
        proposals = {source.name: source.propose(sight, PROPOSED) for source in self.sources}
        items = list(dict.fromkeys(item for proposed in proposals.values() for item in proposed))
        if not items:
            return Seen(proposals, items, np.zeros((0, len(self.ranker.weights))))
        scores = np.array([source.score_many(sight, items) for source in self.sources]).T
        return Seen(proposals, items, _features(scores))


def teach(ranker: Listwise, seen: Seen, taken: Collection[str]) -> None:
    """Some of what was seen was taken."""
    ranker.learn_one(seen.rows, np.array([item in taken for item in seen.items], bool))


def ranked(ranker: Listwise, seen: Seen, n: int) -> Mapping[str, float]:
    """The best `n` of what was seen and their scores."""
    scores = ranker.score_many(seen.rows)
    order = np.argsort(-scores, kind="stable")[:n]
    return {seen.items[k]: float(scores[k]) for k in order.tolist()}


def _features(scores: Row) -> Row:
    """Shape (candidates, sources) to (candidates, 5 sources): log, share, known, reciprocal rank, log of the rank."""
    known = scores > 0
    best = scores.max(axis=0)
    shares = scores / np.where(best > 0, best, 1.0)
    ranks = np.empty(scores.shape)
    np.put_along_axis(ranks, np.argsort(-scores, axis=0, kind="stable"), np.arange(len(scores))[:, None] + 1.0, axis=0)
    return np.concatenate((np.log1p(SCALE * scores), shares, known, known / ranks, known * np.log(ranks)), axis=1)
