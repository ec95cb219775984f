"""The champion of the churn road: standardised features, logistic regression, AdaGrad, one example at a time.

River's `StandardScaler | LogisticRegression(AdaGrad(0.1))` (learning.md 1.7). AdaGrad: Duchi, Hazan & Singer (2011),
Adaptive Subgradient Methods, JMLR 12. Its numbers are read out for the scorers (`coefficients`) and for the checkpoint
(`dump`), as data.
"""

from math import sqrt
from typing import ClassVar

from msgspec import Struct, json
from river import linear_model

from harken.models.model import WHOLE, Coefficients, Features, Pieces, sigmoid
from harken.models.one_pass import OnePassAdaGrad, OnePassScaler

LEARNING_RATE = 0.1


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


class OnlineLogistic:
    """Learns whether a customer left from features by name; `labels` is how many it has learned."""

    name: ClassVar = "logistic"
    by_default: ClassVar = True

    def __init__(self) -> None:
        self.labels = 0
        self._scaler = OnePassScaler()
        self._regression = linear_model.LogisticRegression(optimizer=OnePassAdaGrad(LEARNING_RATE))

    def learn_one(self, features: Features, left: bool) -> None:
        """Learn one label (True: the customer left)."""
        # What River's pipeline does, without its asking each step what it can.
        self._regression.learn_one(self._scaler.learn_transform_one(features), left)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; reading it changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The score before it is a probability; reading it changes nothing."""
        # River's scaler would make state for a feature that it has not met.
        means, variances, weights = self._scaler.means, self._scaler.vars, self._regression.weights
        logit = float(self._regression.intercept)
        for name, x in features.items():
            if name in weights and variances[name]:
                logit += weights[name] * (x - means[name]) / sqrt(variances[name])
        return logit

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
        OnlineLogistic.__init__(self)  # what is added below must be added to nothing
        self.labels = numbers.labels
        self._scaler.counts.update(numbers.counts)
        self._scaler.means.update(numbers.means)
        self._scaler.vars.update(numbers.variances)
        # River has no public way in for weights that were learned elsewhere.
        self._regression._weights.update(numbers.weights)
        self._regression.intercept = numbers.intercept
        self._regression.optimizer.g2.update(numbers.squared_gradients)
        self._regression.optimizer.n_iterations = numbers.iterations
