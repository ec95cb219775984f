"""Gamma-Gamma: what a customer spends on a day with an order, from how much it was so far and how many days there were.

Each day's spend is gamma distributed around the customer's own mean, and the means are spread over customers by a
second gamma. Two numbers of a customer say all of it: the repeat days x and the mean m of what was spent on each. The
first day is left out, as BG/NBD leaves it out; what was spent does not depend on how often (the model's assumption).

Source: Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, eq. 5 (conditional mean);
Fader, Hardie & Lee (2005), RFM and CLV, Journal of Marketing Research 42, section "Adding monetary value".
"""

import numpy as np
from numpy.typing import NDArray

from harken.shelf import SpendParameters

Column = NDArray[np.float64]


def expected_spend(params: SpendParameters, repeats: Column, mean_minor: Column) -> Column:
    """What is spent on a day with an order, minor units: the customer's own mean, drawn towards the population's.

    Parameters
    ----------
    repeats : repeat days, >= 0.
    mean_minor : net of what came back, minor units a repeat day; where it is 0 only the population speaks.
    """
    p, q, gamma = params.p, params.q, params.gamma_minor
    x = np.where(mean_minor > 0, repeats, 0.0)
    return p * (gamma + np.minimum(mean_minor, params.cap_minor) * x) / (p * x + q - 1.0)
