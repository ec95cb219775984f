"""The online logistic with a memory for what it is unsure of: a Kalman filter on its weights, one example at a time.

AdaGrad has a rate a feature; this has a covariance of all, so that features which say the same share what is learned
of either, as a batch would have it, and a weight is moved as far as it is unsure. What it knows fades, half of it in
some 700 labels, but never beyond what it began with: seasons move on. (Fahrmeir 1992, Posterior mode estimation by
extended Kalman filtering for multivariate dynamic generalized linear models, JASA 87(418).)
"""

from operator import itemgetter
from typing import ClassVar, Final

import numpy as np
from msgspec import Struct, msgpack
from numpy.typing import NDArray

from harken.models.model import WHOLE, Coefficients, Features, Pieces, sigmoid

Column = NDArray[np.float64]

#: Variance of a standardised weight before anything was learned, and of the intercept.
PRIOR: Final = 0.01
PRIOR_INTERCEPT: Final = 1.0
#: How much of what is known is left after one more label.
KEPT: Final = 0.999
#: Standardised features are cut here, as the batch's are; a score is taken for no surer than `LEAST` (p times 1 - p).
WILDEST: Final = 6.0
LEAST: Final = 1e-3
#: So much of what it began with is added each time: where features say the same, rounding would else make it surer than
#: sure of their difference, and forgetting would blow that up (UCI, H = 30: no number after 84,171 labels).
ADDED: Final = 1e-6
#: Features beyond so many are not learned; harken has 25.
MOST_NAMES: Final = 256


class _Numbers(Struct):
    labels: int
    names: list[str]
    #: Float64: for each feature how often, mean, variance; the weights, the intercept last; their covariance.
    counts: bytes
    means: bytes
    variances: bytes
    weights: bytes
    covariance: bytes


_decoder: Final = msgpack.Decoder(_Numbers)


class Kalman:
    """Learns whether a customer left from features by name."""

    name: ClassVar = "kalman"
    by_default: ClassVar = False

    def __init__(self) -> None:
        self.labels = 0
        self._names: list[str] = []
        self._counts, self._means, self._variances = np.zeros(0), np.zeros(0), np.zeros(0)
        self._weights = np.zeros(1)
        self._covariance = np.full((1, 1), PRIOR_INTERCEPT)
        self._prepare()

    def learn_one(self, features: Features, left: bool) -> None:
        """Learn one label (True: the customer left)."""
        self._widen(features)
        row = self._row(features, np.nan)
        z, weights, covariance = self._z, self._weights, self._covariance
        self._meet(row)
        self._measure()
        np.divide(row - self._means, self._scales, out=z[:-1])
        np.copyto(z[:-1], 0.0, where=self._unknown | np.isnan(z[:-1]))
        np.minimum(np.maximum(z, -WILDEST, out=z), WILDEST, out=z)
        z[-1] = 1.0
        chance = sigmoid(float(z @ weights))
        unsure = max(chance * (1.0 - chance), LEAST)
        shared = covariance @ z
        spread = float(z @ shared) + 1.0 / unsure
        weights += shared * ((left - chance) / (unsure * spread))
        covariance -= np.multiply.outer(shared, shared) / spread
        self._fade()
        self._weigh()
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The score before it is a probability; asking changes nothing."""
        row = self._row(features, None)
        return float((row - self._means) @ self._gains) + float(self._weights[-1])

    def coefficients(self) -> Coefficients:
        """The model as numbers; a feature that never varied has weight 0."""
        used = np.where(self._unknown, 0.0, self._weights[:-1])
        return Coefficients(
            means=dict(zip(self._names, self._means.tolist(), strict=True)),
            scales=dict(zip(self._names, self._scales.tolist(), strict=True)),
            weights=dict(zip(self._names, used.tolist(), strict=True)),
            intercept=float(self._weights[-1]),
        )

    def dump(self) -> dict[str, bytes]:
        """Everything learned, as data."""
        rows = (self._counts, self._means, self._variances, self._weights, self._covariance)
        numbers = _Numbers(self.labels, self._names, *(row.astype("<f8").tobytes() for row in rows))
        return {WHOLE: msgpack.encode(numbers)}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood, whatever was learned before; raises msgspec.DecodeError."""
        found = _decoder.decode(pieces[WHOLE])
        rows = (found.counts, found.means, found.variances, found.weights, found.covariance)
        self.labels, self._names = found.labels, found.names
        self._counts, self._means, self._variances, self._weights, flat = (
            np.frombuffer(row, "<f8").astype(np.float64) for row in rows
        )
        self._covariance = flat.reshape(len(self._weights), -1)
        self._prepare()

    def _prepare(self) -> None:
        """What follows from the numbers, and places to reckon in: one label is some twenty small sums."""
        n = len(self._names)
        self._known = frozenset(self._names)
        self._take = itemgetter(*self._names) if n > 1 else None
        self._z = np.zeros(n + 1)
        self._most = np.append(np.full(n, PRIOR), PRIOR_INTERCEPT)
        self._added = ADDED * self._most
        self._doubts = self._covariance.reshape(-1)[:: n + 2]  # a view of the diagonal
        self._measure()
        self._weigh()

    def _row(self, features: Features, missing: float | None) -> Column:
        """An example as a row; what it has not got is `missing`, or where that is None as usual."""
        if self._take is not None:
            try:
                return np.array(self._take(features))
            except KeyError:
                pass
        usual = self._means.tolist() if missing is None else [missing] * len(self._names)
        return np.array([features.get(name, off) for name, off in zip(self._names, usual, strict=True)])

    def _meet(self, row: Column) -> None:
        """Move means and variances by an example; what it has not got moves nothing."""
        there = row == row  # noqa: PLR0124  # NaN is not
        self._counts += there
        counts = np.maximum(self._counts, 1.0)
        off = row - self._means
        means = self._means + off / counts
        moved = (off * (row - means) - self._variances) / counts
        np.copyto(self._means, means, where=there)
        np.add(self._variances, moved, out=self._variances, where=there)

    def _measure(self) -> None:
        """By how much features vary; rounding makes a constant vary in its last digits."""
        least = 1e-6 * (np.abs(self._means) + 1e-30)
        self._unknown = self._variances <= least * least
        self._scales = np.sqrt(np.maximum(self._variances, 0.0))
        np.copyto(self._scales, 1.0, where=self._unknown)

    def _weigh(self) -> None:
        """The weights of features as they come."""
        self._gains = self._weights[:-1] / self._scales
        np.copyto(self._gains, 0.0, where=self._unknown)

    def _fade(self) -> None:
        """A little less sure than that, but no less than at the beginning."""
        covariance, doubts = self._covariance, self._doubts
        covariance /= KEPT
        shrink = np.sqrt(np.minimum(1.0, self._most / doubts))
        covariance *= shrink
        covariance *= shrink[:, None]
        doubts += self._added

    def _widen(self, features: Features) -> None:
        if features.keys() <= self._known:
            return
        new = [name for name in features if name not in self._known][: MOST_NAMES - len(self._names)]
        if not new:
            return
        before, more = len(self._names), len(new)
        self._names = [*self._names, *new]
        self._counts, self._means, self._variances = (
            np.append(row, np.zeros(more)) for row in (self._counts, self._means, self._variances)
        )
        self._weights = np.insert(self._weights, before, np.zeros(more))
        covariance = np.diag(np.append(np.full(before + more, PRIOR), PRIOR_INTERCEPT))
        old = np.append(np.arange(before), before + more)
        covariance[np.ix_(old, old)] = self._covariance
        self._covariance = covariance
        self._prepare()
