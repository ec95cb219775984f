"""What acting did: the difference between the shares that stayed, with an interval that holds however often one looks.

An interval of the usual kind holds at one look that was fixed before. Who looks every week until it leaves 0 out finds
an effect in the end where there is none; this one is of a *confidence sequence*, which covers the truth at all looks at
once, so that one may look at any time and stop whenever one likes.
"""

from math import log, sqrt
from typing import Final

from msgspec import Struct

#: Judged in each arm, before which nothing is said: the interval holds for many, and these are few.
LEAST: Final = 50
#: The interval is tightest where so many of both arms are judged.
TIGHTEST_AT: Final = 1000
ALPHA: Final = 0.05


class Arm(Struct, frozen=True):
    """Customers of one arm whose horizon is over, and how many of them stayed."""

    judged: int
    stayed: int

    @property
    def share(self) -> float | None:
        """That stayed; None where nobody is judged."""
        return self.stayed / self.judged if self.judged else None

    @property
    def missing(self) -> int:
        """How many more must be judged before anything is said."""
        return max(0, LEAST - self.judged)


class Effect(Struct, frozen=True):
    """The share of the treated that stayed less that of the held-out, and its interval, -1 to 1."""

    difference: float
    low: float
    high: float


def effect_of(treated: Arm, held_out: Arm, alpha: float = ALPHA) -> Effect | None:
    """The effect; None where an arm is too small (`Arm.missing`).

    Parameters
    ----------
    alpha : the interval is ever wrong with this probability, over all looks together, 0 to 1.

    The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024, Annals of Statistics 52,
    "Time-uniform central limit theory and asymptotic confidence sequences"), section 2: Robbins' normal mixture; for
    the effect of a randomised experiment, section 3. The variance is that of the difference of two shares, each with
    two stayed and two left added (Agresti & Coull 1998), without which few or rare ones look surer than they are.
    """
    if treated.missing or held_out.missing:
        return None
    difference = treated.stayed / treated.judged - held_out.stayed / held_out.judged
    error = sqrt(_variance(treated) + _variance(held_out))
    radius = error * _boundary(treated.judged + held_out.judged, alpha)
    return Effect(difference, max(-1.0, difference - radius), min(1.0, difference + radius))


def _variance(arm: Arm) -> float:
    """Of the share of an arm that stayed."""
    share = (arm.stayed + 2) / (arm.judged + 4)
    return share * (1 - share) / arm.judged


def _boundary(judged: int, alpha: float) -> float:
    """How many standard errors wide: 3 and more, where a look that was fixed before has 1.96."""
    spread = judged * (log(log(alpha**-2) + 1) - 2 * log(alpha)) / TIGHTEST_AT
    return sqrt(2 * (spread + 1) / spread * log(sqrt(spread + 1) / alpha))
