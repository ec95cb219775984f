"""Decayed popularity: what is taken now, overall and by category, with an exact top list.

Forward decay: adding `exp(l (t - t0))` to the touched item alone keeps all items comparable at any time, so that the
list needs no sweep (Cormode, Shkapenyuk, Srivastava & Xu 2009, Forward Decay, ICDE). Half-life 14 days.
"""

from heapq import nlargest
from math import exp, log
from operator import itemgetter
from typing import Final

from msgspec import Struct, json

from harken.shelf import Neighbour

HALF_LIFE_S: Final = 14 * 86_400.0
#: Numbers are brought down when they would grow beyond e^this.
REBASE_AT: Final = 200.0
MOST_ITEMS: Final = 20_000
TOP: Final = 100

_weight = itemgetter(1)


class _List(Struct):
    """One list's numbers: weights as at `landmark_s`."""

    landmark_s: float
    weights: dict[str, float]


_decoder = json.Decoder(_List)


class Popularity:
    """One list of items (all, or one category's)."""

    def __init__(self) -> None:
        self._rate = log(2) / HALF_LIFE_S
        self._list: _List | None = None

    def learn_one(self, item: str, at_s: float) -> None:
        """An item was taken at `at_s` (event time, epoch seconds); late ones count for less."""
        if self._list is None:
            self._list = _List(at_s, {})
        growth = self._rate * (at_s - self._list.landmark_s)
        if growth > REBASE_AT:
            self._rebase(at_s, growth)
            growth = 0.0
        weights = self._list.weights
        weights[item] = weights.get(item, 0.0) + exp(max(growth, -REBASE_AT))
        if len(weights) > 2 * MOST_ITEMS:
            self._list.weights = dict(nlargest(MOST_ITEMS, weights.items(), key=_weight))

    def top(self, n: int = TOP) -> list[Neighbour]:
        """The most popular items, each with its share of the first's weight (0 to 1); exact."""
        if self._list is None:
            return []
        best = nlargest(n, self._list.weights.items(), key=lambda pair: (pair[1], pair[0]))
        return [Neighbour(item, round(weight / best[0][1], 6)) for item, weight in best]

    def dump(self) -> bytes:
        """Everything learned, as JSON; only after something was."""
        return json.encode(self._list)

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._list = _decoder.decode(data)

    def _rebase(self, at_s: float, growth: float) -> None:
        if self._list is not None:
            down = exp(-growth)
            kept = {item: weight * down for item, weight in self._list.weights.items() if weight * down > 1e-12}
            self._list = _List(at_s, kept)
