"""What the simulated shop sells: items in clusters, some of them wanted more than others."""

from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

CLUSTERS: Final = ("tea", "garden", "kitchen", "toys", "stationery", "candles", "bags", "bath", "party", "books")
ITEMS_PER_CLUSTER: Final = 16


class Item(NamedTuple):
    """One item; `price` in the shop's currency."""

    item_id: str
    category: str
    price: float


class Catalogue:
    """All items, and how the shop's customers choose among them.

    Parameters
    ----------
    rng : prices are drawn from it.
    """

    def __init__(self, rng: Random) -> None:
        self.clusters = {
            name: tuple(
                Item(f"{name}-{n:02d}", name, round(max(0.5, rng.lognormvariate(1.6, 0.8)), 2))
                for n in range(1, ITEMS_PER_CLUSTER + 1)
            )
            for name in CLUSTERS
        }
        # Zipf: the n-th item of a cluster is wanted 1/n as much as its first.
        self._wanted = tuple(accumulate(1.0 / n for n in range(1, ITEMS_PER_CLUSTER + 1)))

    def choose(self, rng: Random, tastes: tuple[str, ...]) -> Item:
        """An item: of the first taste with .6, of the second with .3, of any cluster with .1."""
        draw = rng.random()
        cluster = tastes[0] if draw < 0.6 else tastes[1] if draw < 0.9 else rng.choice(CLUSTERS)
        return rng.choices(self.clusters[cluster], cum_weights=self._wanted)[0]
