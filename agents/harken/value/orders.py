"""How many days with an order are to come, by BG/NBD."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import hyp2f1

from harken.shelf import RhythmParameters

Column = NDArray[np.float64]

#: The formula has poles (a = 1, a + b = 1) and the series for it one more (a - r whole), between which it is smooth.
#: Fitted parameters are rounded to six digits, so a step of less leads past all of them.
_ASIDE: Final = 1.234567e-7


def orders_if_staying(params: RhythmParameters, repeats: Column, age_d: Column, days: Column | float) -> Column:
    """Order days expected within `days` from now of a customer who has not stopped yet; all arguments broadcast.

    Fader, Hardie & Lee (2005), Counting Your Customers the Easy Way, eq. 10 without its denominator, which is the
    chance to be still there. Euler's transformation of the hypergeometric function leaves one whose series also
    converges for customers of hundreds of orders.

    Parameters
    ----------
    repeats : repeat order days so far, >= 0.
    age_d : days since the first order, >= 0.
    days : >= 0.
    """
    r, alpha, a, b = params.r, params.alpha_d, params.a + _ASIDE, params.b
    z = days / (alpha + age_d + days)
    c = a + b + repeats - 1.0
    silent = (1.0 - z) ** (a - 1.0) * hyp2f1(a + b - 1.0 - r, a - 1.0, c, z)
    return np.asarray(c / (a - 1.0) * (1.0 - silent))
