"""Online k-means on standardised coordinates: each point draws the centre nearest to it a little towards itself.

The step is that of River's `cluster.KMeans` (MacQueen 1967, with a constant step, so that the past fades). Distances
are taken in units of each axis's spread, which fades as slowly; the centres themselves stay in the axes' own units, so
a spread that changes moves none of them. River draws the first centres at random, and one that is near no point stays
there for ever; here they are those of a batch k-means (Arthur & Vassilvitskii 2007, k-means++) on the first points.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

Column = NDArray[np.float64]

#: How much of the way to a point its centre goes (River's `halflife`).
STEP: Final = 0.02
#: Points before there are centres.
FIRST: Final = 200
#: The spread of the axes, the shares of the centres and the inertia are of about so many newest points.
MEMORY: Final = 2000
#: Batch k-means is tried so often, from other beginnings; the best counts.
STARTS: Final = 8
#: An axis that varies less does not vary.
LEAST_SPREAD: Final = 1e-9


class KMeansState(Struct):
    """All that is known; lists, so that it is data. `shares` and `inertia` fade, `first` is what there are no centres
    of yet."""

    points: int = 0
    means: list[float] = field(default_factory=list)
    squares: list[float] = field(default_factory=list)
    centres: list[list[float]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    inertia: float = 0.0
    first: list[list[float]] = field(default_factory=list)


class KMeans:
    """Centres of the points seen.

    Parameters
    ----------
    k : how many, > 1.
    state : to go on from.
    """

    def __init__(self, k: int, state: KMeansState | None = None) -> None:
        self.k = k
        self.state = state or KMeansState()

    @property
    def scales(self) -> list[float]:
        """The spread of each axis; 1 where nothing varied."""
        spreads = (sqrt(square) for square in self.state.squares)
        return [spread if spread > LEAST_SPREAD else 1.0 for spread in spreads]

    def learn_one(self, point: Sequence[float]) -> None:
        """Take one point."""
        #  Plain numbers: for three axes and five centres numpy is slower.
        state = self.state
        state.points += 1
        self._spread(point)
        if not state.centres:
            state.first.append(list(point))
            if len(state.first) >= FIRST:
                self._begin()
            return
        scales = self.scales
        distances = [
            sum([((x - c) / scale) ** 2 for x, c, scale in zip(point, centre, scales, strict=True)])
            for centre in state.centres
        ]
        distance = min(distances)
        nearest = distances.index(distance)
        fade = max(1.0 / MEMORY, 1.0 / state.points)
        state.inertia += fade * (distance - state.inertia)
        state.shares = [share + fade * ((n == nearest) - share) for n, share in enumerate(state.shares)]
        state.centres[nearest] = [c + STEP * (x - c) for x, c in zip(point, state.centres[nearest], strict=True)]

    def _spread(self, point: Sequence[float]) -> None:
        """Fading mean and variance of each axis."""
        state = self.state
        if not state.means:
            state.means, state.squares = list(point), [0.0] * len(point)
            return
        fade = max(1.0 / MEMORY, 1.0 / state.points)
        off = [x - mean for x, mean in zip(point, state.means, strict=True)]
        state.means = [mean + fade * d for mean, d in zip(state.means, off, strict=True)]
        state.squares = [(1.0 - fade) * (square + fade * d * d) for square, d in zip(state.squares, off, strict=True)]

    def _begin(self) -> None:
        state, scales = self.state, np.array(self.scales)
        points = np.array(state.first) / scales
        centres, nearest = batch(points, self.k)
        state.centres, state.first = (centres * scales).tolist(), []
        state.shares = (np.bincount(nearest, minlength=self.k) / len(points)).tolist()
        off = points - centres[nearest]
        state.inertia = float((off * off).sum(axis=1).mean())


def batch(points: Column, k: int) -> tuple[Column, NDArray[np.int_]]:
    """The best of some batch k-means of standardised points, and which centre each point has; deterministic."""
    best: tuple[float, Column, NDArray[np.int_]] | None = None
    for start in range(STARTS):
        centres, nearest = kmeans2(points, k, iter=50, minit="++", seed=start, missing="warn")
        off = points - centres[nearest]
        inertia = float((off * off).sum())
        if best is None or inertia < best[0]:
            best = inertia, centres, nearest
    assert best is not None
    return best[1], best[2]
