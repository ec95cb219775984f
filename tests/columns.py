"""Numbers as tests write them down, a row for each customer, as the fold has them."""

from collections.abc import Sequence

import numpy as np

from harken.features.numbers import Numbers
from harken.features.vector import Columns


def columns(rows: Sequence[tuple[float, ...]]) -> Columns:
    """Rows in the order of `Numbers` turned into columns."""
    return Numbers(*np.asarray(rows, np.float64).T.copy())
