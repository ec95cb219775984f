"""Decayed popularity: what is taken now, overall and by category, with an exact top list.

Forward decay: adding `exp(l (t - t0))` to the touched item alone keeps all items comparable at any time, so that the
list needs no sweep (Cormode, Shkapenyuk, Srivastava & Xu 2009, Forward Decay, ICDE).
"""

from collections.abc import Callable, Mapping
from heapq import nlargest
from math import exp, log
from operator import itemgetter
from typing import Final

from msgspec import Struct, field, msgpack

from harken.recommend.neighbours import Neighbour

HALF_LIFE_S: Final = 14 * 86_400.0
#: Numbers are brought down when they would grow beyond e^this.
REBASE_AT: Final = 200.0
#: Of so little, relative to one new visit, nothing is kept when numbers are brought down.
NEGLIGIBLE: Final = 1e-12
MOST_ITEMS: Final = 20_000
TOP: Final = 100

_weight = itemgetter(1)


class _List(Struct, array_like=True):
    """Weights as at `landmark_s`; `touched_s` is the latest visit's time."""

    landmark_s: float = 0.0
    touched_s: float = 0.0
    weights: dict[str, float] = field(default_factory=dict)


_decoder = msgpack.Decoder(_List)


class Popularity:
    """One list of items (all, or one category's).

    Parameters
    ----------
    most_items : the heaviest so many are sure to be kept, > 0; the list holds at most twice as many.
    half_life_s : after so long a visit counts half, seconds, > 0.
    """

    def __init__(self, most_items: int = MOST_ITEMS, half_life_s: float = HALF_LIFE_S) -> None:
        self._rate = log(2) / half_life_s
        self._most_items = most_items
        self._list = _List()

    @property
    def touched_s(self) -> float:
        """Event time of the latest visit, epoch seconds."""
        return self._list.touched_s

    @property
    def landmark_s(self) -> float:
        """Event time at which a visit weighs as much as it counts, epoch seconds; all weights are of it."""
        return self._list.landmark_s

    @property
    def weights(self) -> Mapping[str, float]:
        """Weight by item, comparable with one another at any time, and with themselves until the next visit."""
        return self._list.weights

    def learn_one(self, item: str, at_s: float, weight: float = 1.0) -> None:
        """An item was taken at `at_s` (event time, epoch seconds); late ones count for less."""
        found = self._list
        if not found.weights:
            found.landmark_s = found.touched_s = at_s
        growth = self._rate * (at_s - found.landmark_s)
        if growth > REBASE_AT:
            self._rebase(at_s, growth)
            growth = 0.0
        found.touched_s = max(found.touched_s, at_s)
        weights = found.weights
        weights[item] = weights.get(item, 0.0) + weight * exp(max(growth, -REBASE_AT))
        if len(weights) > 2 * self._most_items:
            found.weights = dict(nlargest(self._most_items, weights.items(), key=_weight))

    def keep(self, is_known: Callable[[str], bool]) -> bool:
        """Forget what is not known any more; whether there was any."""
        weights = self._list.weights
        gone = [item for item in weights if not is_known(item)]
        for item in gone:
            del weights[item]
        return bool(gone)

    def top(self, n: int = TOP) -> list[Neighbour]:
        """The most popular items, each with its share of the first's weight (0 to 1); exact."""
        best = nlargest(n, self._list.weights.items(), key=lambda pair: (pair[1], pair[0]))
        return [Neighbour(item, round(weight / best[0][1], 6)) for item, weight in best]

    def dump(self) -> bytes:
        """Everything learned, MessagePack."""
        return msgpack.encode(self._list)

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._list = _decoder.decode(data)

    def _rebase(self, at_s: float, growth: float) -> None:
        down = exp(-growth)
        self._list.landmark_s = at_s
        self._list.weights = {
            item: weight * down for item, weight in self._list.weights.items() if weight * down > NEGLIGIBLE
        }
