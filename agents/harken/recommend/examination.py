"""How likely each place of a list is looked at, learned from places that were filled by chance.

What stands in an explored place was drawn from one pool wherever that place is, so it is wanted as much in the one as
in the other, and how often something is taken there differs only by how often people look there: intervention
harvesting (Joachims, Swaminathan & Schnabel 2017, WSDM, 5.2; Agarwal, Zaitsev, Wang, Li, Najork & Joachims 2019, WSDM,
section 4). Nothing is assumed of the shape over places. Every place is explored equally often, so lists from which
nothing was taken need not be known: they are as many for each place.
"""

from collections.abc import Collection, Sequence
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float64]

#: Places beyond count as the last of these.
PLACES: Final = 40
#: What is taken where hardly anybody looks counts for no more than so many.
MOST: Final = 10.0
#: Takings of explored places from which on they are told.
ENOUGH: Final = 100.0
#: Takings added to each place at most.
MOST_PRIOR: Final = 1e6
#: Pages change; after so many lists one counts half.
HALF_LIFE: Final = 20_000
_FADES: Final = 0.5 ** (1 / HALF_LIFE)


class Examination:
    """What is known of the places of lists."""

    def __init__(self) -> None:
        self._lists: Row = np.zeros(PLACES)
        self._taken: Row = np.zeros(PLACES)

    def learn_one(self, length: int, explored: Collection[int], taken: Collection[int]) -> None:
        """Something was taken from a list of so many places.

        Parameters
        ----------
        explored, taken : places, the first is 0.
        """
        self._lists *= _FADES
        self._taken *= _FADES
        self._lists[:length] += 1.0
        for place in taken:
            if place in explored and place < PLACES:
                self._taken[place] += 1.0

    def chances(self, length: int) -> Row:
        """How likely each place is looked at, as a share of the likeliest; all 1 before anything is known."""
        found = np.ones(length)
        known = int(np.count_nonzero(self._lists[:length]))
        lists, taken = self._lists[:known], self._taken[:known]
        if taken.any():
            base = float(taken.sum() / lists.sum())
            prior = _prior(taken / lists, base, base / lists)
            rates = (taken + prior) / (lists + prior / base)
            found[:known] = rates / rates.max()
            found[known:] = found[known - 1]
        return found

    @property
    def is_known(self) -> bool:
        """Whether enough was taken of explored places to tell one from another, or that there is nothing to tell."""
        return float(self._taken.sum()) >= ENOUGH

    def weights(self, length: int) -> Row:
        """For how much what is taken from each place counts: by the inverse of its chance, `MOST` at most."""
        return np.minimum(1.0 / self.chances(length), MOST)

    def dump(self) -> tuple[Sequence[float], Sequence[float]]:
        """Lists and takings by place, fading."""
        return self._lists.tolist(), self._taken.tolist()

    def load(self, lists: Sequence[float], taken: Sequence[float]) -> None:
        """Continue exactly where `dump` stood."""
        self._lists, self._taken = np.array(lists), np.array(taken)


def _prior(rates: Row, base: float, noise: Row) -> float:
    """How many takings are added to each place, spread as if all were looked at alike.

    As many as make chance alone of what chance may have made: the gamma distribution of rates is fitted by its moments
    (Robbins 1956, empirical Bayes), with one standard error less of spread than there seems to be. So where places do
    not differ by more than few takings would, none is told from another.
    """
    spread = float(((rates - base) ** 2).mean() - noise.mean() * (1.0 + sqrt(2.0 / len(rates))))
    return min(base * base / spread, MOST_PRIOR) if spread > 0 else MOST_PRIOR
