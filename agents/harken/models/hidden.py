"""Hidden units: what a weight for each feature cannot say, that one counts for more where another is high.

One hidden layer whose first half is never learned: 128 units, of each the sign of every feature and a bias are fixed,
so the model stays a sum of weights times numbers and is learned as one (Rahimi & Recht 2008, Weighted Sums of Random
Kitchen Sinks, NIPS; docs/decisions/0055). Signs come of the feature's name, so a new feature leaves those of all others
as they are, and nothing has to be kept or sent.

What each feature adds is its integrated gradient on the way from the usual customer, which a single layer has in closed
form; they add up (Sundararajan, Taly & Yan 2017, Axiomatic Attribution for Deep Networks, ICML, section 3).
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harken.models.bgnbd import PRIOR_LOGIT

Rows = NDArray[np.float64]

#: As many as a digest of sixteen bytes has bits.
UNITS: Final = 128
#: How much of a feature goes into a unit.
SLOPE: Final = 0.5
#: Standard deviations beyond which a feature bends nothing more: one that is far out would turn all units at once.
REACH: Final = 2.0
BIASES: Final = np.linspace(-1.5, 1.5, UNITS)
#: What the units say of who is as usual in everything.
AT_REST: Final = np.tanh(BIASES)
#: So many rows are worked out at once: they stay in a core's own cache.
_ROWS: Final = 200


@lru_cache(maxsize=64)
def directions(names: tuple[str, ...]) -> Rows:
    """What features go into which units with, shape (k, 128); of the prior's logit nothing: it changes as the prior is
    learned, and features as they were are asked about again."""
    found = np.array([_signs(name) for name in names]).reshape(len(names), UNITS)
    found.flags.writeable = False
    return found


def _signs(name: str) -> Rows:
    if name == PRIOR_LOGIT:
        return np.zeros(UNITS)
    bits = np.unpackbits(np.frombuffer(blake2b(name.encode(), digest_size=UNITS // 8).digest(), np.uint8))
    return np.where(bits, SLOPE, -SLOPE)


def added_by_feature(rows: Rows, names: tuple[str, ...], weights: Rows) -> Rows:
    """What each feature adds to the logit by way of the units, beside what they say at rest.

    Parameters
    ----------
    rows : shape (m, k), features in standard deviations from their means.
    names : of the features.
    weights : shape (128,), of the units.

    Returns
    -------
    Shape (m, k); a row's sum is what the units add, less `AT_REST @ weights`.
    """
    into = directions(names)
    found = np.empty(rows.shape)
    for start in range(0, len(rows), _ROWS):
        near = np.clip(rows[start : start + _ROWS], -REACH, REACH)
        moved = near @ into
        turned = np.tanh(moved + BIASES)
        turned -= AT_REST
        turned /= np.where(moved == 0.0, 1.0, moved)
        turned *= weights
        np.multiply(turned @ into.T, near, out=found[start : start + _ROWS])
    return found


def added(row: Rows, names: tuple[str, ...], weights: Rows) -> float:
    """What the units add to the logit of one row, shape (k,), in standard deviations from the means."""
    return float(np.tanh(np.clip(row, -REACH, REACH) @ directions(names) + BIASES) @ weights)
