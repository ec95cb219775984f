"""Matrix factorisation: River's BiasedMF, what was taken being 1 and two items drawn at random 0.

Koren, Bell & Volinsky 2009, Matrix Factorization Techniques for Recommender Systems, IEEE Computer 42 (8). The factors
of River's model are views of the rows of one matrix, so a catalogue is ranked by one product (River's own `rank` asks
item by item). River makes factors for whoever it is asked about; here only learning does.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from river import optim
from river.reco import BiasedMF

from harken.recommend.sources.source import Sight, Taken

Vector = NDArray[np.float64]

FACTORS: Final = 16
NEGATIVES: Final = 2
RATE: Final = 0.05
PENALTY: Final = 0.002
SPREAD: Final = 0.1
#: Items and customers with factors; the first known make room.
MOST_ITEMS: Final = 50_000
MOST_CUSTOMERS: Final = 200_000
_ROWS: Final = 1024


class Rows:
    """Names with a row each of one matrix, which doubles up to a bound and then gives the oldest's row away."""

    def __init__(self, most: int, draw: Random) -> None:
        self.matrix = np.zeros((min(most, _ROWS), FACTORS))
        self.numbers: dict[str, int] = {}
        self.names: list[str] = []
        self._most = most
        self._draw = draw
        self._oldest = 0

    def add(self, name: str, views: dict[str, Any]) -> None:
        """A row for a new name, and its view in the model's own mapping."""
        if len(self.names) < self._most:
            if len(self.names) == len(self.matrix):
                self._grow(views)
            number = len(self.names)
            self.names.append(name)
        else:
            number, self._oldest = self._oldest, (self._oldest + 1) % self._most
            forgotten = self.names[number]
            del self.numbers[forgotten], views[forgotten]
            self.names[number] = name
        self.numbers[name] = number
        self.matrix[number] = [self._draw.gauss(0.0, SPREAD) for _ in range(FACTORS)]
        views[name] = self.matrix[number]

    def _grow(self, views: dict[str, Any]) -> None:
        grown = np.zeros((min(self._most, 2 * len(self.matrix)), FACTORS))
        grown[: len(self.matrix)] = self.matrix
        self.matrix = grown
        for name, number in self.numbers.items():
            views[name] = grown[number]


class Factors:
    """Who takes what, as products of factors.

    Parameters
    ----------
    seed : of the factors to begin with and of the items drawn as not taken.
    """

    name = "factors"

    def __init__(self, seed: int = 1) -> None:
        self._draw = Random(seed)
        self._items, self._customers = Rows(MOST_ITEMS, self._draw), Rows(MOST_CUSTOMERS, self._draw)
        self._model = BiasedMF(
            n_factors=FACTORS,
            bias_optimizer=optim.SGD(RATE),
            latent_optimizer=optim.SGD(RATE),
            l2_bias=PENALTY,
            l2_latent=PENALTY,
        )

    def learn_one(self, taken: Taken) -> None:
        """Learn that an item was taken, and that two others were not."""
        customer, items = taken.sight.customer_id, self._items
        if customer not in self._customers.numbers:
            self._customers.add(customer, self._model.u_latents)
        if taken.item_id not in items.numbers:
            items.add(taken.item_id, self._model.i_latents)
        self._model.learn_one(customer, taken.item_id, y=1.0)
        for _ in range(NEGATIVES):
            other = items.names[self._draw.randrange(len(items.names))]
            if other != taken.item_id:
                self._model.learn_one(customer, other, y=0.0)

    def propose(self, sight: Sight, n: int) -> Mapping[str, float]:
        """The items with the highest product."""
        items = self._items
        if sight.customer_id not in self._customers.numbers:
            return {}
        scores = self._dense(sight)
        for item in sight.exclude:
            if (number := items.numbers.get(item)) is not None:
                scores[number] = 0.0
        first = np.argpartition(-scores, min(n, len(scores) - 1))[:n]
        first = first[np.argsort(-scores[first], kind="stable")]
        return {items.names[k]: float(scores[k]) for k in first.tolist() if scores[k] > 0}

    def score_many(self, sight: Sight, items: Sequence[str]) -> list[float]:
        """What the model expects of each, about 0 to 1."""
        numbers = self._items.numbers
        if sight.customer_id not in self._customers.numbers:
            return [0.0] * len(items)
        rows = [numbers.get(item, -1) for item in items]
        known = [row for row in rows if row >= 0]
        scores = iter(self._expected(sight.customer_id, np.array(known, np.int64)).tolist())
        return [next(scores) if row >= 0 else 0.0 for row in rows]

    def _dense(self, sight: Sight) -> Vector:
        return self._expected(sight.customer_id, np.arange(len(self._items.names)))

    def _expected(self, customer: str, rows: NDArray[np.int64]) -> Vector:
        model, names = self._model, self._items.names
        biases = np.fromiter((model.i_biases[names[row]] for row in rows.tolist()), np.float64, len(rows))
        mine = self._customers.matrix[self._customers.numbers[customer]]
        scores = model.global_mean.get() + model.u_biases[customer] + biases + self._items.matrix[rows] @ mine
        clipped: Vector = np.maximum(scores, 0.0)
        return clipped
