"""A shard of the recommendation road's learning: which items go with those that are its own.

It is told of every visit, since neighbours are divided by how often both items were taken, and holds and publishes the
neighbours of its own items only (`harken.recommend.shards`). Lists and the ranker are learned elsewhere
(`harken.learning.visits`).
"""

from collections.abc import Mapping, Sequence

from msgspec import json

from harken.example import ExamplePack
from harken.learning.publication import Publication
from harken.learning.together import Together
from harken.learning.visited import Visited, decode_visited
from harken.recommend.assortment import ItemNews
from harken.recommend.item_bounds import USUAL, ItemBounds
from harken.recommend.shards import Shard


class NeighbourPart:
    """Learns from packs of visits that are told to one shard.

    Parameters
    ----------
    bounds : which items are learned.
    """

    def __init__(self, shard: Shard, bounds: ItemBounds = USUAL) -> None:
        self.models = (shard.model,)
        self._together = Together(shard.model, shard, bounds)
        self._numbers = Visited()
        self._key, self._card = f"{shard.model}:numbers", f"model:{shard.card}"

    def tell(self, news: ItemNews) -> None:
        """Learn what the shop said of items since."""
        self._together.tell(news)
        self._numbers.heard.update(news.offsets)

    @property
    def heard(self) -> Mapping[str, int] | None:
        """As of `harken.learning.visits.VisitPart`."""
        return self._numbers.asks

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        for visit in self._numbers.new_of(packs, in_step=in_step):
            self._together.forget_idle(visit.known_s)
            self._together.learn_one(visit)
            self._numbers.visits += 1

    def published(self, step_s: float) -> Publication:
        """Neighbours of changed items, and the shard's card."""
        del step_s  # the churn snapshot carries it
        card = {"items": json.encode(len(self._together.covisitation)), "visits": json.encode(self._numbers.visits)}
        return Publication(strings=self._together.published(), scores={}, hashes={self._card: card})

    @property
    def drifts(self) -> int:
        """Counts have no loss that could grow."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        state = self._together.checkpoint()
        return {**state, self._key: json.encode(self._numbers)} if state else {}

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if self._key not in state:
            return False
        self._numbers = decode_visited(state[self._key])
        self._together.restore(state)
        return True
