"""Where a customer stands among all: recency, frequency and money, on log scales."""

from collections.abc import Sequence
from math import expm1, log1p
from typing import Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

#: The axes, in order.
AXES: Final = ("recency", "frequency", "money")


def place(silent_d: Column, days: Column, net: Column) -> Column:
    """The coordinates, a row each.

    Parameters
    ----------
    silent_d : days since the last order, >= 0.
    days : with an order, >= 1.
    net : spent less what came back, major units; below 0 counts as 0.
    """
    parts = (np.maximum(silent_d, 0.0), np.maximum(days - 1.0, 0.0), np.maximum(net, 0.0))
    return np.stack([np.log1p(part) for part in parts], axis=-1)


def place_one(silent_d: float, days: int, net: float) -> list[float]:
    """The same of one customer."""
    return [log1p(max(silent_d, 0.0)), log1p(max(days - 1.0, 0.0)), log1p(max(net, 0.0))]


def read(centre: Sequence[float]) -> dict[str, float]:
    """A centre as a person reads it: days of silence, days with an order, money."""
    silent_d, repeats, net = map(expm1, centre)
    return {"silent_d": round(silent_d, 1), "days": round(repeats + 1.0, 1), "net": round(net, 2)}
