"""The k nearest neighbours: what became of the most similar customers among the newest 2,000 labels.

Cover & Hart (1967), Nearest neighbor pattern classification, IEEE IT 13(1). Off by default: it asks all 2,000 rows for
every label, and what it knows is no older than they are.
"""

from typing import ClassVar, Final

import numpy as np
from msgspec import Struct, json
from numpy.typing import NDArray

from harken.models.model import Features, Pieces, logit
from harken.models.sample import Matrix, Sample

NEWEST: Final = 2000
NEIGHBOURS: Final = 50
#: Labels between two measurements of what is usual for a feature; the first ones come more often.
MEASURE_EVERY: Final = 200
WILDEST: Final = 10.0
USUAL: Final = "usual"


class _Usual(Struct):
    labels: int = 0
    means: list[float] = []
    scales: list[float] = []


_decoder: Final = json.Decoder(_Usual)


class KNearest:
    """Learns whether a customer left from features by name; `labels` is how many it was taught."""

    name: ClassVar = "nearest"
    by_default: ClassVar = False

    def __init__(self) -> None:
        self._usual = _Usual()
        self._sample = Sample(NEWEST)
        self._standard: Matrix = np.empty((0, 0), np.float32)
        self._squares: NDArray[np.float32] = np.empty(0, np.float32)

    @property
    def labels(self) -> int:
        """How many it was taught; it knows the newest of them."""
        return self._usual.labels

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Take one label in for the oldest; each has one vote, whatever its weight."""
        del weight
        n = self._usual.labels
        self._usual.labels = n + 1
        at = n % NEWEST
        self._sample.put(at, features, left)
        if len(self._sample.names) != len(self._usual.means) or (n + 1) % MEASURE_EVERY == 0 or n + 1 in (20, 60):
            self._measure()
            self._standardise()
        else:
            self._put(at)

    def predict_one(self, features: Features) -> float:
        """The share of those who left among the nearest; asking changes nothing."""
        filled = self._sample.filled
        if not filled:
            return 0.5
        asked = self._standardised(self._sample.row(features)[None, :])[0]
        distances = self._squares[:filled] - 2.0 * (self._standard[:filled] @ asked)
        near = np.argpartition(distances, NEIGHBOURS)[:NEIGHBOURS] if filled > NEIGHBOURS else np.arange(filled)
        return float((self._sample.left[near].sum() + 1) / (len(near) + 2))

    def logit_one(self, features: Features) -> float:
        """The same in log odds."""
        return logit(self.predict_one(features))

    def dump(self) -> dict[str, bytes]:
        """What is usual as JSON, the rows in their pieces."""
        return {USUAL: json.encode(self._usual), **self._sample.dump()}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        self._usual = _decoder.decode(pieces[USUAL])
        self._sample.load(pieces)
        self._standardise()

    def _measure(self) -> None:
        rows = self._sample.rows.astype(np.float64)
        known = ~np.isnan(rows)
        counts = np.maximum(known.sum(axis=0), 1)
        means = np.where(known, rows, 0.0).sum(axis=0) / counts
        spread = np.sqrt((np.where(known, rows - means, 0.0) ** 2).sum(axis=0) / counts)
        varies = spread > 1e-6 * (np.abs(means) + 1e-30)
        self._usual.means = means.tolist()
        #  What never varied must not decide who is near when it first does.
        self._usual.scales = np.where(varies, spread, np.inf).astype(np.float64).clip(max=1e300).tolist()

    def _standardise(self) -> None:
        standard = self._standardised(self._sample.rows)
        self._standard = np.zeros((NEWEST, standard.shape[1]), np.float32)
        self._squares = np.zeros(NEWEST, np.float32)
        self._standard[: len(standard)] = standard
        self._squares[: len(standard)] = np.einsum("ij,ij->i", standard, standard)

    def _put(self, at: int) -> None:
        standard = self._standardised(self._sample.rows[at : at + 1])
        self._standard[at : at + 1] = standard
        self._squares[at : at + 1] = np.einsum("ij,ij->i", standard, standard)

    def _standardised(self, rows: Matrix) -> Matrix:
        z = (rows - np.array(self._usual.means)) / np.array(self._usual.scales)
        return np.where(np.isnan(z), 0.0, np.clip(z, -WILDEST, WILDEST)).astype(np.float32)
