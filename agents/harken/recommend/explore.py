"""Exploration: some places of a list are filled by chance from further down, to learn what is wanted that is not shown.

Which ones is drawn from the list's id, a pure function: nothing is kept of it, every lane draws the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_128
from struct import unpack
from typing import Final

from harken.document import Recommendation

#: Items behind the last place that an explored one is drawn from.
FURTHER: Final = 40
_DRAWS: Final = 1 << 32


@dataclass(frozen=True)
class Exploration:
    """How much of lists is drawn.

    Parameters
    ----------
    share : of places, 0 to 0.5.
    salt : another one draws anew.
    """

    share: float = 0.0
    salt: str = ""

    def depth(self, n: int) -> int:
        """How many items must be ranked for a list of `n`."""
        return n + FURTHER if self.share else n

    def chance(self, ranked: int, n: int) -> float:
        """With which probability a place of a list keeps its item, given how many were ranked.

        Where fewer are further down than on the list nothing is drawn: each place has the same chances, or none.
        """
        return 1.0 - self.share if ranked >= 2 * n else 1.0

    def explored(self, ranked: Sequence[Recommendation], n: int, list_id: str) -> tuple[Recommendation, ...]:
        """The list of `n` out of what was ranked; what was drawn into a place has its `propensity`.

        Each place is drawn by itself with the probability `share`; its item is any of those further down with the same
        probability, and none stands in two places.
        """
        shown, further = list(ranked[:n]), list(ranked[n : n + FURTHER])
        if self.chance(len(ranked), n) == 1.0:
            return tuple(shown)
        propensity = round(self.share / len(further), 9)
        seed = f"{len(self.salt)}\0{self.salt}{list_id}".encode()
        draws = unpack(f">{2 * n}I", shake_128(seed).digest(8 * n))
        for place, (coin, which) in enumerate(zip(draws[::2], draws[1::2], strict=True)):
            if coin < self.share * _DRAWS:
                one = further.pop(which * len(further) // _DRAWS)
                shown[place] = Recommendation(one.item_id, one.score, one.because, propensity)
        return tuple(shown)
