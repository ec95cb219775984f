"""A batch refit: logistic regression on a bounded sample of all labels, fitted anew every so many of them.

Not a champion to be but a measure of what learning online costs (learning.md, 1.7). The sample is a reservoir (Vitter
1985, Random sampling with a reservoir, ACM TOMS 11(1), algorithm R) whose draws are hashes of the label's number: the
same labels make the same sample. The fit is ridge-penalised Newton, also called IRLS (Hastie, Tibshirani & Friedman
2009, The Elements of Statistical Learning, 4.4.1), from where it was, so a few steps do.
"""

from hashlib import blake2b
from typing import ClassVar, Final

import numpy as np
from msgspec import Struct, json
from numpy.typing import NDArray

from harken.models.model import Coefficients, Features, Pieces, sigmoid
from harken.models.sample import Sample

Column = NDArray[np.float64]

MOST_ROWS: Final = 8192
#: Labels between two fits, and before the first.
REFIT_EVERY: Final = 500
FIRST_FIT: Final = 100
#: Penalty on the squared standardised weights, in labels: without it separable data have no answer, and with 1 the
#: first few hundred labels are believed too much (UCI, log loss of what it would have said at the time: .622 and .611).
RIDGE: Final = 10.0
MOST_STEPS: Final = 12
#: Standardised features are cut here: one wild value must not move everything.
WILDEST: Final = 10.0
FITTED: Final = "fitted"


class _Fitted(Struct):
    labels: int = 0
    names: list[str] = []
    means: list[float] = []
    scales: list[float] = []
    weights: list[float] = []
    intercept: float = 0.0


_decoder: Final = json.Decoder(_Fitted)


class BatchLogistic:
    """Logistic regression on a sample; between fits it says what the last one said."""

    name: ClassVar = "batch"
    by_default: ClassVar = True

    def __init__(self) -> None:
        self._fitted = _Fitted()
        self._sample = Sample(MOST_ROWS)

    @property
    def labels(self) -> int:
        """How many it was taught; those since the last fit count, as they are in the sample."""
        return self._fitted.labels

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Draw whether this label enters the sample (its weight counts there only); fit where it is time."""
        n = self._fitted.labels
        self._fitted.labels = n + 1
        at = n if n < MOST_ROWS else drawn(n)
        if at < MOST_ROWS:
            self._sample.put(at, features, left, weight)
        if n + 1 == FIRST_FIT or (n + 1) % REFIT_EVERY == 0:
            self._fit()

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The same before it is a probability; asking changes nothing."""
        fitted = self._fitted
        parts = zip(fitted.names, fitted.means, fitted.scales, fitted.weights, strict=True)
        return fitted.intercept + sum(w * (features.get(name, mean) - mean) / scale for name, mean, scale, w in parts)

    def coefficients(self) -> Coefficients:
        """The model as last fitted; a feature that never varied has weight 0."""
        fitted = self._fitted
        return Coefficients(
            means=dict(zip(fitted.names, fitted.means, strict=True)),
            scales=dict(zip(fitted.names, fitted.scales, strict=True)),
            weights=dict(zip(fitted.names, fitted.weights, strict=True)),
            intercept=fitted.intercept,
        )

    def dump(self) -> dict[str, bytes]:
        """The fit as JSON, the sample in its pieces."""
        return {FITTED: json.encode(self._fitted), **self._sample.dump()}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        self._fitted = _decoder.decode(pieces[FITTED])
        self._sample.load(pieces)

    def _fit(self) -> None:
        sample, fitted = self._sample, self._fitted
        rows = sample.rows.astype(np.float64)
        known = ~np.isnan(rows)
        counts = np.maximum(known.sum(axis=0), 1)
        means = np.where(known, rows, 0.0).sum(axis=0) / counts
        centred = np.where(known, rows - means, 0.0)
        spread = np.sqrt((centred**2).sum(axis=0) / counts)
        #  Rounding makes a constant vary in its last digits.
        varies = spread > 1e-6 * (np.abs(means) + 1e-30)
        scales = np.where(varies, spread, 1.0)
        x = np.where(varies, np.clip(centred / scales, -WILDEST, WILDEST), 0.0)
        before = dict(zip(fitted.names, fitted.weights, strict=True))
        start = np.array([fitted.intercept, *(before.get(name, 0.0) for name in sample.names)])
        weights = sample.weights.astype(np.float64)
        found = newton(np.column_stack((np.ones(len(x)), x)), sample.left.astype(np.float64), start, weights)
        fitted.names = list(sample.names)
        fitted.means, fitted.scales = means.tolist(), scales.tolist()
        fitted.intercept, fitted.weights = float(found[0]), np.where(varies, found[1:], 0.0).tolist()


def drawn(n: int) -> int:
    """A number from 0 to `n` for label `n`, any as likely, always the same."""
    number = int.from_bytes(blake2b(b"%d" % n, digest_size=8).digest(), "big")
    return number * (n + 1) >> 64


def newton(x: Column, y: Column, start: Column, counts: Column | float = 1.0) -> Column:
    """The weights that are likeliest for labels `y` (0 or 1) of rows `x` (the first column 1), penalised.

    Parameters
    ----------
    start : where to begin; steps that do not lower the cost are halved, and no more than `MOST_STEPS` are taken.
    counts : as how many each row counts.
    """
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 1e-3
    weights, cost = start, _cost(x, y, start, penalty, counts)
    for _ in range(MOST_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ weights, -30.0, 30.0)))
        gradient = x.T @ (counts * (p - y)) + penalty * weights
        curvature = (x * (counts * p * (1.0 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        for _ in range(5):
            tried = weights - step
            lower = _cost(x, y, tried, penalty, counts)
            if lower < cost:
                break
            step /= 2.0
        else:
            return weights
        gain, weights, cost = cost - lower, tried, lower
        if gain < 1e-6 * len(y):
            break
    return weights


def _cost(x: Column, y: Column, weights: Column, penalty: Column, counts: Column | float) -> float:
    z = x @ weights
    return float(np.sum(counts * (np.logaddexp(0.0, z) - y * z)) + np.sum(penalty * weights**2) / 2.0)
