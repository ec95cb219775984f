"""A simulated shop whose customers look at lists from the top, and of which it is known what they want.

A list is the first ten of fifty candidates by a ranker that is half right, some places explored. Customers look at it
in one of three ways (`LOOKS`): as a cascade, where it hangs on what stands above (Craswell, Zoeter, Taylor & Ramsey
2008, WSDM, 3.4; several may be taken, as in Guo, Liu & Wang 2009, WSDM, section 3), which is not what the corrector
assumes; by place alone, which is; or at everything.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float64]
Mask = NDArray[np.bool_]
Look = Callable[[np.random.Generator, Row], Mask]

CANDIDATES: Final = 50
PLACES: Final = 10
FEATURES: Final = 6
EXPLORED: Final = 0.1
#: Candidates of customers who come later, by which a ranker is judged.
JUDGED: Final = 100
#: Looks at the next place: after one at which nothing was taken, and after a taking.
GOES_ON: Final = 0.75
STAYS: Final = 0.4


class Lists(NamedTuple):
    """What was shown to whom: shape (m, 10, 6), and (m, 10) for what was explored and what was taken."""

    shown: Row
    explored: Mask
    taken: Mask


class Judged(NamedTuple):
    """Candidates, shape (m, 50, 6), and how much each is wanted, (m, 50)."""

    candidates: Row
    wanted: Row


def cascade(random: np.random.Generator, wanted: Row) -> Mask:
    """From the top, on and on, and seldom beyond what was taken."""
    looks = np.ones(len(wanted), bool)
    taken = np.zeros(wanted.shape, bool)
    for place in range(wanted.shape[1]):
        taken[:, place] = looks & (random.random(len(wanted)) < wanted[:, place])
        looks &= random.random(len(wanted)) < np.where(taken[:, place], STAYS, GOES_ON)
    return taken


def by_place(random: np.random.Generator, wanted: Row) -> Mask:
    """Each place by itself, the nth with a chance of 1 / n."""
    chances = 1.0 / np.arange(1, wanted.shape[1] + 1)
    seen: Mask = random.random(wanted.shape) < chances * wanted
    return seen


def everything(random: np.random.Generator, wanted: Row) -> Mask:
    """At all of it."""
    seen: Mask = random.random(wanted.shape) < wanted
    return seen


LOOKS: Final[Mapping[str, Look]] = {"cascade": cascade, "by place": by_place, "everything": everything}


class Shop:
    """One shop.

    Parameters
    ----------
    seed : the same one is the same shop, and the same customers.
    """

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._true = _direction(self._random)
        self._served = _direction(self._random) + self._true

    def lists(self, count: int, look: Look) -> Lists:
        """Lists as they are served, and what customers took."""
        candidates, wanted = self._candidates(count)
        order = np.argsort(-(candidates @ self._served), axis=1)
        further = self._random.permuted(order[:, PLACES:], axis=1)[:, :PLACES]
        explored = self._random.random((count, PLACES)) < EXPLORED
        chosen = np.where(explored, further, order[:, :PLACES])
        taken = look(self._random, np.take_along_axis(wanted, chosen, 1))
        return Lists(np.take_along_axis(candidates, chosen[:, :, None], 1), explored, taken)

    def judged(self) -> Judged:
        """Candidates whose true order is known."""
        return Judged(*self._candidates(JUDGED))

    def _candidates(self, count: int) -> tuple[Row, Row]:
        """Features do not say all that customers want."""
        candidates = self._random.normal(size=(count, CANDIDATES, FEATURES))
        hidden = self._random.normal(size=(count, CANDIDATES))
        return candidates, 0.5 / (1.0 + np.exp(2.5 - 1.5 * (candidates @ self._true) - 0.5 * hidden))


def _direction(random: np.random.Generator) -> Row:
    found: Row = random.normal(size=FEATURES)
    found /= np.sqrt((found * found).sum())
    return found
