"""What a snapshot keeps until its label comes, packed: the features as they were, and the order days expected.

Features are little-endian float64, the prior's logit last; the order days are one float32 behind them, so a length that
is no whole number of features says that they are there. As a field of its own it would take eight times as much.
"""

from struct import Struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harken.features.older import whole_row

_FEATURE_BYTES: Final = 8
_days: Final = Struct("<f")


def pack(features: NDArray[np.float64], order_days: float) -> bytes:
    """One customer's row and the order days expected of them within the horizon."""
    return bytes(features.astype("<f8")) + _days.pack(order_days)


def features_of(stored: bytes) -> list[float]:
    """The row; of a snapshot of the release before, with the features that came since."""
    row: list[float] = np.frombuffer(stored, "<f8", len(stored) // _FEATURE_BYTES).tolist()
    return whole_row(row)


def order_days_of(stored: bytes) -> float | None:
    """The order days that were expected; None in a snapshot of an older release."""
    if len(stored) % _FEATURE_BYTES == 0:
        return None
    days: float = _days.unpack_from(stored, len(stored) - _days.size)[0]
    return days
