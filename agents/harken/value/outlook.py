"""The orders to come of any customer who is still there, from a table of some: for one population, made once.

The hypergeometric function takes up to 17 us where a customer is young and the horizon far, which is most of them, and
six of them make an outlook. But for one population and horizon the outlook is a smooth function of two numbers, the
repeat days and the age; held against the customer's present rate `(r + x) / (alpha + T)` it hardly bends at all.
"""

from functools import lru_cache
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RectBivariateSpline

from harken.shelf import RhythmParameters
from harken.value.orders import orders_if_staying
from harken.value.worth import MONTH_D, discounting

Column = NDArray[np.float64]

#: Every customer of few repeat days stands in the table; between the others it is interpolated. Beyond either end the
#: share of the rate stays as it is at the end.
REPEATS: Final = np.unique(np.concatenate([np.arange(16.0), np.geomspace(16.0, 3000.0, 14).round()]))
AGES: Final = 32
MOST_AGE_D: Final = 30 * 365.25


class Outlook:
    """Order days to come of who has not stopped, in all and discounted, and the near ones.

    Parameters
    ----------
    params : the population's.
    months : the horizon.
    discount : a year, >= 0.
    near_d : the near horizon, days, > 0.
    """

    def __init__(self, params: RhythmParameters, months: int, discount: float, near_d: float) -> None:
        self._r, self._alpha_d = params.r, params.alpha_d
        self._days = months * MONTH_D
        places = np.linspace(log(params.alpha_d), log(params.alpha_d + MOST_AGE_D), AGES)
        age_d = np.exp(places) - params.alpha_d
        x, age = np.meshgrid(REPEATS, np.maximum(age_d, 0.0), indexing="ij")
        ahead = discounting(months, discount)
        orders = orders_if_staying(params, x[..., None], age[..., None], ahead.days)
        near = orders_if_staying(params, x, age, near_d)
        rate = self._rate(x, age)
        self._near = RectBivariateSpline(np.log1p(REPEATS), places, np.log(near / rate))
        self._orders = RectBivariateSpline(np.log1p(REPEATS), places, np.log(orders[..., -1] / rate))
        self._discounted = RectBivariateSpline(np.log1p(REPEATS), places, np.log(orders @ ahead.weights / rate))

    def look(self, repeats: Column, age_d: Column) -> tuple[Column, Column, Column]:
        """Order days within the horizon, what they come to discounted, and those within the near horizon.

        Parameters
        ----------
        repeats : repeat order days so far, >= 0.
        age_d : days since the first order, >= 0.
        """
        at = (np.log1p(repeats), np.log(self._alpha_d + age_d))
        rate = self._rate(repeats, age_d)
        orders, discounted, near = self._orders.ev(*at), self._discounted.ev(*at), self._near.ev(*at)
        return np.exp(orders) * rate, np.exp(discounted) * rate, np.exp(near) * rate

    def _rate(self, repeats: Column, age_d: Column) -> Column:
        """Orders a day of this customer now, times the days of the horizon."""
        return (self._r + repeats) / (self._alpha_d + age_d) * self._days


@lru_cache(maxsize=4)
def outlook(params: RhythmParameters, months: int, discount: float, near_d: float) -> Outlook:
    """The outlook of a population; it is made anew only when the population's parameters are fitted anew."""
    return Outlook(params, months, discount, near_d)
