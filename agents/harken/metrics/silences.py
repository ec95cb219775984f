"""Recency alone: how right it would be to speak of everybody who has been silent for so long, once, and of nobody else.

Snapshots come every third of a horizon, so of a silence that reaches some length just one snapshot lies in the third
behind it: the first at which somebody who looks at days since the last order alone would say something. Its label says
whether that would have been right. So a histogram of labels by how long the silence was has every such limit in it, and
one that speaks as often as the alerts did can be held against them.
"""

from itertools import accumulate
from typing import Final, NamedTuple

from msgspec import Struct, field

#: Places of a histogram in a horizon, and between two snapshots.
PER_HORIZON: Final = 30
PER_SNAPSHOT: Final = PER_HORIZON // 3
#: Silences of more horizons are counted as of so many; nobody says of them that they may leave.
MOST_HORIZONS: Final = 8
PLACES: Final = PER_HORIZON * MOST_HORIZONS


def _zeros() -> list[int]:
    return [0] * PLACES


class Alone(NamedTuple):
    """A limit on silence, in horizons; how many are spoken of at it, and the share of them that had left."""

    horizons: float
    said: int
    precision: float


class Silences(Struct):
    """Labels by how long the silence was at their snapshot: all, and those that left."""

    labels: list[int] = field(default_factory=_zeros)
    left: list[int] = field(default_factory=_zeros)
    #: Of the newest label, seconds.
    horizon_s: float = 0.0

    def take(self, silent_s: float, horizon_s: float, left: bool) -> None:
        """Take one label (True: left); both times are seconds, the horizon > 0."""
        self.horizon_s = horizon_s
        at = min(int(silent_s / horizon_s * PER_HORIZON), PLACES - 1)
        self.labels[at] += 1
        if left:
            self.left[at] += 1

    @property
    def base_rate(self) -> float | None:
        """The share of all labels that left."""
        n = sum(self.labels)
        return sum(self.left) / n if n else None

    def alone(self, wanted: int) -> Alone | None:
        """The limit on silence that speaks of nearest to `wanted` customers, the shortest of several.

        None where there is nothing to say, or the labels are too few to speak so often.
        """
        said = _windows(self.labels)
        if not 0 < wanted <= max(said):
            return None
        at = min(range(len(said)), key=lambda n: (abs(said[n] - wanted), n))
        if not said[at]:
            return None
        return Alone(at / PER_HORIZON, said[at], sum(self.left[at : at + PER_SNAPSHOT]) / said[at])


def _windows(counts: list[int]) -> list[int]:
    """For each place, how many lie from there on within the time between two snapshots."""
    upto = [0, *accumulate(counts)]
    return [behind - before for before, behind in zip(upto, upto[PER_SNAPSHOT:], strict=False)]
