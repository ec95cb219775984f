"""River's linear models on standardised features: their numbers are read out for the scorers (`coefficients`) and for
the checkpoint (`dump`), as data.

AdaGrad: Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods, JMLR 12.
"""

from abc import ABC, abstractmethod
from math import sqrt
from typing import Any

from msgspec import Struct, json

from harken.models.model import WHOLE, Coefficients, Features, Pieces
from harken.models.one_pass import OnePassScaler


class _Numbers(Struct):
    """Everything that River's two steps have learned."""

    labels: int
    counts: dict[str, int]
    means: dict[str, float]
    variances: dict[str, float]
    weights: dict[str, float]
    squared_gradients: dict[str, float]
    iterations: int
    intercept: float


_decoder = json.Decoder(_Numbers)


class OnlineLinear(ABC):
    """Standardised features by name into a linear model; `labels` is how many it has learned."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        """Know nothing."""
        self.labels = 0
        self._scaler = OnePassScaler()
        self._regression = self._untaught()

    @abstractmethod
    def _untaught(self) -> Any:  # River is without types
        """River's model that is to learn."""

    def _sum_one(self, features: Features) -> float:
        """The weighted sum; reading it changes nothing."""
        # River's scaler would make state for a feature that it has not met.
        means, variances, weights = self._scaler.means, self._scaler.vars, self._regression.weights
        total = float(self._regression.intercept)
        for name, x in features.items():
            if name in weights and variances[name]:
                total += weights[name] * (x - means[name]) / sqrt(variances[name])
        return total

    def coefficients(self) -> Coefficients:
        """The model as numbers; a feature that never varied has scale 1 and, standardised, counts for nothing."""
        weights = self._regression.weights
        names = [name for name in self._scaler.counts if name in weights]
        variances = self._scaler.vars
        return Coefficients(
            means={name: self._scaler.means[name] for name in names},
            scales={name: variances[name] ** 0.5 if variances[name] else 1.0 for name in names},
            weights={name: weights[name] if variances[name] else 0.0 for name in names},
            intercept=float(self._regression.intercept),
        )

    def dump(self) -> dict[str, bytes]:
        """Everything learned, as JSON."""
        optimizer = self._regression.optimizer
        numbers = _Numbers(
            labels=self.labels,
            counts=dict(self._scaler.counts),
            means=dict(self._scaler.means),
            variances=dict(self._scaler.vars),
            weights=dict(self._regression.weights),
            squared_gradients=dict(optimizer.g2),
            iterations=optimizer.n_iterations,
            intercept=float(self._regression.intercept),
        )
        return {WHOLE: json.encode(numbers)}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood, whatever was learned before; raises msgspec.DecodeError."""
        numbers = _decoder.decode(pieces[WHOLE])
        self._begin()  # what is added below must be added to nothing
        self.labels = numbers.labels
        self._scaler.counts.update(numbers.counts)
        self._scaler.means.update(numbers.means)
        self._scaler.vars.update(numbers.variances)
        # River has no public way in for weights that were learned elsewhere.
        self._regression._weights.update(numbers.weights)
        self._regression.intercept = numbers.intercept
        self._regression.optimizer.g2.update(numbers.squared_gradients)
        self._regression.optimizer.n_iterations = numbers.iterations
