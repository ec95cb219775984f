"""How lists did: hits, places of hits, and how much of all that there is they show; of all time and of late."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Final

from msgspec import Struct, field

from harken.metrics.distinct import distinct, joined, see

#: Judged are the first so many of a list.
TOP: Final = 10
#: Of what counts as of late: a choice's share of the fading mean.
LATELY: Final = 1 / 1000
_DISCOUNTS: Final = tuple(1.0 / log2(2 + place) for place in range(TOP))
_BEST: Final = tuple(sum(_DISCOUNTS[:n]) for n in range(TOP + 1))
#: Bytes in which shown items are counted: of all time, and of a window of so many lists.
_ALL: Final = 8192
_SOME: Final = 2048
_WINDOW: Final = 500


class Hits(Struct):
    """Choices judged, those with a hit among the first ten, reciprocal ranks, NDCG; what is named `lately` fades."""

    cases: int = 0
    hits: int = 0
    reciprocals: float = 0.0
    lately: float = 0.0
    gains: float = 0.0
    reciprocal_lately: float = 0.0
    gain_lately: float = 0.0

    def judge(self, shown: Sequence[str], taken: frozenset[str]) -> None:
        """Take one list; its first hit counts, for NDCG all of them (Jarvelin & Kekalainen 2002, TOIS 20, 2.2)."""
        places = [n for n, item in enumerate(shown[:TOP]) if item in taken]
        hit, reciprocal, gain = 0, 0.0, 0.0
        if places:
            hit, reciprocal = 1, 1.0 / (1 + places[0])
            gain = sum(_DISCOUNTS[n] for n in places) / _BEST[min(len(taken), TOP)]
        self.cases += 1
        self.hits += hit
        self.reciprocals += reciprocal
        self.gains += gain
        share = max(LATELY, 1.0 / self.cases)
        self.lately += share * (hit - self.lately)
        self.reciprocal_lately += share * (reciprocal - self.reciprocal_lately)
        self.gain_lately += share * (gain - self.gain_lately)

    def figures(self) -> Mapping[str, float]:
        """As the card has them."""
        cases = max(1, self.cases)
        return {
            "hit_rate_at_10": round(self.hits / cases, 4),
            "mrr_at_10": round(self.reciprocals / cases, 4),
            "ndcg_at_10": round(self.gains / cases, 4),
            "hit_rate_at_10_lately": round(self.lately, 4),
            "mrr_at_10_lately": round(self.reciprocal_lately, 4),
            "ndcg_at_10_lately": round(self.gain_lately, 4),
        }


class Reach(Struct):
    """What lists show: which items, and how rarely these are taken.

    Novelty is the mean of what each item shown would surprise, -log2 of its share of all takings, in bits (Zhou et al.
    2010, PNAS 107, "Solving the apparent diversity-accuracy dilemma").
    """

    lists: int = 0
    shown: int = 0
    surprise: float = 0.0
    surprise_lately: float = 0.0
    ever: bytearray = field(default_factory=lambda: bytearray(_ALL))
    now: bytearray = field(default_factory=lambda: bytearray(_SOME))
    before: bytearray = field(default_factory=lambda: bytearray(_SOME))

    def take(self, shown: Sequence[str], shares: Sequence[float]) -> None:
        """Take one list, and the share of all takings that each of its items has (> 0)."""
        if not shown:
            return
        if self.lists and not self.lists % _WINDOW:
            self.before, self.now = self.now, bytearray(_SOME)
        for item in shown:
            see(self.ever, item)
            see(self.now, item)
        surprise = -sum(map(log2, shares))
        self.lists += 1
        self.shown += len(shown)
        self.surprise += surprise
        self.surprise_lately += max(LATELY, 1.0 / self.lists) * (surprise / len(shown) - self.surprise_lately)

    def figures(self, items: int) -> Mapping[str, float]:
        """As the card has them; coverage is of so many items that are known, of late of the last 500 to 1,000 lists."""
        known = max(1, items)
        return {
            "coverage": round(min(1.0, distinct(self.ever) / known), 4),
            "coverage_lately": round(min(1.0, distinct(joined(self.now, self.before)) / known), 4),
            "novelty_bits": round(self.surprise / max(1, self.shown), 4),
            "novelty_bits_lately": round(self.surprise_lately, 4),
        }
