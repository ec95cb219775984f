"""The online logistic with a memory for what it is unsure of: a Kalman filter on its weights, one example at a time.

AdaGrad has a rate a feature; this has a covariance of all, so that features which say the same share what is learned
of either, as a batch would have it, and a weight is moved as far as it is unsure. What it knows fades, half of it in
some 700 labels, but never beyond what it began with: seasons move on. (Fahrmeir 1992, Posterior mode estimation by
extended Kalman filtering for multivariate dynamic generalized linear models, JASA 87(418).)
"""

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
        self._known: frozenset[str] = frozenset()
        self._counts, self._means, self._variances = np.zeros(0), np.zeros(0), np.zeros(0)
        self._weights = np.zeros(1)
        self._covariance = np.full((1, 1), PRIOR_INTERCEPT)

    def learn_one(self, features: Features, left: bool) -> None:
        """Learn one label (True: the customer left)."""
        self._widen(features)
        z = self._standardised(self._met(features))
        chance = sigmoid(float(z @ self._weights))
        unsure = max(chance * (1.0 - chance), LEAST)
        shared = self._covariance @ z
        spread = float(z @ shared) + 1.0 / unsure
        self._weights = self._weights + shared * ((left - chance) / (unsure * spread))
        self._covariance = self._faded(self._covariance - np.outer(shared, shared) / spread)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The score before it is a probability; asking changes nothing."""
        off = np.array([features.get(name, mean) for name, mean in zip(self._names, self._means.tolist(), strict=True)])
        return float((off - self._means) / self._scales() @ self._used()) + float(self._weights[-1])

    def coefficients(self) -> Coefficients:
        """The model as numbers; a feature that never varied has weight 0."""
        return Coefficients(
            means=dict(zip(self._names, self._means.tolist(), strict=True)),
            scales=dict(zip(self._names, self._scales().tolist(), strict=True)),
            weights=dict(zip(self._names, self._used().tolist(), strict=True)),
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
        self.labels, self._names, self._known = found.labels, found.names, frozenset(found.names)
        self._counts, self._means, self._variances, self._weights, flat = (np.frombuffer(row, "<f8") for row in rows)
        self._covariance = flat.reshape(len(self._weights), -1)

    def _met(self, features: Features) -> Column:
        """How far an example lies from the means, which it has moved; what it has not got counts as usual."""
        found = np.array([features.get(name, np.nan) for name in self._names])
        there = ~np.isnan(found)
        counts = self._counts + there
        off = np.where(there, found - self._means, 0.0)
        self._means = self._means + off / np.maximum(counts, 1.0)
        now = np.where(there, found - self._means, 0.0)
        moved = (off * now - self._variances) / np.maximum(counts, 1.0)
        self._counts, self._variances = counts, self._variances + np.where(there, moved, 0.0)
        return now

    def _standardised(self, off: Column) -> Column:
        return np.append(np.where(self._varies(), np.clip(off / self._scales(), -WILDEST, WILDEST), 0.0), 1.0)

    def _varies(self) -> NDArray[np.bool_]:
        #  Rounding makes a constant vary in its last digits.
        return self._variances > (1e-6 * (np.abs(self._means) + 1e-30)) ** 2

    def _scales(self) -> Column:
        return np.where(self._varies(), np.sqrt(np.maximum(self._variances, 0.0)), 1.0)

    def _used(self) -> Column:
        return np.where(self._varies(), self._weights[:-1], 0.0)

    def _faded(self, covariance: Column) -> Column:
        """A little less sure than that, but no less than at the beginning."""
        faded = covariance / KEPT
        most = np.append(np.full(len(self._names), PRIOR), PRIOR_INTERCEPT)
        shrink = np.sqrt(np.minimum(1.0, most / np.diag(faded)))
        return np.asarray(faded * np.outer(shrink, shrink) + np.diag(ADDED * most))

    def _widen(self, features: Features) -> None:
        if features.keys() <= self._known:
            return
        new = [name for name in features if name not in self._known][: MOST_NAMES - len(self._names)]
        self._names = [*self._names, *new]
        self._known = frozenset(self._names)
        before, more = len(self._counts), len(new)
        self._counts, self._means, self._variances = (
            np.append(row, np.zeros(more)) for row in (self._counts, self._means, self._variances)
        )
        self._weights = np.insert(self._weights, before, np.zeros(more))
        covariance = np.diag(np.append(np.full(before + more, PRIOR), PRIOR_INTERCEPT))
        old = np.append(np.arange(before), before + more)
        covariance[np.ix_(old, old)] = self._covariance
        self._covariance = covariance
